"""Orders met by a search, each from its rows among many, compared again with what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from platforms.contract import FoundOrder, Match
from platforms.prestashop.criteria import Criteria
from platforms.prestashop.reading.lists import Lists
from platforms.prestashop.reading.order import Parts, read_summary
from platforms.prestashop.reading.people import by_order, phones_of
from platforms.prestashop.reading.row import Row

Rows = tuple[Row, ...]


class Bulk:
    """The rows about many orders, given out order by order.

    ``rows`` is by resource. Slips that are not in it could not be read, which is not having none.
    """

    def __init__(
        self,
        orders: Rows,
        *,
        rows: Mapping[str, Rows],
        customers: Mapping[str, Row],
        threads: Rows,
    ) -> None:
        known = {row.reference("id") for row in orders}
        theirs = tuple(row for row in threads if row.reference("id_order") in known)
        self._customers = customers
        self._details = _grouped(rows.get("order_details", ()))
        self._slips = _grouped(rows["order_slip"]) if "order_slip" in rows else None
        self._carriers = _grouped(rows.get("order_carriers", ()))
        self._addresses = {row.reference("id"): row for row in rows.get("addresses", ())}
        self._messages = by_order(theirs, rows.get("customer_messages", ()))

    def found(
        self,
        order: Row,
        asked: Criteria,
        *,
        owners: frozenset[str],
        lists: Lists,
        zone: ZoneInfo,
    ) -> FoundOrder:
        """The order with every criterion it meets; ``owners`` are customers met by a phone."""
        summary = read_summary(self._parts(order, lists=lists, zone=zone))
        buyer = summary.customer_id
        met = {
            Match.EMAIL: asked.has_email(summary.email),
            Match.PHONE: buyer in owners or asked.has_phone(summary.phones),
            Match.REFERENCE: asked.has_reference(summary.reference),
            Match.CUSTOMER: buyer in asked.customer_ids,
        }
        return FoundOrder(summary, frozenset(match for match, is_met in met.items() if is_met))

    def _parts(self, order: Row, *, lists: Lists, zone: ZoneInfo) -> Parts:
        identity = order.reference("id")
        return Parts(
            order=order,
            lists=lists,
            zone=zone,
            details=self._details.get(identity, ()),
            slips=None if self._slips is None else self._slips.get(identity, ()),
            carriers=self._carriers.get(identity, ()),
            customer=self._customers.get(order.reference("id_customer")),
            delivery=self._addresses.get(order.reference("id_address_delivery")),
            invoice=self._addresses.get(order.reference("id_address_invoice")),
            messages=self._messages.get(identity, ()),
        )


def owners_of(addresses: Rows, asked: Criteria) -> frozenset[str]:
    """The customers who have an address with a phone that was asked for."""
    found = (row.reference("id_customer") for row in addresses if asked.has_phone(phones_of(row)))
    # An address of a supplier or a brand belongs to nobody.
    return frozenset(found) - {""}


def _grouped(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        order = row.reference("id_order")
        found[order] = (*found.get(order, ()), row)
    return found
