"""Compares rows with filters as the shop's database does: case and accents do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from platforms.prestashop.sandbox.definitions import Field

SHAPED = re.compile(r"^(.*)\[(.*)\](.*)$", re.DOTALL)
INTERVAL = re.compile(r"^([\d.:\-\s]+),([\d.:\-\s]+)$")
NUMBER = re.compile(r"^\s*[-+]?\d+(\.\d+)?")

Test = Callable[[Any], bool]


def test_of(field: Field, text: str) -> Test:
    """Whether one column's value meets one written filter."""
    shape = SHAPED.match(text)
    if shape is None:
        return _equal(field, text)
    before, inside, after = shape.groups()
    if "%" in {before, after}:
        return _like(before + inside + after)
    if before == after == "":
        return _inside(field, inside)
    return _marked(field, before, inside)


def key_of(field: Field, value: Any) -> Any:
    """What a value is compared and sorted by."""
    if field.is_number:
        return _number(str(value))
    return folded(str(value))


def folded(text: str) -> str:
    """Without case, accents or trailing blanks, as the usual collation compares."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(it for it in apart if not unicodedata.combining(it)).rstrip(" ")


def _number(text: str) -> Decimal:
    """MySQL takes a text's leading number, and 0 where there is none."""
    found = NUMBER.match(text)
    return Decimal(found[0].strip()) if found else Decimal(0)


def _equal(field: Field, text: str) -> Test:
    wanted = key_of(field, text)
    return lambda value: bool(key_of(field, value) == wanted)


def _like(pattern: str) -> Test:
    """LIKE: ``%`` is any text wherever it stands, ``_`` any letter, the backslash escapes."""
    pieces = re.findall(r"\\.|.", folded(pattern), re.DOTALL)
    wild = {"%": ".*", "_": "."}
    compiled = re.compile("".join(wild.get(it) or re.escape(it[-1]) for it in pieces), re.DOTALL)
    return lambda value: compiled.fullmatch(folded(str(value))) is not None


def _inside(field: Field, inside: str) -> Test:
    if inside.find("|") > 0:
        tests = [_equal(field, text) for text in inside.split("|")]
        return lambda value: any(test(value) for test in tests)
    interval = INTERVAL.match(inside)
    if interval:
        low, high = sorted(interval.groups())
        return _between(field, low=low, high=high)
    return _equal(field, inside)


def _between(field: Field, *, low: str, high: str) -> Test:
    first, last = key_of(field, low), key_of(field, high)
    return lambda value: bool(first <= key_of(field, value) <= last)


def _marked(field: Field, mark: str, inside: str) -> Test:
    if mark == ">":
        limit = key_of(field, inside)
        return lambda value: bool(key_of(field, value) > limit)
    if mark == "<":
        limit = key_of(field, inside)
        return lambda value: bool(key_of(field, value) < limit)
    if mark == "!":
        tests = [_equal(field, text) for text in inside.split("|")]
        return lambda value: not any(test(value) for test in tests)
    # The shop adds no condition at all for a mark it does not know.
    return lambda _: True
