"""The only network client: every answer is whole, bounded in bytes and in time by its caller.

Requests go through ``requests``' transport adapter rather than its sessions: no cookie is kept, no
redirect followed, no proxy or password file of the machine is read, and a dozen requests of one
round cost a few milliseconds of our own time.
"""

from __future__ import annotations

import functools
import io
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDoneYet
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from secrets import SystemRandom
from typing import Any, Generic, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

from platforms.contract import BadAnswer, PlatformError, Unreachable

# The system retries a TCP connection after 3 s; just above that, one lost packet is forgiven.
CONNECT_SECONDS = 3.05
# Longer than any answer of a healthy shop; PHP itself gives up at 30 s.
READ_SECONDS = 25.0
# The largest honest answer, a list of every country in several languages, stays far under this.
MAX_BYTES = 8 * 1024 * 1024
# One order card asks a shop at most 14 things at once; more would only queue at its PHP workers.
AT_ONCE_PER_SITE = 16
# Three shops that answer nobody leave room for the others.
WORKERS = 64
RETRIES = 2
RETRIED_STATUSES = frozenset({502, 503, 504})

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, on the monotonic clock, by which everything asked must have ended."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds left; zero or less once it has passed."""
        return self.at - time.monotonic()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer. Header names are found in any case; ``received_at`` is UTC ms."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    received_at: int

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


class _Dropped(Unreachable):
    """No answer began, or it broke off: asking again is harmless for a read."""


class Site:
    """One remote address: its requests share warm connections with every other user of it."""

    def __init__(
        self, base_url: str, *, headers: Mapping[str, str], verify_tls: bool = True
    ) -> None:
        self._base = base_url.rstrip("/")
        self._verify = verify_tls
        self._headers = {"Accept-Encoding": "identity", "User-Agent": "comptoir", **headers}

    def get(self, target: str, *, deadline: Deadline, max_bytes: int = MAX_BYTES) -> Answer:
        """The answer to a read, asked again when the connection or a gateway failed.

        ``target`` begins with a slash and is already percent-encoded. Raises Unreachable, or
        BadAnswer when the body is over ``max_bytes``; every status is given back as it came.
        """
        for attempt in range(RETRIES + 1):
            is_last = attempt == RETRIES
            try:
                answer = self._ask(target, deadline=deadline, max_bytes=max_bytes)
            except _Dropped as fault:
                if is_last or not _pause_fits(attempt, deadline):
                    raise Unreachable(fault.detail) from None
                continue
            if answer.status not in RETRIED_STATUSES or is_last:
                return answer
            if not _pause_fits(attempt, deadline):
                return answer
        raise AssertionError("a loop over attempts ends in an answer or an error")

    def side_by_side(self, calls: Mapping[str, Callable[[], V]], *, deadline: Deadline) -> Round[V]:
        """Starts every call at once; what each came to is taken from the round by its name."""
        transport = _transport(self._base, verify=self._verify)
        return Round(
            {name: transport.start(call, deadline) for name, call in calls.items()}, deadline
        )

    def _ask(self, target: str, *, deadline: Deadline, max_bytes: int) -> Answer:
        left = deadline.left()
        if left <= 0:
            raise Unreachable("no time left")
        request = requests.PreparedRequest()
        request.method, request.url = "GET", self._base + target
        request.headers = requests.structures.CaseInsensitiveDict(self._headers)
        timeout = (min(CONNECT_SECONDS, left), min(READ_SECONDS, left))
        _current.deadline = deadline
        try:
            return _transport(self._base, verify=self._verify).read(request, timeout, max_bytes)
        except (HTTPError, HTTPException, OSError, ValueError) as fault:
            # The fault's text quotes the address asked, and with it a customer's e-mail.
            raise _named(fault) from None


class Round(Generic[V]):
    """Calls under way side by side, with one deadline for all."""

    def __init__(self, futures: Mapping[str, Future[V]], deadline: Deadline) -> None:
        self._futures = futures
        self._deadline = deadline

    def __contains__(self, name: str) -> bool:
        return name in self._futures

    def is_done(self, name: str) -> bool:
        return self._futures[name].done()

    def take(self, name: str) -> V:
        """What this call gave, waiting for it; its own PlatformError, or Unreachable in the end."""
        future = self._futures[name]
        try:
            return future.result(timeout=max(0.0, self._deadline.left()))
        except NotDoneYet:
            if future.done():
                return future.result()
            future.cancel()
            raise Unreachable(f"no answer in time: {name}") from None


class _Transport(HTTPAdapter):
    """The open connections of one site, and the gate that bounds how many are in use."""

    def __init__(self, *, verify: bool) -> None:
        super().__init__(pool_connections=1, pool_maxsize=AT_ONCE_PER_SITE, max_retries=0)
        self._gate = threading.BoundedSemaphore(AT_ONCE_PER_SITE)
        self._verify = verify

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}

    def start(self, call: Callable[[], V], deadline: Deadline) -> Future[V]:
        if not self._gate.acquire(timeout=max(0.0, deadline.left())):
            raise Unreachable("too much is asked of this shop at once")
        future = _workers().submit(call)
        future.add_done_callback(lambda _: self._gate.release())
        return future

    def read(
        self, request: requests.PreparedRequest, timeout: tuple[float, float], max_bytes: int
    ) -> Answer:
        response = self.send(request, stream=True, timeout=timeout, verify=self._verify)
        body: bytes = response.raw.read(max_bytes + 1, decode_content=True)
        if len(body) > max_bytes:
            response.raw.close()
            raise BadAnswer(f"answer over {max_bytes} bytes")
        response.raw.release_conn()
        return Answer(response.status_code, response.headers, body, int(time.time() * 1000))


class _Current(threading.local):
    """The deadline of the request that this thread is making."""

    deadline = Deadline(0.0)


class _DeadlineReader(io.RawIOBase):
    """Reads a socket so that no trickle of bytes, in headers or body, outlives the deadline."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = _current.deadline.left()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        self._sock.settimeout(min(READ_SECONDS, left))
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


class _Connection(HTTPConnection):
    response_class = _Response


class _TlsConnection(HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection

    def _validate_conn(self, conn: Any) -> None:
        """Connects, without a warning at each request of what the owner has chosen."""
        if conn.is_closed:
            conn.connect()


@functools.lru_cache(maxsize=256)
def _transport(_base: str, *, verify: bool) -> _Transport:
    return _Transport(verify=verify)


@functools.cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="platforms")


def _pause_fits(attempt: int, deadline: Deadline) -> bool:
    """Waits a short while of random length, unless that would leave no time to ask again."""
    pause = SystemRandom().uniform(0.02, 0.08) * 3**attempt
    if deadline.left() <= pause:
        return False
    time.sleep(pause)
    return True


def _named(fault: Exception) -> PlatformError:
    """Our name for a fault of the network; only what broke off may be asked again."""
    name = type(fault).__name__
    match fault:
        case DecodeError():
            return BadAnswer(name)
        case requests.exceptions.SSLError() | requests.exceptions.ReadTimeout():
            return Unreachable(name)
        case requests.exceptions.ConnectionError():
            return _Dropped(name)
        case requests.RequestException() | ReadTimeoutError() | TimeoutError() | ValueError():
            return Unreachable(name)
        case _:
            return _Dropped(name)


_current = _Current()

# Threads and sockets do not survive a fork: a child starts with its own.
os.register_at_fork(after_in_child=_workers.cache_clear)
os.register_at_fork(after_in_child=_transport.cache_clear)
