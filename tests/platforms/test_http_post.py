"""A write is sent once; what surely never left is told apart from what may have arrived."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from platforms.contract import BadAnswer, NotSent, PlatformError, Unreachable
from platforms.http import MAX_BYTES, Answer, Deadline, Site
from tests.platforms.loopback import Asked, Reply, listening

BODY = b'{"key":"op_1"}'


def post(
    url: str, body: bytes = BODY, *, within: float = 5.0, max_bytes: int = MAX_BYTES
) -> Answer:
    site = Site(url, headers={"X-Site": "1"})
    deadline = Deadline.within(within)
    return site.post("/x", body, headers={"X-Call": "2"}, deadline=deadline, max_bytes=max_bytes)


def good(_: Asked, reply: Reply) -> None:
    reply.json('{"ok":true}')


def fault_of(url: str, *, within: float = 5.0, max_bytes: int = MAX_BYTES) -> PlatformError:
    with pytest.raises(PlatformError) as fault:
        post(url, within=within, max_bytes=max_bytes)
    return fault.value


@contextmanager
def accepting(*, backlog: int) -> Iterator[tuple[str, socket.socket]]:
    """A socket that listens, and leaves what it is told to the test."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(backlog)
        yield f"127.0.0.1:{server.getsockname()[1]}", server


def test_a_write_arrives_whole_with_its_headers() -> None:
    with listening(good) as shop:
        answer = post(shop.url, b"x" * 60_000)
    (asked,) = shop.asked
    assert (answer.status, answer.body) == (200, b'{"ok":true}')
    assert (asked.method, asked.path, asked.body) == ("POST", "/x", b"x" * 60_000)
    assert (asked.headers["X-Site"], asked.headers["X-Call"]) == ("1", "2")
    assert "Cookie" not in asked.headers


def test_every_write_has_a_connection_of_its_own() -> None:
    with listening(good) as shop:
        for _ in range(3):
            post(shop.url)
    assert len({asked.client_port for asked in shop.asked}) == 3


def test_what_only_reads_may_share_a_connection() -> None:
    with listening(good) as shop:
        site, deadline = Site(shop.url, headers={}), Deadline.within(5)
        for _ in range(3):
            site.post("/x", BODY, headers={}, deadline=deadline, over_warm=True)
    assert len({asked.client_port for asked in shop.asked}) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308, 500, 502, 503, 504])
def test_every_status_is_given_back_and_nothing_is_asked_twice(status: int) -> None:
    with listening(lambda _, reply: reply.whole(status, {"Location": "/y"}, b"")) as shop:
        assert post(shop.url).status == status
    assert len(shop.asked) == 1


def test_a_refused_connection_has_sent_nothing() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    assert isinstance(fault_of(url), NotSent)


@pytest.mark.parametrize(
    "url", [f"http://{'a' * 70}.invalid", "", "ftp://x", "http://[::1", "http://"]
)
def test_an_address_that_leads_nowhere_has_sent_nothing(url: str) -> None:
    assert isinstance(fault_of(url), NotSent)


def test_without_time_nothing_is_sent() -> None:
    with listening(good) as shop:
        assert isinstance(fault_of(shop.url, within=0), NotSent)
        assert shop.asked == []


def test_a_connection_that_is_never_taken_has_sent_nothing() -> None:
    with accepting(backlog=0) as (address, _):
        host, _, port = address.partition(":")
        waiting = [socket.create_connection((host, int(port)))]
        started = time.monotonic()
        fault = fault_of(f"http://{address}", within=0.5)
        for one in waiting:
            one.close()
    assert isinstance(fault, NotSent)
    assert time.monotonic() - started < 2


def test_a_handshake_that_never_ends_has_sent_nothing() -> None:
    with accepting(backlog=5) as (address, _):
        assert isinstance(fault_of(f"https://{address}", within=0.5), NotSent)


def test_a_certificate_of_nobody_has_sent_nothing(self_signed: ssl.SSLContext) -> None:
    with listening(good, tls=self_signed) as shop:
        assert isinstance(fault_of(shop.url), NotSent)
        assert shop.asked == []


def test_a_write_inside_tls_arrives(self_signed: ssl.SSLContext) -> None:
    with listening(good, tls=self_signed) as shop:
        site = Site(shop.url, headers={}, verify_tls=False)
        answer = site.post("/x", BODY, headers={}, deadline=Deadline.within(5))
    assert answer.status == 200
    assert shop.asked[0].body == BODY


def test_an_answer_that_never_comes_leaves_it_open_what_happened() -> None:
    released = threading.Event()

    def hang(_: Asked, __: Reply) -> None:
        released.wait(5)

    with listening(hang) as shop:
        started = time.monotonic()
        fault = fault_of(shop.url, within=0.3)
        released.set()
    assert isinstance(fault, Unreachable)
    assert time.monotonic() - started < 1
    assert len(shop.asked) == 1


def test_a_connection_closed_after_the_request_leaves_it_open_what_happened() -> None:
    with listening(lambda _, reply: reply.close()) as shop:
        assert isinstance(fault_of(shop.url), Unreachable)
    assert len(shop.asked) == 1


def test_a_connection_closed_before_a_byte_was_read_counts_as_sent() -> None:
    with accepting(backlog=5) as (address, server):

        def hang_up() -> None:
            server.accept()[0].close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        fault = fault_of(f"http://{address}")
        thread.join()
    assert isinstance(fault, Unreachable)


def test_an_answer_cut_short_leaves_it_open_what_happened() -> None:
    def answer(_: Asked, reply: Reply) -> None:
        reply.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}")
        reply.close()

    with listening(answer) as shop:
        assert isinstance(fault_of(shop.url), Unreachable)
    assert len(shop.asked) == 1


def test_an_answer_over_the_bound_is_bad() -> None:
    with listening(lambda _, reply: reply.whole(200, {}, b"x" * 100)) as shop:
        assert isinstance(fault_of(shop.url, max_bytes=99), BadAnswer)


def test_a_write_after_a_connection_went_stale_uses_a_new_one() -> None:
    def answer(_: Asked, reply: Reply) -> None:
        reply.json("{}")
        reply.close()

    with listening(answer) as shop:
        site = Site(shop.url, headers={})
        for _ in range(5):
            deadline = Deadline.within(5)
            assert site.get("/r", deadline=deadline).status == 200
            assert site.post("/w", BODY, headers={}, deadline=deadline).status == 200
    assert [asked.path for asked in shop.asked] == ["/r", "/w"] * 5
