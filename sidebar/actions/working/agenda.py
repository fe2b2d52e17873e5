"""What is to be done in a shop, by whom and for what: late first, nothing of another shop."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.actions.desk import Desk
from sidebar.actions.working.surveying import today
from sidebar.errors import NotFound
from sidebar.rules.viewer import Viewer
from sidebar.store import shops, tasks, work
from sidebar.store.shops import Shop
from sidebar.store.tasks import Project, Task
from sidebar.store.work import Colleague

MOST = 300
"""Shown at once: a list that is longer is narrowed by person or project."""

ME = "me"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose tasks (``me``, an agent's id, or empty for all), of which project, done or not."""

    whose: str = ME
    project_id: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tasks that are due alike: ``late``, ``today``, ``later``, ``undated`` or ``done``."""

    name: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """The tasks of a shop that were wanted, and what else could be."""

    shop: Shop
    wanted: Wanted
    tasks: tuple[Task, ...]
    people: tuple[Colleague, ...]
    projects: tuple[Project, ...]
    today: str

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The tasks by when they are due, in this order; none that is empty."""
        by_name: dict[str, tuple[Task, ...]] = {}
        for task in self.tasks:
            name = self._due(task)
            by_name[name] = (*by_name.get(name, ()), task)
        return tuple(Stretch(name, found) for name, found in by_name.items())

    def _due(self, task: Task) -> str:
        if task.done_at is not None:
            return "done"
        if not task.due_on:
            return "undated"
        if task.due_on < self.today:
            return "late"
        return "today" if task.due_on == self.today else "later"


def show(desk: Desk, viewer: Viewer, wanted: Wanted) -> Agenda:
    """The tasks of the viewer's shop. Raises NotFound where the shop is gone."""
    owner_id = viewer.agent_id if wanted.whose == ME else wanted.whose
    told = {"owner_id": owner_id, "project_id": wanted.project_id}
    look = tasks.done if wanted.is_done else tasks.to_do
    with desk.database.reading() as store:
        shop = shops.find(store, viewer.shop_id)
        if shop is None:
            raise NotFound
        return Agenda(
            shop=shop,
            wanted=wanted,
            tasks=tuple(look(store, shop.id, **told, most=MOST)),
            people=tuple(work.colleagues(store, shop.id)),
            projects=tuple(tasks.projects(store, shop.id)),
            today=today(desk, shop),
        )


def find(desk: Desk, viewer: Viewer, task_id: str) -> Task:
    """The task of the viewer's shop. Raises NotFound."""
    with desk.database.asking() as store:
        task = tasks.find(store, task_id, shop_id=viewer.shop_id)
    if task is None:
        raise NotFound
    return task
