"""When a letter is tried again, and when trying again could make it arrive twice."""

from __future__ import annotations

from enum import StrEnum

SECOND = 1000

BACK_OFF_SECONDS = (10, 30, 120, 600, 1800, 3600, 7200)
"""Quick at first, because most faults are a restart; then patient, because the rest are outages."""

LEASE = 90 * SECOND
"""Longer than the longest SMTP exchange (60 s), so that a living worker is never overtaken."""

LEASE_WITH_FILES = 390 * SECOND
"""The same for the largest letter over the slowest line that it is given time for."""

LONGEST_HOLD = 60 * SECOND
"""No letter is held back for longer, so that it can be taken back."""

CARRIERS = 8
"""Letters that one worker has on their way at once: each waits for a server, almost for free."""

CARRIERS_A_SHOP = 2
"""One letter that hangs does not hold up its shop's next; and a shop whose server is dead takes a
quarter of the carriers at most. Small providers also refuse more connections than a few."""


class LetterState(StrEnum):
    """Where a letter stands."""

    QUEUED = "queued"
    SENDING = "sending"
    """Claimed; nothing of the message has left yet."""
    HANDING = "handing"
    """The message itself is being handed over: from here on only the server knows."""
    SENT = "sent"
    REFUSED = "refused"
    UNSURE = "unsure"
    RETRACTED = "retracted"
    """Taken back before any of it left."""


def lease_of(content: str) -> int:
    """For how long a worker may be at a letter (ms): files take their time."""
    return LEASE_WITH_FILES if '"key":' in content else LEASE


def next_due(attempt: int, now: int) -> int:
    """The moment of the next try after ``attempt`` failed ones, in UTC ms; it never gives up."""
    step = min(attempt, len(BACK_OFF_SECONDS)) - 1
    return now + BACK_OFF_SECONDS[max(step, 0)] * SECOND


def after_lost_worker(state: LetterState) -> LetterState:
    """What a letter becomes when its worker died: sent again only if nothing can have left."""
    return LetterState.QUEUED if state is LetterState.SENDING else LetterState.UNSURE


def may_send_again(state: LetterState) -> bool:
    """Whether a person may ask for another try."""
    return state in (LetterState.UNSURE, LetterState.REFUSED, LetterState.QUEUED)
