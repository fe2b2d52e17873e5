"""A write goes out word for word, once; what was surely not done is told apart."""

from __future__ import annotations

import pytest

from platforms.contract import (
    BadAnswer,
    NotSent,
    PlatformError,
    Unreachable,
)
from platforms.shopify.transport import AdminApi
from tests.platforms.shopify.wired import GOOD, THROTTLED, Said, failed, read, ring, wired, write


def test_a_closed_port_was_told_nothing() -> None:
    with wired(GOOD) as wire:
        api = wire.api(person=ring("p"))
    assert_unsent(api)
    with pytest.raises(Unreachable) as fault:
        read(api)
    assert not isinstance(fault.value, NotSent)


def assert_unsent(api: AdminApi) -> None:
    with pytest.raises(NotSent):
        write(api)


def test_a_write_is_the_very_words_in_the_person_s_name() -> None:
    written = '{"query": "mutation M { x }",  "variables": {"é": 1}}'
    with wired(failed("BAD_REQUEST", content={"refundCreate": None})) as wire:
        answer = write(wire.api(person=ring("person")), written)
    assert wire.server.asked[0].body == written.encode()
    assert wire.questions[0].token == "person"
    assert [problem.code for problem in answer.problems] == ["BAD_REQUEST"]


@pytest.mark.parametrize("status", [400, 402, 403, 404, 423, 430])
def test_a_write_that_is_turned_away_did_nothing(status: int) -> None:
    with wired(Said("", status)) as wire:
        assert_unsent(wire.api(person=ring("p")))
    assert len(wire.server.asked) == 1


def test_a_write_without_a_person_s_key_is_not_sent() -> None:
    with wired(Said("", 401)) as wire:
        assert_unsent(wire.api())
        assert_unsent(wire.api(person=ring()))
        assert wire.server.asked == []
        assert_unsent(wire.api(person=ring("p", "q")))
    assert [question.token for question in wire.questions] == ["p", "q"]


def test_a_write_that_is_throttled_is_asked_again_and_then_was_not_done() -> None:
    with wired(THROTTLED, Said("", 429), GOOD) as wire:
        assert write(wire.api(person=ring("p"))).content
    assert len(wire.slept) == 2
    with wired(THROTTLED) as wire:
        assert_unsent(wire.api(person=ring("p")))


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 599])
def test_a_write_that_broke_down_may_have_been_done(status: int) -> None:
    with wired(Said("", status)) as wire, pytest.raises(PlatformError) as fault:
        write(wire.api(person=ring("p")))
    assert type(fault.value) is Unreachable
    assert len(wire.server.asked) == 1


@pytest.mark.parametrize(
    "status", [201, 202, 204, 206, 301, 302, 303, 307, 308, 405, 409, 410, 413, 418, 422, 499]
)
def test_only_a_refusal_proves_that_nothing_was_done(status: int) -> None:
    with wired(Said("", status)) as wire, pytest.raises(PlatformError) as fault:
        write(wire.api(person=ring("p")))
    assert type(fault.value) is BadAnswer
    assert len(wire.server.asked) == 1


@pytest.mark.parametrize(
    "answer", [Said("<html>"), Said(GOOD.body, headers={"X-Shopify-API-Version": "x"})]
)
def test_a_write_whose_answer_cannot_be_read_may_have_been_done(answer: Said) -> None:
    with wired(answer) as wire, pytest.raises(PlatformError) as fault:
        write(wire.api(person=ring("p")))
    assert type(fault.value) is BadAnswer
    assert len(wire.server.asked) == 1
