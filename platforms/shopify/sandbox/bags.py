"""Amounts in the shop's money and the customer's at once, exact, as Shopify writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_PLACES = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "TND": 3}


@dataclass(frozen=True, slots=True)
class Bag:
    """One amount in two currencies, which may be the same."""

    shop: Decimal
    shown: Decimal
    """In the customer's currency, which Shopify calls presentment money."""
    shop_currency: str
    shown_currency: str

    def __add__(self, other: Bag) -> Bag:
        return self._with(self.shop + other.shop, self.shown + other.shown)

    def __sub__(self, other: Bag) -> Bag:
        return self._with(self.shop - other.shop, self.shown - other.shown)

    def times(self, count: int) -> Bag:
        """So many of it."""
        return self._with(self.shop * count, self.shown * count)

    def share(self, part: Decimal | int, whole: Decimal | int) -> Bag:
        """``part`` of ``whole``, rounded in each currency; nothing where the whole is nothing."""
        if not whole:
            return self.nothing()
        return self._with(
            rounded(self.shop * part / whole, self.shop_currency),
            rounded(self.shown * part / whole, self.shown_currency),
        )

    def worth(self, shown: Decimal) -> Bag:
        """So much of the customer's money at the rate of this bag."""
        if shown == self.shown:
            return self
        if self.shop_currency == self.shown_currency:
            return self._with(shown, shown)
        rate = self.shop / self.shown if self.shown else Decimal(1)
        return self._with(rounded(shown * rate, self.shop_currency), shown)

    def nothing(self) -> Bag:
        """Zero in the same currencies."""
        return self._with(Decimal(0), Decimal(0))

    def node(self) -> dict[str, Any]:
        """As GraphQL shows a MoneyBag."""
        return {
            "__typename": "MoneyBag",
            "shopMoney": money(self.shop, self.shop_currency),
            "presentmentMoney": money(self.shown, self.shown_currency),
        }

    def _with(self, shop: Decimal, shown: Decimal) -> Bag:
        return Bag(shop, shown, self.shop_currency, self.shown_currency)


def bag_of(node: Mapping[str, Any]) -> Bag:
    """A MoneyBag of the rows."""
    shop, shown = node["shopMoney"], node["presentmentMoney"]
    return Bag(
        Decimal(shop["amount"]),
        Decimal(shown["amount"]),
        shop["currencyCode"],
        shown["currencyCode"],
    )


def total(bags: Iterable[Bag], start: Bag) -> Bag:
    """All of them and the start, which may be nothing."""
    for bag in bags:
        start += bag
    return start


def least(one: Bag, other: Bag) -> Bag:
    """The smaller one, by the customer's money."""
    return one if one.shown <= other.shown else other


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the smallest unit of the currency, halves away from zero."""
    places = Decimal(1).scaleb(-_PLACES.get(currency, 2))
    return amount.quantize(places, rounding=ROUND_HALF_UP)


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """A MoneyV2."""
    return {"__typename": "MoneyV2", "amount": written(amount), "currencyCode": currency}


def written(amount: Decimal) -> str:
    """As Shopify writes decimals: "15.0", "14.55", never "15.00"."""
    plain = format(amount, "f")
    if "." not in plain:
        return plain + ".0"
    plain = plain.rstrip("0")
    return plain + "0" if plain.endswith(".") else plain
