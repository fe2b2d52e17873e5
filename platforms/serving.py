"""Serves a stand-in on loopback from a thread, and stops it again."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Thread
from wsgiref.types import WSGIApplication

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

_STOPS_WITHIN = 0.02
"""Seconds: a test that stops its stand-in should not wait for it."""


class _Quiet(WSGIRequestHandler):
    """Answers without a line on the terminal for each request; keeps connections open."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """The sandbox keeps its own log."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is up: ``url`` has no slash at its end."""

    url: str
    _server: BaseWSGIServer
    _thread: Thread

    def stop(self) -> None:
        """Take no more requests and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def serve(app: WSGIApplication, host: str, port: int) -> Running:
    """Serve from now on, each request in its own thread; port 0 takes a free one.

    Raises OSError where the port is taken.
    """
    server = make_server(host, port, app, threaded=True, request_handler=_Quiet)
    loop = server.serve_forever
    thread = Thread(target=loop, args=(_STOPS_WITHIN,), name="sandbox", daemon=True)
    thread.start()
    return Running(f"http://{host}:{server.port}", server, thread)
