"""The shop's short lists (states, carriers, currencies…) as look-ups that serve one reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from platforms.contract import BadAnswer
from platforms.prestashop.reading.row import Row
from platforms.shapes import State, Wording

# Names of the shop's settings that say which state means what, and where its clock is.
SETTINGS = (
    "PS_LANG_DEFAULT",
    "PS_OS_CANCELED",
    "PS_OS_DELIVERED",
    "PS_OS_ERROR",
    "PS_OS_REFUND",
    "PS_TIMEZONE",
)

# A key that may not read the settings still sees each state's mail template, which core names so.
_TEMPLATES = {
    "PS_OS_CANCELED": "order_canceled",
    "PS_OS_ERROR": "payment_error",
    "PS_OS_REFUND": "refund",
}
# The ids that PrestaShop's installer gives.
_INSTALLED = {
    "PS_OS_CANCELED": "6",
    "PS_OS_DELIVERED": "5",
    "PS_OS_ERROR": "8",
    "PS_OS_REFUND": "7",
}

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_NOWHERE = (Wording(""), "")


@dataclass(frozen=True, slots=True)
class OrderState:
    """A state of the shop and what it says about money and goods."""

    state: State
    is_paid: bool = False
    is_shipped: bool = False
    has_delivery_slip: bool = False
    is_cancelled: bool = False
    is_refunded: bool = False
    is_error: bool = False
    is_delivered: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who carries: the name, and the address to follow a parcel (``@`` stands for its number)."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Lists:
    """Look-ups by the shop's ids; an id of nothing is the empty text."""

    languages: Mapping[str, str] = field(default_factory=dict)
    default_language: str = ""
    states: Mapping[str, OrderState] = field(default_factory=dict)
    carriers: Mapping[str, Carrier] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, tuple[Wording, str]] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    def currency(self, row: Row) -> str:
        """The ISO code of the row's currency. Raises BadAnswer: money without one is no money."""
        code = self.currencies.get(row.reference("id_currency"))
        if code is None:
            raise BadAnswer("a currency that the shop does not list")
        return code

    def state(self, identity: str) -> OrderState:
        """The state, or a nameless one that says nothing where the shop has deleted its row."""
        unknown = State(identity, Wording(f"#{identity}" if identity else ""))
        return self.states.get(identity) or OrderState(unknown)

    def language(self, identity: str) -> str:
        return self.languages.get(identity, "")

    def carrier(self, identity: str) -> Carrier:
        return self.carriers.get(identity) or Carrier("", "")

    def country(self, identity: str) -> tuple[Wording, str]:
        """Its name in every language and its ISO 3166 code; empty where it is not known."""
        return self.countries.get(identity, _NOWHERE)


def read_lists(rows: Mapping[str, tuple[Row, ...]]) -> Lists:
    """Look-ups from the rows of each list, keyed by resource; a list that is absent is empty."""
    settings = _settings(rows.get("configurations", ()))
    languages = {row.reference("id"): _code(row) for row in rows.get("languages", ())}
    default = settings.get("PS_LANG_DEFAULT") or min(languages, key=int, default="")
    return Lists(
        languages=languages,
        default_language=default,
        states=_states(rows.get("order_states", ()), languages, default, settings),
        carriers={
            row.reference("id"): Carrier(row.text("name"), row.text("url"))
            for row in rows.get("carriers", ())
        },
        currencies={
            row.reference("id"): row.text("iso_code") for row in rows.get("currencies", ())
        },
        countries={
            row.reference("id"): (row.wording("name", languages, default), row.text("iso_code"))
            for row in rows.get("countries", ())
        },
        regions={row.reference("id"): row.text("name") for row in rows.get("states", ())},
        settings=settings,
    )


def _settings(rows: tuple[Row, ...]) -> dict[str, str]:
    """Several shops of one back office repeat a name; the first that says something counts."""
    found: dict[str, str] = {}
    for row in rows:
        if row.text("value"):
            found.setdefault(row.text("name"), row.text("value"))
    return found


def _code(row: Row) -> str:
    """ISO 639-1: from the locale, since PrestaShop's own code for Brazil is Breton's."""
    code = (row.optional("locale") or row.text("iso_code"))[:2].lower()
    return code if _LANGUAGE.fullmatch(code) else ""


def _states(
    rows: tuple[Row, ...], languages: Mapping[str, str], default: str, settings: Mapping[str, str]
) -> dict[str, OrderState]:
    special = {name: _meant_by(name, rows, settings) for name in _INSTALLED}
    return {row.reference("id"): _state(row, languages, default, special) for row in rows}


def _meant_by(name: str, rows: tuple[Row, ...], settings: Mapping[str, str]) -> frozenset[str]:
    configured = settings.get(name, "0")
    if configured != "0":
        return frozenset({configured})
    template = _TEMPLATES.get(name)
    found = {row.reference("id") for row in rows if template in row.every_text("template")}
    return frozenset(found or {_INSTALLED[name]})


def _state(
    row: Row, languages: Mapping[str, str], default: str, special: Mapping[str, frozenset[str]]
) -> OrderState:
    identity = row.reference("id")
    color = row.optional("color")
    return OrderState(
        State(
            identity,
            row.wording("name", languages, default),
            color.lower() if _COLOR.fullmatch(color) else "",
        ),
        is_paid=row.is_set("paid"),
        is_shipped=row.is_set("shipped"),
        has_delivery_slip=row.is_set("delivery"),
        is_cancelled=identity in special["PS_OS_CANCELED"],
        is_refunded=identity in special["PS_OS_REFUND"],
        is_error=identity in special["PS_OS_ERROR"],
        is_delivered=identity in special["PS_OS_DELIVERED"],
    )
