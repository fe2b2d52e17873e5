"""Works causes: each rule looks at each once, and all that it does is done in one transaction."""

from __future__ import annotations

from sidebar.actions import recording
from sidebar.actions.automating import deeds, facts
from sidebar.actions.automating.staging import caused
from sidebar.actions.desk import Desk
from sidebar.clock import DAY, MINUTE
from sidebar.rules import automating
from sidebar.rules.automating import HOUR, Automation, CauseKind, Facts
from sidebar.store import automations, causes, firings, shops, tickets
from sidebar.store.causes import Cause
from sidebar.store.database import Connection
from sidebar.store.events import EventKind

BATCH = 50
LEASE = MINUTE
"""Longer than any cause takes: who died with one leaves it to the next after this."""

LOOKED_BACK = 7 * DAY
"""A wait that ended while no worker ran is still acted on for so long: later nobody expects it."""


def work_due(desk: Desk) -> int:
    """Finds who has waited too long, and works every cause that is due; answers how many."""
    find_waits(desk)
    with desk.database.reading() as store:
        waiting = causes.due(store, now=desk.clock.now(), most=BATCH)
    return sum(_work(desk, cause) for cause in waiting)


def find_waits(desk: Desk) -> None:
    """Makes a cause of each wait that has come to the end of a rule's patience, once."""
    now = desk.clock.now()
    with desk.database.asking() as store:
        rules = automations.waiting(store)
    for rule in rules:
        hours = rule.conditions.hours
        patience = hours * HOUR
        with desk.database.asking() as store:
            found = causes.waits(
                store,
                rule.conditions.shops or (rule.shop_id,),
                # Waits that had ended before the rule was written are not its own.
                after=max(rule.updated_at, now - LOOKED_BACK) - patience,
                until=now - patience,
                hours=hours,
                most=BATCH,
            )
        for row in found:
            subject = f"{row['waiting_since']}+{hours}"
            cause = caused(desk, CauseKind.NO_ANSWER, row["id"], row["shop_id"], subject)
            with desk.database.writing() as store:
                causes.stage(store, cause)


def _work(desk: Desk, cause: Cause) -> bool:
    """Answers whether this worker had it. A rule that fails leaves the cause to a later round."""
    with desk.database.writing() as store:
        if not causes.take(store, cause, until=desk.clock.now() + LEASE):
            return False
    with desk.database.reading() as store:
        rules = automations.active(store, cause.shop_id, cause.kind)
    for rule in rules:
        if _fits(desk, rule, cause):
            _fire(desk, rule, cause)
    with desk.database.writing() as store:
        causes.end(store, cause.id, now=desk.clock.now())
    return True


def _fits(desk: Desk, rule: Automation, cause: Cause) -> bool:
    with desk.database.reading() as store:
        known = facts.of_cause(store, cause)
    return known is not None and _is_for(rule, known)


def _is_for(rule: Automation, known: Facts) -> bool:
    # Of several rules that wait, each has a cause of its own length.
    is_own_wait = (
        known.cause is not CauseKind.NO_ANSWER or known.waited == rule.conditions.hours * HOUR
    )
    return is_own_wait and automating.against(rule, known) is None


def _fire(desk: Desk, rule: Automation, cause: Cause) -> None:
    """All of it or nothing: a worker that dies in between has done nothing."""
    with desk.database.writing() as store:
        current = automations.acting(store, rule.id, shop_id=cause.shop_id)
        known = facts.of_cause(store, cause)
        if current is None or known is None or not _is_for(current, known):
            return
        now = desk.clock.now()
        if not firings.begin(store, rule.id, cause.id, ticket_id=cause.ticket_id, now=now):
            return
        _do(store, desk, current, cause)


def _do(store: Connection, desk: Desk, rule: Automation, cause: Cause) -> None:
    shop = shops.find(store, cause.shop_id)
    ticket = tickets.find(store, cause.ticket_id, shop_id=cause.shop_id)
    if shop is None or ticket is None:
        return
    scene = deeds.Scene(store, desk, rule, cause, shop)
    outcome = automating.told(deeds.do(scene, ticket))
    firings.settle(store, rule.id, cause.id, outcome=outcome)
    recording.happened(store, desk, ticket.id, EventKind.RULE_FIRED, actor=scene.actor, new=outcome)
    tickets.touch(store, ticket.id, now=desk.clock.now(), has_message=False)
