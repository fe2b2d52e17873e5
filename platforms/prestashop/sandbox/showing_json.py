"""Writes answers as the shop's JSON: zeros dropped from the singular form, ``[]`` for nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from platforms.prestashop.sandbox.answering import Answer, items_of
from platforms.prestashop.sandbox.definitions import Field, Resource
from platforms.prestashop.sandbox.shop import Row

MEDIA_TYPE = "application/json"
DROPPED = (0, "0", "", None)
"""What PHP calls empty, which the singular form leaves out."""


def written(value: Any) -> str:
    """JSON as PHP writes it: no blanks, letters as they are, slashes escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("/", "\\/")


def show(answer: Answer) -> str:
    """The body of a list, or of one record."""
    if not answer.rows:
        return "[]"
    if answer.shows_ids_only:
        return written({answer.resource.plural: [{"id": row["id"]} for row in answer.rows]})
    shown = [_entity(answer, row) for row in answer.rows]
    if answer.is_single and not answer.question.has_display:
        return written({answer.resource.entity: _without_zeros(shown[0])})
    return written({answer.resource.plural: shown})


def show_schema(resource: Resource) -> str:
    """Only the associations are left of a schema: every plain field of it is null."""
    inner = {
        name: [dict.fromkeys(association.fields)]
        for name, association in resource.associations.items()
    }
    return written({resource.entity: {"associations": inner} if inner else {}})


def show_errors(errors: Sequence[tuple[int, str]]) -> str:
    return written({"errors": [{"code": code, "message": text} for code, text in errors]})


def _entity(answer: Answer, row: Row) -> Mapping[str, Any]:
    shown = {field.name: _value(answer, field, row[field.name]) for field in answer.fields()}
    shown |= answer.virtual_prices(row)
    inner = {}
    for association, fields in answer.associations():
        items = items_of(row, association)
        if items:
            inner[association.name] = [{it.name: item[it.name] for it in fields} for item in items]
    return shown | ({"associations": inner} if inner else {})


def _value(answer: Answer, field: Field, value: Any) -> Any:
    if field.kind != "words":
        return value
    texts = [{"id": it, "value": wording(value, it)} for it in answer.languages]
    return texts[0]["value"] if len(texts) == 1 else texts


def wording(value: Any, language: int | str) -> str:
    """A text in one language; a plain text is the same in all of them."""
    return str(value.get(str(language), "")) if isinstance(value, Mapping) else str(value)


def _without_zeros(entity: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: value
        for name, value in entity.items()
        if isinstance(value, list | dict) or value not in DROPPED
    }
