"""What people write is turned into what may be searched; what could search for more is dropped.

A result is compared again with these rules, since the shop's own comparison is looser: MySQL
takes é for e, and a pattern of digits meets numbers that merely contain them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from platforms.contract import OrderSearch
from platforms.prestashop.client import is_safe

# Bounds on one search: beyond these it is a list of the shop, not of a customer.
MOST_EMAILS = 10
MOST_PHONES = 4
MOST_REFERENCES = 20
MOST_NAMED = 5
MOST_CUSTOMERS = 50
MOST_ORDERS = 100

# National numbers of eight digits exist (Denmark, Norway, Singapore); less would meet strangers.
SHORTEST_PHONE = 8
# Country code of three digits and a trunk zero kept inside, as in +352 (0)…
_LONGEST_PREFIX = 4
_LONGEST_WRITTEN_PHONE = 40

_EMAIL = re.compile(r"[^\s@<>\"]{1,128}@[^\s@<>\"]{1,126}")
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{4,32}")
# How PrestaShop writes a reference. Lower case is left out: too many words have nine letters.
_NAMED = re.compile(r"\b[A-Z]{9}\b")
_ID = re.compile(r"[1-9][0-9]{0,9}")
_NOT_DIGITS = re.compile(r"[^0-9]+")


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search reduced to what is well formed, each thing once. Phones are their digits."""

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    customer_ids: tuple[str, ...] = ()
    limit: int = 0

    @property
    def is_empty(self) -> bool:
        asked = self.emails or self.phones or self.references or self.customer_ids
        return self.limit < 1 or not asked

    def has_email(self, written: str) -> bool:
        return folded(written) in self.emails

    def has_phone(self, written: Iterable[str]) -> bool:
        return any(is_same_phone(one, digits_of(phone)) for phone in written for one in self.phones)

    def has_reference(self, written: str) -> bool:
        return written.upper() in self.references


def criteria_of(search: OrderSearch) -> Criteria:
    """The search, cleaned: malformed criteria are dropped, and never widen what is asked."""
    return Criteria(
        emails=_clean(map(folded, search.emails), _is_email, MOST_EMAILS),
        phones=_clean(map(digits_of, search.phones), _is_phone, MOST_PHONES),
        references=_clean(_references(search), _is_reference, MOST_REFERENCES),
        customer_ids=_clean(search.customer_ids, _is_id, MOST_CUSTOMERS),
        limit=min(search.limit, MOST_ORDERS),
    )


def _references(search: OrderSearch) -> Iterator[str]:
    """Those asked for, then those named in the texts: a few, since more is a pasted list."""
    yield from map(_upper, search.references)
    named = (found for text in search.texts for found in _NAMED.findall(text))
    yield from tuple(dict.fromkeys(named))[:MOST_NAMED]


def folded(email: str) -> str:
    return email.strip().casefold()


def digits_of(phone: str) -> str:
    """The digits that identify a number however it is written: no zeros or signs before them."""
    if len(phone) > _LONGEST_WRITTEN_PHONE:
        return ""
    return _NOT_DIGITS.sub("", phone).lstrip("0")


def is_same_phone(one: str, other: str) -> bool:
    """Whether two digit strings are one number, with or without its country code."""
    short, long = sorted((one, other), key=len)
    is_whole = len(short) >= SHORTEST_PHONE and len(long) - len(short) <= _LONGEST_PREFIX
    return is_whole and long.endswith(short)


def searched_digits(phone: str) -> str:
    """The end of a number that every way of writing it has."""
    return phone[-SHORTEST_PHONE:]


def _clean(written: Iterable[str], is_good: Callable[[str], bool], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(is_good, written)))[:most]


def _upper(reference: str) -> str:
    return reference.strip().upper()


def _is_email(written: str) -> bool:
    return bool(_EMAIL.fullmatch(written)) and is_safe(written) and written.isprintable()


def _is_phone(digits: str) -> bool:
    return len(digits) >= SHORTEST_PHONE


def _is_reference(written: str) -> bool:
    return bool(_REFERENCE.fullmatch(written))


def _is_id(written: str) -> bool:
    return bool(_ID.fullmatch(written))
