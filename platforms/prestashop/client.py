"""The webservice asked in its one reliable form: rows of a resource out, or a named error.

Facts of the wire: a record is asked with ``display`` so that the answer is a list and no field
that is zero gets dropped; an empty list is ``[]`` without its wrapper; the wrapper's name is not
always the resource's. The key travels in the Authorization header and nowhere else.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from platforms.contract import BadAnswer, Connection, NotFound
from platforms.http import Answer, Deadline, Round, Site
from platforms.prestashop.faults import fault_of
from platforms.prestashop.reading.row import Row

Rows = tuple[Row, ...]

# What could end the value and begin another meaning. A value with a stray bracket is the worst:
# PrestaShop then forgets the filter and answers with the whole table.
_UNSAFE = re.compile(r"[\[\]|\x00-\x1f\x7f]")
_DIGITS = re.compile(r"[0-9]+")

_decode = msgspec.json.Decoder(float_hook=Decimal).decode


@dataclass(frozen=True, slots=True)
class Ask:
    """One read: the resource whose rows are wanted, and the address that gives them."""

    resource: str
    target: str


def ask(
    resource: str,
    *,
    record: str = "",
    display: str = "full",
    filters: Mapping[str, str] | None = None,
    **others: str,
) -> Ask:
    """A read of one record or of a filtered list; ``filters`` come from the functions below."""
    query = {f"filter[{field}]": pattern for field, pattern in (filters or {}).items()}
    query |= {"display": display, "output_format": "JSON", **others}
    path = f"/{resource}/{quote(record, safe='')}" if record else f"/{resource}"
    return Ask(resource, f"/api{path}?{urlencode(query, quote_via=quote)}")


def is_safe(value: str) -> bool:
    """Whether a value can stand in a filter without changing what is asked."""
    return bool(value) and not _UNSAFE.search(value)


def one_of(values: Iterable[str]) -> str:
    """The filter "equal to one of these". Raises ValueError for none, or for an unsafe one."""
    listed = list(dict.fromkeys(values))
    if not listed or not all(map(is_safe, listed)):
        raise ValueError("no filter can be made of this")
    return f"[{'|'.join(listed)}]"


def digits_in_order(digits: str) -> str:
    """The filter "has these digits in this order, whatever stands between them"."""
    if not _DIGITS.fullmatch(digits):
        raise ValueError("no filter can be made of this")
    return f"%[{'%'.join(digits)}]%"


class Webservice:
    """One shop's webservice, spoken to with its key."""

    def __init__(self, connection: Connection) -> None:
        credentials = base64.b64encode(f"{connection.key}:".encode()).decode()
        self._site = Site(
            connection.base_url.rstrip("/").removesuffix("/api"),
            headers={"Authorization": f"Basic {credentials}"},
            verify_tls=connection.verify_tls,
        )

    def round(self, asks: Mapping[str, Ask], *, deadline: Deadline) -> Round[Rows]:
        """Starts all these reads side by side; rows are taken from the round by name."""
        return self._site.side_by_side(
            {name: self._reading(one, deadline) for name, one in asks.items()}, deadline=deadline
        )

    def rows(self, one: Ask, *, deadline: Deadline) -> Rows:
        """The rows of this read, perhaps none. Raises PlatformError."""
        answer = self._site.get(one.target, deadline=deadline)
        fault = fault_of(answer, one.resource)
        if fault is not None:
            raise fault
        return rows_of(answer, one.resource)

    def answers(
        self, targets: Mapping[str, str], *, deadline: Deadline, max_bytes: int
    ) -> Round[Answer]:
        """Starts reads whose answers are wanted as they come, each bounded in bytes."""

        def asking(target: str) -> Callable[[], Answer]:
            return lambda: self._site.get(target, deadline=deadline, max_bytes=max_bytes)

        return self._site.side_by_side(
            {name: asking(target) for name, target in targets.items()}, deadline=deadline
        )

    def _reading(self, one: Ask, deadline: Deadline) -> Callable[[], Rows]:
        return lambda: self.rows(one, deadline=deadline)


def rows_of(answer: Answer, resource: str) -> Rows:
    """The rows in a good answer's JSON. Raises BadAnswer for any other form."""
    try:
        content = _decode(answer.body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise BadAnswer(f"{resource}: not JSON ({answer.media_type or 'no type'})") from None
    listed = _listed(content)
    if listed is None or not all(isinstance(one, dict) for one in listed):
        raise BadAnswer(f"{resource}: not a list of records")
    return tuple(Row(resource, one) for one in listed)


def _listed(content: Any) -> list[Any] | None:
    """The list under the answer's only name, or the bare empty list."""
    if content == []:
        return []
    if not isinstance(content, dict) or len(content) != 1:
        return None
    (only,) = content.values()
    return only if isinstance(only, list) else None


def the_record(rows: Rows, resource: str, record: str) -> Row:
    """The one row that was asked by id. Raises NotFound for none, BadAnswer for another one."""
    if not rows:
        raise NotFound(f"{resource} {record}")
    if len(rows) != 1 or rows[0].reference("id") != record:
        raise BadAnswer(f"{resource}: not the record that was asked")
    return rows[0]
