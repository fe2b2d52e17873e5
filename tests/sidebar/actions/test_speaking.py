"""A reply is kept and staged at once or not at all, once, and never past what its writer saw."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import msgspec
import pytest

from platforms.mail.letters import Letter
from sidebar.actions.desk import Desk
from sidebar.errors import AlreadySent, Forbidden, MovedOn, NotFound, Refused
from sidebar.rules.ticket import Mover, Status, may_move
from sidebar.store import drafts
from sidebar.store.drafts import Draft
from sidebar.store.tickets import Ticket
from tests.cast import LOU, ORDER, REFERENCE, ROBIN
from tests.sidebar.stage import Stage, together


def letters_of(stage: Stage) -> list[Letter]:
    rows = sorted(stage.rows("letters"), key=lambda row: row["id"])
    return [msgspec.json.decode(row["content"], type=Letter) for row in rows]


def set_status(stage: Stage, status: Status) -> None:
    """Whatever the legal way there would be."""
    with stage.desk.database.writing() as store:
        store.run("UPDATE tickets SET status = :status", status=status.value)


def test_a_reply_is_kept_staged_and_addressed(stage: Stage) -> None:
    opened = stage.enter()
    ticket = stage.say(opened, "Bonjour Alix,\r\nvoilà.", next_status=Status.PENDING)

    (message,) = stage.rows("messages")
    (letter,) = letters_of(stage)
    assert message["body"] == letter.text == "Bonjour Alix,\nvoilà."
    assert letter.recipient.address == "alix.moreau@courriel.example"
    assert letter.sender.address == "support@boutique.example"
    assert letter.message_id == message["mail_id"] == f"<{message['id']}@boutique.example>"
    assert REFERENCE in letter.subject
    assert str(ticket.number) in letter.subject
    assert letter.language == "fr"
    assert stage.letter()["state"] == "queued"
    assert ticket.status is Status.PENDING


def test_a_failure_while_staging_leaves_neither_message_nor_letter(stage: Stage) -> None:
    opened = stage.enter()
    before = stage.counts()

    def no_subject(*_told: object, **_more: object) -> str:
        raise RuntimeError("no template")

    broken = replace(stage, desk=replace(stage.desk, subject=no_subject))
    with pytest.raises(RuntimeError, match="no template"):
        broken.say(opened, next_status=Status.PENDING)

    assert stage.counts() == before
    assert stage.rows("tickets")[0]["status"] == "open"


def test_a_status_that_cannot_follow_leaves_nothing_said(stage: Stage) -> None:
    opened = stage.enter()
    set_status(stage, Status.PENDING)

    with pytest.raises(Refused) as refused:
        stage.say(opened, next_status=Status.CLIENT_REPLIED)

    assert refused.value.reason == "illegal_move"
    assert (stage.count("messages"), stage.count("letters")) == (0, 0)


def test_the_same_ask_is_one_message_and_one_letter(stage: Stage) -> None:
    opened = stage.enter()
    first = stage.say(opened, ask_id="a", next_status=Status.PENDING)
    second = stage.say(opened, ask_id="a", next_status=Status.RESOLVED)

    assert second == first
    with pytest.raises(AlreadySent):
        stage.say(opened, "Autre chose", ask_id="a")
    assert [row["body"] for row in stage.rows("messages")] == ["Bonjour"]
    assert stage.count("letters") == 1


def test_the_same_ask_eight_times_at_once_is_answered_alike_and_kept_once(stage: Stage) -> None:
    opened = stage.enter()

    answers = together(*[lambda: stage.say(opened, ask_id="a")] * 8)

    assert {ticket.id for ticket in answers} == {opened.ticket.id}
    assert (stage.count("messages"), stage.count("letters")) == (1, 1)


def test_of_replies_written_at_once_on_what_all_saw_one_goes_and_the_others_ask(
    stage: Stage,
) -> None:
    opened = stage.enter()
    numbers = count()

    def reply() -> Ticket | None:
        version = opened.ticket.version
        try:
            return stage.say(opened, ask_id=f"r{next(numbers)}", seen_version=version)
        except MovedOn:
            return None

    answers = together(*[reply] * 8)

    assert sum(answer is not None for answer in answers) == 1
    assert (stage.count("messages"), stage.count("letters")) == (1, 1)


def test_a_reply_that_saw_less_asks_once_and_goes_with_confirmation(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    seen = camille.ticket.version
    stage.note(robin, "Le colis est perdu")

    with pytest.raises(MovedOn):
        stage.say(camille, seen_version=seen, ask_id="mine")
    assert stage.count("letters") == 0

    stage.say(camille, seen_version=seen, ask_id="mine", was_confirmed=True)
    assert stage.count("letters") == 1


def test_nothing_is_said_on_a_closed_ticket(stage: Stage) -> None:
    opened = stage.enter()
    stage.move(opened, Status.CLOSED)

    for say in (stage.say, stage.note):
        with pytest.raises(Refused) as refused:
            say(opened)
        assert refused.value.reason == "closed"
    assert stage.count("messages") == 0


def test_a_note_never_leaves(stage: Stage) -> None:
    opened = stage.enter()
    ticket = stage.note(opened, "Client difficile")

    (message,) = stage.rows("messages")
    assert (message["kind"], message["mail_id"]) == ("note", "")
    assert stage.count("letters") == 0
    assert ticket.version == opened.ticket.version + 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u200b\n", "empty"),
        ("x" * 50_001, "too_long"),
        ("x" * 100_000, "too_long"),
    ],
)
def test_a_text_that_cannot_be_sent_changes_nothing(stage: Stage, text: str, reason: str) -> None:
    opened = stage.enter()
    before = stage.counts()

    with pytest.raises(Refused) as refused:
        stage.say(opened, text)

    assert refused.value.reason == reason
    assert stage.counts() == before


def test_nul_and_surrogates_are_kept_visibly_on_both_engines(stage: Stage) -> None:
    stage.say(stage.enter(), "a\x00b\ud83d \u202ec % :d")

    assert stage.rows("messages")[0]["body"] == "a\ufffdb\ufffd \u202ec % :d"


def test_who_only_reads_writes_nothing(stage: Stage) -> None:
    opened = stage.enter(LOU)
    before = stage.counts()

    acts: list[Any] = [
        lambda: stage.say(opened),
        lambda: stage.note(opened),
        lambda: stage.move(opened, Status.PENDING),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()

    assert stage.counts() == before


def test_without_an_address_only_a_note_can_be_written(stage: Stage) -> None:
    opened = stage.enter()
    with stage.desk.database.writing() as store:
        store.run("UPDATE customers SET email = ''")

    with pytest.raises(Refused) as refused:
        stage.say(opened)
    assert refused.value.reason == "no_address"
    stage.note(opened)


def test_a_sent_reply_clears_its_writers_draft_alone(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    with stage.desk.database.writing() as store:
        for opened in (camille, robin):
            draft = Draft("agent", "en cours", "", 0)
            drafts.save(store, opened.ticket.id, opened.viewer.agent_id, draft, now=1)

    stage.say(camille)

    left = {row["agent_id"]: row["body"] for row in stage.rows("drafts")}
    assert left == {camille.viewer.agent_id: "", robin.viewer.agent_id: "en cours"}


def test_letters_of_a_ticket_are_one_thread(stage: Stage) -> None:
    opened = stage.enter()
    for number in range(4):
        stage.say(opened, f"m{number}")
        stage.note(opened)

    letters = letters_of(stage)

    ids = [letter.message_id for letter in letters]
    assert [letter.references for letter in letters] == [tuple(ids[:n]) for n in range(4)]
    assert [letter.in_reply_to for letter in letters] == ["", *ids[:-1]]
    assert len(set(ids)) == 4


def test_a_long_thread_names_its_last_twenty_letters(stage: Stage) -> None:
    opened = stage.enter()
    for number in range(22):
        stage.say(opened, f"m{number}")

    letters = letters_of(stage)

    assert len(letters[-1].references) == 20
    assert letters[-1].references[-1] == letters[-1].in_reply_to == letters[-2].message_id


@pytest.mark.parametrize("old", list(Status))
def test_an_agent_moves_a_ticket_exactly_where_the_rule_lets_them(
    stage: Stage, old: Status
) -> None:
    opened = stage.enter()
    for new in Status:
        set_status(stage, old)
        events = stage.count("events")
        if new is old or may_move(old, new, Mover.AGENT):
            assert stage.move(opened, new).status is new
        else:
            with pytest.raises(Refused):
                stage.move(opened, new)
        was_moved = new is not old and may_move(old, new, Mover.AGENT)
        assert stage.count("events") == events + was_moved


def test_a_move_is_written_down_with_who_and_from_where(stage: Stage) -> None:
    opened = stage.enter(ROBIN)
    stage.clock.advance(9)
    stage.move(opened, Status.RESOLVED)

    (event,) = [row for row in stage.rows("events") if row["kind"] == "status_changed"]
    assert (event["old"], event["new"]) == ("open", "resolved")
    assert event["actor_name"] == "Robin Baker"
    assert event["happened_at"] == stage.clock.now()


def test_another_shops_viewer_finds_nothing_to_speak_on(stage: Stage, elsewhere: Stage) -> None:
    ours = stage.enter()
    noor = replace(elsewhere.enter(ROBIN, order=ORDER), ticket=ours.ticket)
    before = stage.counts()

    for act in (elsewhere.say, elsewhere.note):
        with pytest.raises(NotFound):
            act(noor)
    with pytest.raises(NotFound):
        elsewhere.move(noor, Status.CLOSED)

    assert stage.counts() == before


def test_a_desk_shows_no_secret(stage: Stage) -> None:
    assert isinstance(stage.desk, Desk)
    assert stage.secret not in repr(stage)
    assert "K" * 32 not in repr(stage.desk.secrets(stage.shop))
