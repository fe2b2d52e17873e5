"""Projects of tasks: begun, renamed and put away by whoever answers, each change written down."""

from __future__ import annotations

from sidebar import ids
from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.actions.working.access import check, check_shop
from sidebar.errors import MovedOn, NotFound, Refused
from sidebar.rules.conversation import without_controls
from sidebar.rules.viewer import Viewer
from sidebar.store import tasks
from sidebar.store.tasks import Project

LONGEST_NAME = 80
SECTION = "projects"


def create(desk: Desk, viewer: Viewer, name: str) -> Project:
    """A new project. Raises Forbidden or Refused (``no_name``, ``line_too_long``, ``name_taken``).

    Two of one name could not be told apart in a list.
    """
    check(viewer)
    now = desk.clock.now()
    wanted = Project(ids.new_id("prj", now), _named(name))
    with desk.database.writing() as store:
        check_shop(store, viewer)
        _check_free(tasks.projects(store, viewer.shop_id), wanted)
        tasks.create_project(store, viewer.shop_id, wanted.name, fresh_id=wanted.id, now=now)
        recording.settled(
            store, desk, viewer, section=SECTION, subject=wanted.name, new=wanted.name
        )
    return wanted


def change(
    desk: Desk, viewer: Viewer, project_id: str, *, old_name: str, name: str, is_archived: bool
) -> bool:
    """Renames it, puts it away or takes it up again; answers whether that changed anything.

    Raises as ``create`` does, NotFound, or MovedOn (``project_changed``) where ``old_name`` is no
    more its name.
    """
    check(viewer)
    with desk.database.writing() as store:
        check_shop(store, viewer)
        known = {project.id: project for project in tasks.projects(store, viewer.shop_id)}
        if project_id not in known:
            raise NotFound
        old, new = known[project_id], Project(project_id, _named(name), is_archived)
        if old == new:
            return False
        _check_free(list(known.values()), new)
        now = desk.clock.now()
        if old.name != old_name or not tasks.change_project(
            store, old, new, shop_id=viewer.shop_id, now=now
        ):
            raise MovedOn("project_changed")
        told = {"old": "" if old.is_archived else old.name, "new": "" if is_archived else new.name}
        recording.settled(store, desk, viewer, section=SECTION, subject=new.name, **told)
        return True


def _named(typed: str) -> str:
    name = " ".join(without_controls(" ".join(typed.split())).split())
    if not name:
        raise Refused("no_name")
    if len(name) > LONGEST_NAME:
        raise Refused("line_too_long")
    return name


def _check_free(known: list[Project], wanted: Project) -> None:
    names = {it.name.casefold() for it in known if it.id != wanted.id and not it.is_archived}
    if not wanted.is_archived and wanted.name.casefold() in names:
        raise Refused("name_taken")
