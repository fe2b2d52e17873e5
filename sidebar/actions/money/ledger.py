"""What was ever moved on an order, by us and elsewhere, and the export of all operations."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.moves import Gives
from platforms.shapes import CreditSlip, Money, Order
from sidebar.actions import orders
from sidebar.actions.desk import Desk
from sidebar.actions.money import access, exporting
from sidebar.rules.viewer import Viewer
from sidebar.store import operations, readings
from sidebar.store.operations import Operation
from sidebar.store.readings import ReadingKind
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One order's operations beside the shop's own slips, as they were last read.

    The amounts are none where the order was never read, or is of another currency than what moved.
    """

    shop: Shop
    ticket: Ticket
    operations: tuple[Operation, ...]
    """Newest first."""
    slips: tuple[CreditSlip, ...]
    read_at: int
    paid: Money | None
    refunded: Money | None
    """By the shop's own slips."""
    by_us: Money | None
    """Money and vouchers together."""
    elsewhere: Money | None
    """Of what the slips say, what none of our operations accounts for."""

    @property
    def left(self) -> Money | None:
        """Paid and not given back, by us or elsewhere."""
        if self.paid is None or self.by_us is None or self.elsewhere is None:
            return None
        given = self.by_us + self.elsewhere
        return Money(max(0, self.paid.minor - given.minor), given.currency)

    @property
    def slips_elsewhere(self) -> tuple[CreditSlip, ...]:
        """The slips that none of our operations names as its own."""
        ours = {one.result.reference.lstrip("0") for one in self.operations if one.result}
        return tuple(
            slip for slip in self.slips if slip.total.minor and slip.id.lstrip("0") not in ours
        )


def of_order(desk: Desk, viewer: Viewer, ticket_id: str) -> LedgerPage:
    """The ledger of the ticket's order. Raises Forbidden (``refund``) or NotFound."""
    with desk.database.reading() as store:
        shop, ticket = access.ticket_of(store, viewer, ticket_id)
        done = operations.of_order(store, shop.id, ticket.order_id)
        reading = readings.of_order(store, shop.id, ticket.order_id).get(ReadingKind.ORDER)
    order = orders.order_of(reading) if reading is not None else None
    sums = _sums(order, done, read_at=reading.read_at if reading is not None else 0)
    return LedgerPage(
        shop=shop,
        ticket=ticket,
        operations=tuple(done),
        slips=order.credit_slips if order is not None else (),
        read_at=reading.read_at if reading is not None else 0,
        paid=sums[0] if sums else None,
        refunded=sums[1] if sums else None,
        by_us=sums[2] if sums else None,
        elsewhere=sums[3] if sums else None,
    )


def _sums(
    order: Order | None, done: list[Operation], *, read_at: int
) -> tuple[Money, Money, Money, Money] | None:
    """(paid, refunded, by us, elsewhere): what was settled since the reading is added to it."""
    if order is None:
        return None
    paid, refunded = order.totals.paid, order.totals.refunded
    currency = paid.currency
    if any(operation.moved.currency != currency for operation in done):
        return None
    moved = Money(sum(operation.moved.minor for operation in done), currency)
    slips = [one for one in done if one.settled_at and one.review.gives is Gives.MONEY]
    seen = sum(one.moved.minor for one in slips if (one.settled_at or 0) <= read_at)
    since = sum(one.moved.minor for one in slips) - seen
    elsewhere = Money(max(0, refunded.minor - seen), currency)
    return paid, refunded + Money(since, currency), moved, elsewhere


def operations_csv(desk: Desk, viewer: Viewer, ticket_id: str) -> str:
    """The operations of the ticket's order as CSV. Raises Forbidden (``refund``) or NotFound."""
    page = of_order(desk, viewer, ticket_id)
    return exporting.csv_text(map(exporting.row_of, reversed(page.operations)))
