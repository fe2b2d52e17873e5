"""One record as the webservice wrote it, read by field; what is missing is named, never guessed.

Numbers come as ints or as text, flags as "0" and "1", ids of nothing as 0, texts in several
languages as a list, or as plain text where the shop has one language only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from platforms.contract import BadAnswer
from platforms.prestashop import money
from platforms.shapes import Money, Wording

_FLAGS: Mapping[object, bool] = {
    "0": False,
    "1": True,
    0: False,
    1: True,
    "": False,
    None: False,
}


# No id or quantity of a shop is longer than MySQL's bigint.
_WHOLE = re.compile(r"-?[0-9]{1,20}")

# Controls and halves of surrogate pairs: old imports leave some, and no store or page takes them.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Row:
    """A record of one resource. Every reader raises BadAnswer naming resource and field."""

    __slots__ = ("_fields", "_resource")

    def __init__(self, resource: str, fields: Mapping[str, Any]) -> None:
        self._resource = resource
        self._fields = fields

    def text(self, name: str) -> str:
        written = self._written(name)
        if written is None:
            return ""
        if isinstance(written, bool) or not isinstance(written, str | int):
            raise self._bad(name)
        return _UNSTORABLE.sub("\ufffd", str(written))

    def optional(self, name: str) -> str:
        """A text that one version of the shop has and another has not."""
        return self.text(name) if name in self._fields else ""

    def number(self, name: str) -> int:
        written = self._written(name)
        if isinstance(written, int) and not isinstance(written, bool):
            return written
        if isinstance(written, str) and _WHOLE.fullmatch(written):
            return int(written)
        raise self._bad(name)

    def reference(self, name: str) -> str:
        """Another record's id as text; empty for the shop's 0, "" or null: none."""
        written = self._written(name)
        if written is None or written == "":
            return ""
        found = self.number(name)
        if found < 0:
            raise self._bad(name)
        return str(found) if found else ""

    def is_set(self, name: str) -> bool:
        try:
            return _FLAGS[self._written(name)]
        except (KeyError, TypeError):
            raise self._bad(name) from None

    def money(self, name: str, currency: str) -> Money:
        written = self._written(name)
        try:
            return money.amount(written, currency)
        except BadAnswer as fault:
            raise self._bad(name, fault.detail) from None

    def moment(self, name: str, zone: ZoneInfo) -> int | None:
        written = self._written(name)
        try:
            return money.moment(written, zone)
        except BadAnswer as fault:
            raise self._bad(name, fault.detail) from None

    def wording(self, name: str, languages: Mapping[str, str], default: str) -> Wording:
        """A text by ISO 639-1 code; ``languages`` maps the shop's ids to codes."""
        written = self._written(name)
        if not isinstance(written, list):
            return Wording(self.text(name))
        texts = self._texts(name, written)
        by_code: dict[str, str] = {}
        for identity, text in texts.items():
            if text and identity in languages:
                by_code.setdefault(languages[identity], text)
        first = next(iter(by_code.values()), next(iter(texts.values()), ""))
        return Wording(texts.get(default) or first, by_code)

    def every_text(self, name: str) -> frozenset[str]:
        """All the texts of a field, whatever the language."""
        written = self._fields.get(name)
        if not isinstance(written, list):
            return frozenset({self.optional(name)})
        return frozenset(self._texts(name, written).values())

    def nested(self, name: str) -> tuple[Row, ...]:
        """The rows of an association; none where the record has none."""
        associations = self._fields.get("associations") or {}
        listed = associations.get(name, []) if isinstance(associations, dict) else None
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self._bad(name)
        return tuple(Row(f"{self._resource}.{name}", one) for one in listed)

    def _texts(self, name: str, written: list[Any]) -> dict[str, str]:
        rows = [Row(f"{self._resource}.{name}", one) for one in written if isinstance(one, dict)]
        return {row.reference("id"): row.text("value") for row in rows}

    def _written(self, name: str) -> Any:
        try:
            return self._fields[name]
        except KeyError:
            raise self._bad(name, "missing") from None

    def _bad(self, name: str, why: str = "not in a known form") -> BadAnswer:
        return BadAnswer(f"{self._resource}.{name}: {why}")
