"""A mail finds its ticket by what we signed, wrote or know, never by what anybody can claim."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from platforms.contract import Unreachable
from platforms.searches import FoundOrder, Match
from sidebar.actions import post
from sidebar.rules import threading
from sidebar.rules.ticket import Status
from sidebar.store.mailboxes import KeptMailbox
from tests.cast import REFERENCE, SECRET_KEY
from tests.sidebar.goods import order
from tests.sidebar.letterbox import ALIX, SUPPORT, Letterbox, letterbox, written
from tests.sidebar.stage import Stage, StillShop


@pytest.fixture
def quiet(stage: Stage) -> Stage:
    """Alix's shop, which knows no order by her address."""
    return StillShop(order("1001")).at(stage)


@pytest.fixture
def box(quiet: Stage, tmp_path: Path) -> Letterbox:
    """Its mailbox."""
    return letterbox(quiet, tmp_path / "mails")


def test_a_first_mail_begins_a_ticket_with_its_customer(box: Letterbox) -> None:
    row = box.receive("Où est mon colis ?", subject="Re: RE: Mon colis")
    ticket = box.ticket(row["ticket_id"])

    assert (row["state"], row["reason"]) == ("kept", "began")
    assert (ticket.channel, ticket.subject, ticket.status) == ("email", "Mon colis", "open")
    assert ticket.customer is not None
    assert (ticket.customer.name, ticket.customer.email) == ("Alix Moreau", ALIX)
    assert ticket.waiting_since is not None
    assert ticket.excerpt == "Où est mon colis ?"
    (message,) = box.stage.rows("messages")
    assert (message["kind"], message["source"], message["from_address"]) == (
        "customer",
        "mail",
        ALIX,
    )
    assert message["id"] == row["message_id"]


@pytest.mark.parametrize("header", ["In_Reply_To", "References"])
def test_an_answer_to_our_letter_reopens_its_ticket(box: Letterbox, header: str) -> None:
    stage = box.stage
    opened = stage.enter()
    stage.say(opened, "Il est parti hier.")
    post.deliver_due(stage.desk)
    (letter,) = stage.post.letters
    stage.move(opened, Status.RESOLVED)
    named = {header: f"<other@x.example> {letter.message_id}"}
    if header == "In_Reply_To":
        named = {header: letter.message_id}
    row = box.receive("Merci !", subject="anything", **named)

    assert (row["reason"], row["ticket_id"]) == ("threaded", opened.ticket.id)
    assert box.ticket(opened.ticket.id).status is Status.CLIENT_REPLIED
    changes = [event for event in stage.rows("events") if event["kind"] == "status_changed"]
    assert (changes[-1]["actor_name"], changes[-1]["new"]) == ("Alix Moreau", "client_replied")


def test_who_answers_from_another_address_is_threaded_and_shown_as_such(box: Letterbox) -> None:
    first = box.receive()
    named = box.stage.rows("messages")[0]["mail_id"]
    row = box.receive("C’est Sacha.", sender="Sacha <sacha@ailleurs.example>", In_Reply_To=named)

    assert row["ticket_id"] == first["ticket_id"]
    said = next(m for m in box.stage.rows("messages") if m["id"] == row["message_id"])
    assert said["from_address"] == "sacha@ailleurs.example"
    ticket = box.ticket(row["ticket_id"])
    assert ticket.customer is not None
    assert ticket.customer.email == ALIX


def test_a_subject_alone_threads_nothing(box: Letterbox) -> None:
    first = box.receive(subject="Re: Mon colis [#1001]")
    ticket = box.ticket(first["ticket_id"])
    second = box.receive("Encore moi", subject=f"Re: Mon colis [#{ticket.number}]")

    assert second["reason"] == "began"
    assert second["ticket_id"] != first["ticket_id"]


def test_a_signed_tag_finds_its_ticket_where_all_else_is_lost(quiet: Stage, tmp_path: Path) -> None:
    box = letterbox(quiet, tmp_path / "mails", takes_tags=True)
    opened = quiet.enter()
    quiet.say(opened, "Bonjour")
    post.deliver_due(quiet.desk)
    (letter,) = quiet.post.letters
    assert letter.reply_to.startswith(f"support+t{opened.ticket.number}.")
    row = box.receive("Voilà", sender="x@y.example", to=letter.reply_to.upper())

    assert (row["reason"], row["ticket_id"]) == ("threaded", opened.ticket.id)


