"""Lists to choose from on a ticket: ours, which the catalogues name, and what a shop adds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from platforms.shapes import Wording


class ChoiceList(StrEnum):
    """Which list."""

    CHANNEL = "channel"
    """Where a ticket comes from."""
    DEPARTMENT = "department"
    TYPE = "type"
    ATTACHMENT = "attachment"
    """What a file is."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry. Those of ours have no name of their own: the catalogues say them."""

    code: str
    name: Wording | None = None
    aliases: tuple[str, ...] = ()
    """Of a channel: what else people call it."""
    takes_rating: bool = False
    """Of a type: whether its tickets keep one, as a review does."""
    is_marketplace: bool = False
    """Of a channel: whether the customer has a name of their own there."""
    is_archived: bool = False
    """Kept for what has it; offered no more."""


BACK_OFFICE, EMAIL, PORTAL = "back_office", "email", "portal"
STANDARD, RETURN, REVIEW = "standard", "return", "review"

OURS: dict[ChoiceList, tuple[Choice, ...]] = {
    ChoiceList.CHANNEL: (
        Choice(BACK_OFFICE),
        Choice(EMAIL, aliases=("e-mail", "mail", "courriel")),
        Choice(PORTAL),
    ),
    ChoiceList.DEPARTMENT: (),
    ChoiceList.TYPE: (Choice(STANDARD), Choice(RETURN), Choice(REVIEW, takes_rating=True)),
    ChoiceList.ATTACHMENT: tuple(
        map(Choice, ("invoice", "delivery_note", "return_label", "photo", "other"))
    ),
}

LASTING = frozenset({BACK_OFFICE, EMAIL, PORTAL, STANDARD, REVIEW, "other"})
"""What the counter itself relies on: it may be renamed, and never taken off its list."""


def known(which: ChoiceList, own: Iterable[Choice]) -> tuple[Choice, ...]:
    """Every entry, archived ones included: ours first, each replaced by the shop's of its code."""
    given = {choice.code: choice for choice in own}
    ours = tuple(given.pop(choice.code, choice) for choice in OURS[which])
    return (*ours, *given.values())


def offered(choices: Iterable[Choice], *, chosen: str = "") -> tuple[Choice, ...]:
    """What may be chosen now; what is chosen already stays in the list."""
    return tuple(choice for choice in choices if not choice.is_archived or choice.code == chosen)


def named(choices: Iterable[Choice], code: str) -> Choice:
    """The entry of that code; one that nobody knows any more is named by its code."""
    return next((choice for choice in choices if choice.code == code), Choice(code, Wording(code)))
