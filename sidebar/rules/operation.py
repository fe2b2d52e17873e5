"""The life of an operation that moves money: asked once, sent once, settled once."""

from __future__ import annotations

from enum import StrEnum

SECOND = 1000

CALL_SECONDS = 30.0
"""What a shop is given to act: writing a credit slip sends mails and calls modules on the way."""

LEASE = 60 * SECOND
"""Longer than the call, so that a living worker is never overtaken."""

TRIED_FOR = 120 * SECOND
"""A shop that cannot be read is tried again this long: an agent still waits for the answer."""

READ_AGAIN = 10 * SECOND
"""Between two of these tries."""

ASKED_SOON = 5 * SECOND
"""When the shop is asked about a call that is told to have done nothing: the agent still looks."""

CHECK_SECONDS = (5, 15, 60, 300, 900, 3600)
"""Quick while an agent watches, then patient: a shop that is away may be away for a night."""

GOING_SECONDS = (2, 3, 5, 10, 20, 40, 60, 120, 300, 900, 3600)
"""A shop that says it is at it, as with a job of its own, is mostly done within seconds."""

GOING = "going"


class OperationKind(StrEnum):
    """What the shop is asked to do."""

    REFUND = "refund"
    CANCEL = "cancel"


class OperationState(StrEnum):
    """Where an operation stands."""

    AWAITING_APPROVAL = "awaiting_approval"
    """Over its agent's limit; it reserves nothing and stands in nobody's way."""
    ASKED = "asked"
    """Kept and reserved. Not sent yet; or sent once and told to have done nothing, which only the
    shop's own answer under the key settles."""
    SENDING = "sending"
    """One worker has the call in hand; only the shop knows."""
    UNSURE = "unsure"
    """The call ended without an answer: it is asked about, and never sent again."""
    DONE = "done"
    REFUSED = "refused"


def tag_of(kind: OperationKind, shop_kind: str) -> str:
    """The ticket's tag once it is done, such as ``prestashop_refund``."""
    return f"{shop_kind}_{'refund' if kind is OperationKind.REFUND else 'cancelled'}"


def pending_tag(shop_kind: str) -> str:
    """The tag in its place while a payment provider has still to confirm the refund."""
    return f"{shop_kind}_refund_pending"


def next_check(checks: int, now: int, *, fault: str = "") -> int:
    """When the shop is asked again what became of a call (UTC ms), after ``checks`` times."""
    seconds = GOING_SECONDS if fault == GOING else CHECK_SECONDS
    return now + seconds[min(checks, len(seconds) - 1)] * SECOND
