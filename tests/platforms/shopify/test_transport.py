"""Every way in which the Admin API answers comes out under one name, or is asked again rightly."""

from __future__ import annotations

import json
from typing import Any

import pytest

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    MissingPermission,
    NotFound,
    PlatformError,
    Unauthorized,
    Unreachable,
)
from platforms.shopify.transport import AdminApi, FixedKey, worded
from tests.platforms.loopback import Asked, Reply, listening
from tests.platforms.shopify.wired import (
    GOOD,
    Ring,
    Said,
    Wire,
    failed,
    fault_of,
    read,
    ring,
    wired,
    write,
)


def test_a_question_goes_to_the_one_version_with_its_key() -> None:
    with wired(GOOD) as wire:
        answer = read(wire.api())
    (asked,), (question,) = wire.server.asked, wire.questions
    assert asked.path == "/admin/api/2026-10/graphql.json"
    assert (question.operation, question.variables) == ("OrderCancelled", {"id": "x"})
    assert (question.token, asked.headers["Content-Type"]) == ("shpat_1", "application/json")
    assert answer.content == {"order": {"id": "gid://shopify/Order/1"}}
    assert (answer.gaps, answer.problems) == ((), ())


def test_the_shop_s_path_is_kept_before_that_of_the_api() -> None:
    with wired(GOOD) as wire:
        connection = wire.connection()
        within_path = type(connection)(f"{wire.server.url}/shops/x/", "shpat_1", "Europe/Paris")
        read(AdminApi(within_path))
    assert wire.server.asked[0].path == "/shops/x/admin/api/2026-10/graphql.json"


def test_the_same_question_is_always_the_same_words() -> None:
    variables = {"input": {"b": 1, "a": "é"}, "idempotencyKey": "k"}
    assert worded("refund_create", variables) == worded("refund_create", variables)
    body = json.loads(worded("refund_create", variables))
    assert list(body["variables"]["input"]) == ["b", "a"]
    assert "@idempotent" in body["query"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadAnswer),
        (401, Unauthorized),
        (402, InMaintenance),
        (403, Unauthorized),
        (404, BadAnswer),
        (423, InMaintenance),
        (430, BadAnswer),
        (302, BadAnswer),
    ],
)
@pytest.mark.parametrize("body", ['{"errors":"no"}', '{"errors":["no"]}', "<h1>no</h1>", ""])
def test_a_status_says_enough(status: int, kind: type[PlatformError], body: str) -> None:
    with wired(Said(body, status)) as wire:
        fault = fault_of(wire)
    assert type(fault) is kind
    assert (f"status {status}" in fault.detail) or status == 401
    assert len(wire.server.asked) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_a_breakdown_is_asked_again_twice_and_then_is_unreachable(status: int) -> None:
    with wired(Said("<h1>", status)) as wire:
        fault = fault_of(wire)
    assert (type(fault), len(wire.server.asked)) == (Unreachable, 3)
    assert "request 5f1c-77" in fault.detail
    with wired(Said("<h1>", status), GOOD) as wire:
        assert read(wire.api()).content


@pytest.mark.parametrize("body", ["<html>", "", "[1", '{"data":', "[]", "3", "null", "[[[" * 9999])
def test_what_is_no_answer_is_a_bad_one(body: str) -> None:
    with wired(Said(body)) as wire:
        assert type(fault_of(wire)) is BadAnswer


@pytest.mark.parametrize("content", [{}, {"data": None}, {"data": []}, {"extensions": {}}])
def test_neither_content_nor_errors_is_a_bad_answer(content: Any) -> None:
    with wired(Said(content)) as wire:
        assert type(fault_of(wire)) is BadAnswer


def test_html_once_is_asked_again() -> None:
    with wired(Said("<html>"), GOOD) as wire:
        assert read(wire.api()).content
    assert len(wire.server.asked) == 2


@pytest.mark.parametrize("served", ["2027-01", "", "2026-07", "a@b.example\u00e9"])
def test_another_version_is_a_fault_that_says_which(served: str) -> None:
    with wired(Said(GOOD.body, headers={"X-Shopify-API-Version": served})) as wire:
        fault = fault_of(wire)
    assert type(fault) is BadAnswer
    assert "asked for 2026-10" in fault.detail
    assert "@" not in fault.detail


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ACCESS_DENIED", MissingPermission),
        ("RESOURCE_NOT_FOUND", NotFound),
        ("NOT_FOUND", NotFound),
        ("SHOP_INACTIVE", InMaintenance),
        ("INTERNAL_SERVER_ERROR", Unreachable),
        ("INVALID_VARIABLE", BadAnswer),
        ("undefinedField", BadAnswer),
        ("MAX_COST_EXCEEDED", BadAnswer),
        ("PARSE_ERROR", BadAnswer),
        ("BAD_REQUEST", BadAnswer),
        ("a code\nwith a line", BadAnswer),
        ("", BadAnswer),
    ],
)
def test_each_error_has_its_name_and_never_a_customer_s_word(
    code: str, kind: type[PlatformError]
) -> None:
    with wired(failed(code, path=("order", 0, "customer"))) as wire:
        fault = fault_of(wire)
    assert type(fault) is kind
    assert "camille" not in fault.detail
    assert "\n" not in fault.detail
    assert "order.customer" in fault.detail


