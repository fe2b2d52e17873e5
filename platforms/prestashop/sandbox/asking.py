"""Reads what a request asks for, bracket by bracket, the way the shop's own parser takes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from platforms.prestashop.sandbox.refusals import WebserviceRefusal

Display = Mapping[str, Sequence[str] | None]
"""Wanted fields; a list names the wanted fields of an association."""

ONE_LANGUAGE = re.compile(r"^\[?(\d+)\]?$")
BRACKETED = re.compile(r"^\[(.*)\]$")
PIECES = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Question:
    """One request's query, taken apart."""

    filters: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    prices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    display: str = ""
    """As written; empty where the request has none."""
    has_display: bool = False
    sort: str = ""
    limit: str = ""
    language: str = ""
    schema: str = ""
    shows_dates: bool = False
    words: str = ""
    """The text of a search."""


def ask(query: Iterable[tuple[str, str]]) -> Question:
    """The question of (name, text) pairs; the last of equal names counts, as in PHP."""
    plain: dict[str, str] = {}
    filters: dict[str, str | Mapping[str, str]] = {}
    prices: dict[str, dict[str, str]] = {}
    for name, text in query:
        pieces = PIECES.findall(name)
        if name.startswith("filter[") and len(pieces) == 1:
            filters[pieces[0]] = text
        elif name.startswith("filter["):
            filters[pieces[0]] = {pieces[1]: text}
        elif name.startswith("price[") and len(pieces) > 1:
            prices.setdefault(pieces[0], {})[pieces[1]] = text
        else:
            plain[name] = text
    return _question(plain, filters, prices)


def _question(
    plain: Mapping[str, str],
    filters: Mapping[str, str | Mapping[str, str]],
    prices: Mapping[str, Mapping[str, str]],
) -> Question:
    return Question(
        filters=filters,
        prices=prices,
        display=plain.get("display", ""),
        has_display="display" in plain,
        sort=plain.get("sort", ""),
        limit=plain.get("limit", ""),
        language=plain.get("language", ""),
        schema=plain.get("schema", ""),
        shows_dates=plain.get("date", "") not in {"", "0"},
        words=plain.get("query", ""),
    )


def wanted_fields(display: str) -> Display | None:
    """The fields of ``[a,b[c]]``; None where the brackets are missing."""
    inside = BRACKETED.match(display)
    if inside is None:
        return None
    return {_name(part): _inner(part) for part in _parts(inside[1])}


def _parts(text: str) -> Iterable[str]:
    """Split at the commas that stand outside brackets."""
    depth, part = 0, ""
    for letter in text:
        depth += {"[": 1, "]": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            yield part
            part = ""
        else:
            part += letter
    if part:
        yield part


def _name(part: str) -> str:
    return part.partition("[")[0].strip()


def _inner(part: str) -> Sequence[str] | None:
    _, bracket, rest = part.partition("[")
    return rest[:-1].split(",") if bracket else None


def wanted_languages(text: str, known: Sequence[int]) -> Sequence[int | str]:
    """The language ids to show: numbers for one or a range, and the texts themselves for a list.

    A range counts up from its first text, so that its first id stays a text: seen on the wire.
    Raises WebserviceRefusal for a language the shop has not.
    """
    if not text:
        return known
    kept = [it for it in _languages(text) if int(it) in known]
    if not kept:
        raise WebserviceRefusal(400, (81, "language is not available"))
    return kept


def _languages(text: str) -> Sequence[int | str]:
    one = ONE_LANGUAGE.match(text)
    if one:
        return [int(one[1])]
    inside = BRACKETED.match(text)
    if inside is None:
        raise WebserviceRefusal(400, (79, "language value is wrong"))
    separator = "|" if "|" in inside[1] else ","
    listed = inside[1].split(separator)
    if not all(it.isdigit() for it in listed):
        raise WebserviceRefusal(400, (80, "Language ID must be numeric"))
    if separator == "|":
        return listed
    if len(listed) != 2:
        sentence = "A range value for a language must contains only 2 values"
        raise WebserviceRefusal(400, (78, sentence))
    return [listed[0], *range(int(listed[0]) + 1, int(listed[1]) + 1)]
