"""Whoever wrote from elsewhere will not read the answer: asked before it leaves, and an event."""

from __future__ import annotations

from pathlib import Path

import pytest

from sidebar.actions.opening import Opened
from tests.sidebar.goods import order
from tests.sidebar.letterbox import ALIX, Letterbox, letterbox
from tests.sidebar.life import at
from tests.sidebar.stage import Panel, StillShop, panel_over, reason_of
from tests.sidebar.web.test_asked_before_sending import answers, send, told

SACHA = "sacha@ailleurs.example"
BOTH = f"{SACHA} → {ALIX}"


@pytest.fixture
def box(panel: Panel, tmp_path: Path) -> Letterbox:
    """A mailbox of a shop that is asked for nothing."""
    return letterbox(StillShop(order("1001")).at(panel.stage), tmp_path / "mails")


@pytest.fixture
def camille(box: Letterbox) -> Opened:
    """On a ticket that Alix began, and Sacha went on with."""
    ticket_id = box.receive()["ticket_id"]
    (first,) = box.stage.rows("messages")
    box.receive("C’est Sacha.", sender=f"Sacha <{SACHA}>", In_Reply_To=first["mail_id"])
    return at(box.stage.enter(), box.ticket(ticket_id))


def test_it_is_asked_once_and_both_addresses_are_named(box: Letterbox, camille: Opened) -> None:
    panel = panel_over(box.stage)
    asked = send(panel, camille, "Bonjour")
    assert (asked.status_code, reason_of(asked)) == (409, "other_address")
    assert f"<bdi>{BOTH}</bdi>" in asked.text
    assert box.stage.count("letters") == 0

    assert send(panel, camille, "Bonjour", confirmed=answers(asked.text)).status_code == 200
    assert told(panel) == [("other_address_confirmed", BOTH)]
    page = panel.on(camille, "GET", "")
    assert BOTH in page.text


def test_not_to_send_is_told_and_a_note_is_not_asked_about(box: Letterbox, camille: Opened) -> None:
    panel = panel_over(box.stage)
    panel.on(camille, "POST", "/messages/kept-back", guard="other_address", body="Bonjour")

    assert told(panel) == [("other_address_cancelled", BOTH)]
    assert send(panel, camille, "Pour nous", kind="note").status_code == 200


def test_once_the_customer_wrote_again_nothing_is_asked(box: Letterbox, camille: Opened) -> None:
    named = box.stage.rows("messages")[0]["mail_id"]
    box.receive("C’est Alix.", sender=ALIX.upper(), In_Reply_To=named)
    panel = panel_over(box.stage)

    assert send(panel, camille, "Bonjour", seen_version="999999999").status_code == 200
    assert told(panel) == []


def test_a_note_that_came_by_mail_says_from_where(box: Letterbox, camille: Opened) -> None:
    with box.stage.desk.database.writing() as store:
        store.run("UPDATE messages SET kind = 'note' WHERE from_address = :one", one=SACHA)
    page = panel_over(box.stage).on(camille, "GET", "").text

    assert f"Reçu par e-mail de <bdi>{SACHA}</bdi>" in page or f"By mail, from <bdi>{SACHA}" in page
    assert "From another address" not in page
