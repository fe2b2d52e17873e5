"""What was said stays in order, once per ask, with the fate of its letter."""

from __future__ import annotations

from sidebar.rules.conversation import MessageKind
from sidebar.rules.delivery import LetterState
from sidebar.store import messages
from sidebar.store.messages import Message
from tests.sidebar.stage import Stage


def test_the_newest_messages_come_oldest_first_and_the_page_before_follows(stage: Stage) -> None:
    opened = stage.enter()
    for number in range(5):
        stage.note(opened, f"n{number}")
    with stage.desk.database.reading() as store:
        last = messages.last_of_ticket(store, opened.ticket.id, most=2)
        before = messages.last_of_ticket(store, opened.ticket.id, most=9, before=last[0].id)

    assert [message.body for message in last] == ["n3", "n4"]
    assert [message.body for message in before] == ["n0", "n1", "n2"]


def test_the_same_ask_is_written_once(stage: Stage) -> None:
    ticket = stage.enter().ticket
    message = Message("msg_1", ticket.id, MessageKind.NOTE, "agt", "Camille", "a", "", 1)
    with stage.desk.database.writing() as store:
        assert messages.write(store, message, ask_id="ask")
        again = Message("msg_2", ticket.id, MessageKind.NOTE, "agt", "Camille", "b", "", 2)
        assert not messages.write(store, again, ask_id="ask")
        assert messages.asked(store, ticket.id, "ask") == (message.kind, "a")
        assert messages.asked(store, "tkt_other", "ask") is None

    assert [row["body"] for row in stage.rows("messages")] == ["a"]


def test_a_message_carries_the_fate_of_its_letter_and_a_note_has_none(stage: Stage) -> None:
    opened = stage.enter()
    stage.say(opened, "Bonjour")
    stage.note(opened)
    with stage.desk.database.reading() as store:
        said, note = messages.last_of_ticket(store, opened.ticket.id, most=9)

    assert said.letter is not None
    assert (said.letter.state, said.letter.attempt) == (LetterState.QUEUED, 0)
    assert note.letter is None


def test_the_mail_ids_of_a_ticket_are_its_newest_oldest_first(stage: Stage) -> None:
    opened = stage.enter()
    for number in range(3):
        stage.say(opened, f"m{number}")
        stage.note(opened)
    expected = [row["mail_id"] for row in sorted(stage.rows("messages"), key=lambda row: row["id"])]

    with stage.desk.database.reading() as store:
        known = messages.mail_ids(store, opened.ticket.id, most=2)

    assert known == [mail_id for mail_id in expected if mail_id][1:]


def test_an_unknown_message_has_no_moment(stage: Stage) -> None:
    with stage.desk.database.reading() as store:
        assert messages.moment_of(store, "msg_none") == 0
