"""An order in the making: which money, which ids, which moment its written words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from platforms.shopify.sandbox.bags import Bag, rounded
from platforms.shopify.sandbox.sowing_places import DAY
from platforms.shopify.sandbox.store import Node, Store


@dataclass(slots=True)
class Making:
    """``written`` is the order as its seed has it."""

    store: Store
    written: Mapping[str, Any]
    order: Node = field(default_factory=dict)

    @property
    def digits(self) -> str:
        """The end of the order's gid, with which those of its parts begin."""
        return str(self.written["id"])

    @property
    def gid(self) -> str:
        return f"gid://shopify/Order/{self.digits}"

    @property
    def currency(self) -> str:
        """The customer's."""
        return str(self.written.get("currency", self.store.currency))

    @property
    def rate(self) -> Decimal:
        """How much of the shop's money one of the customer's is."""
        return Decimal(self.written.get("rate", "1"))

    @property
    def customer(self) -> Node | None:
        number = self.written.get("customer")
        return self.store.node(f"gid://shopify/Customer/{number}")

    @property
    def gateways(self) -> list[str]:
        """Each once, in the order in which they were used."""
        paid = self.written.get("payments", [{}])
        return list(dict.fromkeys(it.get("gateway", "shopify_payments") for it in paid))

    def gid_of(self, name: str, place: int) -> str:
        """The id of a part: the order's, then two digits."""
        return f"gid://shopify/{name}/{self.digits}{place:02}"

    def at(self, days: float) -> str:
        """So many days ago, as Shopify writes it."""
        return self.store.clock.iso(ago=int(days * DAY))

    def bag(self, shop: str | Decimal) -> Bag:
        """An amount of the shop's money, and what the customer sees of it."""
        amount = Decimal(shop)
        return Bag(
            rounded(amount, self.store.currency),
            rounded(amount / self.rate, self.currency),
            self.store.currency,
            self.currency,
        )

    def paid(self, shown: str | Decimal) -> Bag:
        """An amount of the customer's money, and what it is to the shop."""
        amount = Decimal(shown)
        shop = rounded(amount * self.rate, self.store.currency)
        return Bag(shop, amount, self.store.currency, self.currency)

    def tax_line(self, tax: Bag) -> Node:
        """One TaxLine at the shop's rate."""
        rate = Decimal(self.store.shop["_tax"])
        return {
            "title": "TVA" if self.store.currency == "EUR" else "VAT",
            "rate": float(rate),
            "ratePercentage": float(rate * 100),
            "priceSet": tax.node(),
        }

    def tax_within(self, amount: Bag) -> list[Node]:
        """The lines of the tax that an amount includes."""
        rate = Decimal(self.store.shop["_tax"])
        return [self.tax_line(amount.share(rate, 1 + rate))]
