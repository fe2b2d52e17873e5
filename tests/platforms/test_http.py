"""An answer is whole, bounded and in time, or it is a named error; nothing follows a redirect."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable
from functools import partial

import pytest

from platforms.contract import BadAnswer, PlatformError, Unreachable
from platforms.http import AT_ONCE_PER_SITE, MAX_BYTES, Answer, Deadline, Site
from tests.platforms.loopback import Answering, Asked, Reply, listening

SECRET = {"Authorization": "Basic c2VjcmV0"}
GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"


def get(url: str, *, within: float = 5.0, max_bytes: int = MAX_BYTES) -> Answer:
    site = Site(url, headers=SECRET)
    return site.get("/x?y=1", deadline=Deadline.within(within), max_bytes=max_bytes)


def good(_: Asked, reply: Reply) -> None:
    reply.raw(GOOD)


def failing(times: int, status: int = 503) -> Answering:
    """A shop that fails some times and is well from then on; status 0 hangs up."""
    left = [times]

    def answer(asked: Asked, reply: Reply) -> None:
        if left[0] <= 0:
            good(asked, reply)
        elif status:
            reply.whole(status, {}, b"")
        else:
            reply.close()
        left[0] -= 1

    return answer


def trickling(beginning: bytes, bit: bytes) -> Answering:
    """An answer that never stops coming, a bit every few milliseconds."""

    def answer(_: Asked, reply: Reply) -> None:
        reply.raw(beginning)
        for _bit in range(300):
            reply.raw(bit)
            time.sleep(0.01)
        reply.close()

    return answer


def seconds_until(failing: Callable[[], object], meant: type[PlatformError]) -> float:
    started = time.monotonic()
    with pytest.raises(meant):
        failing()
    return time.monotonic() - started


def test_an_answer_comes_whole_with_its_headers_in_any_case() -> None:
    with listening(good) as shop:
        answer = get(shop.url)
    assert (answer.status, answer.body, answer.media_type) == (200, b"[]", "application/json")
    assert answer.headers["content-type"] == "application/json"
    assert abs(answer.received_at - time.time() * 1000) < 5000


def test_connections_are_kept_and_reused() -> None:
    with listening(good) as shop:
        for _ in range(10):
            get(shop.url)
    assert len(shop.asked) == 10
    assert len({asked.client_port for asked in shop.asked}) == 1


def test_no_cookie_is_kept() -> None:
    def answer(_: Asked, reply: Reply) -> None:
        reply.whole(200, {"Set-Cookie": "session=1; Path=/"}, b"[]")

    with listening(answer) as shop:
        get(shop.url)
        get(shop.url)
    assert all("Cookie" not in asked.headers for asked in shop.asked)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_given_back_and_the_credential_goes_nowhere(status: int) -> None:
    with listening(good) as other:

        def answer(_: Asked, reply: Reply) -> None:
            reply.whole(status, {"Location": f"{other.url}/stolen"}, b"")

        with listening(answer) as shop:
            assert get(shop.url).status == status
        assert other.asked == []


def test_the_machines_proxy_and_password_files_are_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with listening(good) as shop:
        assert get(shop.url).status == 200
    assert shop.asked[0].headers["Authorization"] == SECRET["Authorization"]


@pytest.mark.parametrize("status", [0, 502, 503, 504])
def test_a_read_that_failed_in_passing_is_asked_again(status: int) -> None:
    with listening(failing(2, status)) as shop:
        assert get(shop.url).status == 200
    assert len(shop.asked) == 3


def test_a_gateway_that_stays_down_is_asked_three_times_in_all() -> None:
    with listening(failing(99)) as shop:
        assert get(shop.url).status == 503
    assert len(shop.asked) == 3


def test_a_connection_that_stays_broken_is_unreachable_after_three() -> None:
    with listening(failing(99, 0)) as shop, pytest.raises(Unreachable):
        get(shop.url)
    assert len(shop.asked) == 3


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500])
def test_any_other_status_is_asked_once(status: int) -> None:
    with listening(failing(1, status)) as shop:
        assert get(shop.url).status == status
    assert len(shop.asked) == 1


def test_nothing_is_asked_again_when_no_time_is_left() -> None:
    with listening(failing(99)) as shop:
        assert get(shop.url, within=0.015).status == 503
    assert len(shop.asked) == 1


def test_nothing_is_asked_after_the_deadline() -> None:
    with listening(good) as shop, pytest.raises(Unreachable):
        get(shop.url, within=0)
    assert shop.asked == []


def test_a_refused_connection_is_unreachable_at_once() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert seconds_until(lambda: get(f"http://127.0.0.1:{port}"), Unreachable) < 2


def test_a_shop_that_hangs_is_unreachable_at_the_deadline() -> None:
    released = threading.Event()

    def answer(_: Asked, __: Reply) -> None:
        released.wait(5)

    with listening(answer) as shop:
        took = seconds_until(lambda: get(shop.url, within=0.3), Unreachable)
        released.set()
    assert 0.25 < took < 1
    assert len(shop.asked) == 1


@pytest.mark.parametrize(
    ("beginning", "bit"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        (b"HTTP/1.1 200 OK\r\n", b"X"),
        (b"HTTP/1.1 ", b"2"),
    ],
    ids=["body", "chunks", "a chunk's size", "a header", "the status"],
)
def test_a_trickle_does_not_outlive_the_deadline(beginning: bytes, bit: bytes) -> None:
    with listening(trickling(beginning, bit)) as shop:
        took = seconds_until(lambda: get(shop.url, within=0.3), Unreachable)
    assert 0.25 < took < 1


def test_a_body_cut_short_is_not_taken_for_whole() -> None:
    def answer(_: Asked, reply: Reply) -> None:
        reply.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[]")
        reply.close()

    with listening(answer) as shop, pytest.raises(Unreachable):
        get(shop.url)


def test_a_huge_body_is_a_bad_answer_and_is_not_read_to_its_end() -> None:
    def answer(_: Asked, reply: Reply) -> None:
        reply.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 100_000)
        time.sleep(2)

    with listening(answer) as shop:
        assert seconds_until(lambda: get(shop.url, max_bytes=50_000), BadAnswer) < 1


def test_a_body_of_just_the_bound_is_whole() -> None:
    with listening(lambda _, reply: reply.whole(200, {}, b"x" * 1000)) as shop:
        assert len(get(shop.url, max_bytes=1000).body) == 1000
        with pytest.raises(BadAnswer):
            get(shop.url, max_bytes=999)


def test_a_compressed_bomb_stays_under_the_bound() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    headers = {"Content-Encoding": "gzip"}
    with listening(lambda _, reply: reply.whole(200, headers, bomb)) as shop:
        assert seconds_until(lambda: get(shop.url, max_bytes=100_000), BadAnswer) < 2


def test_what_is_not_http_is_unreachable() -> None:
    def answer(_: Asked, reply: Reply) -> None:
        reply.raw(b"SSH-2.0-x\r\n")
        reply.close()

    with listening(answer) as shop, pytest.raises(Unreachable):
        get(shop.url)


@pytest.mark.parametrize("url", ["", "ftp://127.0.0.1", "http://", "http://[::1", "127.0.0.1"])
def test_an_address_that_is_none_is_unreachable(url: str) -> None:
    with pytest.raises(Unreachable):
        get(url)


def test_the_calls_of_a_round_run_side_by_side() -> None:
    everyone = threading.Barrier(8)

    def answer(asked: Asked, reply: Reply) -> None:
        everyone.wait(5)
        reply.whole(200, {}, asked.path.encode())

    with listening(answer) as shop:
        site, deadline = Site(shop.url, headers={}), Deadline.within(5)
        calls = {str(n): partial(site.get, f"/{n}", deadline=deadline) for n in range(8)}
        round_ = site.side_by_side(calls, deadline=deadline)
        assert [round_.take(str(n)).body for n in range(8)] == [b"/%d" % n for n in range(8)]


def test_one_failing_call_gives_its_own_error_and_the_others_their_answers() -> None:
    def refuse() -> str:
        raise BadAnswer("this one")

    deadline = Deadline.within(5)
    round_ = Site("http://127.0.0.1", headers={}).side_by_side(
        {"bad": refuse, "good": lambda: "well"}, deadline=deadline
    )
    assert round_.take("good") == "well"
    with pytest.raises(BadAnswer, match="this one"):
        round_.take("bad")


def test_a_round_ends_at_its_deadline_whatever_its_calls_do() -> None:
    released = threading.Event()
    round_ = Site("http://127.0.0.1", headers={}).side_by_side(
        {"stuck": lambda: released.wait(5)}, deadline=Deadline.within(0.2)
    )
    took = seconds_until(lambda: round_.take("stuck"), Unreachable)
    assert not round_.is_done("stuck")
    released.set()
    assert took < 1


def test_a_site_that_answers_nobody_cannot_take_every_worker() -> None:
    released = threading.Event()
    dead, alive = Site("http://127.0.0.1:1", headers={}), Site("http://127.0.0.1:2", headers={})
    deadline = Deadline.within(0.3)
    stuck = {str(n): lambda: released.wait(5) for n in range(AT_ONCE_PER_SITE)}
    dead.side_by_side(stuck, deadline=deadline)
    took = seconds_until(
        lambda: dead.side_by_side({"more": lambda: True}, deadline=deadline), Unreachable
    )
    round_ = alive.side_by_side({"it": lambda: "alive"}, deadline=Deadline.within(1))
    assert round_.take("it") == "alive"
    released.set()
    assert took < 1
