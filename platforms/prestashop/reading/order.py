"""One whole order, or its line in a list, from the rows of the resources that know a part of it."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from platforms.prestashop.reading import lines, moneys, parcels, people
from platforms.prestashop.reading.lists import Lists
from platforms.prestashop.reading.row import Row
from platforms.prestashop.reading.standing import fulfilment_status, payment_status
from platforms.shapes import (
    Address,
    Customer,
    Invoice,
    Money,
    Order,
    OrderSummary,
    ShopMessage,
    StateChange,
)

Rows = tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The rows about one order, by the resource they come from; a part not read is empty."""

    order: Row
    lists: Lists
    zone: ZoneInfo
    details: Rows = ()
    slips: Rows | None = None
    """None where credit slips could not be read, which is not the same as having none."""
    carriers: Rows = ()
    histories: Rows = ()
    cart_rules: Rows = ()
    codes: Rows = ()
    """The vouchers themselves, where they still exist."""
    payments: Rows = ()
    customer: Row | None = None
    delivery: Row | None = None
    invoice: Row | None = None
    messages: Rows = ()
    extras: lines.Extras = lines.NO_EXTRAS

    @property
    def currency(self) -> str:
        return self.lists.currency(self.order)

    @property
    def phones(self) -> tuple[str, ...]:
        return people.phones_of(self.delivery, self.invoice)


def read_summary(parts: Parts) -> OrderSummary:
    """The order as one line of a list."""
    order, state = parts.order, parts.lists.state(parts.order.reference("current_state"))
    placed_at = order.moment("date_add", parts.zone)
    number, address = parcels.followed(parts.carriers, parts.lists)
    total = order.money("total_paid_tax_incl", parts.currency)
    paid = order.money("total_paid_real", parts.currency)
    return OrderSummary(
        id=order.reference("id"),
        reference=order.text("reference"),
        placed_at=placed_at,
        total=total,
        state=state.state,
        payment=payment_status(state, total=total, paid=paid, refunded=_refunded(parts)),
        fulfilment=fulfilment_status(
            state,
            is_returned=_is_returned(parts.details),
            has_delivery_slip=bool(order.reference("delivery_number")),
            is_tracked=bool(number),
        ),
        customer_id=order.reference("id_customer"),
        email=parts.customer.text("email") if parts.customer else "",
        phones=parts.phones,
        tracking_number=number,
        tracking_url=address,
        customer_note=people.note_in(_messages(parts), placed_at=placed_at),
    )


def read_order(parts: Parts, *, gaps: tuple[str, ...]) -> Order:
    """The whole order."""
    order, currency, zone = parts.order, parts.currency, parts.zone
    return Order(
        summary=read_summary(parts),
        updated_at=order.moment("date_upd", zone),
        language=parts.lists.language(order.reference("id_lang")),
        totals=moneys.read_totals(order, currency=currency, refunded=_refunded(parts)),
        lines=tuple(
            lines.read_line(row, currency=currency, extras=parts.extras) for row in parts.details
        ),
        discounts=moneys.read_discounts(parts.cart_rules, parts.codes, currency=currency),
        payments=tuple(
            moneys.read_payment(row, lists=parts.lists, zone=zone) for row in parts.payments
        ),
        payment_method=order.text("payment"),
        credit_slips=tuple(
            moneys.read_slip(row, currency=currency, zone=zone) for row in parts.slips or ()
        ),
        shipments=tuple(
            parcels.read_shipment(row, currency=currency, lists=parts.lists)
            for row in parts.carriers
        ),
        history=_history(parts),
        customer=_customer(parts),
        delivery_address=_address(parts.delivery, parts.lists),
        invoice_address=_address(parts.invoice, parts.lists),
        messages=_messages(parts),
        merchant_note=order.optional("note"),
        gift=order.is_set("gift"),
        gift_message=order.optional("gift_message"),
        recyclable_packaging=order.is_set("recyclable"),
        invoice=_invoice(order, zone),
        gaps=gaps,
        cancel_barred=_cancel_barred(parts),
    )


def _cancel_barred(parts: Parts) -> str:
    state = parts.lists.state(parts.order.reference("current_state"))
    if state.is_cancelled:
        return "already_cancelled"
    if state.is_delivered:
        return "already_delivered"
    return "already_shipped" if state.is_shipped else ""


def _refunded(parts: Parts) -> Money:
    """Sum of the credit slips; where those cannot be read, what the lines say was refunded."""
    currency = parts.currency
    if parts.slips is None:
        on_lines = (row.money("total_refunded_tax_incl", currency) for row in parts.details)
        return moneys.sum_of(on_lines, currency)
    slips = (moneys.read_slip(row, currency=currency, zone=parts.zone) for row in parts.slips)
    return moneys.sum_of((slip.total for slip in slips), currency)


def _is_returned(details: Rows) -> bool:
    """Whether every unit of every line came back."""
    return bool(details) and all(
        row.number("product_quantity_return") >= row.number("product_quantity") > 0
        for row in details
    )


def _messages(parts: Parts) -> tuple[ShopMessage, ...]:
    return people.read_messages(parts.messages, zone=parts.zone)


def _history(parts: Parts) -> tuple[StateChange, ...]:
    newest_first = sorted(parts.histories, key=lambda row: row.number("id"), reverse=True)
    return tuple(
        StateChange(
            state=parts.lists.state(row.reference("id_order_state")).state,
            at=row.moment("date_add", parts.zone),
            by=row.reference("id_employee"),
        )
        for row in newest_first
    )


def _customer(parts: Parts) -> Customer:
    if parts.customer is None:
        return people.stranger(parts.order, parts.invoice or parts.delivery)
    return people.read_customer(
        parts.customer, lists=parts.lists, zone=parts.zone, phones=parts.phones
    )


def _address(row: Row | None, lists: Lists) -> Address | None:
    return people.read_address(row, lists=lists) if row else None


def _invoice(order: Row, zone: ZoneInfo) -> Invoice | None:
    """The numbers as counted by the shop, without its prefix."""
    number, delivery = order.reference("invoice_number"), order.reference("delivery_number")
    if not number and not delivery:
        return None
    return Invoice(number, order.moment("invoice_date", zone), delivery)
