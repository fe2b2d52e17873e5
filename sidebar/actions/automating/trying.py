"""Tries a rule on a ticket and does nothing: would it fire, and if not, what stands against it."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.actions.automating import facts, replying
from sidebar.actions.automating.replying import Wording
from sidebar.actions.desk import Desk
from sidebar.errors import Forbidden, NotFound
from sidebar.rules import automating
from sidebar.rules.automating import (
    Automation,
    CauseKind,
    Check,
    Facts,
    Withheld,
    withheld,
)
from sidebar.rules.viewer import Role, Viewer
from sidebar.rules.words import folded
from sidebar.store import automations, shops, threads
from sidebar.store.database import Connection
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Trial:
    """What would happen if the cause arose on the ticket now."""

    rule: Automation
    number: str
    ticket: Ticket | None = None
    """None where the shop has no ticket of that number."""
    stands: Check | None = None
    """The first condition that does not hold."""
    reply: Wording | None = None
    """What would be written; none where the rule writes nothing, or does not fit."""
    withheld: Withheld | None = None
    waited: int = 0
    """Milliseconds that the customer waits by now."""

    @property
    def fires(self) -> bool:
        return self.ticket is not None and self.stands is None


def attempt(desk: Desk, viewer: Viewer, rule_id: str, number: str) -> Trial:
    """Raises Forbidden or NotFound (of the rule)."""
    if not viewer.may(Role.MANAGE):
        raise Forbidden("manage")
    with desk.database.reading() as store:
        rule = automations.find(store, rule_id, shop_id=viewer.shop_id)
        shop = shops.find(store, viewer.shop_id)
        if rule is None or shop is None:
            raise NotFound
        ticket = _numbered(store, number, shop_id=shop.id)
        if ticket is None:
            return Trial(rule, number)
        now = desk.clock.now()
        known = _facts(store, shop, ticket, rule, now=now)
        stands = automating.against(rule, known)
        trial = Trial(rule, number, ticket, stands, waited=_waited(ticket, now))
        if stands is not None or not rule.deeds.replies:
            return trial
        return _with_reply(store, shop, trial, ticket, now=now)


def _with_reply(store: Connection, shop: Shop, trial: Trial, ticket: Ticket, *, now: int) -> Trial:
    rule = trial.rule
    known = facts.correspondence(
        store, shop, ticket, automation_id=rule.id, now=now, is_automatic=False
    )
    wording = replying.word(store, shop, ticket, rule)
    reason = withheld(rule.cause, known) or wording.fault
    return Trial(rule, trial.number, ticket, None, wording, reason, trial.waited)


def _facts(store: Connection, shop: Shop, ticket: Ticket, rule: Automation, *, now: int) -> Facts:
    """As if the rule's own cause arose now: with its tag, if the ticket has it."""
    wanted = folded(rule.conditions.tag)
    tag = next((tag for tag in ticket.tags if not wanted or folded(tag) == wanted), "")
    most = facts.MOST_READ if rule.cause is CauseKind.NEW_TICKET else 1
    return Facts(
        cause=rule.cause,
        shop_id=ticket.shop_id,
        channel=ticket.channel,
        type=ticket.type,
        at=now,
        timezone=shop.timezone,
        text=facts.last_words(store, ticket, most=most),
        tag=tag,
        waited=_waited(ticket, now),
    )


def _waited(ticket: Ticket, now: int) -> int:
    return now - ticket.waiting_since if ticket.waiting_since is not None else 0


def _numbered(store: Connection, number: str, *, shop_id: str) -> Ticket | None:
    text = number.strip().lstrip("#").strip()
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        return None
    return threads.by_number(store, shop_id, int(text))
