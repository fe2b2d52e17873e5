"""A certificate that nobody vouches for ends the exchange before anything is sent."""

from __future__ import annotations

import ssl
import time

import pytest

from platforms.contract import Unreachable
from platforms.http import Answer, Deadline, Site
from tests.platforms.loopback import Asked, Reply, listening


def trusting(url: str, *, within: float = 5.0) -> Answer:
    site = Site(url, headers={}, verify_tls=False)
    return site.get("/", deadline=Deadline.within(within))


def test_a_certificate_of_nobody_is_refused_and_nothing_is_sent(
    self_signed: ssl.SSLContext,
) -> None:
    with listening(lambda _, reply: reply.json("[]"), tls=self_signed) as shop:
        with pytest.raises(Unreachable) as refusal:
            Site(shop.url, headers={}).get("/", deadline=Deadline.within(5))
        assert shop.asked == []
    assert refusal.value.detail == "SSLError"


def test_a_shop_whose_owner_said_so_is_read_all_the_same(self_signed: ssl.SSLContext) -> None:
    with listening(lambda _, reply: reply.json("[]"), tls=self_signed) as shop:
        assert trusting(shop.url).body == b"[]"
        assert trusting(shop.url).body == b"[]"
    assert len({asked.client_port for asked in shop.asked}) == 1


def test_a_trickle_inside_tls_does_not_outlive_the_deadline(self_signed: ssl.SSLContext) -> None:
    def answer(_: Asked, reply: Reply) -> None:
        reply.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
        for _bit in range(300):
            reply.raw(b"x")
            time.sleep(0.01)
        reply.close()

    with listening(answer, tls=self_signed) as shop:
        started = time.monotonic()
        with pytest.raises(Unreachable):
            trusting(shop.url, within=0.4)
        assert time.monotonic() - started < 1.2
