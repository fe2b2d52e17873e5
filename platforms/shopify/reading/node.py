"""One object of an answer, read by field: what is not in its known form is named, never guessed.

A field that Shopify leaves null reads as nothing where nothing is possible (``text``, ``node``),
and is a bad answer where it is not. Texts are freed of what no store or page takes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from platforms.contract import BadAnswer
from platforms.shapes import Money
from platforms.shopify import gid, money
from platforms.shopify.moments import moment

# Controls and halves of surrogate pairs: no store or page takes them.
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_WHOLE = re.compile(r"-?[0-9]{1,20}")


class Node:
    """An object; every reader raises BadAnswer naming where and which field."""

    __slots__ = ("_fields", "_where")

    def __init__(self, where: str, fields: Mapping[str, Any]) -> None:
        self._where = where
        self._fields = fields

    @property
    def kind(self) -> str:
        """The ``__typename``, where it was asked."""
        return self.text("__typename")

    def has(self, name: str) -> bool:
        """Whether the field was asked and is not null."""
        return self._fields.get(name) is not None

    def text(self, name: str) -> str:
        written = self._written(name)
        if written is None:
            return ""
        if not isinstance(written, str):
            raise self._bad(name)
        return _UNSTORABLE.sub("\ufffd", written)

    def texts(self, name: str) -> tuple[str, ...]:
        written = self._written(name)
        if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
            raise self._bad(name)
        return tuple(_UNSTORABLE.sub("\ufffd", one) for one in written)

    def number(self, name: str) -> int:
        """A whole number, also where it is written as text, as Shopify writes its largest."""
        written = self._written(name)
        if isinstance(written, int) and not isinstance(written, bool):
            return written
        if isinstance(written, str) and _WHOLE.fullmatch(written):
            return int(written)
        raise self._bad(name)

    def is_set(self, name: str) -> bool:
        written = self._written(name)
        if not isinstance(written, bool):
            raise self._bad(name)
        return written

    def decimal(self, name: str) -> Decimal:
        written = self._written(name)
        if isinstance(written, bool) or not isinstance(written, int | Decimal):
            raise self._bad(name)
        return Decimal(written)

    def moment(self, name: str) -> int | None:
        """UTC ms, or None for none."""
        written = self.text(name)
        if not written:
            return None
        at = moment(written)
        if at is None:
            raise self._bad(name)
        return at

    def identity(self, kind: str, name: str = "id") -> str:
        """The digits of the id, which must be one of this kind."""
        try:
            return gid.digits_of(self._written(name), kind)
        except BadAnswer:
            raise self._bad(name) from None

    def node(self, name: str) -> Node | None:
        written = self._written(name)
        if written is None:
            return None
        if not isinstance(written, dict):
            raise self._bad(name)
        return Node(f"{self._where}.{name}", written)

    def needed(self, name: str) -> Node:
        """An object that cannot be lacking."""
        found = self.node(name)
        if found is None:
            raise self._bad(name)
        return found

    def nodes(self, name: str) -> tuple[Node, ...]:
        """The objects of a plain list, or those of a connection; none where it is null."""
        written = self._written(name)
        listed = written.get("nodes") if isinstance(written, dict) else written
        if listed is None and written is None:
            return ()
        if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
            raise self._bad(name)
        return tuple(Node(f"{self._where}.{name}", one) for one in listed)

    def after(self, name: str) -> str:
        """Where a connection goes on; empty at its end."""
        connection = self.node(name)
        page = connection.node("pageInfo") if connection else None
        return page.text("endCursor") if page and page.is_set("hasNextPage") else ""

    def money(self, name: str) -> Money:
        """What a money bag holds in the customer's currency; exact where it is exact."""
        return self._held(name, "presentmentMoney")

    def money_in_shop(self, name: str) -> Money:
        """What a money bag holds in the shop's own currency."""
        return self._held(name, "shopMoney")

    def amount(self, name: str) -> Money:
        """Money of one currency."""
        return self._amount_of(name, self.needed(name))

    def own_amount(self) -> Money:
        """This object, where it is money itself."""
        return self._amount_of("amount", self)

    def _held(self, name: str, side: str) -> Money:
        return self._amount_of(name, self.needed(name).needed(side))

    def _amount_of(self, name: str, held: Node) -> Money:
        try:
            return money.amount(held._fields.get("amount"), held.text("currencyCode"))
        except BadAnswer as fault:
            raise self._bad(name, fault.detail) from None

    def _written(self, name: str) -> Any:
        try:
            return self._fields[name]
        except KeyError:
            raise self._bad(name, "missing") from None

    def _bad(self, name: str, why: str = "not in a known form") -> BadAnswer:
        return BadAnswer(f"{self._where}.{name}: {why}")
