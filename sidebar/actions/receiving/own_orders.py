"""The orders of whoever wrote a mail, as their shop names them: their address is the proof."""

from __future__ import annotations

from platforms.contract import OrderSearch, PlatformError
from platforms.mail.arrived import ArrivedMail
from sidebar.actions import houses
from sidebar.actions.desk import Desk
from sidebar.errors import CounterError
from sidebar.rules import threading
from sidebar.store import threads
from sidebar.store.shops import Shop

SECONDS = 4.0
"""A mail waits this long for its shop; after that it begins a ticket without an order."""

MOST = 50


def said_in(mail: ArrivedMail) -> str:
    """Where an order may be named: not in what is repeated of others' words."""
    return f"{mail.subject}\n{mail.text}"


def of_writer(desk: Desk, shop: Shop, mail: ArrivedMail) -> tuple[tuple[str, str], ...]:
    """(id, reference) of orders of the sender, by our own store and by the shop.

    The shop is asked only where the mail may name one that we do not know, and need not answer.
    """
    said, email = said_in(mail), mail.sender.address
    if not email:
        return ()
    with desk.database.reading() as store:
        known = threads.orders_of_customer(store, shop.id, email)
        is_answer = any(
            threads.by_mail_id(store, shop.id, named)
            for named in threading.named_ids(mail.in_reply_to, mail.references)
        )
    is_known = is_answer or threading.proven(said, known) is not None
    if is_known or not threading.may_name_an_order(said):
        return tuple(known)
    return (*known, *_asked(desk, shop, email))


def _asked(desk: Desk, shop: Shop, email: str) -> tuple[tuple[str, str], ...]:
    try:
        beside = houses.found_in(
            desk, shop, OrderSearch(emails=(email,), limit=MOST), within=SECONDS
        )
    except (PlatformError, CounterError):
        return ()
    return tuple(
        (found.order.id, found.order.reference)
        for found in beside.found
        # The shop may find by more than was asked: only this very address is a proof.
        if found.order.email.lower() == email.lower()
    )
