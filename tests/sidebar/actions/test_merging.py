"""Merged tickets: nothing is lost or doubled, whoever merges at once, and it can be taken apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from platforms.mail.letters import Letter, SmtpSettings
from sidebar.actions import opening
from sidebar.actions.grouping import linking, merging
from sidebar.actions.opening import Opened
from sidebar.actions.post import deliver_due
from sidebar.errors import Forbidden, MovedOn, NotFound, Refused
from sidebar.rules.ticket import Status
from sidebar.store import drafts, regroupings
from sidebar.store.drafts import Draft
from sidebar.store.regroupings import Regrouping
from sidebar.store.tickets import Ticket
from tests.cast import LOU, ROBIN
from tests.sidebar.life import at, begun, kinds_on, letters_left, row_of, same_order_twice, texts_on
from tests.sidebar.stage import Stage, together


def the_step(stage: Stage, ticket: Ticket) -> Regrouping:
    with stage.desk.database.reading() as store:
        return regroupings.of_ticket(store, ticket.id)[0]


def merge(stage: Stage, opened: Opened, source: Ticket, target: Ticket) -> Ticket:
    return merging.merge(stage.desk, opened.viewer, source.id, target.id)


def undo(stage: Stage, opened: Opened, ticket: Ticket) -> Ticket:
    return linking.undo(stage.desk, opened.viewer, ticket.id, the_step(stage, ticket).id)


def test_everything_said_goes_to_the_other_ticket_and_comes_back(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    stage.note(opened, "première")
    stage.note(at(opened, beside), "deuxième")
    stage.note(opened, "troisième")
    target = merge(stage, opened, beside, opened.ticket)
    merged = row_of(stage, beside)

    assert texts_on(stage, target) == ["première", "deuxième", "troisième"]
    assert (merged["status"], merged["merged_into"]) == ("closed", target.id)
    assert target.excerpt == "troisième"
    found = {row["ticket_id"] for row in stage.rows("search_docs") if row["message_id"]}
    assert found == {target.id}
    assert [kinds_on(stage, one)[-1] for one in (beside, target)] == ["merged", "merged"]

    stage.note(opened, "quatrième")
    back = undo(stage, opened, target)
    assert (back.id, back.status, back.merged_into) == (beside.id, Status.OPEN, None)
    assert texts_on(stage, back) == ["deuxième"]
    assert texts_on(stage, target) == ["première", "troisième", "quatrième"]
    assert [kinds_on(stage, one)[-1] for one in (beside, target)] == ["unmerged", "unmerged"]
    assert row_of(stage, beside)["excerpt"] == "deuxième"


def test_the_orders_own_ticket_stays_the_orders_own_in_either_direction(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    merge(stage, opened, opened.ticket, beside)
    assert (row_of(stage, beside)["is_main"], row_of(stage, beside)["status"]) == (1, "open")
    assert stage.enter(ROBIN).ticket.id == beside.id

    undo(stage, opened, beside)
    assert row_of(stage, opened.ticket)["is_main"] == 1
    assert row_of(stage, beside)["is_main"] == 0
    assert stage.enter(ROBIN).ticket.id == opened.ticket.id


def test_what_came_back_stands_beside_a_newer_ticket_of_its_order(stage: Stage) -> None:
    opened = stage.enter()
    elsewhere = begun(stage, opened)
    merge(stage, opened, opened.ticket, elsewhere)
    closed = replace(opened.ticket, status=Status.CLOSED)
    newer, was_created = opening.open_after(stage.desk, opened.viewer, closed)
    assert was_created
    assert newer.is_main
    assert not undo(stage, opened, elsewhere).is_main
    assert row_of(stage, newer)["is_main"] == 1


def test_the_same_ask_on_both_tickets_is_kept_on_both(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    stage.note(opened, "ici", ask_id="same")
    stage.note(at(opened, beside), "là", ask_id="same")
    target = merge(stage, opened, beside, opened.ticket)
    assert texts_on(stage, target) == ["ici", "là"]
    undo(stage, opened, target)
    assert {row["ask_id"] for row in stage.rows("messages")} == {"same"}


def test_a_letter_on_its_way_arrives_once_and_stands_on_the_other_ticket(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    stage.say(at(opened, beside), "En route")
    target = merge(stage, opened, beside, opened.ticket)
    deliver_due(stage.desk)
    assert [letter.text for letter in stage.post.letters] == ["En route"]
    assert (stage.letter()["ticket_id"], stage.letter()["state"]) == (target.id, "sent")
    undo(stage, opened, target)
    assert stage.letter()["ticket_id"] == beside.id


@pytest.mark.parametrize("state", ["sending", "handing"])
def test_a_letter_that_is_leaving_at_this_moment_is_settled_all_the_same(
    stage: Stage, state: str
) -> None:
    opened, beside = same_order_twice(stage)
    stage.say(at(opened, beside), "En route")
    original = stage.desk.deliver

    def meanwhile(letter: Letter, settings: SmtpSettings, before_data: Callable[[], None]) -> None:
        if state == "sending":
            merge(stage, opened, beside, opened.ticket)
        before_data()
        if state == "handing":
            merge(stage, opened, beside, opened.ticket)
        original(letter, settings, lambda: None)

    assert deliver_due(replace(stage.desk, deliver=meanwhile)) == 1
    assert (stage.letter()["state"], len(stage.post.letters)) == ("sent", 1)
    assert stage.letter()["ticket_id"] == opened.ticket.id


def test_a_reply_that_would_reach_another_person_holds_the_merge_up(stage: Stage) -> None:
    opened = stage.enter()
    other = begun(stage, opened)
    stage.say(opened, "Pour Alix seule")
    with pytest.raises(Refused, match="merge_letters"):
        merge(stage, opened, opened.ticket, other)
    letters_left(stage)
    assert merge(stage, opened, opened.ticket, other).id == other.id


def test_two_who_merge_at_once_merge_once(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    stage.note(at(opened, beside), "une fois")

    def one_way() -> str:
        return attempt(opened.ticket, beside)

    def other_way() -> str:
        return attempt(beside, opened.ticket)

    def attempt(source: Ticket, target: Ticket) -> str:
        try:
            return merge(stage, opened, source, target).id
        except (Refused, MovedOn):
            return ""

    answers = together(one_way, other_way, one_way, other_way)
    assert sum(map(bool, answers)) == 1
    assert stage.count("regroupings") == 1
    assert [row["body"] for row in stage.rows("messages")] == ["une fois"]
    assert sorted(row["status"] for row in stage.rows("tickets")) == ["closed", "open"]


def test_two_who_take_it_apart_at_once_do_it_once(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    stage.note(at(opened, beside), "une fois")
    target = merge(stage, opened, beside, opened.ticket)
    step = the_step(stage, target)

    def attempt() -> bool:
        try:
            linking.undo(stage.desk, opened.viewer, target.id, step.id)
        except Refused:
            return False
        return True

    assert sum(together(attempt, attempt, attempt)) == 1
    assert kinds_on(stage, target).count("unmerged") == 1
    assert texts_on(stage, beside) == ["une fois"]


def test_what_others_were_writing_goes_on_at_the_other_ticket(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    robin = stage.enter(ROBIN)
    now = stage.clock.now()
    with stage.desk.database.writing() as store:
        for who, where, body in (
            (robin, beside.id, "Dear Alix"),
            (opened, beside.id, "suite"),
            (opened, opened.ticket.id, "début"),
        ):
            draft = Draft("agent", body, "", 0)
            drafts.save(store, where, who.viewer.agent_id, draft, now=now)
    merge(stage, opened, beside, opened.ticket)
    with stage.desk.database.reading() as store:
        kept = {
            (where, who.viewer.name): drafts.find(store, where, who.viewer.agent_id)
            for who in (robin, opened)
            for where in (beside.id, opened.ticket.id)
        }
    bodies = {place: draft.body if draft else "" for place, draft in kept.items()}
    assert bodies[opened.ticket.id, "Robin Baker"] == "Dear Alix"
    assert bodies[opened.ticket.id, "Camille Fournier"] == "début\n\nsuite"
    assert bodies[beside.id, "Robin Baker"] == bodies[beside.id, "Camille Fournier"] == ""


def test_whoever_waited_on_the_one_waits_on_the_other(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    with stage.desk.database.writing() as store:
        store.run("UPDATE tickets SET status = 'client_replied' WHERE id = :id", id=beside.id)
    stage.move(opened, Status.PENDING)
    assert merge(stage, opened, beside, opened.ticket).status is Status.CLIENT_REPLIED
    assert undo(stage, opened, opened.ticket).status is Status.CLIENT_REPLIED


@pytest.mark.parametrize("closed", ["source", "target"])
def test_closed_tickets_are_not_merged(stage: Stage, closed: str) -> None:
    opened, beside = same_order_twice(stage)
    stage.move(at(opened, beside) if closed == "source" else opened, Status.CLOSED)
    with pytest.raises(Refused, match="merge_closed"):
        merge(stage, opened, beside, opened.ticket)
    assert stage.count("regroupings") == 0


def test_no_ticket_is_merged_into_itself_or_twice(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    with pytest.raises(Refused, match="merge_itself"):
        merge(stage, opened, beside, beside)
    merge(stage, opened, beside, opened.ticket)
    with pytest.raises(Refused, match="merge_gone"):
        merge(stage, opened, beside, opened.ticket)


def test_once_the_other_ticket_is_closed_nothing_is_taken_apart(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    stage.note(at(opened, beside), "reste")
    target = merge(stage, opened, beside, opened.ticket)
    stage.move(opened, Status.CLOSED)
    (step,) = linking.links(stage.desk, opened.viewer, target.id).steps
    assert step.fault == "undo_closed"
    with pytest.raises(Refused, match="undo_closed"):
        undo(stage, opened, target)
    assert texts_on(stage, target) == ["reste"]


def test_an_erased_message_comes_back_empty_and_that_is_said_before(stage: Stage) -> None:
    opened, beside = same_order_twice(stage)
    stage.note(at(opened, beside), "à oublier")
    target = merge(stage, opened, beside, opened.ticket)
    with stage.desk.database.writing() as store:
        store.run("UPDATE messages SET body = ''")
    (step,) = linking.links(stage.desk, opened.viewer, target.id).steps
    assert (step.left, step.erased, step.fault) == (1, 1, "")
    assert texts_on(stage, undo(stage, opened, target)) == [""]


def test_only_the_same_shops_tickets_and_only_by_who_may_write(
    stage: Stage, elsewhere: Stage
) -> None:
    opened, beside = same_order_twice(stage)
    theirs = elsewhere.enter()
    lou = stage.enter(LOU)
    with pytest.raises(NotFound):
        merge(stage, opened, beside, theirs.ticket)
    with pytest.raises(NotFound):
        merge(elsewhere, theirs, beside, opened.ticket)
    with pytest.raises(Forbidden):
        merge(stage, lou, beside, opened.ticket)
    with pytest.raises(Refused, match="merge_unknown"):
        merging.preview(stage.desk, opened.viewer, beside.id, theirs.ticket.number)
    target = merge(stage, opened, beside, opened.ticket)
    with pytest.raises(NotFound):
        linking.undo(stage.desk, theirs.viewer, target.id, the_step(stage, target).id)
