"""Which shops a helpdesk shows, and which of them their own people put away."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store import shops
from sidebar.store.database import Connection
from sidebar.store.shops import Shop


@dataclass(frozen=True, slots=True)
class Showing:
    """A shop that is connected with a helpdesk."""

    shop: Shop
    is_shown: bool
    is_withheld: bool
    """Put away by its own people: nobody of the helpdesk may bring it back."""
    acts_as: str = ""
    """The shop's own id of the employee in whose name it is asked; empty for none."""


def hold(store: Connection, helpdesk_id: str) -> bool:
    """Lets one change of it at a time go on, until its transaction ends.

    Answers whether the helpdesk is still connected.
    """
    held = store.run(
        "UPDATE helpdesks SET name = name WHERE id = :id AND removed_at IS NULL", id=helpdesk_id
    )
    return held == 1


def showings(store: Connection, helpdesk_id: str) -> list[Showing]:
    """Every shop that is connected with it, by name."""
    rows = store.all(
        f"SELECT {shops.columns('s')}, h.is_shown AS shown, h.is_withheld AS withheld,"
        " h.acts_as FROM helpdesk_shops h JOIN shops s ON s.id = h.shop_id"
        " WHERE h.helpdesk_id = :id AND s.removed_at IS NULL ORDER BY s.name, s.id",
        id=helpdesk_id,
    )
    return [
        Showing(
            shops.of_row(row),
            is_shown=bool(row["shown"]),
            is_withheld=bool(row["withheld"]) and not row["shown"],
            acts_as=row["acts_as"],
        )
        for row in rows
    ]


def mark(store: Connection, helpdesk_id: str, shop_id: str, *, is_withheld: bool) -> None:
    """Says who may bring the shop back, once it is put away."""
    store.run(
        "UPDATE helpdesk_shops SET is_withheld = :is_withheld"
        " WHERE helpdesk_id = :helpdesk_id AND shop_id = :shop_id",
        helpdesk_id=helpdesk_id,
        shop_id=shop_id,
        is_withheld=int(is_withheld),
    )


def names(store: Connection, shop_id: str) -> dict[str, tuple[str, str]]:
    """Kind and name of each helpdesk that this shop was ever connected with, by our id."""
    rows = store.all(
        "SELECT h.id, h.kind, h.name FROM helpdesk_shops s JOIN helpdesks h ON h.id = s.helpdesk_id"
        " WHERE s.shop_id = :shop_id",
        shop_id=shop_id,
    )
    return {row["id"]: (row["kind"], row["name"]) for row in rows}


def act_as(store: Connection, helpdesk_id: str, shop_id: str, employee_id: str) -> None:
    """In whose name the shop is asked for people of the helpdesk, by the shop's own id."""
    store.run(
        "UPDATE helpdesk_shops SET acts_as = :employee_id"
        " WHERE helpdesk_id = :helpdesk_id AND shop_id = :shop_id",
        helpdesk_id=helpdesk_id,
        shop_id=shop_id,
        employee_id=employee_id,
    )


def acting_for(store: Connection, helpdesk_id: str, shop_id: str) -> str:
    """The shop's own id of the employee in whose name it is asked; empty where nobody is named."""
    row = store.one(
        "SELECT acts_as FROM helpdesk_shops WHERE helpdesk_id = :helpdesk_id"
        " AND shop_id = :shop_id",
        helpdesk_id=helpdesk_id,
        shop_id=shop_id,
    )
    return "" if row is None else str(row["acts_as"])


def employees(store: Connection, shop_id: str) -> dict[str, str]:
    """The shop's own people who were here: their names by the shop's id of them, by name."""
    rows = store.all(
        "SELECT host_id, CASE WHEN name = '' THEN email ELSE name END AS name FROM agents"
        " WHERE shop_id = :shop_id AND helpdesk_id IS NULL ORDER BY name, id",
        shop_id=shop_id,
    )
    return {row["host_id"]: row["name"] for row in rows}
