"""Rules fire once for each cause, do all of it or nothing, and never answer machines."""

from __future__ import annotations

import msgspec

from platforms.mail.letters import Letter
from sidebar.actions.automating import firing
from sidebar.actions.working import tags
from sidebar.clock import DAY, HOUR, MINUTE
from sidebar.rules.automating import CauseKind, Deeds
from sidebar.store import automations
from tests.cast import ROBIN
from tests.sidebar.automations import THANKS, begins, fired, now_of, rule, worked, writes
from tests.sidebar.stage import Stage, together

REPLIED = CauseKind.CLIENT_REPLIED


def test_a_customer_who_writes_is_answered_once_in_their_language(stage: Stage) -> None:
    rule(stage, REPLIED)
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)

    assert worked(stage) == 1
    assert worked(stage) == 0
    (message,) = [row for row in stage.rows("messages") if row["is_automatic"]]
    assert (message["author_name"], message["kind"]) == ("Accusé", "agent")
    assert message["body"] == THANKS.text_fr
    letters = {row["message_id"]: row["content"] for row in stage.rows("letters")}
    letter = msgspec.json.decode(letters[message["id"]], type=Letter)
    assert letter.automatic == "auto-replied"
    assert fired(stage) == ["reply"]


def test_what_a_ticket_begins_with_is_no_reply(stage: Stage) -> None:
    rule(stage, REPLIED)
    fresh = rule(stage, CauseKind.NEW_TICKET, Deeds(tags=("nouveau",)), channels=("email",))
    opened = stage.enter()
    ticket = begins(stage, opened.ticket, opened.viewer, "Bonjour")
    worked(stage)

    assert now_of(stage, ticket).tags == ("nouveau",)
    assert now_of(stage, opened.ticket).tags == ()
    assert {row["automation_id"] for row in stage.rows("firings")} == {fresh.id}


def test_a_ticket_opened_by_an_agent_is_answered_by_no_rule(stage: Stage) -> None:
    rule(stage, CauseKind.NEW_TICKET)
    stage.enter()
    worked(stage)

    assert stage.count("letters") == 0
    assert fired(stage) == ["withheld_nobody_wrote"]


def test_nothing_is_staged_where_no_rule_looks(stage: Stage) -> None:
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)

    assert stage.count("causes") == 0


def test_everything_a_rule_does_is_done_and_told(stage: Stage) -> None:
    robin = stage.enter(ROBIN)
    deeds = Deeds(
        text_fr="Bonjour", tags=("sav", "vip"), agent_id=robin.viewer.agent_id, status="pending"
    )
    rule(stage, REPLIED, deeds)
    stage.say(robin)
    writes(stage, robin.ticket)
    worked(stage)

    ticket = now_of(stage, robin.ticket)
    assert ticket.tags == ("sav", "vip")
    assert ticket.status == "pending"
    assert [row["agent_id"] for row in stage.rows("ticket_agents")] == [robin.viewer.agent_id]
    assert fired(stage) == ["reply\ntag:sav\ntag:vip\nassign:Robin Baker\nstatus:pending"]


def test_what_cannot_be_done_is_said(stage: Stage, elsewhere: Stage) -> None:
    noor = elsewhere.enter()
    deeds = Deeds(tags=("a,b",), agent_id=noor.viewer.agent_id, team_id="gone", status="closed")
    rule(stage, REPLIED, deeds)
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)
    worked(stage)

    assert fired(stage) == ["no_bad_tag:a,b\nno_agent\nno_team\nstatus:closed"]
    assert stage.count("ticket_agents") == 0


def test_a_variable_without_a_value_withholds_the_letter(stage: Stage) -> None:
    rule(stage, REPLIED, Deeds(text_fr="{{ order.tracking_number }} {{ order.nonsense }}"))
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)
    worked(stage)

    assert not any(row["is_automatic"] for row in stage.rows("messages"))
    assert fired(stage)[0].startswith("withheld_unfilled:")
    assert "order.nonsense" in fired(stage)[0]


def test_a_machine_is_never_answered(stage: Stage) -> None:
    rule(stage, REPLIED)
    rule(stage, CauseKind.NEW_TICKET, channels=("email",))
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket, "Je suis absent", is_automatic=True)
    begins(stage, opened.ticket, opened.viewer, "Absent", is_automatic=True)
    worked(stage)

    assert fired(stage) == ["withheld_automatic", "withheld_automatic"]
    assert not any(row["is_automatic"] and row["kind"] == "agent" for row in stage.rows("messages"))


def test_two_machines_that_hide_it_fall_silent(stage: Stage) -> None:
    """Each answer of ours is answered at once by one without the headers that would tell."""
    rule(stage, REPLIED)
    opened = stage.enter()
    stage.say(opened)
    for _ in range(12):
        writes(stage, opened.ticket, "Your message is important to us")
        worked(stage)
        stage.clock.advance(40 * MINUTE)

    told = fired(stage)
    assert told.count("reply") == 3
    assert "withheld_said_already" in told
    assert told[-1] == "withheld_too_many"
    stage.clock.advance(DAY)
    writes(stage, opened.ticket)
    worked(stage)
    assert fired(stage)[-1] == "reply"


