"""Servers as children, each on a free port of loopback and ended by its own process id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.cast import SECRET_KEY, VAULT_KEY

ROOT = Path(__file__).parents[2]
THREADS = 8
START_SECONDS = 20

_OPTIONS = (
    *("--worker-class", "gthread", "--workers", "1", "--threads", str(THREADS)),
    *("--keep-alive", "30", "--access-logfile", "-"),
    *("--access-logformat", '%(h)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'),
)
"""As ``comptoir serve`` has them; one worker, so that the client has a processor to itself."""


@contextmanager
def gunicorn(app: str, port: int, environment: Mapping[str, str]) -> Iterator[int]:
    """Serves ``module:app`` while the block runs; answers the port."""
    command = [sys.executable, "-m", "gunicorn", app, "--bind", f"127.0.0.1:{port}", *_OPTIONS]
    with child(command, port, environment):
        yield port


@contextmanager
def child(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """Runs a server that listens on the port. Raises RuntimeError when it does not start."""
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _wait(server, port)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=START_SECONDS)


def environment(database_url: str, port: int) -> dict[str, str]:
    """The settings of a service over this store."""
    return {
        "DATABASE_URL": database_url,
        "COMPTOIR_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "COMPTOIR_SECRET_KEY": SECRET_KEY,
        "COMPTOIR_ENCRYPTION_KEYS": VAULT_KEY,
        "COMPTOIR_PORT": str(port),
    }


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    server.kill()
    raise RuntimeError(server.communicate()[1].decode())
