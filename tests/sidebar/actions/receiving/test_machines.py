"""What machines write: shown where it belongs, moving nothing; a letter that came back is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from sidebar.actions import post
from sidebar.rules.ticket import Status
from tests.sidebar.goods import order
from tests.sidebar.letterbox import Letterbox, letterbox
from tests.sidebar.stage import Stage, StillShop

BOUNCE = """\
From: MAILER-DAEMON@mx.example
To: support@boutique.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <b1@mx.example>
Date: Sun, 22 Nov 2026 10:00:00 +0100
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; alix@courriel.example
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

From: support@boutique.example
To: alix@courriel.example
Subject: Votre commande
Message-ID: {mail_id}

Bonjour
--b--
"""


@pytest.fixture
def box(stage: Stage, tmp_path: Path) -> Letterbox:
    """A mailbox of a shop that is asked for nothing."""
    return letterbox(StillShop(order("1001")).at(stage), tmp_path / "mails")


def test_an_automatic_answer_is_shown_and_wakes_nobody(box: Letterbox) -> None:
    stage = box.stage
    opened = stage.enter()
    stage.say(opened, "Bonjour")
    stage.move(opened, Status.PENDING)
    (message,) = stage.rows("messages")
    row = box.receive("Absent", In_Reply_To=message["mail_id"], Auto_Submitted="auto-replied")

    assert row["reason"] == "threaded"
    ticket = box.ticket(opened.ticket.id)
    assert ticket.status is Status.PENDING
    assert ticket.waiting_since is None
    said = next(m for m in stage.rows("messages") if m["id"] == row["message_id"])
    assert said["is_automatic"] == 1


def test_a_letter_that_came_back_is_told_once_and_reopens_what_waited(box: Letterbox) -> None:
    stage = box.stage
    opened = stage.enter()
    stage.say(opened, "Bonjour")
    post.deliver_due(stage.desk)
    stage.move(opened, Status.PENDING)
    (message,) = stage.rows("messages")
    row = box.arrive(BOUNCE.format(mail_id=message["mail_id"]).encode())
    box.arrive(BOUNCE.replace("b1@", "b2@").format(mail_id=message["mail_id"]).encode())

    assert (row["state"], row["reason"]) == ("kept", "bounce")
    assert (stage.letter()["state"], stage.letter()["fault"]) == ("refused", "bounced")
    assert box.ticket(opened.ticket.id).status is Status.OPEN
    assert stage.count("messages") == 1
    (told,) = [event for event in stage.rows("events") if event["kind"] == "bounced"]
    customer = box.ticket(opened.ticket.id).customer
    assert customer is not None
    assert told["new"] == customer.email
    unknown = box.arrive(BOUNCE.format(mail_id="<nobody@x.example>").encode())
    assert (unknown["state"], unknown["reason"]) == ("ignored", "bounce_of_unknown")