def test_one_address_is_counted_over_all_its_tickets(stage: Stage) -> None:
    rule(stage, CauseKind.NEW_TICKET, channels=("email",))
    opened = stage.enter()
    for _ in range(5):
        begins(stage, opened.ticket, opened.viewer, "Encore")
        worked(stage)

    assert fired(stage) == ["reply"] * 3 + ["withheld_too_many"] * 2


def test_rules_chain_by_tags_and_no_further_than_three(stage: Stage) -> None:
    rule(stage, REPLIED, Deeds(tags=("t0",)))
    for step in range(5):
        rule(stage, CauseKind.TAG_ADDED, Deeds(tags=(f"t{step + 1}",)), tag=f"t{step}")
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)
    while worked(stage):
        pass

    assert now_of(stage, opened.ticket).tags == ("t0", "t1", "t2", "t3")
    assert fired(stage)[-1] == "tag:t3\nchain_ends:t3"


def test_a_chain_that_a_machine_began_answers_nobody(stage: Stage) -> None:
    rule(stage, REPLIED, Deeds(tags=("retour",)))
    rule(stage, CauseKind.TAG_ADDED, tag="Rétour")
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket, "Absent", is_automatic=True)
    while worked(stage):
        pass

    assert fired(stage) == ["tag:retour", "withheld_automatic"]


def test_a_tag_put_on_again_sets_the_rule_off_again(stage: Stage) -> None:
    rule(stage, CauseKind.TAG_ADDED, Deeds(status="pending"), tag="colis")
    opened = stage.enter()
    tags.add(stage.desk, opened.viewer, opened.ticket.id, "colis")
    worked(stage)
    tags.remove(stage.desk, opened.viewer, opened.ticket.id, "colis")
    stage.clock.advance(MINUTE)
    tags.add(stage.desk, opened.viewer, opened.ticket.id, "colis")
    worked(stage)

    assert fired(stage) == ["status:pending", "nothing"]


def test_a_wait_is_acted_on_once_and_at_its_hour(stage: Stage) -> None:
    rule(stage, CauseKind.NO_ANSWER, Deeds(tags=("urgent",)), hours=4)
    rule(stage, CauseKind.NO_ANSWER, Deeds(tags=("critique",)), hours=24)
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)
    stage.clock.advance(4 * HOUR - 1)
    assert worked(stage) == 0
    stage.clock.advance(1)
    assert worked(stage) == 1
    assert now_of(stage, opened.ticket).tags == ("urgent",)
    stage.clock.advance(20 * HOUR)
    worked(stage)
    worked(stage)

    assert now_of(stage, opened.ticket).tags == ("critique", "urgent")
    assert len(fired(stage)) == 2
    stage.say(opened)
    writes(stage, opened.ticket)
    stage.clock.advance(5 * HOUR)
    worked(stage)
    assert len(fired(stage)) == 3


def test_a_wait_that_was_answered_meanwhile_is_none(stage: Stage) -> None:
    rule(stage, CauseKind.NO_ANSWER, Deeds(tags=("urgent",)), hours=4)
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)
    stage.clock.advance(4 * HOUR)
    firing.find_waits(stage.desk)
    stage.say(opened)
    worked(stage)

    assert fired(stage) == []


def test_a_new_rule_leaves_old_waits_alone(stage: Stage) -> None:
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)
    stage.clock.advance(30 * HOUR)
    rule(stage, CauseKind.NO_ANSWER, Deeds(tags=("urgent",)), hours=4)
    worked(stage)

    assert stage.count("causes") == 0


def test_workers_at_the_same_moment_fire_once(stage: Stage) -> None:
    rule(stage, REPLIED)
    opened = stage.enter()
    stage.say(opened)
    for _ in range(3):
        writes(stage, opened.ticket)
        together(*[lambda: worked(stage)] * 4)
        stage.clock.advance(2 * HOUR)

    assert fired(stage) == ["reply"] * 3
    assert stage.count("firings") == 3


def test_another_shops_rules_see_nothing_of_it(stage: Stage, elsewhere: Stage) -> None:
    rule(elsewhere, REPLIED, shops=(stage.shop.id,))
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)
    rule(stage, REPLIED, Deeds(tags=("ici",)))
    writes(stage, opened.ticket)
    worked(stage)

    assert fired(stage) == ["tag:ici"]


def test_an_archived_rule_does_nothing(stage: Stage) -> None:
    made = rule(stage, REPLIED)
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)
    with stage.desk.database.writing() as store:
        store.run("UPDATE automations SET archived_at = 1 WHERE id = :id", id=made.id)
        assert automations.active(store, stage.shop.id, REPLIED) == []
    worked(stage)

    assert fired(stage) == []
