"""What Shopify answers to a write that it did not do, under the name that our rooms know.

Its messages are matched whole or by what cannot vary in them; what we do not know is no refusal
of a known name, and is told as the shop's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from platforms.moves import Declined
from platforms.shopify.faults import ACCESS_DENIED, Problem
from platforms.shopify.reading.node import Node

NOT_ALLOWED = "not_allowed_in_shop"

_BY_MESSAGE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"Order does not exist", "unknown_order"),
        (r"Quantity cannot refund more items than were purchased", "quantity_too_high"),
        (r"Refund amount .* is greater than net payment received", "amount_too_high"),
        (r"Transactions require a parent_id associated with the order", "bad_request"),
        (r"Kind \w+ is not a valid transaction", "bad_request"),
        (r"Cannot cancel an order that has outstanding fulfillments", "cannot_cancel_fulfilled"),
        (r"Cannot cancel an order that has already been cancell?ed", "already_cancelled"),
        (r"Cannot cancel an order that has returns", "cannot_cancel_returns"),
        (r"Cannot cancel an order .*pending", "payment_pending"),
        (r"Cancellation is already in progress", "cancel_in_progress"),
        (r"Staff note is too long", "bad_request"),
    )
)
_BY_CODE = {
    "NO_REFUND_PERMISSION": NOT_ALLOWED,
    "NO_REFUND_TO_STORE_CREDIT_PERMISSION": NOT_ALLOWED,
    "NOT_FOUND": "unknown_order",
}
_OWN = "refused_by_shop"

# The question itself was not taken: nothing of it was done.
_UNREAD = frozenset(
    {
        "ACCESS_DENIED",
        "BAD_REQUEST",
        "CURRENCY_CODE_INVALID",
        "INVALID_FIELD_ARGUMENTS",
        "INVALID_VARIABLE",
        "MAX_COST_EXCEEDED",
        "MAX_INPUT_SIZE_EXCEEDED",
        "NOT_FOUND",
        "PARSE_ERROR",
        "RESOURCE_NOT_FOUND",
        "argumentLiteralsIncompatible",
        "argumentNotAccepted",
        "invalidOneOfInputObject",
        "missingRequiredArguments",
        "missingRequiredInputObjectAttribute",
        "selectionMismatch",
        "undefinedDirective",
        "undefinedField",
        "variableNotUsed",
    }
)


def declined_by(problems: Iterable[Problem]) -> Declined | None:
    """The refusal that errors beside an answer are; nothing where any of them may be otherwise."""
    found = tuple(problems)
    if not found or any(one.code not in _UNREAD for one in found):
        return None
    if any(one.code == ACCESS_DENIED for one in found):
        return Declined(NOT_ALLOWED, found[0].said)
    return Declined("bad_request", found[0].said)


def declined_of(errors: Iterable[Node]) -> Declined:
    """The refusal that a write's own errors are; the first that we know decides."""
    found = [(_name(one), one) for one in errors]
    named = next((name for name, _ in found if name != _OWN), _OWN)
    return Declined(named, "; ".join(one.text("message")[:200] for _, one in found[:3]))


def _name(error: Node) -> str:
    message = error.text("message")
    known = (name for pattern, name in _BY_MESSAGE if pattern.match(message))
    # A plain error has no code at all.
    code = error.text("code") if error.has("code") else ""
    return next(known, _BY_CODE.get(code, _OWN))
