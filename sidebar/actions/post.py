"""Delivers the outbox: each letter once, tried again only while nothing of it can have left."""

from __future__ import annotations

import msgspec

from platforms.mail.letters import (
    Letter,
    MailDeferred,
    MailError,
    MailRefused,
    MailUnsure,
    SmtpSettings,
)
from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules import delivery
from sidebar.rules.delivery import LEASE, LetterState, may_send_again
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import events, letters, shops, tickets
from sidebar.store.events import Event, EventKind
from sidebar.store.letters import StagedLetter
from sidebar.store.shops import Shop

BATCH = 20


class Overtaken(Exception):
    """Another worker has this letter: it must not leave from here."""


def deliver_due(desk: Desk) -> int:
    """One round of the worker: recovers lost letters, sends those due; answers how many it took."""
    recover_lost(desk)
    with desk.database.reading() as store:
        waiting = letters.due(store, now=desk.clock.now(), most=BATCH)
    return sum(_deliver(desk, letter) for letter in waiting)


def recover_lost(desk: Desk) -> int:
    """Letters whose worker died: queued again, or *unsure* when the message may have left."""
    now = desk.clock.now()
    with desk.database.reading() as store:
        abandoned = letters.lost(store, now=now)
    for letter in abandoned:
        state = delivery.after_lost_worker(letter.state)
        _settle(desk, letter, attempt=letter.attempt, state=state, fault="worker_lost")
    return len(abandoned)


def _deliver(desk: Desk, letter: StagedLetter) -> bool:
    with desk.database.writing() as store:
        shop = shops.find(store, letter.shop_id)
        is_ours = shop is not None and letters.claim(
            store, letter, lease_until=desk.clock.now() + LEASE
        )
    if shop is None or not is_ours:
        return False
    attempt = letter.attempt + 1
    state, fault = _attempt(desk, shop, letter, attempt)
    _settle(desk, letter, attempt=attempt, state=state, fault=fault)
    return True


def _attempt(desk: Desk, shop: Shop, letter: StagedLetter, attempt: int) -> tuple[LetterState, str]:
    def before_data() -> None:
        with desk.database.writing() as store:
            if not letters.hand_over(store, letter.id, attempt=attempt):
                raise Overtaken

    content = msgspec.json.decode(letter.content, type=Letter)
    try:
        desk.deliver(content, _smtp(desk, shop), before_data)
    except MailRefused as error:
        return LetterState.REFUSED, error.name
    except MailUnsure as error:
        return LetterState.UNSURE, error.name
    except (MailDeferred, MailError) as error:
        return LetterState.QUEUED, error.name
    except Overtaken:
        return LetterState.QUEUED, "overtaken"
    return LetterState.SENT, ""


def _smtp(desk: Desk, shop: Shop) -> SmtpSettings:
    return SmtpSettings(
        host=shop.mail.host,
        port=shop.mail.port,
        security=shop.mail.security,
        user=shop.mail.user,
        password=desk.secrets(shop).smtp_password,
    )


def _settle(
    desk: Desk, letter: StagedLetter, *, attempt: int, state: LetterState, fault: str
) -> None:
    now = desk.clock.now()
    due_at = delivery.next_due(attempt, now) if state is LetterState.QUEUED else 0
    with desk.database.writing() as store:
        letters.settle(
            store,
            letter.id,
            attempt=attempt,
            state=state,
            fault=fault,
            due_at=due_at,
            now=now,
        )


def send_again(desk: Desk, viewer: Viewer, ticket_id: str, letter_id: str) -> None:
    """A person takes it on themselves to send an unsettled letter again.

    Raises Forbidden, NotFound or Refused (``not_waiting``: it was sent, or is being sent).
    """
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    now = desk.clock.now()
    with desk.database.writing() as store:
        ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id)
        letter = letters.find(store, letter_id, ticket_id=ticket_id) if ticket else None
        if ticket is None or letter is None:
            raise NotFound
        if not may_send_again(letter.state) or not letters.queue_again(store, letter, now=now):
            raise Refused("not_waiting")
        events.record(
            store,
            Event(
                id=ids.new_id("evt", now),
                ticket_id=ticket.id,
                kind=EventKind.SENT_AGAIN,
                actor_id=viewer.agent_id,
                actor_name=viewer.name,
                old=letter.state.value,
                new=LetterState.QUEUED.value,
                happened_at=now,
            ),
        )
