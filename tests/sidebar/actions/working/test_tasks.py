"""Tasks and projects: added, changed as they were seen, ticked off once, and listed late first."""

from __future__ import annotations

import pytest

from sidebar.actions import shops
from sidebar.actions.working import agenda, projects, tasks
from sidebar.actions.working.agenda import Wanted
from sidebar.actions.working.tasks import Written
from sidebar.clock import DAY, HOUR
from sidebar.errors import Forbidden, MovedOn, NotFound, Refused
from sidebar.rules.viewer import Viewer
from tests.cast import LOU, MAUD, ROBIN
from tests.sidebar.stage import Stage, together

ALL = Wanted(whose="")


def told(stage: Stage) -> list[tuple[str, str, str]]:
    rows = sorted(stage.rows("events"), key=lambda row: str(row["id"]))
    return [(row["kind"], row["old"], row["new"]) for row in rows[1:]]


def listed(stage: Stage, viewer: Viewer, wanted: Wanted = ALL) -> list[tuple[str, list[str]]]:
    found = agenda.show(stage.desk, viewer, wanted)
    return [(part.name, [task.title for task in part.tasks]) for part in found.stretches]


def day(stage: Stage, days: int) -> str:
    """The shop's own day, so many days from now."""
    stage.clock.advance(days * DAY)
    today = agenda.show(stage.desk, stage.enter().viewer, ALL).today
    stage.clock.advance(-days * DAY)
    return today


