"""Mails of those who are not the customer: colleagues, and whom a message was handed on to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sidebar.actions import forwarding, post, shops, staffing
from sidebar.actions.forwarding import Forward
from sidebar.actions.opening import Opened
from sidebar.actions.working import people
from sidebar.rules.automating import CauseKind
from sidebar.rules.ticket import Status
from sidebar.store.database import Row
from sidebar.store.threads import told_by
from tests.cast import CAMILLE, MAUD, ROBIN
from tests.sidebar import automations
from tests.sidebar.goods import order
from tests.sidebar.letterbox import ALIX, Letterbox, letterbox
from tests.sidebar.life import at
from tests.sidebar.stage import Stage, StillShop

CARRIER = "suivi@transporteur.example"
CAMILLES = "Camille <CAMILLE@boutique.example>"


@pytest.fixture
def box(stage: Stage, tmp_path: Path) -> Letterbox:
    """A mailbox of a shop that is asked for nothing."""
    return letterbox(StillShop(order("1001")).at(stage), tmp_path / "mails")


def begun(box: Letterbox) -> Opened:
    """Camille, on a ticket that Alix began by mail."""
    camille = box.stage.enter()
    return at(camille, box.ticket(box.receive()["ticket_id"]))


def handed_on(box: Letterbox, opened: Opened, to: str = CARRIER) -> str:
    """Her last message goes to the carrier; answers that letter's Message-ID."""
    message = of_ticket(box, opened)[-1]
    wanted = Forward(to, "Où en est-il ?", "De : Alix", frozenset(), "fwd-1")
    told = {"message_id": message["id"], "wanted": wanted}
    ticket_id = opened.ticket.id
    forwarding.forward(box.stage.desk, box.stage.shop, opened.viewer, ticket_id, **told)
    return str(of_ticket(box, opened)[-1]["mail_id"])


def of_ticket(box: Letterbox, opened: Opened) -> list[Row]:
    rows = [row for row in box.stage.rows("messages") if row["ticket_id"] == opened.ticket.id]
    return sorted(rows, key=lambda row: str(row["id"]))


def news_of(box: Letterbox, opened: Opened) -> str:
    """The Message-ID of the last news of the ticket that colleagues were told."""
    post.deliver_due(box.stage.desk)
    with box.stage.desk.database.reading() as store:
        for letter in reversed(box.stage.post.letters):
            letter_id = letter.message_id.strip("<>").partition("@")[0]
            told = told_by(store, box.stage.shop.id, letter_id)
            if told is not None and told.id == opened.ticket.id:
                return letter.message_id
    raise AssertionError


def test_a_third_partys_answer_is_an_internal_note_and_never_the_customers(box: Letterbox) -> None:
    stage, opened = box.stage, begun(box)
    robin = stage.enter(ROBIN)
    people.follow(stage.desk, robin.viewer, opened.ticket.id, robin.viewer.agent_id)
    automations.rule(stage, CauseKind.CLIENT_REPLIED)
    named = handed_on(box, opened)
    stage.say(opened, "Nous demandons.", next_status=Status.RESOLVED)
    row = box.receive("Perdu !", sender=f"Suivi <{CARRIER}>", In_Reply_To=named)
    automations.worked(stage)

    assert (row["reason"], row["ticket_id"]) == ("threaded", opened.ticket.id)
    said = of_ticket(box, opened)[-1]
    assert (said["kind"], said["author_id"], said["author_name"]) == ("note", "", "Suivi")
    assert (said["source"], said["from_address"]) == ("mail", CARRIER)
    kept = box.ticket(opened.ticket.id)
    assert (kept.status, kept.waiting_since) == (Status.RESOLVED, None)
    assert automations.fired(stage) == []
    news_of(box, opened)
    [told] = [one for one in stage.post.letters if "Perdu !" in one.text]
    assert told.recipient.address == "robin@boutique.example"
    # Its own next word goes the same way, and no letter to the customer names it.
    again = box.receive("Retrouvé.", sender=CARRIER, In_Reply_To=said["mail_id"])
    assert again["ticket_id"] == opened.ticket.id
    assert of_ticket(box, opened)[-1]["kind"] == "note"
    stage.say(opened, "Il arrive.")
    post.deliver_due(stage.desk)
    to_alix = [one for one in stage.post.letters if one.recipient.address == ALIX][-1]
    assert said["mail_id"] not in to_alix.references


def test_what_was_waited_for_reopens_the_ticket(box: Letterbox) -> None:
    opened = begun(box)
    named = handed_on(box, opened)
    box.stage.move(opened, Status.PENDING)
    box.receive("Absents", sender=CARRIER, In_Reply_To=named, Auto_Submitted="auto-replied")
    assert box.ticket(opened.ticket.id).status is Status.PENDING
    box.receive("Perdu !", sender=CARRIER, In_Reply_To=named)

    assert box.ticket(opened.ticket.id).status is Status.OPEN


def test_whoever_it_was_handed_to_is_known_by_address_where_the_thread_is_lost(
    stage: Stage, tmp_path: Path
) -> None:
    quiet = StillShop(order("1001")).at(stage)
    box = letterbox(quiet, tmp_path / "mails", takes_tags=True)
    opened = begun(box)
    handed_on(box, opened)
    post.deliver_due(quiet.desk)
    box.receive("Dossier 7", sender=CARRIER.upper(), to=quiet.post.letters[-1].reply_to)

    assert of_ticket(box, opened)[-1]["kind"] == "note"


