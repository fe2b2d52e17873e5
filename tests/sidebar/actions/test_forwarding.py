"""What is handed on goes to one address, with its files, and stays a note of the ticket."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sidebar.actions import forwarding, post, showing
from sidebar.actions.forwarding import Forward
from sidebar.actions.opening import Opened
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.store.messages import Message
from tests.cast import LOU
from tests.sidebar.actions.filed import PDF, add
from tests.sidebar.actions.test_retracting import last, take_back
from tests.sidebar.stage import Stage

TO = Forward("sav@fabricant.example", "À vous", "De : Camille", frozenset(), "fwd-1")


def forward(stage: Stage, opened: Opened, message: Message, wanted: Forward = TO) -> None:
    forwarding.forward(
        stage.desk,
        stage.shop,
        opened.viewer,
        opened.ticket.id,
        message_id=message.id,
        wanted=wanted,
    )


def test_it_leaves_with_its_words_and_the_chosen_files_to_that_address_alone(stage: Stage) -> None:
    camille = stage.enter()
    add(stage, camille, "one.pdf")
    chosen = add(stage, camille, "two.pdf")
    stage.say(camille, "Voici la panne")
    post.deliver_due(stage.desk)

    forward(stage, camille, last(stage, camille), replace(TO, file_ids=frozenset({chosen.id})))
    post.deliver_due(stage.desk)

    letter = stage.post.letters[-1]
    assert letter.recipient.address == "sav@fabricant.example"
    assert letter.subject.startswith("Fwd: ")
    assert letter.text == "À vous\n\nDe : Camille\n\nVoici la panne"
    assert [(file.name, file.content) for file in letter.enclosed] == [("two.pdf", PDF)]
    assert (letter.references, letter.in_reply_to) == ((), "")
    note = last(stage, camille)
    assert (note.kind, note.sent_to, note.files) == ("note", "sav@fabricant.example", 1)
    assert note.mail_id == letter.message_id
    assert stage.rows("events")[-1]["new"] == "sav@fabricant.example"
    page = showing.show(stage.desk, camille.viewer, camille.ticket.id)
    assert [file.name for file in page.conversation.files[note.id]] == ["two.pdf"]


def test_the_customers_next_letter_does_not_name_it(stage: Stage) -> None:
    camille = stage.enter()
    stage.say(camille)
    forward(stage, camille, last(stage, camille))
    forwarded = last(stage, camille)
    stage.say(camille, "Pour Alix")
    post.deliver_due(stage.desk)
    post.deliver_due(stage.desk)
    assert forwarded.mail_id not in stage.post.letters[-1].references


def test_the_same_ask_again_sends_nothing_more(stage: Stage) -> None:
    camille = stage.enter()
    stage.say(camille)
    message = last(stage, camille)
    forward(stage, camille, message)
    forward(stage, camille, message)
    assert stage.count("letters") == 2
    assert [row["kind"] for row in stage.rows("events")].count("forwarded") == 1


@pytest.mark.parametrize(
    "address", ["", "x", "a@b@c", "a@b.example\r\nBcc: x@y.example", "a@b.example, c@d.example"]
)
def test_an_address_that_is_none_sends_nothing(stage: Stage, address: str) -> None:
    camille = stage.enter()
    stage.say(camille)
    with pytest.raises(Refused) as refused:
        forward(stage, camille, last(stage, camille), replace(TO, address=address))
    assert refused.value.reason == "bad_forward_address"
    assert stage.count("letters") == 1


def test_without_a_sender_nothing_is_kept(stage: Stage) -> None:
    camille = stage.enter()
    stage.say(camille)
    mute = replace(stage, shop=replace(stage.shop, mail=replace(stage.shop.mail, sender="")))
    with pytest.raises(Refused) as refused:
        forward(mute, camille, last(stage, camille))
    assert refused.value.reason == "no_sender"


def test_a_note_among_colleagues_is_not_handed_on(stage: Stage) -> None:
    camille = stage.enter()
    stage.note(camille)
    with pytest.raises(Refused) as refused:
        forward(stage, camille, last(stage, camille))
    assert refused.value.reason == "note_stays"
    assert stage.count("letters") == 0


def test_others_and_what_was_taken_back_are_not_handed_on(stage: Stage, elsewhere: Stage) -> None:
    camille = stage.enter()
    stage.say(camille)
    message = last(stage, camille)
    with pytest.raises(Forbidden):
        forward(stage, stage.enter(LOU), message)
    with pytest.raises(NotFound):
        forward(elsewhere, elsewhere.enter(), message)
    take_back(stage, camille, message)
    with pytest.raises(NotFound):
        forward(stage, camille, message)


def test_it_can_be_taken_back_like_a_reply_but_not_edited(stage: Stage) -> None:
    camille = stage.enter()
    stage.say(camille)
    post.deliver_due(stage.desk)
    forward(stage, camille, last(stage, camille))
    note = last(stage, camille)
    with pytest.raises(Refused):
        take_back(stage, camille, note, to_edit=True)
    take_back(stage, camille, note)
    assert post.deliver_due(stage.desk) == 0
