"""One order read whole in two rounds of requests: by its id, then by the ids found in it.

A part that the shop refuses or breaks leaves a gap in the order, by its resource's name; only
without the order, its lines or its customer is there nothing honest to show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from platforms.contract import NotFound, PlatformError
from platforms.http import Deadline, Round
from platforms.prestashop.client import Ask, Rows, Webservice, ask, is_safe, one_of, the_record
from platforms.prestashop.reading.lines import Extras, read_extras
from platforms.prestashop.reading.order import Parts, read_order
from platforms.prestashop.reading.people import CUSTOMER_FIELDS
from platforms.prestashop.reading.row import Row
from platforms.prestashop.shortlists import ShortLists
from platforms.shapes import Order

_ID = re.compile(r"[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the first round gave; slips are None where they could not be read."""

    order: Row
    details: Rows
    slips: Rows | None
    histories: Rows
    carriers: Rows
    rules: Rows
    threads: Rows


class OrderReading:
    """The reading of one order, round after round; it notes what could not be read."""

    def __init__(self, shop: Webservice, lists: ShortLists, *, deadline: Deadline) -> None:
        self._shop = shop
        self._lists = lists
        self._deadline = deadline
        self._gaps: list[str] = []

    def read(self, order_id: str, *, zone: ZoneInfo) -> Order:
        """The whole order. Raises NotFound, or the PlatformError of a part it cannot lack."""
        if not _ID.fullmatch(order_id):
            raise NotFound("no order has such an id")
        known = self._by_id(order_id)
        used = _lists_used(known)
        second = self._round({**_by_what_is_in(known), **self._lists.unknown(used)})
        customers = second.take("customers")
        if not customers:
            self._gaps.append("customers")
        self._lists.learn(second, used=used)
        parts = self._parts(known, second, zone=zone, customers=customers)
        return read_order(parts, gaps=tuple(dict.fromkeys((*self._gaps, *self._lists.gaps))))

    def _by_id(self, order_id: str) -> _Known:
        """The first round, and the short lists that were due beside it."""
        round_ = self._round({**_by_order(order_id), **self._lists.due()})
        order = the_record(round_.take("orders"), "orders", order_id)
        details = sorted(round_.take("order_details"), key=lambda row: row.number("id"))
        known = _Known(
            order=order,
            details=tuple(details),
            slips=self._part_or_none(round_, "order_slip"),
            histories=self._part(round_, "order_histories"),
            carriers=self._part(round_, "order_carriers"),
            rules=self._part(round_, "order_cart_rules"),
            threads=self._part(round_, "customer_threads"),
        )
        self._lists.learn(round_)
        return known

    def _parts(
        self, known: _Known, second: Round[Rows], *, zone: ZoneInfo, customers: Rows
    ) -> Parts:
        order = known.order
        addresses = {row.reference("id"): row for row in self._part(second, "addresses")}
        return Parts(
            order=order,
            lists=self._lists.lists,
            zone=zone,
            details=known.details,
            slips=known.slips,
            carriers=known.carriers,
            histories=known.histories,
            cart_rules=known.rules,
            codes=self._part(second, "cart_rules"),
            payments=self._part(second, "order_payments"),
            customer=customers[0] if customers else None,
            delivery=addresses.get(order.reference("id_address_delivery")),
            invoice=addresses.get(order.reference("id_address_invoice")),
            messages=self._part(second, "customer_messages"),
            extras=self._extras(second),
        )

    def _round(self, asks: dict[str, Ask]) -> Round[Rows]:
        return self._shop.round(asks, deadline=self._deadline)

    def _part(self, round_: Round[Rows], name: str) -> Rows:
        return self._part_or_none(round_, name) or ()

    def _part_or_none(self, round_: Round[Rows], name: str) -> Rows | None:
        """These rows, none where nothing asked for them, or None and a gap where they failed."""
        if name not in round_:
            return ()
        try:
            return round_.take(name)
        except PlatformError:
            self._gaps.append(name)
            return None

    def _extras(self, second: Round[Rows]) -> Extras:
        return read_extras(
            products=self._part(second, "products"),
            combinations=self._part(second, "combinations"),
            customizations=self._part(second, "customizations"),
            fields=self._part(second, "product_customization_fields"),
            lists=self._lists.lists,
        )


def _by_order(order_id: str) -> dict[str, Ask]:
    of_order = {"id_order": one_of([order_id])}
    return {
        "orders": ask("orders", record=order_id),
        **{
            name: ask(name, filters=of_order)
            for name in (
                "order_details",
                "order_slip",
                "order_histories",
                "order_carriers",
                "order_cart_rules",
                "customer_threads",
            )
        },
    }


def _by_what_is_in(known: _Known) -> dict[str, Ask]:
    """The second round: only what this order has anything of."""
    order, reference = known.order, known.order.text("reference")
    customer = {"id": one_of([order.reference("id_customer") or "0"])}
    asks = {"customers": ask("customers", display=CUSTOMER_FIELDS, filters=customer)}
    addresses = _ids((order,), "id_address_delivery") + _ids((order,), "id_address_invoice")
    asks |= _listed("addresses", "id", addresses)
    asks |= _listed("customer_messages", "id_customer_thread", _ids(known.threads, "id"))
    asks |= _listed("cart_rules", "id", _ids(known.rules, "id_cart_rule"), display="[id,code]")
    asks |= _pictures(known.details)
    if is_safe(reference):
        asks |= _listed("order_payments", "order_reference", [reference])
    typed = [row for row in known.details if row.reference("id_customization")]
    if typed:
        asks |= _listed("customizations", "id_cart", _ids((order,), "id_cart"))
        asks |= _listed("product_customization_fields", "id_product", _ids(typed, "product_id"))
    return asks


def _pictures(details: Rows) -> dict[str, Ask]:
    products = _listed(
        "products", "id", _ids(details, "product_id"), display="[id,id_default_image]"
    )
    combinations = _listed("combinations", "id", _ids(details, "product_attribute_id"))
    return {**products, **combinations}


def _listed(
    resource: str, field: str, values: list[str], *, display: str = "full"
) -> dict[str, Ask]:
    """A read of the records whose field is one of these, or no read where there are none."""
    if not values:
        return {}
    return {resource: ask(resource, display=display, filters={field: one_of(values)})}


def _ids(rows: Iterable[Row], name: str) -> list[str]:
    return [found for row in rows if (found := row.reference(name))]


def _lists_used(known: _Known) -> dict[str, list[str]]:
    order = (known.order,)
    return {
        "order_states": _ids(order, "current_state") + _ids(known.histories, "id_order_state"),
        "currencies": _ids(order, "id_currency"),
        "languages": _ids(order, "id_lang"),
        "carriers": _ids(known.carriers, "id_carrier"),
    }
