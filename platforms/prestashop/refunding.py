"""Writes as the module takes them, and what it says became of them, in our words.

Only a signed "no" is a refusal, only a signed "done" is done; whatever else is an open question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from platforms.contract import BadAnswer, NotSent, Unreachable
from platforms.moves import (
    Act,
    Declined,
    Done,
    Going,
    MovedLine,
    Outcome,
    RefundReview,
    Unclear,
)
from platforms.prestashop.fields import Fields
from platforms.prestashop.figures import amount_field, stock_field, units_field
from platforms.prestashop.module_faults import Refusal
from platforms.prestashop.money import decimal_text
from platforms.prestashop.reading.lists import read_lists
from platforms.prestashop.reading.row import Row
from platforms.shapes import Money, State

Words = Mapping[str, tuple[Row, ...]]
"""The shop's languages and settings, by resource, as far as they are known."""

# The shop's own column holds more; what a person reads beside an order is short.
LONGEST_NOTE = 2000
_MOST_LINES = 2000
_MOST_WARNINGS = 20

_KEY = re.compile(r"[a-z0-9_]{8,64}")
_EMPLOYEE = re.compile(r"[1-9][0-9]{0,9}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_STATE = re.compile("unknown|started|unclear|done|refused|voided")

# The module's names for "nothing, and never under this key".
_NEVER = frozenset({"voided", "never_done"})
# What the module calls otherwise: an earlier write on the order broke off half way.
_OTHERWISE: Mapping[str, str] = {"unclear": "order_unclear"}
# Refusals of a call that this version should not have made: nothing was done either.
_OURS = frozenset({"bad_request", "too_large", "unknown_action", "post_only"})


def is_employee(act: Act) -> bool:
    """Whether the acting human is an employee of the shop at all."""
    return bool(_EMPLOYEE.fullmatch(act.actor.id))


def asked(act: Act, *, order_id: str, stand: str) -> dict[str, Any]:
    """What every write says. Raises ValueError for a key that the module would not take."""
    if not _KEY.fullmatch(act.key):
        raise ValueError("a key that no shop takes")
    return {
        "key": act.key,
        "employee": int(act.actor.id),
        "order": int(order_id),
        "expect": stand,
        "message": act.note[:LONGEST_NOTE],
    }


def moved(review: RefundReview) -> dict[str, Any]:
    """What a refund says beside it, its amounts in exactly the currency's digits."""
    return {
        "lines": [
            {
                "line": int(line.line_id),
                "quantity": line.quantity,
                "amount": decimal_text(line.amount),
                "restock": line.restock,
            }
            for line in review.lines
        ],
        "shipping": decimal_text(review.shipping),
        "gives": review.gives.value,
        "settles": review.empties_order,
    }


def declined(refusal: Refusal) -> Declined:
    """What a signed refusal of a write means.

    Raises NotSent where it may be tried again, and Unreachable for a fault inside the write, after
    which nobody knows what was done. A module never signs "unauthorized": one that does is not
    understood, and leaves the outcome open.
    """
    if refusal.name in {"fault", "unauthorized"}:
        raise Unreachable(refusal.detail)
    if refusal.name == "busy":
        raise NotSent(refusal.detail)
    return _declined(refusal.name, refusal.detail)


def outcome_of(answer: Fields) -> Outcome | None:
    """What the module's ledger says of a key; None where it is done, and its result is to be read.

    The call asked that an unknown key be voided: it can never move anything from then on.
    """
    match answer.matching("state", _STATE):
        case "started":
            return Going()
        case "unclear":
            return Unclear(_error_of(answer).detail if answer.has("error") else "")
        case "refused":
            error = _error_of(answer)
            return _declined(error.name, error.detail)
        case "done":
            return None
        case _:
            return Declined("never_arrived")


def done_of(result: Fields, *, currency: str, words: Words) -> Done:
    """What the shop did, from a write's result. Raises BadAnswer: the outcome stays open."""
    zero = Money(0, currency)
    lines = tuple(_line(one, zero) for one in result.each("lines", most=_MOST_LINES))
    total = shipping = zero
    reference = voucher = ""
    if result.has("slip"):
        slip = result.within("slip")
        total = amount_field(slip, "total", currency)
        shipping = amount_field(slip, "shipping", currency)
        reference = slip.text("number", longest=64) or slip.identity("id")
    elif result.has("voucher"):
        said = result.within("voucher")
        total = amount_field(said, "amount", currency)
        # A voucher is one amount: what of it no line accounts for is the shipping.
        shipping = sum((Money(-line.amount.minor, currency) for line in lines), total)
        voucher = said.text("code", longest=255)
    return Done(
        reference=reference,
        total=total,
        shipping=shipping,
        lines=lines,
        voucher=voucher,
        state=_state(result, words),
        warnings=_warnings(result),
    )


def compared(done: Done, review: RefundReview) -> Done:
    """The same, with a warning where the shop gave back another amount than was reviewed."""
    if done.total == review.total or "amount_differs" in done.warnings:
        return done
    return replace(done, warnings=(*done.warnings, "amount_differs"))


def _declined(name: str, detail: str) -> Declined:
    if name in _NEVER:
        return Declined("never_arrived", detail)
    return Declined("bad_request" if name in _OURS else _OTHERWISE.get(name, name), detail)


def _error_of(answer: Fields) -> Refusal:
    error = answer.within("error")
    beside = {name: error.written(name) for name in error.names() if name != "name"}
    return Refusal(0, error.matching("name", _NAME), beside)


def _line(one: Fields, zero: Money) -> MovedLine:
    """One line as done; a cancellation names neither units nor money, only what went back."""
    restocked = units_field(one, "restocked")
    return MovedLine(
        line_id=one.identity("line"),
        quantity=units_field(one, "quantity") if one.has("quantity") else restocked,
        amount=amount_field(one, "amount", zero.currency) if one.has("amount") else zero,
        restock=restocked,
        stock_before=stock_field(one, "stock_before"),
        stock_after=stock_field(one, "stock_after"),
    )


def _state(result: Fields, words: Words) -> State | None:
    """Where the order stands now. A row that cannot be read must not hide what was done."""
    if not result.has("state"):
        return None
    row = result.written("state")
    try:
        state = Row("order_states", row if isinstance(row, dict) else {})
        lists = read_lists({**words, "order_states": (state,)})
        return lists.state(state.reference("id")).state
    except BadAnswer:
        return None


def _warnings(result: Fields) -> tuple[str, ...]:
    if not result.has("warnings"):
        return ()
    named = result.texts("warnings", most=_MOST_WARNINGS, longest=64)
    return tuple(dict.fromkeys(filter(_NAME.fullmatch, named)))
