"""Tasks and the projects they belong to: found through their shop, changed as they were seen."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Project:
    """What tasks are for; an archived one keeps its tasks and is offered no more."""

    id: str
    name: str
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done, by someone or nobody yet, for a ticket or for none."""

    id: str
    shop_id: str
    title: str
    ticket_id: str | None = None
    ticket_number: int = 0
    project_id: str | None = None
    project_name: str = ""
    owner_id: str | None = None
    owner_name: str = ""
    due_on: str = ""
    """A date in the shop's own time zone, as 2026-12-31; empty for none."""
    done_at: int | None = None
    version: int = 1


_SELECT = (
    "SELECT k.id, k.shop_id, k.title, k.ticket_id, coalesce(t.number, 0) AS ticket_number,"
    " k.project_id, coalesce(p.name, '') AS project_name, k.owner_id,"
    " coalesce(a.name, '') AS owner_name, k.due_on, k.done_at, k.version FROM tasks k"
    " LEFT JOIN tickets t ON t.id = k.ticket_id LEFT JOIN projects p ON p.id = k.project_id"
    " LEFT JOIN agents a ON a.id = k.owner_id WHERE k.shop_id = :shop_id"
)
_FIRST_DUE = " ORDER BY (k.due_on = ''), k.due_on, k.id"


def of_ticket(store: Connection, ticket_id: str, *, shop_id: str) -> list[Task]:
    """The ticket's tasks: what is to do first, the earliest date first."""
    rows = store.all(
        _SELECT + " AND k.ticket_id = :ticket_id"
        " ORDER BY (k.done_at IS NOT NULL), (k.due_on = ''), k.due_on, k.id",
        shop_id=shop_id,
        ticket_id=ticket_id,
    )
    return [_task(row) for row in rows]


def to_do(
    store: Connection, shop_id: str, *, owner_id: str, project_id: str, most: int
) -> list[Task]:
    """What is not done, the earliest date first; of one person or project, or (empty) of all."""
    rows = store.all(
        _SELECT + " AND k.done_at IS NULL AND (:owner_id = '' OR k.owner_id = :owner_id)"
        " AND (:project_id = '' OR k.project_id = :project_id)" + _FIRST_DUE + " LIMIT :most",
        shop_id=shop_id,
        owner_id=owner_id,
        project_id=project_id,
        most=most,
    )
    return [_task(row) for row in rows]


def done(
    store: Connection, shop_id: str, *, owner_id: str, project_id: str, most: int
) -> list[Task]:
    """What is done, the latest first; of one person or project, or (empty) of all."""
    rows = store.all(
        _SELECT + " AND k.done_at IS NOT NULL AND (:owner_id = '' OR k.owner_id = :owner_id)"
        " AND (:project_id = '' OR k.project_id = :project_id)"
        " ORDER BY k.done_at DESC, k.id DESC LIMIT :most",
        shop_id=shop_id,
        owner_id=owner_id,
        project_id=project_id,
        most=most,
    )
    return [_task(row) for row in rows]


def find(store: Connection, task_id: str, *, shop_id: str) -> Task | None:
    """The task, if it is of this shop."""
    row = store.one(_SELECT + " AND k.id = :id", shop_id=shop_id, id=task_id)
    return None if row is None else _task(row)


def add(store: Connection, task: Task, *, created_by: str, now: int) -> None:
    """A new one, to be done."""
    store.run(
        "INSERT INTO tasks (id, shop_id, ticket_id, project_id, title, owner_id, due_on,"
        " created_by, created_at) VALUES (:id, :shop_id, :ticket_id, :project_id, :title,"
        " :owner_id, :due_on, :created_by, :now)",
        id=task.id,
        shop_id=task.shop_id,
        ticket_id=task.ticket_id,
        project_id=task.project_id,
        title=task.title,
        owner_id=task.owner_id,
        due_on=task.due_on,
        created_by=created_by,
        now=now,
    )


def change(store: Connection, seen: Task, new: Task) -> bool:
    """From what was seen to something else; answers whether it was still so."""
    changed = store.run(
        "UPDATE tasks SET title = :title, owner_id = :owner_id, project_id = :project_id,"
        " due_on = :due_on, version = version + 1"
        " WHERE id = :id AND shop_id = :shop_id AND version = :version",
        id=seen.id,
        shop_id=seen.shop_id,
        version=seen.version,
        title=new.title,
        owner_id=new.owner_id,
        project_id=new.project_id,
        due_on=new.due_on,
    )
    return changed == 1


def tick(store: Connection, task: Task, *, done_at: int | None) -> bool:
    """Done, or (nothing) to do again; answers whether it was the other before."""
    ticked = store.run(
        "UPDATE tasks SET done_at = :done_at, version = version + 1"
        " WHERE id = :id AND shop_id = :shop_id AND (done_at IS NULL) = (:is_done = 1)",
        id=task.id,
        shop_id=task.shop_id,
        done_at=done_at,
        is_done=int(done_at is not None),
    )
    return ticked == 1


def remove(store: Connection, task: Task) -> bool:
    """Takes it away; answers whether it was there."""
    removed = store.run(
        "DELETE FROM tasks WHERE id = :id AND shop_id = :shop_id",
        id=task.id,
        shop_id=task.shop_id,
    )
    return removed == 1


def projects(store: Connection, shop_id: str) -> list[Project]:
    """Every project of the shop, by name, archived ones last."""
    rows = store.all(
        "SELECT id, name, archived_at FROM projects WHERE shop_id = :shop_id"
        " ORDER BY (archived_at IS NOT NULL), lower(name), id",
        shop_id=shop_id,
    )
    return [Project(row["id"], row["name"], row["archived_at"] is not None) for row in rows]


def create_project(store: Connection, shop_id: str, name: str, *, fresh_id: str, now: int) -> None:
    """A new project, nothing in it."""
    store.run(
        "INSERT INTO projects (id, shop_id, name, created_at) VALUES (:id, :shop_id, :name, :now)",
        id=fresh_id,
        shop_id=shop_id,
        name=name,
        now=now,
    )


def change_project(
    store: Connection, seen: Project, new: Project, *, shop_id: str, now: int
) -> bool:
    """From what was seen to something else; answers whether it was still so."""
    changed = store.run(
        "UPDATE projects SET name = :name, archived_at = :archived_at"
        " WHERE id = :id AND shop_id = :shop_id AND name = :old_name"
        " AND (archived_at IS NOT NULL) = (:was_archived = 1)",
        id=seen.id,
        shop_id=shop_id,
        old_name=seen.name,
        was_archived=int(seen.is_archived),
        name=new.name,
        archived_at=now if new.is_archived else None,
    )
    return changed == 1


def _task(row: Row) -> Task:
    return Task(**row)