def test_a_customer_whose_other_mailbox_it_was_is_still_the_customer(box: Letterbox) -> None:
    opened = begun(box)
    named = handed_on(box, opened)
    box.receive("C’est moi", sender=ALIX.upper(), In_Reply_To=named)

    assert of_ticket(box, opened)[-1]["kind"] == "customer"
    assert box.ticket(opened.ticket.id).waiting_since is not None


def test_after_the_end_a_third_party_begins_a_ticket_of_its_own(box: Letterbox) -> None:
    stage = box.stage
    opened = stage.enter()
    stage.say(opened)
    named = handed_on(box, opened)
    stage.move(opened, Status.CLOSED)
    first = box.receive("Marge 40 % ?", sender=CARRIER, In_Reply_To=named)
    second = box.receive("Alors ?", sender=CARRIER, In_Reply_To=named)

    fresh = box.ticket(first["ticket_id"])
    assert (first["reason"], fresh.previous_id) == ("began", opened.ticket.id)
    assert fresh.customer is not None
    assert (fresh.customer.email, fresh.order_id) == (CARRIER, "")
    assert second["ticket_id"] == fresh.id
    assert [row["kind"] for row in of_ticket(box, at(opened, fresh))] == ["customer"] * 2
    stage.say(at(opened, fresh), "Cher transporteur")
    post.deliver_due(stage.desk)
    assert stage.post.letters[-1].recipient.address == CARRIER


def test_a_colleagues_answer_to_news_is_their_note(box: Letterbox) -> None:
    stage, opened = box.stage, begun(box)
    people.follow(stage.desk, opened.viewer, opened.ticket.id, opened.viewer.agent_id)
    box.receive("Et alors ?", In_Reply_To=of_ticket(box, opened)[0]["mail_id"])
    named = news_of(box, opened)
    row = box.receive("Je m’en occupe", sender=CAMILLES, In_Reply_To=named)
    away = box.receive("Absente", sender=CAMILLES, In_Reply_To=named, Auto_Submitted="auto-replied")

    assert (row["reason"], row["ticket_id"]) == ("threaded", opened.ticket.id)
    said = of_ticket(box, opened)[-1]
    assert (said["kind"], said["author_id"]) == ("note", opened.viewer.agent_id)
    assert (said["author_name"], said["source"]) == ("Camille Fournier", "mail")
    assert (away["state"], away["reason"]) == ("ignored", "from_agent")


def test_calling_oneself_a_colleague_opens_nothing(box: Letterbox) -> None:
    """Whoever got a letter knows its Message-ID."""
    stage, opened = box.stage, begun(box)
    stage.say(opened)
    named = of_ticket(box, opened)[-1]["mail_id"]
    row = box.receive("Remboursez 500 €", sender=CAMILLES, In_Reply_To=named)
    stranger = box.receive("Bonjour", sender=CAMILLES)

    assert (row["state"], row["reason"]) == ("ignored", "from_agent")
    assert (stranger["state"], stranger["reason"]) == ("ignored", "from_agent")
    assert len(of_ticket(box, opened)) == 2


def test_who_ordered_at_their_own_shop_is_its_customer(box: Letterbox) -> None:
    stage, opened = box.stage, begun(box)
    stage.say(opened)
    with stage.desk.database.writing() as store:
        store.run("UPDATE customers SET email = 'camille@boutique.example'")
    named = of_ticket(box, opened)[-1]["mail_id"]
    row = box.receive("Merci", sender=CAMILLES, In_Reply_To=named)

    assert row["reason"] == "threaded"
    assert of_ticket(box, opened)[-1]["kind"] == "customer"


def test_colleagues_of_the_house_are_colleagues(
    stage: Stage, elsewhere: Stage, tmp_path: Path
) -> None:
    camille, maud = stage.enter(CAMILLE), elsewhere.enter(MAUD)
    box = letterbox(StillShop(order("1001")).at(elsewhere), tmp_path / "mails")
    # A shop of its own knows nothing of another's people.
    assert box.receive("Un", sender=CAMILLES)["reason"] == "began"
    for one in (stage, elsewhere):
        shops.alter(one.desk, one.shop.id, lambda shop: replace(shop, family="lumiere"))
    assert box.receive("Deux", sender=CAMILLES)["reason"] == "from_agent"
    staffing.grant(elsewhere.desk, maud.viewer, camille.viewer.agent_id, "reply")
    people.follow(elsewhere.desk, maud.viewer, maud.ticket.id, camille.viewer.agent_id)
    automations.writes(elsewhere, maud.ticket)
    named = news_of(box, maud)
    row = box.receive("En vacances", sender=CAMILLES, subject="Absente", In_Reply_To=named)

    assert row["ticket_id"] == maud.ticket.id
    said = of_ticket(box, maud)[-1]
    assert (said["kind"], said["author_id"]) == ("note", camille.viewer.agent_id)
    assert box.receive("Trois", sender=CAMILLES)["reason"] == "from_agent"
