"""A server on loopback that answers exactly what a test tells it to, byte by byte if need be."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    path: str
    query: str
    headers: Mapping[str, str]
    client_port: int
    """The same for all that comes over one connection."""
    method: str = "GET"
    body: bytes = b""


class Reply:
    """The way back to who asked; every writer ends in silence when they have left."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self._handler = handler

    def raw(self, content: bytes) -> None:
        try:
            self._handler.wfile.write(content)
            self._handler.wfile.flush()
        except OSError:
            self._handler.close_connection = True

    def whole(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        lines = [f"HTTP/1.1 {status} Said", *(f"{k}: {v}" for k, v in headers.items())]
        head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
        self.raw(head.encode("latin-1", "replace") + body)

    def json(self, body: str) -> None:
        self.whole(
            200, {"Content-Type": "application/json", "PSWS-Version": "9.1.4"}, body.encode()
        )

    def close(self) -> None:
        self._handler.close_connection = True


Answering = Callable[[Asked, Reply], None]


@dataclass(slots=True)
class Loopback:
    """A running server and everything it was asked."""

    url: str
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def listening(answering: Answering, *, tls: ssl.SSLContext | None = None) -> Iterator[Loopback]:
    server = _Server(("127.0.0.1", 0), _Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    running = Loopback(f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}")
    server.told = (answering, running)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    told: tuple[Answering, Loopback]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has left: tests that hang up mean to."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        answering, running = self.server.told
        path, _, query = self.path.partition("?")
        headers = dict(self.headers.items())
        body = self.rfile.read(int(headers.get("Content-Length", "0")))
        asked = Asked(path, query, headers, self.client_address[1], self.command, body)
        running.asked.append(asked)
        answering(asked, Reply(self))

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""