def test_the_life_of_a_task_is_told_on_its_ticket(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    desk, viewer = stage.desk, camille.viewer
    written = Written("Appeler\nle transporteur", due_on="2026-12-31")

    task = tasks.add(desk, viewer, written, ticket_id=camille.ticket.id)
    owned = Written("Appeler Chronopost", owner_id=robin.viewer.agent_id)
    tasks.change(desk, viewer, task.id, owned, seen=1)
    assert tasks.tick(desk, robin.viewer, task.id, is_done=True)
    assert tasks.tick(desk, robin.viewer, task.id, is_done=False)
    assert tasks.remove(desk, viewer, task.id)

    first = "Appeler le transporteur · 2026-12-31"
    assert told(stage) == [
        ("task_added", "", first),
        ("task_changed", first, "Appeler Chronopost · Robin Baker"),
        ("task_done", "", "Appeler Chronopost"),
        ("task_reopened", "", "Appeler Chronopost"),
        ("task_removed", "Appeler Chronopost", ""),
    ]


def test_a_task_is_ticked_off_once_however_many_do_it(stage: Stage) -> None:
    camille, maud = stage.enter(), stage.enter(MAUD)
    task = tasks.add(stage.desk, camille.viewer, Written("Appeler"), ticket_id=camille.ticket.id)

    ticked = together(
        lambda: tasks.tick(stage.desk, camille.viewer, task.id, is_done=True),
        lambda: tasks.tick(stage.desk, maud.viewer, task.id, is_done=True),
    )

    assert sorted(ticked) == [False, True]
    assert [kind for kind, _, _ in told(stage)] == ["task_added", "task_done"]


def test_a_task_that_changed_meanwhile_is_not_written_over(stage: Stage) -> None:
    camille, maud = stage.enter(), stage.enter(MAUD)
    task = tasks.add(stage.desk, camille.viewer, Written("Appeler"))
    tasks.change(stage.desk, maud.viewer, task.id, Written("Écrire"), seen=1)

    with pytest.raises(MovedOn, match="task_changed"):
        tasks.change(stage.desk, camille.viewer, task.id, Written("Rappeler"), seen=1)

    assert stage.rows("tasks")[0]["title"] == "Écrire"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (Written("  \n"), "no_title"),
        (Written("x" * 201), "line_too_long"),
        (Written("x", due_on="2026-02-30"), "bad_date"),
        (Written("x", due_on="31/12/2026"), "bad_date"),
        (Written("x", due_on="20261231"), "bad_date"),
        (Written("x", owner_id="agt_none"), "unknown_agent"),
        (Written("x", project_id="prj_none"), "unknown_project"),
    ],
)
def test_what_is_no_task_is_refused(stage: Stage, written: Written, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        tasks.add(stage.desk, stage.enter().viewer, written)

    assert stage.count("tasks") == 0


def test_the_list_begins_with_what_is_late_by_the_shops_own_day(stage: Stage) -> None:
    viewer = stage.enter().viewer
    for title, due in (
        ("sans date", ""),
        ("demain", day(stage, 1)),
        ("hier", day(stage, -1)),
        ("aujourd’hui", day(stage, 0)),
    ):
        tasks.add(stage.desk, viewer, Written(title, due_on=due))

    assert listed(stage, viewer) == [
        ("late", ["hier"]),
        ("today", ["aujourd’hui"]),
        ("later", ["demain"]),
        ("undated", ["sans date"]),
    ]


def test_a_day_ends_at_the_shops_midnight_and_not_at_greenwichs(stage: Stage) -> None:
    viewer = stage.enter().viewer
    shops.change(stage.desk, stage.shop.id, timezone="Pacific/Kiritimati")
    begins_early = agenda.show(stage.desk, viewer, ALL).today
    shops.change(stage.desk, stage.shop.id, timezone="Pacific/Niue")
    stage.clock.advance(-HOUR)

    assert agenda.show(stage.desk, viewer, ALL).today < begins_early


def test_tasks_are_listed_by_person_by_project_and_done_ones_apart(stage: Stage) -> None:
    camille, robin = stage.enter().viewer, stage.enter(ROBIN).viewer
    project = projects.create(stage.desk, camille, "Noël")
    tasks.add(stage.desk, camille, Written("à moi", owner_id=camille.agent_id))
    tasks.add(stage.desk, camille, Written("à Robin", robin.agent_id, project.id))
    done = tasks.add(stage.desk, camille, Written("faite"))
    tasks.tick(stage.desk, camille, done.id, is_done=True)

    assert listed(stage, camille, Wanted()) == [("undated", ["à moi"])]
    assert listed(stage, camille, Wanted(whose=robin.agent_id)) == [("undated", ["à Robin"])]
    in_project = Wanted(whose="", project_id=project.id)
    assert listed(stage, camille, in_project) == [("undated", ["à Robin"])]
    assert listed(stage, camille, Wanted(whose="", is_done=True)) == [("done", ["faite"])]


def test_a_project_is_begun_renamed_put_away_and_taken_up_with_who_did_it(stage: Stage) -> None:
    camille, robin = stage.enter().viewer, stage.enter(ROBIN).viewer
    project = projects.create(stage.desk, camille, " Noël ")
    with pytest.raises(Refused, match="name_taken"):
        projects.create(stage.desk, robin, "NOËL")

    def change(who: Viewer, old: str, name: str, *, is_archived: bool) -> bool:
        return projects.change(
            stage.desk, who, project.id, old_name=old, name=name, is_archived=is_archived
        )

    assert change(robin, "Noël", "Noël 2026", is_archived=False)
    with pytest.raises(MovedOn, match="project_changed"):
        change(camille, "Noël", "Fêtes", is_archived=False)
    assert change(robin, "Noël 2026", "Noël 2026", is_archived=True)
    with pytest.raises(Refused, match="unknown_project"):
        tasks.add(stage.desk, camille, Written("x", project_id=project.id))
    assert change(robin, "Noël 2026", "Noël 2026", is_archived=False)

    rows = sorted(stage.rows("setting_events"), key=lambda row: str(row["id"]))
    assert [(row["actor_name"], row["old"], row["new"]) for row in rows] == [
        ("Camille Fournier", "", "Noël"),
        ("Robin Baker", "Noël", "Noël 2026"),
        ("Robin Baker", "Noël 2026", ""),
        ("Robin Baker", "", "Noël 2026"),
    ]
    assert {row["section"] for row in rows} == {"projects"}


def test_tasks_ask_for_right_and_shop(stage: Stage, elsewhere: Stage) -> None:
    camille = stage.enter()
    task = tasks.add(stage.desk, camille.viewer, Written("Appeler"), ticket_id=camille.ticket.id)
    project = projects.create(stage.desk, camille.viewer, "Noël")
    lou, noor = stage.enter(LOU).viewer, elsewhere.enter(MAUD).viewer
    before = stage.rows("tasks"), stage.rows("projects")

    for who, fault in ((lou, Forbidden), (noor, NotFound)):
        with pytest.raises(fault):
            tasks.add(stage.desk, who, Written("x"), ticket_id=camille.ticket.id)
        with pytest.raises(fault):
            tasks.change(stage.desk, who, task.id, Written("x"), seen=1)
        with pytest.raises(fault):
            tasks.tick(stage.desk, who, task.id, is_done=True)
        with pytest.raises(fault):
            tasks.remove(stage.desk, who, task.id)
        with pytest.raises(fault):
            projects.change(
                stage.desk, who, project.id, old_name="Noël", name="x", is_archived=False
            )
    assert listed(stage, noor) == []
    assert listed(stage, lou) == [("undated", ["Appeler"])]

    assert (stage.rows("tasks"), stage.rows("projects")) == before
