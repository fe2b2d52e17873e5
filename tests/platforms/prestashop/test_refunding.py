"""What the module says became of a write has one meaning each; what it says badly stays open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from platforms.contract import BadAnswer, NotSent, Unreachable
from platforms.moves import Act, Actor, Declined, Done, Going, Outcome, Unclear
from platforms.prestashop import refunding
from platforms.prestashop.fields import Fields
from platforms.prestashop.module_faults import Refusal
from platforms.shapes import Money
from tests.platforms.prestashop.paired import act
from tests.platforms.prestashop.recorded import rows

SLIP = {"id": 7, "number": "000007", "products": "45.89", "shipping": "0.00", "total": "45.89"}
LINE = {
    "line": 3,
    "quantity": 1,
    "amount": "45.89",
    "restocked": 1,
    "stock_before": 300,
    "stock_after": 301,
}


def said(content: Any) -> Fields:
    return Fields(content, wrong=BadAnswer)


def result(**changes: Any) -> dict[str, Any]:
    known = {"replayed": False, "slip": SLIP, "voucher": None, "lines": [LINE], "state": None}
    return known | {"stand": "0" * 64, "warnings": []} | changes


def done(**changes: Any) -> Done:
    words = {"languages": rows("ws-read-languages")}
    return refunding.done_of(said(result(**changes)), currency="EUR", words=words)


def outcome(**answer: Any) -> Outcome | None:
    return refunding.outcome_of(said(answer))


def test_what_every_write_says_is_bounded() -> None:
    long = replace(act("op_1234567"), note="x" * 3000)
    asked = refunding.asked(long, order_id="1001", stand="s")
    assert asked == {
        "key": "op_1234567",
        "employee": 3,
        "order": 1001,
        "expect": "s",
        "message": "x" * 2000,
    }


@pytest.mark.parametrize(
    "key", ["", "short", "OP_12345678", "x" * 65, "op-12345678", "op_1234567\n"]
)
def test_a_key_that_no_shop_takes_is_a_fault_of_ours(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        refunding.asked(Act(key, Actor("3", "x"), ""), order_id="1", stand="")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("quantity_too_high", "quantity_too_high"),
        ("employee_refused", "employee_refused"),
        ("refunds_off", "refunds_off"),
        ("moved", "moved"),
        ("key_reused", "key_reused"),
        ("shop_refused", "shop_refused"),
        ("voided", "never_arrived"),
        ("never_done", "never_arrived"),
        ("bad_request", "bad_request"),
        ("too_large", "bad_request"),
        ("unknown_action", "bad_request"),
        ("post_only", "bad_request"),
        ("unknown_order", "unknown_order"),
        ("unclear", "order_unclear"),
        ("a_name_of_tomorrow", "a_name_of_tomorrow"),
    ],
)
def test_a_signed_refusal_is_a_refusal_by_its_name(name: str, reason: str) -> None:
    found = refunding.declined(Refusal(422, name, {"line": 3, "class": "X", "code": 2}))
    assert found == Declined(reason, f"422 {name} line=3 class=X code=2")


def test_busy_may_be_tried_again_and_a_fault_may_not() -> None:
    with pytest.raises(NotSent):
        refunding.declined(Refusal(409, "busy"))
    with pytest.raises(Unreachable):
        refunding.declined(Refusal(401, "unauthorized"))
    with pytest.raises(Unreachable):
        refunding.declined(Refusal(500, "fault"))


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ({"state": "unknown"}, Declined("never_arrived")),
        ({"state": "voided", "result": None, "error": None}, Declined("never_arrived")),
        ({"state": "started"}, Going()),
        ({"state": "unclear"}, Unclear()),
        ({"state": "done", "result": {}}, None),
    ],
)
def test_every_state_of_the_modules_ledger_has_its_meaning(
    answer: dict[str, Any], meant: Outcome | None
) -> None:
    assert outcome(**answer) == meant


def test_a_refusal_in_the_ledger_keeps_its_name() -> None:
    error = {"name": "moved", "retryable": False}
    assert outcome(state="refused", error=error) == Declined("moved", "0 moved")
    error = {"name": "never_done", "retryable": False}
    found = outcome(state="refused", error=error)
    assert isinstance(found, Declined)
    assert found.reason == "never_arrived"


@pytest.mark.parametrize(
    "answer", [{}, {"state": ""}, {"state": "DONE"}, {"state": "refused"}, {"state": None}]
)
def test_a_state_in_no_known_form_stays_open(answer: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        outcome(**answer)


def test_a_slip_is_read_with_its_lines() -> None:
    found = done()
    assert (found.reference, found.total, found.shipping) == (
        "000007",
        Money(4589, "EUR"),
        Money(0, "EUR"),
    )
    (line,) = found.lines
    assert (line.line_id, line.quantity, line.amount) == ("3", 1, Money(4589, "EUR"))
    assert (line.restock, line.stock_before, line.stock_after) == (1, 300, 301)


def test_a_slip_without_a_number_is_known_by_its_id() -> None:
    assert done(slip=SLIP | {"number": ""}).reference == "7"


def test_a_voucher_counts_as_shipping_what_no_line_accounts_for() -> None:
    found = done(slip=None, voucher={"code": "V1C2O2", "amount": "50.00"})
    assert (found.voucher, found.total, found.shipping) == (
        "V1C2O2",
        Money(5000, "EUR"),
        Money(411, "EUR"),
    )


def test_a_cancellation_names_goods_and_no_money() -> None:
    line = {"line": 3, "restocked": 2, "stock_before": None, "stock_after": None}
    found = refunding.done_of(
        said({"lines": [line], "state": None, "warnings": ["mail_failed", "mail_failed"]}),
        currency="EUR",
        words={},
    )
    assert (found.total, found.reference) == (Money(0, "EUR"), "")
    assert [(one.quantity, one.restock, one.stock_after) for one in found.lines] == [(2, 2, None)]
    assert found.warnings == ("mail_failed",)


def test_the_state_is_worded_in_every_language_that_is_known() -> None:
    state = {
        "id": 7,
        "name": [{"id": 1, "value": "Refunded"}],
        "paid": "0",
        "shipped": "0",
        "delivery": "0",
        "template": "refund",
    }
    found = done(state=state).state
    assert found is not None
    assert (found.id, found.name.to("en")) == ("7", "Refunded")


@pytest.mark.parametrize("state", [{}, [], 7, {"id": "x"}])
def test_a_state_that_cannot_be_read_hides_nothing_of_what_was_done(state: object) -> None:
    found = done(state=state)
    assert found.state is None
    assert found.total == Money(4589, "EUR")


@pytest.mark.parametrize(
    "changes",
    [
        {"slip": SLIP | {"total": "45,89"}},
        {"slip": SLIP | {"total": 45.89}},
        {"slip": SLIP | {"total": None}},
        {"slip": []},
        {"lines": None},
        {"lines": [LINE | {"restocked": -1}]},
        {"lines": [LINE | {"line": 0}]},
        {"lines": [LINE | {"stock_after": "301"}]},
        {"warnings": "mail_failed"},
    ],
)
def test_a_result_in_no_known_form_stays_open(changes: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        done(**changes)
