"""People are told what is kept of them, and forgotten: at once, wholly, and with a record of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NoReturn

from platforms.hooks import HookRefused
from platforms.webhooks import DataAsked, EraseCustomer
from sidebar import ids
from sidebar.actions import clearing, leaving
from sidebar.actions.desk import Desk
from sidebar.clock import DAY
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import (
    data_requests,
    deliveries,
    erasing,
    erasing_shops,
    gathering,
    loose_files,
    shops,
    subjects,
)
from sidebar.store.data_requests import DataRequest
from sidebar.store.database import Connection
from sidebar.store.deliveries import KeptDelivery
from sidebar.store.erasing import Erasure
from sidebar.store.shops import Shop
from sidebar.store.subjects import Ambiguous, Named, Subject

FILES_KEPT_FOR = 30 * DAY
"""A shop has as long to answer its customer; after that nobody should still find the file here."""

ERASURES_SHOWN = 50

OVERDUE_AFTER = 7 * DAY
"""What people asked for is theirs within thirty days: enough are left for a human to see to it."""

NEWS_FOR = 30 * DAY
"""That it could not be said who was meant is shown this long: as long as there is to answer it."""

DELIVERIES_KEPT_FOR = 30 * DAY
"""Empty by then, and only there to know the same again; hosts repeat for hours."""


def requests(desk: Desk, viewer: Viewer) -> list[DataRequest]:
    """The files that this shop's manager can fetch, newest first. Raises Forbidden."""
    _check(viewer)
    with desk.database.reading() as store:
        return data_requests.of_shop(store, viewer.shop_id, now=desk.clock.now())


def erasures(desk: Desk, viewer: Viewer) -> list[Erasure]:
    """What was forgotten of late, newest first. Raises Forbidden."""
    _check(viewer)
    with desk.database.reading() as store:
        return erasing.of_shop(store, viewer.shop_id, most=ERASURES_SHOWN)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What customers asked for and a manager has to see to."""

    files: int
    """To hand on."""
    unmatched: int
    """Requests of which it could not be said whom they are about."""


def waiting(desk: Desk, viewer: Viewer) -> Waiting:
    """Of the viewer's shop; nothing for who does not manage it."""
    if not viewer.may(Role.MANAGE):
        return Waiting(0, 0)
    now = desk.clock.now()
    with desk.database.reading() as store:
        files = data_requests.count_of_shop(store, viewer.shop_id, now=now)
        unmatched = erasing.unmatched_since(store, viewer.shop_id, since=now - NEWS_FOR)
    return Waiting(files, unmatched)


def overdue(desk: Desk) -> int:
    """How much that was asked for long ago is still kept, or not told, in any shop."""
    before = desk.clock.now() - OVERDUE_AFTER
    with desk.database.reading() as store:
        parts = (deliveries.overdue, erasing.overdue, loose_files.overdue)
        return sum(overdue_of(store, before=before) for overdue_of in parts)


def file(desk: Desk, viewer: Viewer, request_id: str) -> bytes:
    """The file, as JSON. Raises Forbidden or NotFound."""
    _check(viewer)
    with desk.database.reading() as store:
        now = desk.clock.now()
        sealed = data_requests.sealed_file(store, viewer.shop_id, request_id, now=now)
    if not sealed:
        raise NotFound
    return json.dumps(desk.vault.open(sealed), ensure_ascii=False, indent=2).encode()


def _check(viewer: Viewer) -> None:
    if not viewer.may(Role.MANAGE):
        raise Forbidden("manage")


def tell_all(desk: Desk, shop: Shop, asked: DataAsked, *, cause: KeptDelivery) -> None:
    """Makes the file of everything that is kept of the customer, once for each request.

    Raises HookRefused (``ambiguous``) where it cannot be said who is meant; a manager is told.
    """
    now = desk.clock.now()
    request = DataRequest(ids.new_id("ask", now), asked.request_id, now, now + FILES_KEPT_FOR)
    with desk.database.reading() as store:
        subject = _subject(store, shop, asked)
        found = gathering.gather(store, subject) if subject is not None else {}
    if subject is None:
        _tell_unmatched(desk, shop, cause)
    told = {"shop": shop.name, "request": asked.request_id, "made_at": now, "kept": found}
    with desk.database.writing() as store:
        data_requests.keep(
            store,
            shop.id,
            request,
            host_customer_id=subject.host_id,
            sealed=desk.vault.seal(told),
        )


