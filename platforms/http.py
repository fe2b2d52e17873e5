"""The only network client: every answer is whole, bounded in bytes and in time by its caller.

Requests go through ``requests``' transport adapter rather than its sessions: no cookie is kept, no
redirect followed, no proxy or password file of the machine is read, and a dozen requests of one
round cost a few milliseconds of our own time.
"""

from __future__ import annotations

import functools
import os
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDoneYet
from dataclasses import dataclass
from http.client import HTTPException
from secrets import SystemRandom
from typing import Any, Generic, TypeVar

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

from platforms.contract import BadAnswer, NotSent, PlatformError, Unreachable
from platforms.sockets import Pool, TlsPool, current

# The system retries a TCP connection after 3 s; just above that, one lost packet is forgiven.
CONNECT_SECONDS = 3.05
# Longer than any answer of a healthy shop; PHP itself gives up at 30 s.
READ_SECONDS = 25.0
# A shop whose cache was cleared builds itself anew first (5 s measured), and mails while it writes;
# giving up on a write early saves nobody, since its outcome is then unknown.
WRITE_SECONDS = 60.0
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


class Dropped(Unreachable):
    """No answer began, or it broke off: asking again is harmless for a read."""


def wall_clock() -> int:
    """UTC ms, for what is dated on the wire."""
    return int(time.time() * 1000)


def pause_fits(attempt: int, deadline: Deadline) -> bool:
    """Waits a short while of random length, unless that would leave no time to ask again."""
    pause = SystemRandom().uniform(0.02, 0.08) * 3**attempt
    if deadline.left() <= pause:
        return False
    time.sleep(pause)
    return True


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
            except Dropped as fault:
                if is_last or not pause_fits(attempt, deadline):
                    raise Unreachable(fault.detail) from None
                continue
            if answer.status not in RETRIED_STATUSES or is_last:
                return answer
            if not pause_fits(attempt, deadline):
                return answer
        raise AssertionError("a loop over attempts ends in an answer or an error")

    def side_by_side(self, calls: Mapping[str, Callable[[], V]], *, deadline: Deadline) -> Round[V]:
        """Starts every call at once; what each came to is taken from the round by its name."""
        transport = self._transport
        return Round(
            {name: transport.start(call, deadline) for name, call in calls.items()}, deadline
        )

    def post(
        self,
        target: str,
        body: bytes,
        *,
        headers: Mapping[str, str],
        deadline: Deadline,
        max_bytes: int = MAX_BYTES,
        over_warm: bool = False,
    ) -> Answer:
        """The answer to a write, asked once and never again.

        Raises NotSent when nothing of it left this machine, or else as ``get`` does: what became
        of it is then not known. ``over_warm`` is for what only reads: a connection that was kept
        may have been closed meanwhile by the other side, which raises Dropped.
        """
        request = self._request("POST", target, {**headers, "Content-Length": str(len(body))})
        request.body = body
        transport = self._transport if over_warm else _Transport(verify=self._verify)
        try:
            return _exchanged(transport, request, deadline, max_bytes, WRITE_SECONDS)
        except (HTTPError, HTTPException, OSError, ValueError) as fault:
            raise _named(fault) if current.is_sent else NotSent(type(fault).__name__) from None
        finally:
            if not over_warm:
                transport.close()

    def _ask(self, target: str, *, deadline: Deadline, max_bytes: int) -> Answer:
        request = self._request("GET", target, {})
        try:
            return _exchanged(self._transport, request, deadline, max_bytes, READ_SECONDS)
        except (HTTPError, HTTPException, OSError, ValueError) as fault:
            # The fault's text quotes the address asked, and with it a customer's e-mail.
            raise _named(fault) from None

    def _request(
        self, method: str, target: str, headers: Mapping[str, str]
    ) -> requests.PreparedRequest:
        request = requests.PreparedRequest()
        request.method, request.url = method, self._base + target
        request.headers = requests.structures.CaseInsensitiveDict({**self._headers, **headers})
        return request

    @property
    def _transport(self) -> _Transport:
        return _transport(self._base, verify=self._verify)


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
        self.poolmanager.pool_classes_by_scheme = {"http": Pool, "https": TlsPool}

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
        return Answer(response.status_code, response.headers, body, wall_clock())


def _exchanged(
    transport: _Transport,
    request: requests.PreparedRequest,
    deadline: Deadline,
    max_bytes: int,
    read_seconds: float,
) -> Answer:
    """The whole answer. Raises the network's own faults; ``current`` knows what went out."""
    current.begin(deadline.left, read_seconds=read_seconds)
    left = deadline.left()
    if left <= 0:
        raise TimeoutError("no time left")
    timeout = (min(CONNECT_SECONDS, left), min(read_seconds, left))
    return transport.read(request, timeout, max_bytes)


@functools.lru_cache(maxsize=256)
def _transport(_base: str, *, verify: bool) -> _Transport:
    return _Transport(verify=verify)


@functools.cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="platforms")


def _named(fault: Exception) -> PlatformError:
    """Our name for a fault of the network; only what broke off may be asked again."""
    name = type(fault).__name__
    match fault:
        case DecodeError():
            return BadAnswer(name)
        case requests.exceptions.SSLError() | requests.exceptions.ReadTimeout():
            return Unreachable(name)
        case requests.exceptions.ConnectionError():
            return Dropped(name)
        case requests.RequestException() | ReadTimeoutError() | TimeoutError() | ValueError():
            return Unreachable(name)
        case _:
            return Dropped(name)


# Threads and sockets do not survive a fork: a child starts with its own.
os.register_at_fork(after_in_child=_workers.cache_clear)
os.register_at_fork(after_in_child=_transport.cache_clear)
