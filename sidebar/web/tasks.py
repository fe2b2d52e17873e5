"""Tasks: on their ticket and in lists by person and project, changed in place wherever shown."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request

from sidebar.actions.shops import find
from sidebar.actions.working import agenda, projects, tasks
from sidebar.actions.working.agenda import Wanted
from sidebar.actions.working.tasks import Written
from sidebar.errors import Forbidden, MovedOn, NotFound
from sidebar.rules.viewer import Role, Viewer
from sidebar.web.desk import desk
from sidebar.web.forms import count
from sidebar.web.fragments import NOTICE, Part, parts
from sidebar.web.headers import shown_in
from sidebar.web.session import with_viewer
from sidebar.web.work import answered
from sidebar.web.work_values import NEW_TASK, TASKS, work_values

blueprint = Blueprint("tasks", __name__)

PAGE = Part("panel", "tasks/_tasks.html")
LIST = Part("task-list", "tasks/_list.html")
PROJECTS = Part("projects", "tasks/_projects.html")
FILTERS = Part("task-filters", "tasks/_filters.html")


@blueprint.get("/tickets/<ticket_id>/tasks")
@with_viewer
def of_ticket(viewer: Viewer, ticket_id: str) -> Response:
    """The ticket's tasks alone."""
    return parts(TASKS, **work_values(viewer, ticket_id))


@blueprint.get("/inbox/<shop_id>/tasks")
def show(shop_id: str) -> Response | str:
    """The shop's tasks; without a token, an empty page that brings its own."""
    if not request.headers.get("Authorization"):
        shown_in(find(desk(), shop_id))
        return render_template("tasks/shell.html", shop_id=shop_id)
    return listed(shop_id)


@with_viewer
def listed(viewer: Viewer, shop_id: str) -> Response:
    """The whole page, or what its filters leave."""
    values = _values(viewer, shop_id)
    return parts(LIST if request.args.get("only") == "list" else PAGE, **values)


@blueprint.post("/inbox/<shop_id>/tasks")
@with_viewer
def add(viewer: Viewer, shop_id: str) -> Response:
    """A new task, on the ticket where it was written or on none."""
    _own(viewer, shop_id)
    tasks.add(desk(), viewer, _written(), ticket_id=_at())
    return _answered(viewer, NEW_TASK, focus="new-task")


@blueprint.get("/inbox/<shop_id>/tasks/<task_id>")
@with_viewer
def row(viewer: Viewer, shop_id: str, task_id: str) -> Response:
    """The task as it is."""
    return _one(viewer, shop_id, task_id, "tasks/_task.html", focus=f"edit-{task_id}")


@blueprint.get("/inbox/<shop_id>/tasks/<task_id>/form")
@with_viewer
def edit(viewer: Viewer, shop_id: str, task_id: str) -> Response:
    """The task in its form."""
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    return _one(viewer, shop_id, task_id, "tasks/_edit.html")


@blueprint.put("/inbox/<shop_id>/tasks/<task_id>")
@with_viewer
def change(viewer: Viewer, shop_id: str, task_id: str) -> Response:
    """The task as its form says; or, with ``removed``, no more."""
    _own(viewer, shop_id)
    if request.form.get("removed") == "yes":
        tasks.remove(desk(), viewer, task_id)
        return _answered(viewer, focus="tasks" if _at() else "task-list")
    try:
        tasks.change(desk(), viewer, task_id, _written(), seen=count("seen"))
    except MovedOn as fault:
        told = {"reason": fault.reason, "tone": "error"}
        return _answered(viewer, NOTICE, focus=f"edit-{task_id}", **told)
    return _answered(viewer, focus=f"edit-{task_id}")


@blueprint.put("/inbox/<shop_id>/tasks/<task_id>/done")
@with_viewer
def tick(viewer: Viewer, shop_id: str, task_id: str) -> Response:
    """Done, or to do again."""
    _own(viewer, shop_id)
    tasks.tick(desk(), viewer, task_id, is_done=request.form.get("done") == "yes")
    # In a list, it goes with what is done or to do.
    return _answered(viewer, focus="" if _at() else "task-list")


@blueprint.post("/inbox/<shop_id>/projects")
@with_viewer
def create_project(viewer: Viewer, shop_id: str) -> Response:
    """A new project."""
    _own(viewer, shop_id)
    projects.create(desk(), viewer, request.form.get("name", ""))
    return parts(PROJECTS, FILTERS, NEW_TASK, NOTICE, **_values(viewer, shop_id))


@blueprint.put("/inbox/<shop_id>/projects/<project_id>")
@with_viewer
def change_project(viewer: Viewer, shop_id: str, project_id: str) -> Response:
    """Its name, and whether it is over."""
    _own(viewer, shop_id)
    form, told = request.form, dict[str, str]()
    try:
        projects.change(
            desk(),
            viewer,
            project_id,
            old_name=form.get("old_name", ""),
            name=form.get("name", ""),
            is_archived=form.get("archived") == "yes",
        )
    except MovedOn as fault:
        told = {"reason": fault.reason, "tone": "error"}
    values = {**_values(viewer, shop_id), **told}
    return parts(PROJECTS, FILTERS, NEW_TASK, LIST, NOTICE, **values)


def _answered(viewer: Viewer, *more: Part, **values: Any) -> Response:
    """The tasks again, where the act was made: on the ticket, or in the list."""
    if _at():
        return answered(viewer, _at(), TASKS, *more, **values)
    wanted = [LIST, *([] if NOTICE in more else [NOTICE]), *more]
    return parts(*wanted, **{**_values(viewer, viewer.shop_id), **values})


def _one(viewer: Viewer, shop_id: str, task_id: str, template: str, *, focus: str = "") -> Response:
    _own(viewer, shop_id)
    values = {**_values(viewer, shop_id), "focus": focus}
    task = agenda.find(desk(), viewer, task_id)
    return parts(Part(f"task-{task.id}", template), task=task, at=_at(), **values)


def _values(viewer: Viewer, shop_id: str) -> dict[str, Any]:
    """What the templates of the list are given."""
    _own(viewer, shop_id)
    form = request.values
    wanted = Wanted(
        whose=form.get("whose", "me"),
        project_id=form.get("of_project", ""),
        is_done=form.get("state", "") == "done",
    )
    found = agenda.show(desk(), viewer, wanted)
    g.timezone = found.shop.timezone
    return {
        "shop": found.shop,
        "agenda": found,
        "people": found.people,
        "projects": found.projects,
        "today": found.today,
        "back": request.args.get("back", "")[:80],
        "viewer": viewer,
    }


def _own(viewer: Viewer, shop_id: str) -> None:
    if shop_id != viewer.shop_id:
        raise NotFound


def _at() -> str:
    """The ticket on which the act was made; empty in a list."""
    return request.args.get("at", "")


def _written() -> Written:
    form = request.form
    return Written(
        title=form.get("title", ""),
        owner_id=form.get("owner", ""),
        project_id=form.get("project", ""),
        due_on=form.get("due", ""),
    )
