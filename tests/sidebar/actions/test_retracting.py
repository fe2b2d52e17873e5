"""A message of which nothing left is taken back whole, or leaves whole: one of the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest

from platforms.mail.letters import Letter, MailDeferred
from sidebar.actions import aftermath, attaching, post, retracting
from sidebar.actions.opening import Opened
from sidebar.actions.working import people
from sidebar.clock import SECOND
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.automating import CauseKind
from sidebar.rules.conversation import MessageKind
from sidebar.rules.ticket import Status
from sidebar.store import drafts, letters, messages
from sidebar.store.messages import Message
from sidebar.store.tickets import Ticket
from tests.cast import CAMILLE, LOU, MAUD, ROBIN
from tests.sidebar.actions.filed import add
from tests.sidebar.automations import rule, worked
from tests.sidebar.stage import Stage, together

HOLD = 10 * SECOND


@pytest.fixture
def held(stage: Stage) -> Stage:
    """Letters wait ten seconds here before they leave."""
    return replace(stage, desk=replace(stage.desk, undo_ms=HOLD))


def last(stage: Stage, opened: Opened) -> Message:
    with stage.desk.database.reading() as store:
        return messages.last_of_ticket(store, opened.ticket.id, most=1)[0]


def take_back(stage: Stage, opened: Opened, message: Message, **told: bool) -> Ticket:
    return retracting.take_back(stage.desk, opened.viewer, opened.ticket.id, message.id, **told)


def reason(attempt: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        attempt()
    return refused.value.reason


def write_in(stage: Stage, opened: Opened, text: str = "Où est mon colis ?") -> None:
    """Alix writes."""
    now = stage.clock.now()
    message = Message(
        id=f"msg_{now:026d}",
        ticket_id=opened.ticket.id,
        kind=MessageKind.CUSTOMER,
        author_id="",
        author_name="Alix",
        body=text,
        mail_id=f"<{now}@example.com>",
        written_at=now,
    )
    with stage.desk.database.writing() as store:
        messages.write(store, message, ask_id=message.id)
        aftermath.said(store, stage.desk, message, shop_id=stage.shop.id)


def test_within_its_seconds_a_letter_does_not_leave_and_then_it_does(held: Stage) -> None:
    camille = held.enter()
    held.say(camille)
    assert post.deliver_due(held.desk) == 0
    held.clock.advance(HOLD)
    assert post.deliver_due(held.desk) == 1
    assert reason(lambda: take_back(held, camille, last(held, camille))) == "left_already"


def test_what_is_taken_back_never_leaves_and_is_told(held: Stage) -> None:
    camille = held.enter()
    held.say(camille)

    take_back(held, camille, last(held, camille))

    held.clock.advance(2 * HOLD)
    assert post.deliver_due(held.desk) == 0
    assert held.post.letters == []
    message = last(held, camille)
    assert message.retracted_at is not None
    assert message.letter is not None
    assert message.letter.state == "retracted"
    assert [row["kind"] for row in held.rows("events")][-1] == "retracted"
    assert reason(lambda: take_back(held, camille, message)) == "left_already"


def test_a_deferred_letter_can_be_taken_back_too(stage: Stage) -> None:
    camille = stage.enter()
    stage.say(camille)
    stage.post.fault = MailDeferred("unreachable")
    post.deliver_due(stage.desk)
    take_back(stage, camille, last(stage, camille))
    stage.post.fault = None
    stage.clock.advance(3_600_000)
    assert post.deliver_due(stage.desk) == 0


def test_the_ticket_stands_as_it_stood(held: Stage) -> None:
    camille = held.enter()
    write_in(held, camille)
    held.clock.advance(SECOND)
    (before,) = held.rows("tickets")
    held.say(camille, "Demain", next_status=Status.PENDING)
    (between,) = held.rows("tickets")
    assert (between["status"], between["waiting_since"]) == ("pending", None)

    ticket = take_back(held, camille, last(held, camille))

    (after,) = held.rows("tickets")
    for column in ("status", "waiting_since", "excerpt", "excerpt_kind"):
        assert after[column] == before[column], column
    assert ticket.status is Status.OPEN


def test_a_status_that_someone_moved_since_stays(held: Stage) -> None:
    camille, robin = held.enter(), held.enter(ROBIN)
    held.say(camille, next_status=Status.PENDING)
    held.clock.advance(SECOND)
    held.move(robin, Status.RESOLVED)
    message = next(row for row in held.rows("messages"))
    retracting.take_back(held.desk, camille.viewer, camille.ticket.id, message["id"])
    assert held.rows("tickets")[0]["status"] == "resolved"


def test_to_edit_puts_text_files_and_status_back_in_the_composer(held: Stage) -> None:
    camille = held.enter()
    kept = add(held, camille)
    held.say(camille, "Voici", next_status=Status.PENDING)

    take_back(held, camille, last(held, camille), to_edit=True)

    with held.desk.database.reading() as store:
        draft = drafts.find(store, camille.ticket.id, camille.viewer.agent_id)
    assert draft is not None
    assert (draft.body, draft.kind, draft.next_status) == ("Voici", "agent", "pending")
    (file,) = attaching.waiting(held.desk, camille.viewer, camille.ticket.id).files
    assert (file.name, file.key) == (kept.name, kept.key)
    attaching.remove(held.desk, camille.viewer, camille.ticket.id, file.id)
    assert held.desk.files.get(kept.key)


def test_a_text_begun_since_is_not_lost(held: Stage) -> None:
    camille = held.enter()
    held.say(camille, "Le premier")
    with held.desk.database.writing() as store:
        begun = drafts.Draft("agent", "Le second", "", 0)
        at = (camille.ticket.id, camille.viewer.agent_id)
        drafts.save(store, *at, begun, now=held.clock.now())
    take_back(held, camille, last(held, camille), to_edit=True)
    with held.desk.database.reading() as store:
        draft = drafts.find(store, *at)
    assert draft is not None
    assert draft.body == "Le premier\n\nLe second"


def test_only_its_author_or_a_manager_takes_it_back(held: Stage, elsewhere: Stage) -> None:
    camille, robin, maud = held.enter(), held.enter(ROBIN), held.enter(MAUD)
    held.say(camille)
    message = last(held, camille)
    assert reason(lambda: take_back(held, robin, message)) == "own_message_only"
    with pytest.raises(Forbidden):
        take_back(held, held.enter(LOU), message)
    with pytest.raises(NotFound):
        take_back(elsewhere, elsewhere.enter(CAMILLE), message)
    assert take_back(held, maud, message).id == camille.ticket.id


def test_a_note_and_a_letter_about_money_cannot_be_taken_back(held: Stage) -> None:
    camille = held.enter()
    held.note(camille)
    assert reason(lambda: take_back(held, camille, last(held, camille))) == "not_undoable"
    held.say(camille, ask_id="op_refund")
    assert reason(lambda: take_back(held, camille, last(held, camille))) == "not_undoable"


def test_no_later_letter_names_what_was_never_sent(held: Stage) -> None:
    camille = held.enter()
    held.say(camille, "un")
    first = last(held, camille)
    held.say(camille, "deux")
    take_back(held, camille, first)
    held.say(camille, "trois")

    for row in held.rows("letters")[1:]:
        letter = msgspec.json.decode(row["content"], type=Letter)
        assert first.mail_id not in letter.references
        assert letter.in_reply_to != first.mail_id
    held.clock.advance(HOLD)
    post.deliver_due(held.desk)
    assert [letter.text for letter in held.post.letters] == ["deux", "trois"]


def test_a_held_letter_is_not_overtaken_on_its_ticket_and_holds_up_no_other(held: Stage) -> None:
    camille = held.enter()
    other = held.enter(order="1002", reference="HBDWKOSEN")
    held.say(camille, "held")
    at_once = replace(held, desk=replace(held.desk, undo_ms=0))
    at_once.say(camille, "behind it")
    at_once.say(other, "elsewhere")

    post.deliver_due(held.desk)
    assert [letter.text for letter in held.post.letters] == ["elsewhere"]

    held.clock.advance(HOLD)
    post.deliver_due(held.desk)
    assert [letter.text for letter in held.post.letters] == ["elsewhere", "held", "behind it"]


def test_a_letter_that_a_worker_has_claimed_is_the_workers(stage: Stage) -> None:
    camille = stage.enter()
    stage.say(camille)
    now = stage.clock.now()
    with stage.desk.database.writing() as store:
        (letter,) = letters.due(store, now=now, most=1)
        assert letters.claim(store, letter, lease_until=now + SECOND)
        assert not letters.retract(store, letter.id, now=now)
    assert stage.letter()["state"] == "sending"


def test_taking_back_and_leaving_at_once_has_one_outcome(stage: Stage) -> None:
    camille = stage.enter()
    for number in range(8):
        stage.say(camille, f"m{number}")
        message = last(stage, camille)
        before = len(stage.post.letters)

        def back(message: Message = message) -> str:
            try:
                take_back(stage, camille, message)
            except Refused as refused:
                return refused.reason
            return "taken_back"

        said, _ = together(back, lambda: str(post.deliver_due(stage.desk)))

        has_left = len(stage.post.letters) - before
        assert (said, has_left) in {("taken_back", 0), ("left_already", 1)}


@pytest.mark.parametrize("to_edit", [False, True])
def test_a_manager_takes_back_what_a_rule_wrote(held: Stage, *, to_edit: bool) -> None:
    camille, maud = held.enter(), held.enter(MAUD)
    rule(held, CauseKind.CLIENT_REPLIED)
    held.say(camille)
    held.clock.advance(SECOND)
    write_in(held, camille)
    held.clock.advance(SECOND)
    worked(held)
    message = last(held, camille)
    assert message.is_automatic

    retracting.take_back(held.desk, maud.viewer, camille.ticket.id, message.id, to_edit=to_edit)

    assert last(held, camille).retracted_at is not None
    with held.desk.database.reading() as store:
        draft = drafts.find(store, camille.ticket.id, maud.viewer.agent_id)
    assert (draft.body if draft else "") == (message.body if to_edit else "")


def test_a_follower_is_told_of_the_reply_that_takes_its_place(held: Stage) -> None:
    camille, robin = held.enter(), held.enter(ROBIN)
    people.follow(held.desk, robin.viewer, camille.ticket.id, robin.viewer.agent_id)
    held.say(camille, "Le mauvais texte")
    take_back(held, camille, last(held, camille), to_edit=True)
    held.clock.advance(SECOND)
    held.say(camille, "Le bon texte")
    held.clock.advance(HOLD)
    post.deliver_due(held.desk)

    news = [one.text for one in held.post.letters if one.recipient.address.startswith("robin")]
    assert len(news) == 1
    assert "Le bon texte" in news[0]