def erase_customer(desk: Desk, shop: Shop, asked: EraseCustomer, *, cause: KeptDelivery) -> None:
    """Forgets the customer at once, but for what an unsettled operation needs until it is.

    Raises HookRefused (``ambiguous``) where it cannot be said who is meant; a manager is told.
    """
    with desk.database.writing() as store:
        shops.hold(store, shop.id)
        subject = _subject(store, shop, asked)
        if subject is not None:
            counts = erasing.erase_customer(store, subject, now=desk.clock.now())
            erasing.record(store, _erasure(desk, shop, "customer", cause, counts))
    if subject is None:
        _tell_unmatched(desk, shop, cause)


def _subject(store: Connection, shop: Shop, asked: DataAsked | EraseCustomer) -> Subject | None:
    """Whoever is meant; nothing where that cannot be said."""
    named = Named(asked.customer_id, asked.email, asked.phone, asked.order_ids)
    try:
        return subjects.find_named(store, shop.id, named)
    except Ambiguous:
        return None


def _tell_unmatched(desk: Desk, shop: Shop, cause: KeptDelivery) -> NoReturn:
    with desk.database.writing() as store:
        erasing.record(store, _erasure(desk, shop, "unmatched", cause, {}))
    raise HookRefused("ambiguous")


def erase_shop(desk: Desk, shop: Shop, *, cause: KeptDelivery, is_connected: bool) -> None:
    """Forgets a shop that has left.

    Never without its host's own word that it has left, kept since then or had now. Raises
    HookRefused where it still has the app; Refused (``not_confirmed``, ``host_not_asked``) or
    PlatformError where nobody knows.
    """
    if is_connected and not leaving.has_left(desk, shop):
        raise HookRefused("still_installed")
    with desk.database.writing() as store:
        shops.hold(store, shop.id)
        found = shops.known(store, shop.id)
        if found is None:
            return
        known, is_back = found
        if is_back or known.left_at is None:
            raise Refused("not_confirmed")
        now = desk.clock.now()
        counts = erasing_shops.erase_shop(store, shop.id, now=now)
        # With the rows: whatever becomes of this process, its bytes are known and go.
        loose_files.note(store, [clearing.everything_of(shop.id)], due_at=now)
        erasing.record(store, _erasure(desk, shop, "shop", cause, counts))
    clearing.clear_shop(desk, shop.id)


def _erasure(
    desk: Desk, shop: Shop, kind: str, cause: KeptDelivery, counts: dict[str, int]
) -> Erasure:
    now = desk.clock.now()
    return Erasure(
        id=ids.new_id("ers", now),
        shop_id=shop.id,
        kind=kind,
        cause=f"{cause.topic} {cause.delivery_id}",
        counts={table: count for table, count in counts.items() if count},
        asked_at=cause.triggered_at,
        erased_at=now,
    )


def forget_ended(desk: Desk) -> int:
    """Drops files and empty deliveries whose time is over; answers how many.

    What was kept of somebody for an operation goes too, once that is settled.
    """
    now = desk.clock.now()
    clearing.clear_erased(desk)
    clearing.clear_loose(desk)
    with desk.database.reading() as store:
        settled = erasing.to_forget(store)
        is_due = data_requests.has_ended(store, now=now) or deliveries.has_older(
            store, than=now - DELIVERIES_KEPT_FOR
        )
    for subject in settled:
        with desk.database.writing() as store:
            erasing.erase_customer(store, subject, now=now)
    if not is_due:
        return len(settled)
    with desk.database.writing() as store:
        old = deliveries.forget_old(store, before=now - DELIVERIES_KEPT_FOR)
        return len(settled) + old + data_requests.forget_ended(store, now=now)
