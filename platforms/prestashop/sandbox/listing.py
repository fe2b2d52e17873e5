"""Chooses rows: checks every filter and sort key in the shop's order, then filters, sorts, cuts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from platforms.prestashop.sandbox.asking import BRACKETED, Display, Question, wanted_fields
from platforms.prestashop.sandbox.definitions import Field, Resource
from platforms.prestashop.sandbox.matching import key_of, test_of
from platforms.prestashop.sandbox.refusals import did_you_mean
from platforms.prestashop.sandbox.shop import Row

DATES = frozenset({"date_add", "date_upd"})
LEADING_INT = re.compile(r"^\s*[-+]?\d+")
SORT_SENTENCE = (
    'The "sort" value has to be formed as this example: "field_ASC" or '
    "'[field_1_DESC,field_2_ASC,field_3_ASC,...]' (\"field\" has to be an available field)"
)
SCHEMA_SENTENCE = (
    "Please select a schema of type 'synopsis' to get the whole schema informations (which fields "
    "are required, which kind of content...) or 'blank' to get an empty schema to fill before "
    "using POST request"
)


class BadQuestion(Exception):
    """What the shop cannot list; it wears status 400 or 500 further out."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists the rows of one resource in answer to one question."""

    resource: Resource
    question: Question

    def chosen(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows asked for. Raises BadQuestion."""
        if self.question.schema:
            raise BadQuestion(28, SCHEMA_SENTENCE)
        self._check_filters()
        display_of(self.resource, self.question)
        orders = self._sort_keys()
        limits = self.question.limit.split(",")
        if len(limits) > 2:
            raise BadQuestion(
                39,
                'The "limit" value has to be formed as this example: "5,25" or "10"',
            )
        kept = [row for row in rows if self._is_met_by(row)]
        for field, is_descending in reversed(orders):
            kept.sort(key=_sort_key(field), reverse=is_descending)
        return _cut(kept, limits)

    def _is_met_by(self, row: Row) -> bool:
        return all(
            _any_met(self.resource.fields[name], row[name], str(text))
            for name, text in self.question.filters.items()
        )

    def _check_filters(self) -> None:
        for name, text in self.question.filters.items():
            self._check_filter(name, text)

    def _check_filter(self, name: str, text: str | Mapping[str, str]) -> None:
        if name in self._words and text and not isinstance(text, Mapping):
            return
        if name not in self._plain and isinstance(text, Mapping):
            raise BadQuestion(31, "There is no existing linked table for this resource")
        if name not in self._plain:
            sentence = did_you_mean("This filter does not exist", name, self._plain)
            raise BadQuestion(32, sentence)
        if not text or isinstance(text, Mapping):
            raise BadQuestion(33, f'The filter "{name}" is malformed.')
        if self.resource.fields[name].is_dynamic:
            sentence = (
                f'The field "{name}" is dynamic. '
                "It is not possible to filter GET query with this field."
            )
            raise BadQuestion(34, sentence)

    @property
    def _plain(self) -> Sequence[str]:
        hidden = frozenset() if self.question.shows_dates else DATES
        fields = self.resource.fields.values()
        return [it.name for it in fields if it.kind != "words" and it.name not in hidden]

    @property
    def _words(self) -> Sequence[str]:
        return [it.name for it in self.resource.fields.values() if it.kind == "words"]

    def _sort_keys(self) -> Sequence[tuple[Field, bool]]:
        if not self.question.sort:
            return []
        inside = BRACKETED.match(self.question.sort)
        parts = inside[1].split(",") if inside else [self.question.sort]
        return [self._sort_part(part) for part in parts]

    def _sort_part(self, part: str) -> tuple[Field, bool]:
        name, underscore, direction = part.rpartition("_")
        if not underscore or direction.upper() not in {"ASC", "DESC"}:
            raise BadQuestion(37, SORT_SENTENCE)
        if name not in self._plain and name not in self._words:
            sentence = (
                "Unable to filter by this field. However, these are available: "
                f"{', '.join(self._plain)}, for i18n fields:{', '.join(self._words)}"
            )
            raise BadQuestion(38, sentence)
        return self.resource.fields[name], direction.upper() == "DESC"


def display_of(resource: Resource, question: Question) -> Display | None:
    """The wanted fields, or None for all of them. Raises BadQuestion."""
    if question.display in {"", "full", "minimum"}:
        return None
    wanted = wanted_fields(question.display)
    known = ", ".join(resource.fields)
    if wanted is None:
        sentence = (
            "The 'display' syntax is wrong. You can set 'full' or '[field_1,field_2,field_3,...]'. "
            f"These are available: {known}"
        )
        raise BadQuestion(36, sentence)
    for name, inner in wanted.items():
        if not _is_known(resource, question, name, inner):
            sentence = (
                f'Unable to display this field "{name}". However, these are available: {known}'
            )
            raise BadQuestion(35, sentence)
    return wanted


def _is_known(
    resource: Resource,
    question: Question,
    name: str,
    inner: Sequence[str] | None,
) -> bool:
    if inner is None:
        return name in resource.fields or name in question.prices
    association = resource.associations.get(name)
    return association is not None and all(it == "id" or it in association.fields for it in inner)


def _any_met(field: Field, value: object, text: str) -> bool:
    """A text in several languages is met when one of its languages is."""
    test = test_of(field, text)
    return any(test(it) for it in _values(value))


def _values(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else [value]


def _sort_key(field: Field) -> Callable[[Row], Any]:
    return lambda row: key_of(field, next(iter(_values(row[field.name]))))


def _cut(rows: Sequence[Row], limits: Sequence[str]) -> Sequence[Row]:
    """LIMIT count, or LIMIT offset,count; what is no number counts as 0."""
    if limits == [""]:
        return rows
    numbers = [_leading_int(it) for it in limits]
    if len(numbers) == 1:
        return rows[: numbers[0]]
    return rows[numbers[0] : numbers[0] + numbers[1]]


def _leading_int(text: str) -> int:
    found = LEADING_INT.match(text)
    return max(0, int(found[0])) if found else 0
