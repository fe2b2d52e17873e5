"""Lists that people keep by a name: their own, or the whole shop's."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class SavedView:
    """One of them; ``filters`` is the query string that asks for it."""

    id: str
    name: str
    filters: str
    is_shared: bool


_COLUMNS = "id, name, filters, agent_id"


def seen_by(store: Connection, shop_id: str, agent_id: str) -> list[SavedView]:
    """The shop's and the agent's own, the shop's first, each by name."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM saved_views WHERE shop_id = :shop_id"
        " AND (agent_id IS NULL OR agent_id = :agent_id)"
        " ORDER BY (agent_id IS NOT NULL), lower(name), id",
        shop_id=shop_id,
        agent_id=agent_id,
    )
    return [_view(row) for row in rows]


def keep(
    store: Connection, view: SavedView, *, shop_id: str, agent_id: str | None, now: int
) -> None:
    """A new one; without an agent it is the whole shop's."""
    store.run(
        "INSERT INTO saved_views (id, shop_id, agent_id, name, filters, created_at)"
        " VALUES (:id, :shop_id, :agent_id, :name, :filters, :now)",
        id=view.id,
        shop_id=shop_id,
        agent_id=agent_id,
        name=view.name,
        filters=view.filters,
        now=now,
    )


def rename(store: Connection, view_id: str, name: str) -> None:
    """The same list by another name."""
    store.run("UPDATE saved_views SET name = :name WHERE id = :id", id=view_id, name=name)


def delete(store: Connection, view_id: str) -> None:
    """The list is kept no more; its tickets are as they were."""
    store.run("DELETE FROM saved_views WHERE id = :id", id=view_id)


def _view(row: Row) -> SavedView:
    return SavedView(row["id"], row["name"], row["filters"], row["agent_id"] is None)
