"""A letter leaves from and to the addresses known now: what was wrong can be mended."""

from __future__ import annotations

import msgspec
import pytest

from platforms.mail.letters import Letter, Mailbox, MailRefused
from sidebar.actions import post, shops
from sidebar.actions.opening import Opened
from sidebar.rules.delivery import BACK_OFF_SECONDS
from sidebar.store.shops import MailAddressing
from tests.sidebar.stage import Stage

PRESENT = MailAddressing(
    sender_name="La boutique",
    sender="aide@boutique.example",
    reply_to="retours@boutique.example",
    host="127.0.0.1",
    security="none",
)


@pytest.fixture
def opened(stage: Stage) -> Opened:
    """A ticket with two replies; the first has left."""
    opened = stage.enter()
    stage.say(opened, "Premier")
    post.deliver_due(stage.desk)
    stage.clock.advance(1)
    stage.say(opened, "Second")
    return opened


def customer_is(stage: Stage, *, name: str = "Alix Moreau", email: str) -> None:
    with stage.desk.database.writing() as store:
        store.run("UPDATE customers SET name = :name, email = :email", name=name, email=email)


def second(stage: Stage) -> tuple[str, str, int]:
    with stage.desk.database.reading() as store:
        row = store.one("SELECT state, fault, attempt FROM letters ORDER BY id DESC LIMIT 1")
    assert row is not None
    return row["state"], row["fault"], row["attempt"]


def staged(stage: Stage) -> tuple[str, Letter]:
    """The id of the second letter, and what was staged."""
    with stage.desk.database.reading() as store:
        row = store.one("SELECT id, content FROM letters ORDER BY id DESC LIMIT 1")
    assert row is not None
    return row["id"], msgspec.json.decode(row["content"], type=Letter)


def test_a_refused_letter_sent_again_leaves_for_the_present_addresses(
    stage: Stage, opened: Opened
) -> None:
    stage.post.fault = MailRefused("recipient_refused")
    post.deliver_due(stage.desk)
    stage.post.fault = None
    letter_id, frozen = staged(stage)

    shops.change(stage.desk, stage.shop.id, mail=PRESENT)
    customer_is(stage, name="Alix M.", email="alix.neuve@example.net")
    post.send_again(stage.desk, opened.viewer, opened.ticket.id, letter_id)
    post.deliver_due(stage.desk)

    sent = stage.post.letters[-1]
    assert sent.sender == Mailbox("La boutique", "aide@boutique.example")
    assert sent.reply_to == "retours@boutique.example"
    assert sent.recipient == Mailbox("Alix M.", "alix.neuve@example.net")
    assert second(stage) == ("sent", "", 2)
    kept = (frozen.message_id, frozen.in_reply_to, frozen.references, frozen.subject, frozen.text)
    assert kept == (sent.message_id, sent.in_reply_to, sent.references, sent.subject, sent.text)
    assert sent.in_reply_to == stage.post.letters[0].message_id
    assert frozen.recipient != sent.recipient


@pytest.mark.parametrize(
    ("sender", "reply_to", "fault"),
    [
        ("", "", "no_sender"),
        ("boutique", "", "bad_sender"),
        ("aide@boutique.example", "retours@", "bad_sender"),
    ],
)
def test_a_shop_without_a_fit_sender_asks_no_server_and_is_mended_by_itself(
    stage: Stage, opened: Opened, sender: str, reply_to: str, fault: str
) -> None:
    assert opened.ticket.number
    wrong = MailAddressing(sender=sender, reply_to=reply_to, host="127.0.0.1", security="none")
    with stage.desk.database.writing() as store:
        store.run("UPDATE shops SET mail = :mail", mail=msgspec.json.encode(wrong).decode())
    post.deliver_due(stage.desk)
    assert second(stage) == ("queued", fault, 1)
    assert post.deliver_due(stage.desk) == 0
    assert len(stage.post.letters) == 1

    shops.change(stage.desk, stage.shop.id, mail=PRESENT)
    stage.clock.advance(BACK_OFF_SECONDS[0] * 1000)
    post.deliver_due(stage.desk)

    assert second(stage) == ("sent", "", 2)
    assert stage.post.letters[-1].sender.address == "aide@boutique.example"


def test_a_customer_without_an_address_is_waited_for(stage: Stage, opened: Opened) -> None:
    customer_is(stage, email="")
    post.deliver_due(stage.desk)
    assert second(stage) == ("queued", "no_address", 1)

    customer_is(stage, email="alix.neuve@example.net")
    letter_id, _ = staged(stage)
    post.send_again(stage.desk, opened.viewer, opened.ticket.id, letter_id)
    post.deliver_due(stage.desk)

    assert second(stage) == ("sent", "", 2)
    assert stage.post.letters[-1].recipient.address == "alix.neuve@example.net"
