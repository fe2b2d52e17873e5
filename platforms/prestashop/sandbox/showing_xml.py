"""Writes answers as the shop's XML: links, CDATA and line breaks where the real one has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from platforms.prestashop.sandbox.answering import Answer, items_of
from platforms.prestashop.sandbox.definitions import (
    ROOT_NAMES,
    Association,
    Field,
    Resource,
)
from platforms.prestashop.sandbox.shop import Row
from platforms.prestashop.sandbox.showing_json import wording

MEDIA_TYPE = "text/xml;charset=utf-8"
LANGUAGE_MARKS = {"format": "isUnsignedId"}
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD")


def show(answer: Answer, *, base: str) -> str:
    """The body of a list, or of one record; ``base`` is the address of the webservice."""
    name, plural = answer.resource.entity, answer.resource.plural
    if answer.shows_ids_only:
        lines = [
            f'<{name} id="{row["id"]}" xlink:href="{base}{answer.resource.name}/{row["id"]}"/>\n'
            for row in answer.rows
        ]
    else:
        lines = [_entity(answer, row, base=base) for row in answer.rows]
    inside = "".join(lines)
    return _document(inside if answer.is_single else f"<{plural}>\n{inside}</{plural}>\n")


def show_schema(
    resource: Resource,
    *,
    base: str,
    languages: Sequence[int | str],
    is_synopsis: bool,
) -> str:
    """An empty record: bare, or with what each field must be."""
    lines = []
    for field in resource.fields.values():
        if not is_synopsis or field.name != "id":
            marks = field.marks if is_synopsis else {}
            lines.append(_schema_field(field, marks, base=base, languages=languages))
    inner = [
        _schema_association(it, base=base, is_synopsis=is_synopsis)
        for it in resource.associations.values()
    ]
    return _document(_wrapped(resource.entity, lines, inner))


def show_errors(errors: Sequence[tuple[int, str]]) -> str:
    lines = [
        f"<error>\n<code>{_cdata(str(code))}</code>\n<message>{_cdata(text)}</message>\n</error>\n"
        for code, text in errors
    ]
    return _document(f"<errors>\n{''.join(lines)}</errors>\n")


def show_root(granted: Mapping[str, frozenset[str]], *, base: str, shop_name: str) -> str:
    """What the key may do, resource by resource."""
    parts = [_root_entry(it, granted[it], base=base) for it in ROOT_NAMES if it in granted]
    return _document(f"<api shopName={quoteattr(shop_name)}>\n{''.join(parts)}</api>\n")


def _root_entry(name: str, methods: frozenset[str], *, base: str) -> str:
    rights = " ".join(f'{it.lower()}="{"true" if it in methods else "false"}"' for it in METHODS)
    link = f'xlink:href="{base}{name}"'
    schemas = "".join(
        f'<schema xlink:href="{base}{name}?schema={it}" type="{it}"/>\n'
        for it in ("blank", "synopsis")
        if name not in {"search", "images"}
    )
    words = name.replace("_", " ").capitalize()
    return (
        f"<{name} {link} {rights}>\n<description {link} {rights}>\n{words}</description>\n"
        f"{schemas}</{name}>\n"
    )


def _document(inside: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n{inside}</prestashop>\n'
    )


def _entity(answer: Answer, row: Row, *, base: str) -> str:
    lines = [_field(answer, it, row[it.name], base=base) for it in answer.fields()]
    lines += [_element(name, {}, text) for name, text in answer.virtual_prices(row).items()]
    inner = [
        _association(association, fields, items_of(row, association), base=base)
        for association, fields in answer.associations()
    ]
    return _wrapped(answer.resource.entity, lines, inner)


def _wrapped(name: str, lines: Iterable[str], inner: Sequence[str]) -> str:
    below = f"<associations>\n{''.join(inner)}</associations>\n" if inner else ""
    return f"<{name}>\n{''.join(lines)}{below}</{name}>\n"


def _field(answer: Answer, field: Field, value: Any, *, base: str) -> str:
    if field.kind == "words":
        return _words(field.name, {}, [(it, wording(value, it)) for it in answer.languages], base)
    marks = {key: it for key, it in field.marks.items() if key == "notFilterable"}
    return _element(field.name, _linked(field, value, base=base) | marks, value)


def _schema_field(
    field: Field,
    marks: Mapping[str, str],
    *,
    base: str,
    languages: Sequence[int | str],
) -> str:
    if field.kind == "words":
        return _words(field.name, marks, [(it, "") for it in languages], base)
    return _element(field.name, marks, "")


def _words(
    name: str,
    marks: Mapping[str, str],
    texts: Sequence[tuple[int | str, str]],
    base: str,
) -> str:
    inner = _attributes(LANGUAGE_MARKS) if marks else ""
    inside = "".join(
        f'<language id="{it}" xlink:href="{base}languages/{it}"{inner}>{_cdata(text)}</language>'
        for it, text in texts
    )
    return f"\t<{name}{_attributes(marks)}>{inside}</{name}>\n"


def _linked(field: Field, value: Any, *, base: str) -> dict[str, str]:
    return {"xlink:href": f"{base}{field.link}/{value}"} if field.link else {}


def _element(name: str, marks: Mapping[str, str], value: Any) -> str:
    text = "" if value is None else str(value)
    return f"\t<{name}{_attributes(marks)}>{_cdata(text)}</{name}>\n"


def _attributes(marks: Mapping[str, str]) -> str:
    return "".join(f" {key}={quoteattr(mark)}" for key, mark in marks.items())


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _association(
    association: Association,
    fields: Sequence[Field],
    items: Sequence[Mapping[str, Any]],
    *,
    base: str,
) -> str:
    head = _head(association)
    if not items:
        return f"<{head}/>\n"
    inside = "".join(
        _item(
            association,
            [
                _element(it.name, _linked(it, item[it.name], base=base), item[it.name])
                for it in fields
            ],
        )
        for item in items
    )
    return f"<{head}>\n{inside}</{association.name}>\n"


def _schema_association(association: Association, *, base: str, is_synopsis: bool) -> str:
    lines = []
    for it in association.fields.values():
        marks = (_linked(it, "", base=base) | dict(it.marks)) if is_synopsis else {}
        lines.append(_element(it.name, marks, ""))
    head = _head(association) if is_synopsis else association.name
    return f"<{head}>\n{_item(association, lines)}</{association.name}>\n"


def _item(association: Association, lines: Iterable[str]) -> str:
    return f"\t<{association.entity}>\n{''.join(lines)}\t</{association.entity}>\n"


def _head(association: Association) -> str:
    return f"{association.name}{_attributes(association.marks)}"
