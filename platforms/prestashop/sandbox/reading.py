"""Answers one authenticated reading, or refuses it in the order in which the real shop checks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from platforms.prestashop.sandbox import showing_json, showing_xml
from platforms.prestashop.sandbox.answering import Answer
from platforms.prestashop.sandbox.asking import Question, ask, wanted_languages
from platforms.prestashop.sandbox.definitions import (
    IMPOSSIBLE_METHODS,
    ROOT_NAMES,
    Resource,
    resources,
)
from platforms.prestashop.sandbox.keys import READING, WRITING, Grants
from platforms.prestashop.sandbox.listing import BadQuestion, Listing, display_of
from platforms.prestashop.sandbox.pictures import MEDIA_TYPE, picture
from platforms.prestashop.sandbox.refusals import (
    Elsewhere,
    Fatal,
    Unknown,
    WebserviceRefusal,
    bad_list,
    did_you_mean,
    not_granted,
)
from platforms.prestashop.sandbox.standin import Sandbox

LEADING_NUMBER = re.compile(r"^\d+")
SCHEMAS = ("blank", "synopsis")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, without its transport."""

    method: str
    segments: Sequence[str]
    query: Sequence[tuple[str, str]]
    key: str
    is_json: bool
    base: str

    @property
    def resource(self) -> str:
        return self.segments[0]

    @property
    def number(self) -> int | None:
        """The asked id; what is no number counts as 0. None for a list."""
        if len(self.segments) < 2 or not self.segments[1]:
            return None
        found = LEADING_NUMBER.match(self.segments[1])
        return int(found[0]) if found else 0


def read(sandbox: Sandbox, asked: Asked) -> tuple[bytes, str]:
    """Body and media type. Raises WebserviceRefusal, Unknown, Fatal or Elsewhere."""
    _check_shop(sandbox, asked)
    grants = sandbox.keys.admit(asked.key)
    question = ask(asked.query)
    known = [row["id"] for row in sandbox.shop.rows("languages")]
    languages = wanted_languages(question.language, known)
    _check_right(asked, grants)
    if asked.resource == "":
        return _root(sandbox, asked, grants)
    if asked.resource == "images":
        return _image(sandbox, asked), MEDIA_TYPE
    resource = _implemented(asked.resource)
    if question.schema in SCHEMAS and asked.number is None:
        return _schema(resource, question, asked, languages)
    find = _one if asked.number is not None else _list
    return _body(find(sandbox, asked, resource, question, languages), asked)


def _check_shop(sandbox: Sandbox, asked: Asked) -> None:
    wanted = dict(asked.query).get("id_shop", "all")
    known = {str(row["id"]) for row in sandbox.shop.rows("shops")}
    if wanted not in known | {"all"}:
        raise Elsewhere


def _check_right(asked: Asked, grants: Grants) -> None:
    name, method = asked.resource, asked.method
    if name and name not in ROOT_NAMES:
        sentence = did_you_mean(f'Resource of type "{name}" does not exists', name, ROOT_NAMES)
        raise WebserviceRefusal(400, (27, sentence))
    if name and name not in grants.methods:
        raise not_granted(name)
    if method not in READING | WRITING:
        raise WebserviceRefusal(405, (23, f"Method {method} is not valid"))
    sentence = f"Method {method} is not allowed for the resource {name}"
    if method in IMPOSSIBLE_METHODS.get(name, ()):
        raise WebserviceRefusal(405, (101, sentence))
    if name and method not in grants.methods[name]:
        raise WebserviceRefusal(405, (25, f"{sentence} with this authentication key"))
    if method in WRITING:
        raise WebserviceRefusal(501, (124, "This stand-in does not write"))


def _root(sandbox: Sandbox, asked: Asked, grants: Grants) -> tuple[bytes, str]:
    if asked.is_json:
        raise Fatal
    name = sandbox.shop.rows("shops")[0]["name"]
    text = showing_xml.show_root(grants.methods, base=asked.base, shop_name=name)
    return text.encode(), showing_xml.MEDIA_TYPE


def _implemented(name: str) -> Resource:
    known = resources().get(name)
    if known is None:
        raise WebserviceRefusal(501, (124, f"This stand-in has no rows of {name}"))
    return known


def _image(sandbox: Sandbox, asked: Asked) -> bytes:
    """Products only. Raises WebserviceRefusal 57 for a picture that the product has not."""
    kind, product, image = (*asked.segments[1:], "", "", "")[:3]
    row = sandbox.shop.row("products", int(product)) if product.isdigit() else None
    images = row["associations"].get("images", []) if row and kind == "products" else []
    if not any(str(it["id"]) == image for it in images):
        raise WebserviceRefusal(400, (57, "This image id does not exist"))
    return picture(int(image))


def _schema(
    resource: Resource,
    question: Question,
    asked: Asked,
    languages: Sequence[int | str],
) -> tuple[bytes, str]:
    if asked.is_json:
        return showing_json.show_schema(resource).encode(), showing_json.MEDIA_TYPE
    text = showing_xml.show_schema(
        resource,
        base=asked.base,
        languages=languages,
        is_synopsis=question.schema == "synopsis",
    )
    return text.encode(), showing_xml.MEDIA_TYPE


def _one(
    sandbox: Sandbox,
    asked: Asked,
    resource: Resource,
    question: Question,
    languages: Sequence[int | str],
) -> Answer:
    try:
        wanted = display_of(resource, question)
    except BadQuestion as bad:
        raise WebserviceRefusal(400, (bad.code, bad.sentence)) from bad
    row = sandbox.shop.row(resource.name, asked.number or 0)
    if row is None:
        raise Unknown
    return Answer(resource, [row], languages, question, wanted, is_single=True)


def _list(
    sandbox: Sandbox,
    asked: Asked,
    resource: Resource,
    question: Question,
    languages: Sequence[int | str],
) -> Answer:
    try:
        rows = Listing(resource, question).chosen(sandbox.shop.rows(asked.resource))
        wanted = display_of(resource, question)
    except BadQuestion as bad:
        shows = sandbox.shows_php_errors
        raise bad_list(bad.code, bad.sentence, shows_php_errors=shows) from bad
    return Answer(resource, rows, languages, question, wanted)


def _body(answer: Answer, asked: Asked) -> tuple[bytes, str]:
    if asked.is_json:
        return showing_json.show(answer).encode(), showing_json.MEDIA_TYPE
    return showing_xml.show(answer, base=asked.base).encode(), showing_xml.MEDIA_TYPE
