"""The doors of a ticket's side and of tasks, and what stands behind them."""

from __future__ import annotations

from sidebar.actions.opening import Opened
from sidebar.store import tags, tasks, work
from sidebar.store.tasks import Task
from sidebar.store.work import Part
from tests.sidebar.stage import Stage
from tests.sidebar.web.door import Door

TASK, PROJECT = "tsk_known00000000000000000001", "prj_known00000000000000000001"
"""A task on Camille's ticket, and the project that it is of."""

TICKET, SHOP = "/tickets/{ticket}", "/inbox/{shop}"


def _write(endpoint: str, method: str, path: str, **form: str) -> Door:
    return Door(endpoint, method, path, form, is_write=True)


SIDE = (
    Door("work.show", "GET", f"{TICKET}/work"),
    Door("work.read_again", "GET", f"{TICKET}/work-news"),
    _write("work.state", "PUT", f"{TICKET}/facts/type", old_type="standard", type="return"),
    _write("work.state", "PUT", f"{TICKET}/facts/subject", subject="Colis perdu"),
    _write("work.rate", "PUT", f"{TICKET}/rating", rating="4"),
    _write("work.tag", "POST", f"{TICKET}/tags", tag="vip"),
    _write("work.untag", "POST", f"{TICKET}/tags/removed", tag="vu"),
    _write("work.join", "POST", f"{TICKET}/people", part="assignee", agent="x"),
    _write("work.leave", "POST", f"{TICKET}/people/removed", part="follower", agent="x"),
    _write("work.give", "PUT", f"{TICKET}/team", team="x"),
    Door("tasks.of_ticket", "GET", f"{TICKET}/tasks"),
    Door("tasks.show", "GET", f"{SHOP}/tasks?whose="),
    _write("tasks.add", "POST", f"{SHOP}/tasks", title="Appeler"),
    Door("tasks.row", "GET", f"{SHOP}/tasks/{TASK}"),
    _write("tasks.edit", "GET", f"{SHOP}/tasks/{TASK}/form"),
    _write("tasks.change", "PUT", f"{SHOP}/tasks/{TASK}", title="Rappeler", seen="1"),
    _write("tasks.change", "PUT", f"{SHOP}/tasks/{TASK}", removed="yes"),
    _write("tasks.tick", "PUT", f"{SHOP}/tasks/{TASK}/done", done="yes"),
    _write("tasks.create_project", "POST", f"{SHOP}/projects", name="Soldes"),
    _write("tasks.change_project", "PUT", f"{SHOP}/projects/{PROJECT}", name="Hiver"),
)


def furnish_side(stage: Stage, opened: Opened) -> None:
    """A tag, an assignee, a task and its project on the agent's ticket."""
    now = stage.clock.now()
    with stage.desk.database.writing() as store:
        tags.add(store, opened.ticket.id, "vu", now=now)
        work.join(store, opened.ticket.id, opened.viewer.agent_id, Part.ASSIGNEE, now=now)
        tasks.create_project(store, opened.shop.id, "Noël", fresh_id=PROJECT, now=now)
        title = "secret de la maison à rappeler"
        task = Task(TASK, opened.shop.id, title, ticket_id=opened.ticket.id, project_id=PROJECT)
        tasks.add(store, task, created_by=opened.viewer.agent_id, now=now)
