"""How one shop writes its orders' names and where it is at home, asked once in a while."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.http import Deadline
from platforms.shopify.reading.node import Node
from platforms.shopify.transport import AdminApi

# A merchant changes these once in the life of a shop.
KEPT_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Habits:
    """What a search needs to know of a shop."""

    prefix: str
    suffix: str
    country: str
    """Two letters, or empty."""

    def name_of(self, number: str) -> str:
        return f"{self.prefix}{number}{self.suffix}"


class HabitsOf:
    """The habits of one shop, kept for an hour."""

    def __init__(self, api: AdminApi) -> None:
        self._api = api
        self._kept: tuple[Habits, Deadline] | None = None

    def known(self, deadline: Deadline) -> Habits:
        """Raises PlatformError."""
        kept = self._kept
        if kept is not None and kept[1].left() > 0:
            return kept[0]
        told = self._api.read("shop_context", {}, deadline=deadline)
        habits = habits_in(Node("shop_context", told.content))
        self._kept = habits, Deadline.within(KEPT_SECONDS)
        return habits


def habits_in(answer: Node) -> Habits:
    shop = answer.needed("shop")
    address = shop.node("shopAddress")
    return Habits(
        prefix=shop.text("orderNumberFormatPrefix"),
        suffix=shop.text("orderNumberFormatSuffix"),
        country=address.text("countryCodeV2") if address else "",
    )
