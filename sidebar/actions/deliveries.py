"""What hosts push: kept as it came before it is understood, and worked until it is done or refused.

Only its body is signed. So nothing that it says changes anything of a shop that does not know the
ids it names.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import assert_never

from platforms.contract import PlatformError
from platforms.embedding import Embedding
from platforms.hooks import HookRefused
from platforms.notices import Notice
from platforms.webhooks import (
    CustomerChanged,
    CustomersMerged,
    DataAsked,
    Delivery,
    EraseCustomer,
    EraseShop,
    Meaning,
    ScopesChanged,
    Told,
    Uninstalled,
)
from sidebar import ids
from sidebar.actions import leaving, notices, privacy
from sidebar.actions.desk import Desk
from sidebar.actions.shops import address_of
from sidebar.clock import HOUR, MINUTE, SECOND
from sidebar.errors import CounterError, NotFound
from sidebar.store import customers, readings, shops, tickets
from sidebar.store import deliveries as kept
from sidebar.store.deliveries import KeptDelivery
from sidebar.store.readings import ReadingKind
from sidebar.store.shops import Shop

BATCH = 50

LEASE = MINUTE
"""Longer than any of them takes: who died with one leaves it to the next after this."""

FIRST_WAIT = 10 * SECOND
LONGEST_WAIT = 6 * HOUR
MOST_ATTEMPTS = 60
"""With these waits some twelve days. What the law asks for is tried without end."""


def receive(desk: Desk, kind: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Keeps a verified delivery; answers False for one that was here before, or of nobody known.

    Raises HookRefused, and NotFound for a kind of host that we do not serve.
    """
    embedding = _embedding(desk, kind)
    now = desk.clock.now()
    delivery = embedding.delivery(headers, body, now=now)
    base_url = address_of(embedding.base_url(delivery.host))
    with desk.database.writing() as store:
        found = shops.at_address(store, kind, base_url)
        return found is not None and kept.keep(store, _kept(desk, found[0], delivery, now))


def _kept(desk: Desk, shop: Shop, delivery: Delivery, now: int) -> KeptDelivery:
    told = {"host": delivery.host, "body": b64encode(delivery.body).decode()}
    return KeptDelivery(
        id=ids.new_id("dlv", now),
        shop_id=shop.id,
        topic=delivery.topic,
        delivery_id=delivery.delivery_id,
        event_id=delivery.event_id,
        sealed=desk.vault.seal(told),
        attempts=0,
        triggered_at=delivery.triggered_at,
        received_at=now,
        digest=sha256(delivery.body).hexdigest() if delivery.is_grave else "",
        is_owed=delivery.is_owed,
    )


def work_due(desk: Desk) -> int:
    """Works everything that is due; answers how many deliveries it took on."""
    with desk.database.reading() as store:
        waiting = kept.due(store, now=desk.clock.now(), most=BATCH)
    return sum(_work(desk, one) for one in waiting)


def _work(desk: Desk, one: KeptDelivery) -> bool:
    with desk.database.writing() as store:
        if not kept.claim(store, one, until=desk.clock.now() + LEASE):
            return False
    fault = "fault"
    try:
        _take(desk, one)
        fault = ""
    except (PlatformError, CounterError) as error:
        fault = _named(error)
    except HookRefused as refusal:
        fault = ""
        _end(desk, one, fault=refusal.reason)
    else:
        _end(desk, one)
    finally:
        # What nobody foresaw is said by the worker, and comes again like all else.
        if fault:
            _postpone(desk, one, fault)
    return True


def _end(desk: Desk, one: KeptDelivery, *, fault: str = "") -> None:
    with desk.database.writing() as store:
        kept.end(store, one.id, fault=fault)


def _postpone(desk: Desk, one: KeptDelivery, fault: str) -> None:
    if one.attempts + 1 >= MOST_ATTEMPTS and not one.is_owed:
        _end(desk, one, fault=fault)
        return
    wait = min(FIRST_WAIT << min(one.attempts, 20), LONGEST_WAIT)
    with desk.database.writing() as store:
        kept.postpone(store, one.id, due_at=desk.clock.now() + wait, fault=fault)


