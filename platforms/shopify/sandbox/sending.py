"""Carries waiting webhooks to the app from a thread of its own, again and again until taken."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from platforms.shopify.sandbox.standin import CounterApp, Sandbox
from platforms.shopify.sandbox.webhooks import PATH

ROUND_SECONDS = 0.5
RETRY_SECONDS = 3.0
TIMEOUT = 5.0
"""Seconds in all, as the real one waits."""


def start_sending(sandbox: Sandbox) -> threading.Thread:
    """A daemon: it ends with the program."""
    work = threading.Thread(target=_carry, args=(sandbox,), name="webhooks", daemon=True)
    work.start()
    return work


def send_once(sandbox: Sandbox) -> bool:
    """Whether the app took all that was waiting; true where there was nothing to send."""
    app = sandbox.counter
    if app is None or not app.url:
        return True
    sender = app
    return sandbox.webhooks.deliver(app.secret, lambda body, headers: _post(sender, body, headers))


def _post(app: CounterApp, body: bytes, headers: Mapping[str, str]) -> int:
    base = urlsplit(app.url)
    kind = HTTPSConnection if base.scheme == "https" else HTTPConnection
    wire = kind(base.netloc, timeout=TIMEOUT)
    try:
        wire.request("POST", base.path.rstrip("/") + PATH, body, dict(headers))
        answer = wire.getresponse()
        answer.read()
    except (HTTPException, OSError):
        return 0
    finally:
        wire.close()
    return answer.status


def _carry(sandbox: Sandbox) -> None:
    while True:
        sandbox.webhooks.wait(ROUND_SECONDS)
        sandbox.due.run(sandbox.clock.now())
        if sandbox.sends_webhooks and not send_once(sandbox):
            threading.Event().wait(RETRY_SECONDS)
