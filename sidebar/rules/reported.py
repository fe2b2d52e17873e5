"""One operation as a report sees it, and which of them a report is asked about."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2s
from urllib.parse import urlencode

import msgspec

from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.reporting import Period, Preset

NONE = "none"
"""In place of a default reply: operations on whose ticket none was used."""


class Stand(StrEnum):
    """Where an operation stands, as far as a report tells states apart."""

    DONE = "done"
    UNDER_WAY = "under_way"
    AWAITING = "awaiting"
    UNSURE = "unsure"
    REFUSED = "refused"


class Facet(StrEnum):
    """Those of the operations done that are listed for themselves."""

    APPROVED = "approved"
    NOT_CONFIRMED = "not_confirmed"
    NEVER_CONFIRMED = "never_confirmed"
    NOT_CARRIED = "not_carried"
    BY_HAND = "by_hand"


_FACETS_OF_MONEY = tuple(name.value for name in Facet if name is not Facet.APPROVED)
"""Each by the name of its amount."""

_PLAIN, _PLAIN_APPROVED = frozenset[str](), frozenset({Facet.APPROVED.value})

_STANDS = {
    OperationState.DONE: Stand.DONE,
    OperationState.ASKED: Stand.UNDER_WAY,
    OperationState.SENDING: Stand.UNDER_WAY,
    OperationState.AWAITING_APPROVAL: Stand.AWAITING,
    OperationState.UNSURE: Stand.UNSURE,
    OperationState.REFUSED: Stand.REFUSED,
}


def stand_of(state: OperationState) -> Stand:
    """Where an operation of that state stands."""
    return _STANDS[state]


# A year is many small things, in none of which the collector of cycles has anything to find.
class Product(msgspec.Struct, frozen=True, gc=False):
    """Units of one product of an operation, and what its lines are worth (minor units)."""

    name: str
    units: int
    value: int


@lru_cache(maxsize=4096)
def product_code(name: str) -> str:
    """What stands for a product in an address: names hold what no address may."""
    return blake2s(name.encode(), digest_size=8).hexdigest()


class Sums(msgspec.Struct, frozen=True, gc=False):
    """Amounts of one currency, in its minor units; none of them holds a part of another."""

    asked: int = 0
    """As reviewed, whatever became of it; it overlaps with all the others."""
    arrived: int = 0
    """Moved as money."""
    credit: int = 0
    """Given as a voucher or store credit."""
    not_confirmed: int = 0
    """Accepted by the shop; the payment provider has not confirmed it yet."""
    never_confirmed: int = 0
    """Accepted, and asked about in vain for as long as it is."""
    not_carried: int = 0
    """Accepted by the shop, and not carried by the payment provider."""
    by_hand: int = 0
    """Not carried either; somebody has seen to it since."""

    @property
    def accepted(self) -> int:
        """What left or is leaving the shop."""
        return self.arrived + self.credit + self.not_confirmed + self.never_confirmed

    @property
    def failed(self) -> int:
        """What the payment provider did not carry, whoever has seen to it."""
        return self.not_carried + self.by_hand


AMOUNTS = tuple(name for name in Sums.__struct_fields__ if name != "asked")
"""What became of the money, each for itself."""


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One operation, as far as a report counts it."""

    id: str
    shop_id: str
    ticket_id: str
    kind: OperationKind
    stand: Stand
    at: int
    """When it was settled, or asked for as long as it is not (UTC ms)."""
    day: date
    """The same in its own shop's calendar."""
    currency: str
    sums: Sums
    reason: str
    agent: str
    """Whoever asked for it: the same person wherever they came from one helpdesk."""
    is_approved: bool
    customer_id: str
    """Empty for a ticket of nobody."""
    products: tuple[Product, ...]
    replies: tuple[str, ...]
    """The default replies used on its ticket, by id."""

    @property
    def facets(self) -> frozenset[str]:
        """What it is listed under beside where it stands."""
        if self.stand is not Stand.DONE:
            return _PLAIN
        named = (name for name in _FACETS_OF_MONEY if getattr(self.sums, name))
        return frozenset((*named, *(_PLAIN_APPROVED if self.is_approved else ())))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a report; every field but the period is empty for anything."""

    period: Period
    preset: Preset
    shop: str = ""
    kind: str = ""
    currency: str = ""
    agent: str = ""
    reason: str = ""
    stand: str = ""
    """A stand or a facet; like what follows, only of the list behind a figure."""
    reply: str = ""
    product: str = ""
    """Its code."""
    customer: str = ""

    def query(self, **changes: str) -> str:
        """The query string that asks for the same, with some changes."""
        days = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        told = {name: getattr(self, name) for name in (*NARROWING, *BEHIND)} | changes
        if self.preset is Preset.OWN or "from" in changes:
            told = {**days, **told, "period": Preset.OWN.value}
        else:
            told["period"] = self.preset.value
        return urlencode({name: value for name, value in told.items() if value})

    def whole(self) -> Wanted:
        """The report that a list behind one of its figures belongs to."""
        return dataclasses.replace(self, stand="", reply="", product="", customer="")

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in NARROWING)

    def takes(self, fact: Fact) -> bool:
        """Whether the operation is one of those asked for."""
        same = (
            (self.shop, fact.shop_id),
            (self.kind, fact.kind.value),
            (self.currency, fact.currency),
            (self.agent, fact.agent),
            (self.reason, fact.reason),
            (self.customer, fact.customer_id),
        )
        return all(not wanted or wanted == found for wanted, found in same) and self._behind(fact)

    def _behind(self, fact: Fact) -> bool:
        if self.stand and self.stand != fact.stand and self.stand not in fact.facets:
            return False
        if self.product and self.product not in {product_code(one.name) for one in fact.products}:
            return False
        return not self.reply or self.reply in (fact.replies or (NONE,))


NARROWING = ("shop", "kind", "currency", "agent", "reason")
BEHIND = ("stand", "reply", "product", "customer")
