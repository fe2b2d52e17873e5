"""Follows money that a shop accepted to give back until it has moved, or is known not to."""

from __future__ import annotations

from platforms.contract import PlatformError
from platforms.moves import Done, MoneyState, PaidBack
from sidebar.actions.desk import Desk
from sidebar.actions.money import access, settling, tagging, telling
from sidebar.errors import Forbidden, Refused
from sidebar.rules.following import (
    Arrival,
    arrival_of,
    is_too_old,
    next_look,
    sum_in,
    with_arrival,
)
from sidebar.rules.operation import CALL_SECONDS
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import accounts, following, readings, shops
from sidebar.store.database import Connection
from sidebar.store.events import EventKind
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop

TOLD = {
    Arrival.MOVED: EventKind.MONEY_MOVED,
    Arrival.FAILED: EventKind.MONEY_FAILED,
    Arrival.UNCONFIRMED: EventKind.MONEY_UNCONFIRMED,
}


def follow(desk: Desk, operation: Operation) -> bool:
    """Asks the shop how far the money has come; answers False when it gave no answer.

    Of several workers at the same moment one asks.
    """
    now = desk.clock.now()
    settled_at = operation.settled_at or now
    with desk.database.writing() as store:
        shop = shops.find(store, operation.shop_id)
        follow_at = next_look(settled_at, now)
        is_ours = shop is not None and following.take(store, operation, follow_at=follow_at)
    if shop is None or not is_ours or operation.result is None:
        return True
    ways, is_away = _read(desk, shop, operation.result.reference)
    with desk.database.writing() as store:
        learn(store, desk, operation, ways, is_over=is_too_old(settled_at, now))
    return not is_away


def _read(desk: Desk, shop: Shop, reference: str) -> tuple[tuple[PaidBack, ...], bool]:
    """The ways as the shop has them now, none where it does not say; and whether it is away."""
    try:
        return desk.platform(shop).read_paid_back(reference, within=CALL_SECONDS), False
    except PlatformError:
        return (), True


def learn(
    store: Connection,
    desk: Desk,
    operation: Operation,
    ways: tuple[PaidBack, ...],
    *,
    is_over: bool,
) -> bool:
    """Keeps where the money is; answers whether anything is known that was not before.

    What failed never left: it is taken off what was moved, on the operation and on its order's
    account alike, so that it may be given back another way.
    """
    known = operation.result
    if known is None:
        return False
    result = with_arrival(known, ways) if _is_of(operation, ways) else known
    arrival = arrival_of(result.paid_back)
    if arrival is Arrival.PENDING and is_over:
        arrival = Arrival.UNCONFIRMED
    moved = settling.moved_by(operation, result)
    if result == known and arrival is Arrival.PENDING:
        return False
    if not following.learn(
        store,
        operation,
        result=result,
        moved=moved,
        money_state=arrival.value,
        is_over=arrival is not Arrival.PENDING,
    ):
        return False
    order = (operation.shop_id, operation.order_id)
    accounts.correct(store, *order, by=moved - operation.moved.minor)
    now = desk.clock.now()
    readings.outdate(store, *order, before=now)
    if arrival in TOLD:
        told = telling.of_done(operation, result, warnings=result.warnings)
        told["amount"] = _told_of(arrival, result, moved=moved)
        telling.tell(store, operation, TOLD[arrival], now=now, more=told)
    shop = shops.find(store, operation.shop_id)
    if shop is not None:
        tagging.tag(store, operation, result, shop_kind=shop.kind, now=now)
    return True


def _is_of(operation: Operation, ways: tuple[PaidBack, ...]) -> bool:
    """Whether these are the ways of this very refund: the whole of it, in its currency."""
    known = operation.result
    if known is None or {way.amount.currency for way in ways} != {known.total.currency}:
        return False
    return sum(way.amount.minor for way in ways) == sum(way.amount.minor for way in known.paid_back)


def _told_of(arrival: Arrival, result: Done, *, moved: int) -> int:
    if arrival is Arrival.MOVED:
        return moved
    state = MoneyState.FAILED if arrival is Arrival.FAILED else MoneyState.PENDING
    return sum_in(state, result).minor


def see_to(desk: Desk, viewer: Viewer, operation_id: str) -> Operation:
    """Someone has given back by another way what had failed, or knows why not.

    Raises Forbidden (``refund``), NotFound or Refused (``not_failed``).
    """
    if not viewer.may(Role.REFUND):
        raise Forbidden("refund")
    with desk.database.writing() as store:
        _, operation = access.operation_of(store, viewer, operation_id)
        access.still(store, viewer, Role.REFUND)
        if operation.result is None or not following.see_to(store, operation.id):
            raise Refused("not_failed")
        told = {"amount": sum_in(MoneyState.FAILED, operation.result).minor}
        now = desk.clock.now()
        telling.tell(store, operation, EventKind.SEEN_TO, now=now, author=viewer, more=told)
    return access.reload(desk, operation_id)