def test_a_forged_or_foreign_tag_finds_nothing(
    quiet: Stage, elsewhere: Stage, tmp_path: Path
) -> None:
    box = letterbox(quiet, tmp_path / "mails", takes_tags=True)
    ours, theirs = quiet.enter(), elsewhere.enter()
    forged = f"support+t{ours.ticket.number}.aaaaaaaaaaaa@boutique.example"
    other = threading.tagged(
        SUPPORT,
        number=theirs.ticket.number,
        shop_id=elsewhere.shop.id,
        ticket_id=theirs.ticket.id,
        key=SECRET_KEY,
    )
    swapped = other.replace(f"+t{theirs.ticket.number}.", f"+t{ours.ticket.number}.")

    for address in (forged, other, swapped):
        row = box.receive("x", to=address)
        assert row["ticket_id"] not in {ours.ticket.id, theirs.ticket.id}, address


def test_another_shops_message_id_threads_nothing_here(
    quiet: Stage, elsewhere: Stage, tmp_path: Path
) -> None:
    box = letterbox(quiet, tmp_path / "mails")
    theirs = elsewhere.enter()
    elsewhere.say(theirs, "Chez Noor")
    (message,) = [m for m in elsewhere.rows("messages") if m["ticket_id"] == theirs.ticket.id]
    row = box.receive("Je réponds", In_Reply_To=message["mail_id"], References=message["mail_id"])

    assert row["reason"] == "began"
    assert row["shop_id"] == quiet.shop.id
    assert row["ticket_id"] != theirs.ticket.id


def test_an_order_that_is_the_senders_own_ties_the_ticket(stage: Stage, tmp_path: Path) -> None:
    shop = StillShop(order("1001"))
    summary = order("1001").summary
    shop.found = (FoundOrder(replace(summary, email=ALIX), frozenset({Match.EMAIL})),)
    box = letterbox(shop.at(stage), tmp_path / "mails")
    reference = summary.reference

    proven = box.receive("Bonjour", subject=f"Commande {reference}")
    again = box.receive(f"Et ma commande {reference.lower()} ?", subject="Alors")
    stranger = box.receive(
        f"Ma commande {reference}", sender="eve@x.example", subject=f"Commande {reference}"
    )

    ticket = box.ticket(proven["ticket_id"])
    assert (ticket.order_id, ticket.order_reference) == (summary.id, reference)
    assert again["ticket_id"] == ticket.id
    assert stranger["reason"] == "began"
    assert box.ticket(stranger["ticket_id"]).order_id == ""


def test_a_shop_that_is_away_costs_the_order_and_never_the_mail(
    stage: Stage, tmp_path: Path
) -> None:
    box = letterbox(StillShop(order("1001"), fault=Unreachable()).at(stage), tmp_path / "mails")
    row = box.receive(f"Ma commande {REFERENCE}")

    assert row["reason"] == "began"
    assert box.ticket(row["ticket_id"]).order_id == ""


def test_a_mail_on_a_closed_ticket_begins_one_that_goes_on_from_it(box: Letterbox) -> None:
    stage = box.stage
    opened = stage.enter()
    stage.say(opened, "Voilà, c’est fait.")
    stage.move(opened, Status.CLOSED)
    (message,) = stage.rows("messages")
    first = box.receive("Pas du tout !", In_Reply_To=message["mail_id"])
    second = box.receive("Allô ?", In_Reply_To=message["mail_id"])

    fresh = box.ticket(first["ticket_id"])
    assert fresh.previous_id == opened.ticket.id
    assert (fresh.order_id, fresh.order_reference) == ("1001", REFERENCE)
    assert fresh.customer == box.ticket(opened.ticket.id).customer
    assert second["ticket_id"] == fresh.id
    assert box.ticket(opened.ticket.id).status is Status.CLOSED


def test_a_mail_on_a_merged_ticket_goes_where_it_was_merged(box: Letterbox) -> None:
    first = box.receive("Un")
    second = box.receive("Deux")
    with box.stage.desk.database.writing() as store:
        store.run(
            "UPDATE tickets SET merged_into = :into, status = 'closed' WHERE id = :id",
            into=second["ticket_id"],
            id=first["ticket_id"],
        )
    said = next(m for m in box.stage.rows("messages") if m["ticket_id"] == first["ticket_id"])
    row = box.receive("Trois", In_Reply_To=said["mail_id"])

    assert row["ticket_id"] == second["ticket_id"]


def test_noor_sees_nothing_of_it(box: Letterbox, elsewhere: Stage, tmp_path: Path) -> None:
    theirs = letterbox(elsewhere, tmp_path / "noor")
    raw = written(Message_ID="<one@courriel.example>")
    ours = box.arrive(raw)
    other = theirs.arrive(raw)

    # The same mail to two shops is a mail of each.
    assert (ours["reason"], other["reason"]) == ("began", "began")
    assert ours["ticket_id"] != other["ticket_id"]
    assert {ours["shop_id"], other["shop_id"]} == {box.stage.shop.id, elsewhere.shop.id}


def test_a_mailbox_that_is_new_begins_at_its_end() -> None:
    assert KeptMailbox("shp").uid_validity < 0
