"""Fills a default reply from what is known of one ticket: its order, customer, agent and shop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from platforms.shapes import Address, Money, Order
from sidebar import i18n
from sidebar.actions.orders import order_of
from sidebar.rules.called import plain
from sidebar.rules.replies import Chosen, DefaultReply, language_for
from sidebar.rules.variables import Filled, fill
from sidebar.store import default_replies, readings
from sidebar.store.database import Connection
from sidebar.store.readings import ReadingKind
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a reply can be filled from."""

    shop: Shop
    ticket: Ticket
    order: Order | None
    """As last read; none where it never was, or where the ticket has none."""
    agent_name: str
    shop_language: str


@dataclass(frozen=True, slots=True)
class Written:
    """A reply as it would be sent on a ticket."""

    filled: Filled
    chosen: Chosen


def ground(store: Connection, shop: Shop, ticket: Ticket, *, agent_name: str) -> Ground:
    """What the store knows now; asks no shop."""
    found = readings.of_order(store, shop.id, ticket.order_id) if ticket.order_id else {}
    reading = found.get(ReadingKind.ORDER)
    order = order_of(reading) if reading is not None else None
    spoken = default_replies.language_of_shop(store, shop.id)
    return Ground(shop, ticket, order, plain(agent_name), spoken)


def write(
    reply: DefaultReply, on: Ground, *, language: str = "", given: Mapping[str, str] = NOTHING
) -> Written | None:
    """The reply in the order's language (or in ``language``, where it has that one), filled.

    ``given`` stands where nothing is known. Nothing where the reply has no text at all.
    """
    customer = on.ticket.customer
    chosen = language_for(
        reply.texts,
        order=on.order.language if on.order else "",
        customer=customer.language if customer else "",
        shop=on.shop_language,
        wanted=language,
    )
    if chosen is None:
        return None
    text = reply.texts[chosen.language]
    known = {name: value for name, value in values(on, chosen.language).items() if value.strip()}
    return Written(fill(text, {**given, **known}), chosen)


def values(on: Ground, language: str) -> dict[str, str]:
    """What each variable stands for, as a reader of the language writes it; empty for nothing."""
    return {
        **_of_customer(on),
        **(_of_order(on.order, language, on.shop.timezone) if on.order else {}),
        **({} if on.order else {"order.reference": on.ticket.order_reference}),
        "agent.first_name": _first(on.agent_name),
        "agent.name": on.agent_name,
        "shop.name": on.shop.name,
        "ticket.number": str(on.ticket.number or ""),
    }


def _of_customer(on: Ground) -> dict[str, str]:
    """The ticket's customer; the order's own word splits the name, which no rule can guess."""
    known, told = on.ticket.customer, on.order.customer if on.order else None
    name = known.name if known and known.name else told.name if told else ""
    is_same = told is not None and told.name == name
    first, last = (told.first_name, told.last_name) if told and is_same else _split(name)
    return {
        "customer.first_name": first,
        "customer.last_name": last,
        "customer.name": name,
        "customer.email": known.email if known else "",
    }


def _of_order(order: Order, language: str, timezone: str) -> dict[str, str]:
    address = order.delivery_address or order.invoice_address
    placed_at = order.summary.placed_at
    return {
        "order.reference": order.reference,
        "order.date": i18n.day(placed_at, language, timezone) if placed_at else "",
        "order.status": order.summary.state.name.to(language),
        "order.total": i18n.money(order.totals.total, language),
        "order.products": ", ".join(f"{line.quantity} × {line.name}" for line in order.lines),
        "order.payment_method": order.payment_method,
        "order.delivery_address": _address(address, language) if address else "",
        "order.invoice_number": order.invoice.number if order.invoice else "",
        **_of_parcels(order),
        **_of_refund(order, language, timezone),
    }


def _of_parcels(order: Order) -> dict[str, str]:
    """Every parcel's; what the order's own line of a list says, where no parcel is told."""
    parcels, told = order.shipments, order.summary
    return {
        "order.carrier": _each(parcel.carrier for parcel in parcels),
        "order.tracking_number": _each(parcel.tracking_number for parcel in parcels)
        or told.tracking_number,
        "order.tracking_link": _each((parcel.tracking_url for parcel in parcels), " ")
        or told.tracking_url,
    }


def _of_refund(order: Order, language: str, timezone: str) -> dict[str, str]:
    """The last slip's, or what was given back in all where the shop writes no slips."""
    slips = sorted(order.credit_slips, key=lambda slip: slip.issued_at or 0)
    amount = slips[-1].total if slips else order.totals.refunded
    issued_at = slips[-1].issued_at if slips else None
    return {
        "refund.amount": i18n.money(amount, language) if amount.minor else "",
        "refund.date": i18n.day(issued_at, language, timezone) if issued_at else "",
    }


def _each(texts: Iterable[str], between: str = ", ") -> str:
    return between.join(dict.fromkeys(text for text in texts if text))


def _address(address: Address, language: str) -> str:
    town = f"{address.postcode} {address.city}".strip()
    parts = (address.name, address.company, *address.lines, town, address.country.to(language))
    return ", ".join(part for part in parts if part)


def _first(name: str) -> str:
    return _split(name)[0]


def _split(name: str) -> tuple[str, str]:
    first, _, last = name.strip().partition(" ")
    return first, last.strip()


def made_up(shop: Shop, agent_name: str, language: str, *, now: int) -> dict[str, str]:
    """Values for a shop that has no ticket yet, so that a reply can be looked at all the same."""
    day = i18n.day(now, language, shop.timezone)
    return {
        "customer.first_name": "Alix",
        "customer.last_name": "Martin",
        "customer.name": "Alix Martin",
        "customer.email": "alix@example.com",
        "order.reference": "QZVTRMALP",
        "order.date": day,
        "order.status": "…",
        "order.total": i18n.money(Money(5680, "EUR"), language),
        "order.products": "2 × Mug, 1 × T-shirt",
        "order.payment_method": "…",
        "order.delivery_address": "12 rue des Lilas, 75020 Paris",
        "order.invoice_number": "FA000042",
        "order.carrier": "Colissimo",
        "order.tracking_number": "6A12345678901",
        "order.tracking_link": "https://example.com/6A12345678901",
        "refund.amount": i18n.money(Money(2000, "EUR"), language),
        "refund.date": day,
        "agent.first_name": _first(plain(agent_name)),
        "agent.name": plain(agent_name),
        "shop.name": shop.name,
        "ticket.number": "42",
    }
