"""Tasks: added, changed, ticked off and removed, and told on their ticket where they have one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from sidebar import ids
from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.actions.working.access import check, check_shop, found
from sidebar.errors import MovedOn, NotFound, Refused
from sidebar.rules.conversation import without_controls
from sidebar.rules.viewer import Viewer
from sidebar.store import tasks, work
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.tasks import Task

LONGEST_TITLE = 200
"""Characters: a line that is read at a glance."""

_DATE = re.compile(r"(19|20)\d\d-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Written:
    """A task as its form sends it; empty text for nobody, no project and no date."""

    title: str
    owner_id: str = ""
    project_id: str = ""
    due_on: str = ""


def add(desk: Desk, viewer: Viewer, written: Written, *, ticket_id: str = "") -> Task:
    """A new task, for the ticket or for none.

    Raises Forbidden, NotFound or Refused (``no_title``, ``line_too_long``, ``bad_date``,
    ``unknown_agent``, ``unknown_project``).
    """
    check(viewer)
    now = desk.clock.now()
    with desk.database.writing() as store:
        check_shop(store, viewer)
        ticket = found(store, viewer, ticket_id) if ticket_id else None
        blank = Task(
            ids.new_id("tsk", now), viewer.shop_id, "", ticket_id=ticket.id if ticket else None
        )
        task = _filled(store, blank, written)
        tasks.add(store, task, created_by=viewer.agent_id, now=now)
        _tell(store, desk, viewer, task, EventKind.TASK_ADDED, new=told(task))
        return task


def change(desk: Desk, viewer: Viewer, task_id: str, written: Written, *, seen: int) -> Task:
    """Changes the task of which version ``seen`` was shown.

    Raises as ``add`` does, and MovedOn (``task_changed``) where someone changed it meanwhile.
    """
    check(viewer)
    with desk.database.writing() as store:
        old = _found(store, viewer, task_id)
        new = _filled(store, old, written)
        if told(new) == told(old) and new.project_id == old.project_id:
            return old
        if not tasks.change(store, replace(old, version=seen), new):
            raise MovedOn("task_changed")
        _tell(store, desk, viewer, old, EventKind.TASK_CHANGED, old=told(old), new=told(new))
        return new


def tick(desk: Desk, viewer: Viewer, task_id: str, *, is_done: bool) -> bool:
    """Ticks the task off, or takes that back; answers whether this call did it.

    Raises Forbidden or NotFound.
    """
    check(viewer)
    with desk.database.writing() as store:
        task = _found(store, viewer, task_id)
        if not tasks.tick(store, task, done_at=desk.clock.now() if is_done else None):
            return False
        kind = EventKind.TASK_DONE if is_done else EventKind.TASK_REOPENED
        _tell(store, desk, viewer, task, kind, new=task.title)
        return True


def remove(desk: Desk, viewer: Viewer, task_id: str) -> bool:
    """Takes the task away; answers whether this call did it. Raises Forbidden or NotFound."""
    check(viewer)
    with desk.database.writing() as store:
        task = _found(store, viewer, task_id)
        if not tasks.remove(store, task):
            return False
        _tell(store, desk, viewer, task, EventKind.TASK_REMOVED, old=task.title)
        return True


def told(task: Task) -> str:
    """The task in a line of the history: its title, whose it is, and by when."""
    return " · ".join(filter(None, (task.title, task.owner_name, task.due_on)))


def _found(store: Connection, viewer: Viewer, task_id: str) -> Task:
    check_shop(store, viewer)
    task = tasks.find(store, task_id, shop_id=viewer.shop_id)
    if task is None:
        raise NotFound
    return task


def _filled(store: Connection, task: Task, written: Written) -> Task:
    """The task as written, its owner and project found through its shop."""
    title = " ".join(without_controls(" ".join(written.title.split())).split())
    if not title:
        raise Refused("no_title")
    if len(title) > LONGEST_TITLE:
        raise Refused("line_too_long")
    owner = None
    if written.owner_id:
        owner = work.colleague(store, written.owner_id, shop_id=task.shop_id)
        if owner is None and written.owner_id != task.owner_id:
            raise Refused("unknown_agent")
    owner_name = owner.name if owner else task.owner_name if written.owner_id else ""
    return replace(
        task,
        title=title,
        owner_id=written.owner_id or None,
        owner_name=owner_name,
        project_id=_project(store, task, written.project_id),
        due_on=_date(written.due_on),
    )


def _project(store: Connection, task: Task, project_id: str) -> str | None:
    if not project_id or project_id == task.project_id:
        return project_id or None
    offered = {it.id for it in tasks.projects(store, task.shop_id) if not it.is_archived}
    if project_id not in offered:
        raise Refused("unknown_project")
    return project_id


def _date(typed: str) -> str:
    """A day of the calendar, as the browser's date field writes it."""
    if not typed:
        return ""
    try:
        return date.fromisoformat(typed if _DATE.fullmatch(typed) else "").isoformat()
    except ValueError as error:
        raise Refused("bad_date") from error


def _tell(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    task: Task,
    kind: EventKind,
    *,
    old: str = "",
    new: str = "",
) -> None:
    if task.ticket_id:
        recording.happened(store, desk, task.ticket_id, kind, actor=viewer, old=old, new=new)
