"""What every write has: a plan checked before, the doing, and a look back after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from platforms.prestashop.sandbox.core.refusals import CoreRefusal
from platforms.prestashop.sandbox.module.asked import Body
from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.refused import Refused
from platforms.prestashop.sandbox.module.rows import shown
from platforms.prestashop.sandbox.module.snapshot import Snapshot
from platforms.prestashop.sandbox.shop import Row

NAMED: Mapping[tuple[str, int], str] = {
    ("InvalidOrderStateException", 1): "not_paid",
    ("InvalidCancelProductException", 1): "bad_quantity",
    ("InvalidCancelProductException", 2): "quantity_too_high",
    ("InvalidCancelProductException", 3): "bad_amount",
    ("InvalidCancelProductException", 4): "nothing_to_refund",
    ("InvalidAmountException", 0): "bad_amount",
    ("OrderNotFoundException", 0): "unknown_order",
}
"""Our names of core's exceptions, by class and code."""


class Verdict(StrEnum):
    """What a crashed run left behind."""

    NOTHING = "nothing"
    ALL = "all"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Run:
    """One operation under way: who does it, under which key, from which quantities on."""

    call: Call
    employee: int
    key: str
    order: Row
    before: Snapshot
    half: str = ""
    """The step of core after which PHP dies, where a fault says so."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look back at what a crashed run planned, from which quantities on, and what is there."""

    call: Call
    plan: Any
    before: Snapshot
    now: Snapshot


class Deed(Protocol):
    """One kind of write."""

    def check_fields(self, body: Body) -> None:
        """Raises Refused bad_request; whether the values are possible is ``plan``'s question."""
        ...

    def plan(self, call: Call) -> Any:
        """What exactly will be done. Raises Refused where this order does not allow it."""
        ...

    def act(self, run: Run, plan: Any) -> dict[str, Any]:
        """Does it; the result. Raises CoreRefusal before anything was done, or Died."""
        ...

    def judge(self, look: Look) -> Verdict:
        """How much of the plan a crashed run has done."""
        ...

    def rebuilt(self, run: Run, plan: Any) -> dict[str, Any]:
        """The result of a run that did everything and could not say so."""
        ...


def named(refusal: CoreRefusal) -> Refused:
    """Core's exception under our name, or as it is where we have none for it."""
    name = NAMED.get((refusal.name, refusal.code))
    if name is None:
        return Refused("shop_refused", **{"class": refusal.name, "code": refusal.code})
    return Refused(name)


def state_row(call: Call, order: int) -> Mapping[str, Any] | None:
    """The order's present state, as the webservice shows it."""
    row = call.sandbox.shop.row("orders", order)
    state = call.sandbox.shop.row("order_states", row["current_state"]) if row else None
    return shown(call.sandbox.shop, "order_states", [state])[0] if state else None
