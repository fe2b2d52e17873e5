"""A file waits beside its text, goes with its message and no other, and leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.files import FileFault
from platforms.mail.arrived import Enclosure
from sidebar.actions import attaching, post, showing
from sidebar.actions.opening import Opened
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.conversation import MessageKind
from sidebar.rules.filing import LARGEST_FILE, MOST_FILES
from sidebar.rules.ticket import Status
from sidebar.store import attachments
from sidebar.store.messages import Message
from tests.cast import LOU, ROBIN
from tests.sidebar.actions.filed import PDF, Unsure, add, picture
from tests.sidebar.stage import Stage


def test_waiting_files_go_with_the_next_message_and_its_letter(stage: Stage) -> None:
    camille = stage.enter()
    add(stage, camille, "facture.pdf")
    add(stage, camille, "photo.png", picture(), "photo")

    stage.say(camille)
    post.deliver_due(stage.desk)

    (letter,) = stage.post.letters
    assert [(file.name, file.content_type) for file in letter.enclosed] == [
        ("facture.pdf", "application/pdf"),
        ("photo.png", "image/png"),
    ]
    assert letter.enclosed[0].content == PDF
    page = showing.show(stage.desk, camille.viewer, camille.ticket.id)
    (message,) = [entry for entry in page.conversation.entries if isinstance(entry, Message)]
    assert message.files == 2
    assert [file.type for file in page.conversation.files[message.id]] == ["invoice", "photo"]
    assert attaching.waiting(stage.desk, camille.viewer, camille.ticket.id).files == ()


def test_the_letter_in_the_store_holds_no_bytes(stage: Stage) -> None:
    camille = stage.enter()
    add(stage, camille, content=b"%PDF-1.7 " + b"x" * 5000)
    stage.say(camille)
    assert len(stage.letter()["content"]) < 2000


def test_a_note_takes_them_too_and_sends_nothing(stage: Stage) -> None:
    camille = stage.enter()
    add(stage, camille)
    stage.note(camille)
    (message,) = stage.rows("messages")
    assert (message["kind"], message["files"]) == (MessageKind.NOTE, 1)
    assert stage.rows("letters") == []


def test_another_agents_files_stay_beside_their_own_text(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    kept = add(stage, robin)
    stage.say(camille)
    assert stage.rows("messages")[0]["files"] == 0
    robins = attaching.waiting(stage.desk, robin.viewer, robin.ticket.id).files
    assert [file.id for file in robins] == [kept.id]
    with pytest.raises(NotFound):
        attaching.read(stage.desk, camille.viewer, camille.ticket.id, kept.id)
    attaching.remove(stage.desk, camille.viewer, camille.ticket.id, kept.id)
    assert attaching.read(stage.desk, robin.viewer, robin.ticket.id, kept.id)[1] == PDF


def test_a_send_repeated_takes_no_file_added_since(stage: Stage) -> None:
    camille = stage.enter()
    stage.say(camille, ask_id="once")
    add(stage, camille)
    stage.say(camille, ask_id="once")
    assert len(attaching.waiting(stage.desk, camille.viewer, camille.ticket.id).files) == 1


def test_who_may_not_answer_adds_nothing(stage: Stage) -> None:
    lou = stage.enter(LOU)
    with pytest.raises(Forbidden):
        add(stage, lou)
    with pytest.raises(Forbidden):
        attaching.remove(stage.desk, lou.viewer, lou.ticket.id, "att_x")


def test_another_shop_sees_and_adds_nothing(stage: Stage, elsewhere: Stage) -> None:
    camille, noor = stage.enter(), elsewhere.enter()
    kept = add(stage, camille)
    stage.say(camille)
    for ticket in (camille.ticket.id, noor.ticket.id):
        with pytest.raises(NotFound):
            attaching.read(stage.desk, noor.viewer, ticket, kept.id)
    with pytest.raises(NotFound):
        attaching.add(
            stage.desk, noor.viewer, camille.ticket.id, name="x", content=PDF, type_code="other"
        )


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "file_empty"), (bytes(LARGEST_FILE + 1), "file_too_large")],
)
def test_what_is_no_file_to_send_is_refused_and_not_kept(
    stage: Stage, content: bytes, reason: str
) -> None:
    camille = stage.enter()
    with pytest.raises(Refused) as refused:
        add(stage, camille, content=content)
    assert refused.value.reason == reason
    assert stage.rows("attachments") == []


def test_a_message_takes_only_so_many_files(stage: Stage) -> None:
    camille = stage.enter()
    for number in range(MOST_FILES):
        add(stage, camille, f"{number}.pdf")
    with pytest.raises(Refused) as refused:
        add(stage, camille)
    assert refused.value.reason == "too_many_files"


def test_together_they_may_not_be_too_large(stage: Stage) -> None:
    camille = stage.enter()
    add(stage, camille, content=bytes(LARGEST_FILE))
    with pytest.raises(Refused) as refused:
        add(stage, camille, content=bytes(LARGEST_FILE // 2))
    assert refused.value.reason == "files_too_large"


def test_a_type_that_the_shop_does_not_know_is_refused(stage: Stage) -> None:
    camille = stage.enter()
    with pytest.raises(Refused):
        add(stage, camille, type_code="<script>")
    kept = add(stage, camille)
    at = (stage.desk, camille.viewer, camille.ticket.id, kept.id)
    attaching.change_type(*at, "photo")
    assert stage.rows("attachments")[0]["type"] == "photo"
    with pytest.raises(Refused):
        attaching.change_type(*at, "no_such")


def test_nothing_is_added_to_a_closed_ticket_and_no_bytes_stay(stage: Stage) -> None:
    files = Unsure()
    stage = replace(stage, desk=replace(stage.desk, files=files))
    camille = stage.enter()
    files.meanwhile = lambda: _close(stage, camille)
    with pytest.raises(Refused) as refused:
        add(stage, camille)
    assert refused.value.reason == "closed"
    assert stage.rows("attachments") == []


def _close(stage: Stage, camille: Opened) -> None:
    if stage.rows("tickets")[0]["status"] != "closed":
        stage.move(camille, Status.CLOSED)


def test_a_store_of_files_that_is_away_is_said_and_nothing_is_half_kept(stage: Stage) -> None:
    files = Unsure()
    stage = replace(stage, desk=replace(stage.desk, files=files))
    camille = stage.enter()
    files.is_away = True
    with pytest.raises(Refused) as refused:
        add(stage, camille)
    assert refused.value.reason == "files_away"
    assert stage.rows("attachments") == []


def test_a_letter_waits_for_its_files_and_leaves_once_they_are_back(stage: Stage) -> None:
    files = Unsure()
    stage = replace(stage, desk=replace(stage.desk, files=files))
    camille = stage.enter()
    add(stage, camille)
    stage.say(camille)
    files.is_away = True
    post.deliver_due(stage.desk)
    assert (stage.letter()["state"], stage.letter()["fault"]) == ("queued", "files_unreachable")
    files.is_away = False
    stage.clock.advance(3_600_000)
    post.deliver_due(stage.desk)
    assert stage.letter()["state"] == "sent"


def test_a_letter_whose_file_is_gone_does_not_leave_without_it(stage: Stage) -> None:
    camille = stage.enter()
    kept = add(stage, camille)
    stage.say(camille)
    stage.desk.files.delete(kept.key)
    post.deliver_due(stage.desk)
    assert (stage.letter()["state"], stage.letter()["fault"]) == ("refused", "file_missing")
    assert stage.post.letters == []


def test_what_was_never_sent_is_forgotten_after_a_day(stage: Stage) -> None:
    camille = stage.enter()
    sent = add(stage, camille, "sent.pdf")
    stage.say(camille)
    left = add(stage, camille, "left.pdf")
    assert attaching.forget_left(stage.desk) == 0
    stage.clock.advance(attaching.LEFT_FOR + 1)

    assert attaching.forget_left(stage.desk) == 1

    assert [row["name"] for row in stage.rows("attachments")] == ["sent.pdf"]
    assert stage.desk.files.get(sent.key) == PDF
    with pytest.raises(FileFault):
        stage.desk.files.get(left.key)


def test_removing_takes_the_bytes_and_only_once(stage: Stage) -> None:
    camille = stage.enter()
    kept = add(stage, camille)
    for _ in range(2):
        attaching.remove(stage.desk, camille.viewer, camille.ticket.id, kept.id)
    with pytest.raises(FileFault):
        stage.desk.files.get(kept.key)


def test_files_of_a_mail_are_kept_with_it_and_a_repeat_changes_no_bytes(stage: Stage) -> None:
    camille = stage.enter()
    stage.note(camille)
    (message,) = stage.rows("messages")
    enclosures = (
        Enclosure("../é\u202egnp.exe", "text/html", picture()),
        Enclosure("leer.txt", "text/plain", b""),
    )
    stored = [attaching.put(stage.desk, stage.shop.id, one) for one in enclosures]
    assert attaching.put(stage.desk, stage.shop.id, enclosures[0]) == stored[0]
    with stage.desk.database.writing() as store:
        kept = attaching.keep_incoming(
            store,
            stage.desk,
            shop_id=stage.shop.id,
            ticket_id=camille.ticket.id,
            message_id=message["id"],
            enclosures=enclosures,
        )
        first, second = attachments.of_messages(store, [message["id"]])
    assert kept == 2
    assert (first.name, first.content_type, first.type) == ("égnp.exe", "image/png", "photo")
    assert first.key.startswith(f"{stage.shop.id}/")
    assert (second.refused, second.key) == ("file_empty", "")
    with pytest.raises(Refused):
        attaching.read(stage.desk, camille.viewer, camille.ticket.id, second.id)


def test_what_was_erased_is_read_by_nobody_and_leaves_with_no_letter(stage: Stage) -> None:
    camille = stage.enter()
    kept = add(stage, camille)
    with stage.desk.database.writing() as store:
        store.run("UPDATE attachments SET refused = 'erased', name = ''")
    with pytest.raises(Refused):
        attaching.read(stage.desk, camille.viewer, camille.ticket.id, kept.id)
    stage.say(camille)
    post.deliver_due(stage.desk)
    assert stage.post.letters[0].enclosed == ()
