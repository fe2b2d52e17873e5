"""What people write becomes filters that can mean one thing only; all else is dropped.

A filter is built here and nowhere else, from whole values in quotes. An empty one would be a list
of the whole shop, and is never made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from platforms.searches import OrderSearch
from platforms.shopify import gid, phones
from platforms.shopify.habits import Habits

# Bounds on one search: beyond these it is a list of the shop, not of a customer.
MOST_EMAILS = 5
MOST_PHONES = 4
MOST_NAMES = 10
MOST_CUSTOMERS = 50
MOST_ORDERS = 100

_EMAIL = re.compile(r"[^\s@<>\"\\]{1,128}@[^\s@<>\"\\]{1,126}")
_NAME = re.compile(r"[^\s\"\\][^\"\\\x00-\x1f]{0,62}[^\s\"\\]")
_NUMBER = re.compile(r"[0-9]{1,12}")
_SHORTEST_NUMBER = 3
_IN_TEXT = rf"[0-9]{{{_SHORTEST_NUMBER},12}}"


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search reduced to what is well formed, each thing once. Phones are whole numbers."""

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    customer_ids: tuple[str, ...] = ()
    limit: int = 0
    country: str = ""

    @property
    def is_empty(self) -> bool:
        return self.limit < 1 or not (self.emails or self.phones or self.names or self.customer_ids)

    def has_email(self, written: str) -> bool:
        return folded(written) in self.emails

    def has_phone(self, written: Iterable[str], country: str = "") -> bool:
        """Whether one of these numbers, dialled in that country or the shop's, is asked for."""
        places = tuple(dict.fromkeys((country or self.country, self.country)))
        return any(phones.whole(one, place) in self.phones for one in written for place in places)

    def has_name(self, written: str) -> bool:
        return written.casefold() in {name.casefold() for name in self.names}


def criteria_of(search: OrderSearch) -> Criteria:
    """The search, cleaned, but for what only the shop's own habits can make clear."""
    return Criteria(
        emails=_clean(map(folded, search.emails), _is_email, MOST_EMAILS),
        customer_ids=_clean(search.customer_ids, gid.is_digits, MOST_CUSTOMERS),
        limit=min(search.limit, MOST_ORDERS),
    )


def needs_habits(search: OrderSearch) -> bool:
    """Whether it names something whose form differs from shop to shop."""
    return bool(search.phones or search.references or search.texts)


def with_habits(criteria: Criteria, search: OrderSearch, habits: Habits) -> Criteria:
    """The search with its phones and order names, as this shop writes them."""
    whole = (phones.whole(one, habits.country) for one in search.phones)
    return replace(
        criteria,
        phones=_clean(whole, bool, MOST_PHONES),
        names=_clean(_names(search, habits), _is_name, MOST_NAMES),
        country=habits.country,
    )


def _names(search: OrderSearch, habits: Habits) -> Iterator[str]:
    """Those asked for, also as the shop writes a bare number; then those named in texts."""
    for reference in (written.strip() for written in search.references):
        yield reference
        if _NUMBER.fullmatch(reference):
            yield habits.name_of(reference)
    if not (habits.prefix or habits.suffix):
        # A bare number in a text may be anything.
        return
    around = re.escape(habits.prefix.strip()), re.escape(habits.suffix.strip())
    named = re.compile(rf"(?<!\w){around[0]}\s?({_IN_TEXT}){around[1]}(?!\w)", re.IGNORECASE)
    for text in search.texts:
        yield from map(habits.name_of, named.findall(text))


def any_of(field: str, values: Iterable[str]) -> str:
    """The filter "this field is one of these". Raises ValueError for none, which is everything."""
    listed = tuple(dict.fromkeys(values))
    if not listed or not all(listed):
        raise ValueError("no filter can be made of this")
    return " OR ".join(f"{field}:{_quoted(value)}" for value in listed)


def changed_since(at: int, *, or_then: bool) -> str:
    """The filter "changed after this moment" (UTC ms), or also in its very second."""
    written = datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"updated_at:{'>=' if or_then else '>'}{_quoted(written)}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def folded(email: str) -> str:
    return email.strip().casefold()


def _clean(written: Iterable[str], is_good: Callable[[str], bool], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(is_good, written)))[:most]


def _is_email(written: str) -> bool:
    return bool(_EMAIL.fullmatch(written)) and written.isprintable()


def _is_name(written: str) -> bool:
    return bool(_NAME.fullmatch(written)) and written.isprintable()
