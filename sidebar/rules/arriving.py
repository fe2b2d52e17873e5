"""What is asked before a mail becomes a message: whose it is, how many there were, and when."""

from __future__ import annotations

from collections.abc import Iterable

from sidebar.rules.threading import untagged

SECOND = 1000

CHECK_EVERY = 10 * SECOND
"""A reply is on the counter before its writer has looked up from the keyboard."""

BACK_OFF_SECONDS = (15, 30, 60, 120, 300, 600, 1800)
"""Quick at first, because most faults are a restart; never given up."""

MOST_STUMBLES = 3
"""A mail that breaks what reads it this often is put aside, so that the next one gets its turn."""

HOUR = 3600 * SECOND
MOST_FROM_SENDER = 20
"""New tickets of one sender in an hour: no customer has so many troubles; a loop has thousands."""
MOST_FROM_ALL = 300
"""New tickets of a shop in an hour: what its busiest day brings, and no flood."""

HELD_FOR = 24 * HOUR
"""Mails held back are tried again for a day: a loop that nobody stops ends with it."""


def next_look(failures: int, now: int) -> int:
    """When a mailbox is looked at again (UTC ms), after so many faults in a row."""
    if not failures:
        return now + CHECK_EVERY
    return now + BACK_OFF_SECONDS[min(failures, len(BACK_OFF_SECONDS)) - 1] * SECOND


def held(*, from_sender: int, from_all: int) -> str:
    """Why no further ticket begins just now; empty where one may."""
    if from_sender >= MOST_FROM_SENDER:
        return "held_sender"
    return "held_shop" if from_all >= MOST_FROM_ALL else ""


def is_own(address: str, own: Iterable[str]) -> bool:
    """Whether it is one of the shop's own addresses, with or without a tag."""
    return untagged(address) in {untagged(ours) for ours in own if ours}
