"""The stand-in's state: each resource's rows in the shop's natural order, under one lock."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

from platforms.prestashop.sandbox.definitions import HERE, Resource, resources

Row = dict[str, Any]
"""Every field of a resource as the shop writes it; a text in several languages is {"1": …}."""


class Shop:
    """The rows of one imaginary shop. Every reading is a copy; every change is whole."""

    def __init__(self, seed: str) -> None:
        self._lock = RLock()
        self._rows: dict[str, dict[int, Row]] = {name: {} for name in resources()}
        self._seed = seed
        self._sow(seed)

    def reset(self) -> None:
        """Back to the seed."""
        with self._lock:
            self._rows = {name: {} for name in resources()}
            self._sow(self._seed)

    def rows(self, resource: str, **equal: Any) -> list[Row]:
        """The rows whose fields equal the given values, in natural order."""
        with self._lock:
            found = [self._shown(resource, row) for row in self._rows[resource].values()]
        return [row for row in found if all(row[name] == it for name, it in equal.items())]

    def row(self, resource: str, number: int) -> Row | None:
        """One row, or nothing."""
        with self._lock:
            row = self._rows[resource].get(number)
            return None if row is None else self._shown(resource, row)

    def put(self, resource: str, **fields: Any) -> Row:
        """Change the row of this ``id``, or add it; without ``id`` the next number is taken."""
        known = resources()[resource]
        unknown = set(fields) - set(known.fields) - {"associations"}
        if unknown:
            raise KeyError(f"{resource} has no {', '.join(sorted(unknown))}")
        with self._lock:
            number = int(fields.get("id") or max(self._rows[resource], default=0) + 1)
            row = self._rows[resource].get(number) or _blank(known)
            self._rows[resource][number] = row | fields | {"id": number}
            return self._shown(resource, self._rows[resource][number])

    def remove(self, resource: str, number: int) -> None:
        """Forget one row; nothing happens when there is none."""
        with self._lock:
            self._rows[resource].pop(number, None)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Several changes that nobody sees half made."""
        with self._lock:
            yield

    def setting(self, name: str, default: str = "") -> str:
        """The value of one configuration row."""
        found = self.rows("configurations", name=name)
        return str(found[0]["value"]) if found else default

    def _sow(self, seed: str) -> None:
        written: Mapping[str, Any] = json.loads(
            (HERE / "seeds" / f"{seed}.json").read_text(encoding="utf-8"),
        )
        if "on" in written:
            self._sow(str(written["on"]))
        for resource in written.get("without", ()):
            self._rows[resource] = {}
        for resource, rows in written.items():
            if resource in self._rows:
                self._sow_rows(resource, rows)

    def _sow_rows(self, resource: str, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self.put(resource, **row)

    def _shown(self, resource: str, row: Row) -> Row:
        """A copy with the parts that the shop derives from other rows."""
        shown = row | {"associations": dict(row.get("associations", {}))}
        if resource == "orders":
            shown["shipping_number"] = self._tracking(row["id"])
            shown["associations"]["order_rows"] = self._order_rows(row["id"])
        if resource == "customer_threads":
            mine = self._of("customer_messages", "id_customer_thread", row["id"])
            shown["associations"]["customer_messages"] = [{"id": it["id"]} for it in mine]
        return shown

    def _order_rows(self, order: int) -> list[Row]:
        fields = resources()["orders"].associations["order_rows"].fields
        mine = self._of("order_details", "id_order", order)
        return [{name: detail[name] for name in fields} for detail in mine]

    def _tracking(self, order: int) -> str:
        mine = self._of("order_carriers", "id_order", order)
        return str(mine[-1]["tracking_number"]) if mine else ""

    def _of(self, resource: str, name: str, number: int) -> list[Row]:
        return [row for row in self._rows[resource].values() if row[name] == number]


def _blank(resource: Resource) -> Row:
    return {name: field.default for name, field in resource.fields.items()}
