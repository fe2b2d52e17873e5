"""Who may be signed in to the back office, with which rights and in which language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from platforms.prestashop.sandbox.definitions import HERE

FIRST = "camille"
"""Who is signed in when the address does not say."""
SUPERADMIN = 1
"""The profile that may do everything."""


@dataclass(frozen=True, slots=True)
class Employee:
    """One person of the shop; ``slug`` names them in addresses."""

    slug: str
    id: int
    firstname: str
    lastname: str
    email: str
    language: str
    profile: int
    profile_name: str
    is_superadmin: bool
    orders: Mapping[str, bool]
    """What they may do with orders: view, add, edit, delete."""

    @property
    def name(self) -> str:
        return f"{self.firstname} {self.lastname}"

    @property
    def initials(self) -> str:
        return self.firstname[0] + self.lastname[0]

    @property
    def may_view_orders(self) -> bool:
        return self.orders["view"]

    @property
    def may_edit_orders(self) -> bool:
        return self.orders["edit"]


@cache
def employees() -> Mapping[str, Employee]:
    """Everyone who may be signed in, by slug."""
    written = json.loads((HERE / "people.json").read_text(encoding="utf-8"))
    return {slug: _employee(slug, entry) for slug, entry in written.items()}


def _employee(slug: str, entry: Mapping[str, Any]) -> Employee:
    plain = {name: it for name, it in entry.items() if name != "superadmin"}
    return Employee(slug=slug, is_superadmin=entry["superadmin"], **plain)


def may_edit_orders(row: Mapping[str, Any]) -> bool:
    """Whether a row of ``employees`` has the update right on orders: it goes by profile."""
    if row["id_profile"] == SUPERADMIN:
        return True
    return any(
        it.profile == row["id_profile"] and it.may_edit_orders for it in employees().values()
    )
