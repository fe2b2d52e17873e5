"""Rules on the stage: written, set off by customers who write, and worked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sidebar import ids
from sidebar.actions import aftermath, starting
from sidebar.actions.automating import firing
from sidebar.rules.automating import Automation, CauseKind, Conditions, Deeds
from sidebar.rules.conversation import MessageKind
from sidebar.rules.viewer import Viewer
from sidebar.store import automations, messages, tickets
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.messages import Message
from sidebar.store.tickets import Ticket
from tests.sidebar.stage import Stage

THANKS = Deeds(text_fr="Merci, nous revenons vers vous.", text_en="Thank you, we will be back.")


def rule(stage: Stage, cause: CauseKind, deeds: Deeds = THANKS, **told: Any) -> Automation:
    """A rule that is on, kept."""
    now = stage.clock.now()
    names = Conditions.__dataclass_fields__
    conditions = Conditions(**{name: told.pop(name) for name in list(told) if name in names})
    whole: dict[str, Any] = {"name": "Accusé", "is_on": True, "updated_at": now, **told}
    fresh = ids.new_id("aut", now)
    made = Automation(
        fresh, stage.shop.id, cause=cause, conditions=conditions, deeds=deeds, **whole
    )
    with stage.desk.database.writing() as store:
        automations.add(store, made)
    return made


def writes(stage: Stage, ticket: Ticket, body: str = "Où est mon colis ?", **told: Any) -> Message:
    """The customer writes on the ticket."""
    now = stage.clock.now()
    message = Message(
        id=ids.new_id("msg", now),
        ticket_id=ticket.id,
        kind=MessageKind.CUSTOMER,
        author_id="",
        author_name="Alix",
        body=body,
        mail_id="",
        written_at=now,
    )
    message = replace(message, **told)
    with stage.desk.database.writing() as store:
        messages.write(store, message, ask_id=message.id)
        aftermath.said(store, stage.desk, message, shop_id=ticket.shop_id)
    return message


def begins(stage: Stage, like: Ticket, viewer: Viewer, body: str = "", **told: Any) -> Ticket:
    """A ticket of the same customer that begins by mail."""
    customer = like.customer.id if like.customer else None
    fresh = FreshTicket(stage.shop.id, customer, channel="email", subject="Question")
    with stage.desk.database.writing() as store:
        ticket = starting.start(store, stage.desk, fresh, actor=viewer, **told)
    if body:
        writes(stage, ticket, body, is_automatic=bool(told.get("is_automatic")))
    return ticket


def worked(stage: Stage) -> int:
    """One round of the worker."""
    return firing.work_due(stage.desk)


def now_of(stage: Stage, ticket: Ticket) -> Ticket:
    """The ticket as it is kept."""
    with stage.desk.database.reading() as store:
        found = tickets.find(store, ticket.id, shop_id=ticket.shop_id)
    assert found is not None
    return found


def fired(stage: Stage) -> list[str]:
    """What the history tells of rules, oldest first."""
    rows = [row for row in stage.rows("events") if row["kind"] == "rule_fired"]
    return [row["new"] for row in sorted(rows, key=lambda row: str(row["id"]))]
