"""Whose a ticket is and who follows it: each change once, an event, and only by who may answer."""

from __future__ import annotations

import pytest

from sidebar.actions.opening import Opened
from sidebar.actions.working import people
from sidebar.errors import Forbidden, MovedOn, NotFound, Refused
from sidebar.store import grants, teams
from sidebar.store.work import Part
from tests.cast import CAMILLE, LOU, MAUD, ROBIN
from tests.sidebar.stage import Stage, together

TEAM, OLD_TEAM = "tem_returns", "tem_old"


def with_teams(stage: Stage) -> None:
    with stage.desk.database.writing() as store:
        teams.create(store, stage.shop.id, "Retours", fresh_id=TEAM)
        teams.create(store, stage.shop.id, "Anciens", fresh_id=OLD_TEAM)
        old = teams.Team(OLD_TEAM, "Anciens", is_archived=True)
        teams.change(store, old, shop_id=stage.shop.id, now=1)


def told(stage: Stage) -> list[tuple[str, str, str, str]]:
    """What the history says since the ticket was opened: who, what, from what, to what."""
    rows = sorted(stage.rows("events"), key=lambda row: str(row["id"]))
    return [(row["actor_name"], row["kind"], row["old"], row["new"]) for row in rows[1:]]


def parts(stage: Stage) -> set[tuple[str, str]]:
    return {(row["agent_id"], row["part"]) for row in stage.rows("ticket_agents")}


def test_several_see_to_a_ticket_and_each_is_told_in_its_history(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    ids = camille.viewer.agent_id, robin.viewer.agent_id

    for agent_id in ids:
        assert people.assign(stage.desk, camille.viewer, camille.ticket.id, agent_id)
    assert people.unassign(stage.desk, robin.viewer, camille.ticket.id, ids[0])

    assert parts(stage) == {(ids[1], Part.ASSIGNEE.value)}
    assert told(stage) == [
        ("Camille Fournier", "assigned", "", "Camille Fournier"),
        ("Camille Fournier", "assigned", "", "Robin Baker"),
        ("Robin Baker", "unassigned", "Camille Fournier", ""),
    ]


def test_the_same_again_changes_nothing_and_tells_nothing(stage: Stage) -> None:
    camille = stage.enter()
    desk, viewer, ticket_id = stage.desk, camille.viewer, camille.ticket.id
    assert people.follow(desk, viewer, ticket_id, viewer.agent_id)
    assert not people.follow(desk, viewer, ticket_id, viewer.agent_id)
    assert people.unfollow(desk, viewer, ticket_id, viewer.agent_id)
    assert not people.unfollow(desk, viewer, ticket_id, viewer.agent_id)

    assert [kind for _, kind, _, _ in told(stage)] == ["followed", "unfollowed"]


def test_two_who_assign_the_same_colleague_at_once_do_it_once(stage: Stage) -> None:
    camille, maud, robin = stage.enter(), stage.enter(MAUD), stage.enter(ROBIN)

    def assign(opened: Opened) -> bool:
        viewer, ticket_id = opened.viewer, camille.ticket.id
        return people.assign(stage.desk, viewer, ticket_id, robin.viewer.agent_id)

    assert sorted(together(lambda: assign(camille), lambda: assign(maud))) == [False, True]
    assert [kind for _, kind, _, _ in told(stage)] == ["assigned"]
    assert stage.count("letters") == 1


def test_a_ticket_goes_from_team_to_team_and_none_that_is_over_takes_it(stage: Stage) -> None:
    with_teams(stage)
    camille = stage.enter()
    desk, viewer, ticket_id = stage.desk, camille.viewer, camille.ticket.id

    assert people.give_to_team(desk, viewer, ticket_id, TEAM)
    assert not people.give_to_team(desk, viewer, ticket_id, TEAM)
    for unknown in (OLD_TEAM, "tem_none"):
        with pytest.raises(Refused, match="unknown_team"):
            people.give_to_team(desk, viewer, ticket_id, unknown)
    assert people.give_to_team(desk, viewer, ticket_id, "")

    assert [row[1:] for row in told(stage)] == [
        ("team_changed", "", "Retours"),
        ("team_changed", "Retours", ""),
    ]


def test_a_ticket_given_away_meanwhile_is_not_given_away_from_under_it(stage: Stage) -> None:
    with_teams(stage)
    camille = stage.enter()
    seen = camille.ticket
    people.give_to_team(stage.desk, camille.viewer, seen.id, TEAM)

    with stage.desk.database.writing() as store:
        teams.create(store, stage.shop.id, "Autres", fresh_id="tem_others")
    with stage.desk.database.writing() as store, pytest.raises(MovedOn, match="fact_changed"):
        people.give_in(store, stage.desk, seen, "tem_others", actor=camille.viewer)

    assert stage.rows("tickets")[0]["team_id"] == TEAM


def test_who_may_only_look_changes_nobodys_part(stage: Stage) -> None:
    with_teams(stage)
    lou = stage.enter(LOU)
    desk, viewer, ticket_id, me = stage.desk, lou.viewer, lou.ticket.id, lou.viewer.agent_id

    for verb in (people.assign, people.unassign, people.follow, people.unfollow):
        with pytest.raises(Forbidden):
            verb(desk, viewer, ticket_id, me)
    with pytest.raises(Forbidden):
        people.give_to_team(desk, viewer, ticket_id, TEAM)

    assert stage.count("ticket_agents") == 0


def test_noor_finds_no_ticket_and_is_nobody_to_give_one_to(stage: Stage, elsewhere: Stage) -> None:
    camille, noor = stage.enter(), elsewhere.enter(CAMILLE)

    for verb in (people.assign, people.unassign, people.follow, people.unfollow):
        with pytest.raises(NotFound):
            verb(stage.desk, noor.viewer, camille.ticket.id, noor.viewer.agent_id)
    with pytest.raises(Refused, match="unknown_agent"):
        people.assign(stage.desk, camille.viewer, camille.ticket.id, noor.viewer.agent_id)

    assert stage.count("ticket_agents") == 0


def test_a_colleague_of_the_house_takes_tickets_while_they_are_granted_the_shop(
    stage: Stage, elsewhere: Stage
) -> None:
    camille, noor = stage.enter(), elsewhere.enter(MAUD).viewer
    with stage.desk.database.writing() as store:
        store.run("UPDATE shops SET family = 'maison'")
        grants.give(store, noor.agent_id, stage.shop.id, "reply", given_by="x", now=1)
    assert people.assign(stage.desk, camille.viewer, camille.ticket.id, noor.agent_id)

    with stage.desk.database.writing() as store:
        grants.take(store, noor.agent_id, stage.shop.id)
    with pytest.raises(Refused, match="unknown_agent"):
        people.follow(stage.desk, camille.viewer, camille.ticket.id, noor.agent_id)
    assert people.unassign(stage.desk, camille.viewer, camille.ticket.id, noor.agent_id)
