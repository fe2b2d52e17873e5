"""Sockets that no trickle of bytes outlives, and that know whether anything went out over them."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Exchange(threading.local):
    """The one request that this thread is making."""

    is_sent = False
    """Something of it may have left this machine."""
    read_seconds = 0.0
    """The longest silence between two bytes of the answer."""

    def __init__(self) -> None:
        self.left: Callable[[], float] = lambda: 0.0

    def begin(self, left: Callable[[], float], *, read_seconds: float) -> None:
        """``left`` gives the seconds until everything must have ended."""
        self.left, self.read_seconds, self.is_sent = left, read_seconds, False


current = Exchange()


class _DeadlineReader(io.RawIOBase):
    """Reads a socket so that neither headers nor body outlive the deadline."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = current.left()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        self._sock.settimeout(min(current.read_seconds, left))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _DeadlineSocket:
    """What http.client asks of a socket in order to read an answer."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_DeadlineReader(self._sock), 65536)


class _Response(HTTPResponse):
    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        bounded: Any = _DeadlineSocket(sock)
        super().__init__(bounded, *args, **kwargs)


class _Sending(HTTPConnection):
    """Connects first, so that what fails before the first byte goes out is told apart."""

    response_class = _Response

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if current.left() <= 0:
            raise TimeoutError("the deadline has passed")
        current.is_sent = True
        super().send(data)


class _Connection(_Sending):
    pass


class _TlsConnection(_Sending, HTTPSConnection):
    pass


class Pool(HTTPConnectionPool):
    """Open connections to one address."""

    ConnectionCls = _Connection


class TlsPool(HTTPSConnectionPool):
    """Open connections inside TLS to one address."""

    ConnectionCls = _TlsConnection

    def _validate_conn(self, conn: Any) -> None:
        """Connects, without a warning at each request of what the owner has chosen."""
        if conn.is_closed:
            conn.connect()
