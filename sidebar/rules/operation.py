"""The life of an operation that moves money: asked once, sent once, settled once."""

from __future__ import annotations

from enum import StrEnum

SECOND = 1000

CALL_SECONDS = 30.0
"""What a shop is given to act: writing a credit slip sends mails and calls modules on the way."""

LEASE = 60 * SECOND
"""Longer than the call, so that a living worker is never overtaken."""

TRIED_FOR = 120 * SECOND
"""A call that surely did nothing is tried again this long: an agent still waits for the answer."""

RETRY_SECONDS = (5, 10, 20, 40)
CHECK_SECONDS = (5, 15, 60, 300, 900, 3600)
"""Quick while an agent watches, then patient: a shop that is away may be away for a night."""


class OperationKind(StrEnum):
    """What the shop is asked to do."""

    REFUND = "refund"
    CANCEL = "cancel"


class OperationState(StrEnum):
    """Where an operation stands."""

    AWAITING_APPROVAL = "awaiting_approval"
    """Over its agent's limit; it reserves nothing and stands in nobody's way."""
    ASKED = "asked"
    """Kept and reserved; surely nothing of it was done yet."""
    SENDING = "sending"
    """One worker has the call in hand; only the shop knows."""
    UNSURE = "unsure"
    """The call ended without an answer: it is asked about, and never sent again."""
    DONE = "done"
    REFUSED = "refused"


IN_FLIGHT = frozenset({OperationState.ASKED, OperationState.SENDING, OperationState.UNSURE})
"""One of these at most for each order."""

_MOVES = {
    OperationState.AWAITING_APPROVAL: (OperationState.ASKED, OperationState.REFUSED),
    OperationState.ASKED: (OperationState.SENDING, OperationState.REFUSED),
    OperationState.SENDING: (
        OperationState.ASKED,
        OperationState.UNSURE,
        OperationState.DONE,
        OperationState.REFUSED,
    ),
    OperationState.UNSURE: (OperationState.DONE, OperationState.REFUSED),
    OperationState.DONE: (),
    OperationState.REFUSED: (),
}


def may_become(old: OperationState, new: OperationState) -> bool:
    """Whether the move is legal. Unsure never becomes asked: what may be done is not sent again."""
    return new in _MOVES[old]


def tag_of(kind: OperationKind, shop_kind: str) -> str:
    """The ticket's tag once it is done, such as ``prestashop_refund``."""
    return f"{shop_kind}_{'refund' if kind is OperationKind.REFUND else 'cancelled'}"


def next_try(attempt: int, now: int) -> int:
    """When a call that did nothing is made again (UTC ms), after ``attempt`` of them."""
    return now + _step(RETRY_SECONDS, attempt)


def next_check(checks: int, now: int) -> int:
    """When the shop is asked again what became of a call (UTC ms), after ``checks`` times."""
    return now + _step(CHECK_SECONDS, checks + 1)


def _step(seconds: tuple[int, ...], count: int) -> int:
    return seconds[min(max(count, 1), len(seconds)) - 1] * SECOND
