"""A mail server that delivers nowhere: what it is given is read on a page, and nothing leaves."""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from platforms.mail.sandbox.faults import Faults
from platforms.mail.sandbox.kept import Kept, Mail
from platforms.mail.sandbox.pages import reading_room
from platforms.mail.sandbox.sink import Sink
from platforms.mail.sandbox.writing import Outbox

_STOPS_WITHIN = 0.02  # seconds; tests start and stop many

__all__ = ["MailSandbox", "serve"]


class _Quiet(WSGIRequestHandler):
    """A reader's requests are no news."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


@dataclass(frozen=True)
class MailSandbox:
    """A running sink and its page. ``faults`` makes it misbehave."""

    url: str
    smtp_port: int
    faults: Faults
    kept: Kept
    sink: Sink
    page: BaseWSGIServer
    thread: threading.Thread

    @property
    def mails(self) -> tuple[Mail, ...]:
        """Oldest first."""
        return self.kept.mails()

    def stop(self) -> None:
        """Ends both servers; kept mails stay readable."""
        self.page.shutdown()
        self.thread.join()
        self.page.server_close()
        self.sink.stop()


def serve(
    host: str,
    *,
    smtp_port: int = 0,
    http_port: int = 0,
    folder: Path | None = None,
    smtp_options: Mapping[str, object] | None = None,
    answers: Path | None = None,
) -> MailSandbox:
    """Starts the sink and its page; port 0 takes a free one. Raises OSError when a port is taken.

    Mails are kept in memory, and in ``folder`` too when one is given. ``smtp_options`` go to
    aiosmtpd as they are (tls_context, authenticator…). What customers answer on the page is put
    into ``answers`` as numbered files; without it they cannot.
    """
    kept, faults = Kept(folder), Faults()
    if answers is not None:
        answers.mkdir(parents=True, exist_ok=True)
    outbox = Outbox(answers) if answers is not None else None
    page = _page(host, http_port, reading_room(kept, faults, outbox))
    try:
        sink = Sink(host, smtp_port, kept=kept, faults=faults, options=smtp_options or {})
    except OSError:
        page.server_close()
        raise
    thread = threading.Thread(
        target=page.serve_forever, args=(_STOPS_WITHIN,), name="mail-page", daemon=True
    )
    thread.start()
    url = f"http://{host}:{page.port}"
    return MailSandbox(url, sink.port, faults, kept, sink, page, thread)


def _page(host: str, port: int, room: Flask) -> BaseWSGIServer:
    """Werkzeug ends the whole program when its port is taken; a socket of ours raises OSError."""
    with socket.create_server((host, port)) as door:
        taken = door.getsockname()[1]
        return make_server(
            host, taken, room, threaded=True, request_handler=_Quiet, fd=door.fileno()
        )