@pytest.mark.parametrize("errors", ["boom", {"id": ["bad"]}, [7], [{}], [{"path": 3}], [None]])
def test_errors_of_any_form_are_errors(errors: Any) -> None:
    with wired(Said({"errors": errors})) as wire:
        assert type(fault_of(wire)) is BadAnswer


def test_a_part_that_may_not_be_read_is_a_gap_beside_the_rest() -> None:
    denied = failed(
        "ACCESS_DENIED", path=("order", "customer"), content={"order": {"customer": None}}
    )
    with wired(denied) as wire:
        answer = read(wire.api())
    assert answer.gaps == ("order.customer",)
    assert answer.content == {"order": {"customer": None}}


def test_nothing_left_of_what_may_not_be_read_is_a_missing_permission() -> None:
    with wired(failed("ACCESS_DENIED", path=("order",), content={"order": None})) as wire:
        fault = fault_of(wire)
    assert isinstance(fault, MissingPermission)
    assert fault.resource == "order"


def test_a_grave_error_beside_content_is_not_passed_over() -> None:
    with wired(failed("INVALID", path=("order",), content={"order": {"id": "1"}})) as wire:
        assert type(fault_of(wire)) is BadAnswer


@pytest.mark.parametrize(
    "search",
    [
        [{"warnings": [{"field": "phone", "code": "invalid_field"}]}],
        [{"warnings": []}, {"warnings": [{}]}],
        "?",
        [7],
    ],
)
def test_a_search_that_is_warned_of_is_refused_whole(search: Any) -> None:
    answer = {"data": {"orders": {"nodes": [{}]}}, "extensions": {"search": search}}
    with wired(Said(answer)) as wire:
        assert type(fault_of(wire)) is BadAnswer


def test_a_search_without_warnings_is_heard() -> None:
    answer = {"data": {"orders": {"nodes": []}}, "extensions": {"search": [{"path": ["orders"]}]}}
    with wired(Said(answer)) as wire:
        assert read(wire.api()).content


def test_a_refused_key_is_renewed_once_and_the_question_asked_again() -> None:
    keys = Ring(["old", "new", "newer"])
    with wired(Said("", 401), GOOD) as wire:
        read(wire.api(key="", keys=keys))
    assert [question.token for question in wire.questions] == ["old", "new"]
    assert keys.refused == ["old"]
    with wired(Said("", 401)) as wire:
        assert type(fault_of(wire, key="", keys=Ring(["a", "b", "c"]))) is Unauthorized
    assert [question.token for question in wire.questions] == ["a", "b"]


def test_a_key_is_asked_for_within_the_time_that_is_left() -> None:
    keys = Ring(["old", "new"])
    with wired(Said("", 401), GOOD) as wire:
        read(wire.api(key="", keys=keys), within=2.5)
    assert len(keys.spared) == 2
    assert 2.5 >= keys.spared[0] > keys.spared[1] > 0
    person = Ring(["old", "new"])
    with wired(Said("", 401), GOOD) as wire:
        write(wire.api(person=person))
    assert 5 >= person.spared[0] > person.spared[1] > 0


def test_what_goes_with_a_later_version_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    dated = Said(GOOD.body, headers={"X-Shopify-API-Deprecated-Reason": "alix@example.com"})
    with wired(GOOD, dated) as wire:
        api = wire.api()
        read(api)
        assert (api.is_dated, caplog.messages) == (False, [])
        for _ in range(3):
            read(api)
    assert api.is_dated
    (message,) = caplog.messages
    assert "deprecated" in message
    assert "alix" not in message


def test_without_a_key_nothing_is_asked() -> None:
    with wired(GOOD) as wire:
        assert type(fault_of(wire, key="")) is Unauthorized
        assert type(fault_of(wire, key="", keys=ring())) is Unauthorized
    assert wire.server.asked == []


def test_a_redirect_is_not_followed_and_takes_no_key_away() -> None:
    with wired(GOOD) as other:
        moved = Said("", 307, {"Location": f"{other.server.url}/admin"})
        with wired(moved) as wire:
            assert type(fault_of(wire)) is BadAnswer
        assert other.server.asked == []


def test_a_connection_that_breaks_off_is_asked_again_by_a_read_alone() -> None:
    def slamming(_: Asked, reply: Reply) -> None:
        reply.close()

    with listening(slamming) as server:
        wire = Wire(server)
        assert type(fault_of(wire)) is Unreachable
        asked = len(server.asked)
        assert asked == 3
        with pytest.raises(Unreachable) as fault:
            write(wire.api(person=ring("p")))
        assert type(fault.value) is Unreachable
        assert len(server.asked) == asked + 1


def test_no_repr_shows_a_key_or_what_was_said() -> None:
    with wired(failed("INVALID", content={"order": {"email": "alix@example.com"}})) as wire:
        api = wire.api(key="shpat_secret", person=FixedKey("shpat_mine"))
        answer = write(api)
    shown = repr(api) + repr(answer) + repr(wire.connection()) + repr(FixedKey("shpat_x"))
    assert "shpat_" not in shown
    assert "example.com" not in shown