def _named(error: PlatformError | CounterError) -> str:
    """A stable name; the text of a fault may hold what it was about."""
    return error.reason if isinstance(error, CounterError) else "shop_away"


def _take(desk: Desk, one: KeptDelivery) -> None:
    with desk.database.reading() as store:
        found = shops.known(store, one.shop_id)
    if found is None:
        return
    shop, is_connected = found
    embedding = _embedding(desk, shop.kind)
    told = desk.vault.open(one.sealed)
    body = b64decode(str(told["body"]))
    delivery = Delivery(
        str(told["host"]), one.topic, one.delivery_id, one.event_id, one.triggered_at, body
    )
    for meaning in embedding.meaning(delivery):
        _act(desk, shop, meaning, one, is_connected=is_connected)


def _act(
    desk: Desk, shop: Shop, meaning: Meaning, one: KeptDelivery, *, is_connected: bool
) -> None:
    match meaning:
        case Told(notice):
            if is_connected and _knows(desk, shop, notice):
                _told(desk, shop, notice)
        case Uninstalled():
            if is_connected:
                leaving.uninstalled(desk, shop, is_repeated=_is_repeated(desk, one))
        case ScopesChanged():
            leaving.scopes_changed(desk, shop)
        case CustomersMerged(gone, kept_id):
            with desk.database.writing() as store:
                customers.merge(store, shop.id, gone=gone, kept=kept_id)
        case CustomerChanged():
            _customer_changed(desk, shop, meaning)
        case DataAsked() | EraseCustomer() | EraseShop():
            _do_owed(desk, shop, meaning, one, is_connected=is_connected)
        case _:
            assert_never(meaning)


def _do_owed(
    desk: Desk,
    shop: Shop,
    asked: DataAsked | EraseCustomer | EraseShop,
    one: KeptDelivery,
    *,
    is_connected: bool,
) -> None:
    match asked:
        case DataAsked():
            privacy.tell_all(desk, shop, asked, cause=one)
        case EraseCustomer():
            privacy.erase_customer(desk, shop, asked, cause=one)
        case EraseShop():
            privacy.erase_shop(desk, shop, cause=one, is_connected=is_connected)
        case _:
            assert_never(asked)


def _told(desk: Desk, shop: Shop, notice: Notice) -> None:
    """Whoever opens the order next reads it again, unless it was read since, by either clock."""
    notices.take(desk, shop, (notice,))
    with desk.database.writing() as store:
        known = readings.of_order(store, shop.id, notice.order_id).get(ReadingKind.ORDER)
        if known is not None and known.read_at <= notice.at + MINUTE:
            readings.outdate(store, shop.id, notice.order_id, before=desk.clock.now() - MINUTE)


def _customer_changed(desk: Desk, shop: Shop, changed: CustomerChanged) -> None:
    """What is kept of them says what the shop says, unless it was read since; nobody is added."""
    with desk.database.writing() as store:
        readings.forget_customer(store, shop.id, changed.customer_id)
        if not changed.is_gone:
            customers.refresh(
                store,
                shop.id,
                changed.customer_id,
                name=changed.name,
                email=changed.email,
                phone=changed.phone,
                at=changed.at,
            )


def _is_repeated(desk: Desk, one: KeptDelivery) -> bool:
    with desk.database.reading() as store:
        return kept.is_repeated(store, one)


def _knows(desk: Desk, shop: Shop, notice: Notice) -> bool:
    """Whether this shop's order was ever met here: what is pushed of any other is nobody's news."""
    with desk.database.reading() as store:
        ticket = tickets.latest_of_order(store, notice.order_id, shop_id=shop.id)
        return ticket is not None or bool(readings.of_order(store, shop.id, notice.order_id))


def _embedding(desk: Desk, kind: str) -> Embedding:
    embedding = desk.embeddings.get(kind)
    if embedding is None:
        raise NotFound
    return embedding
