"""Variables of a default reply: which there are, how they are filled, and what is left unfilled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

GROUPS: Mapping[str, tuple[str, ...]] = {
    "customer": ("customer.first_name", "customer.last_name", "customer.name", "customer.email"),
    "order": (
        "order.reference",
        "order.date",
        "order.status",
        "order.total",
        "order.products",
        "order.payment_method",
        "order.delivery_address",
        "order.invoice_number",
    ),
    "parcel": ("order.carrier", "order.tracking_number", "order.tracking_link"),
    "refund": ("refund.amount", "refund.date"),
    "counter": ("agent.first_name", "agent.name", "shop.name", "ticket.number"),
}
"""Every name there is, as the page explains them."""

NAMES = frozenset(name for names in GROUPS.values() for name in names)

_PLACE = re.compile(r"\{\{([^{}\n]{0,80})\}\}")
"""More characters than that are no variable, but braces in a text; linear in the text."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its variables filled in. What has no value stays in its braces, to be seen."""

    text: str
    empty: tuple[str, ...] = ()
    """Names whose value is not known on this ticket, each once."""
    unknown: tuple[str, ...] = ()
    """What stands in braces and is no variable, each once."""

    @property
    def left(self) -> tuple[str, ...]:
        return (*self.empty, *self.unknown)


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Each ``{{ name }}`` becomes its value; a value is never read for variables itself."""
    empty, unknown = dict[str, None](), dict[str, None]()

    def filled(place: re.Match[str]) -> str:
        name = _name(place)
        if values.get(name, "").strip():
            return values[name]
        (empty if name in NAMES else unknown)[name] = None
        return f"{{{{ {name} }}}}"

    return Filled(_PLACE.sub(filled, text), tuple(empty), tuple(unknown))


def left_in(text: str) -> tuple[str, ...]:
    """What still stands in double braces, known or not, each once and in its order."""
    return tuple(dict.fromkeys(map(_name, _PLACE.finditer(text))))


def unknown_in(text: str) -> tuple[str, ...]:
    """What stands in double braces and is no variable, each once and in its order."""
    return tuple(name for name in left_in(text) if name not in NAMES)


def _name(place: re.Match[str]) -> str:
    return place[1].strip()
