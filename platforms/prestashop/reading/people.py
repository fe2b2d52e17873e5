"""Who ordered, where it goes, and what was said on the order."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from platforms.prestashop.reading.lists import Lists
from platforms.prestashop.reading.row import Row
from platforms.shapes import Address, Customer, ShopMessage

Rows = tuple[Row, ...]

# Asked by name: the whole record holds the password's hash and the account's secret.
CUSTOMER_FIELDS = "[id,id_lang,firstname,lastname,email,company,is_guest,note,date_add]"

# One request writes order and message; two minutes cover the slowest payment module.
_CHECKOUT_MS = 2 * 60 * 1000


def read_customer(
    row: Row, *, lists: Lists, zone: ZoneInfo, phones: tuple[str, ...] = ()
) -> Customer:
    """One row of ``customers``, with the phones of the order's addresses."""
    return Customer(
        id=row.reference("id"),
        first_name=row.text("firstname"),
        last_name=row.text("lastname"),
        email=row.text("email"),
        language=lists.language(row.reference("id_lang")),
        phones=phones,
        company=row.optional("company"),
        is_guest=row.is_set("is_guest"),
        note=row.optional("note"),
        since=row.moment("date_add", zone),
    )


def stranger(order: Row, address: Row | None) -> Customer:
    """The person on an order whose account the shop has since erased: what the address says."""
    return Customer(
        id=order.reference("id_customer"),
        first_name=address.text("firstname") if address else "",
        last_name=address.text("lastname") if address else "",
        email="",
        language="",
        phones=phones_of(address) if address else (),
    )


def read_address(row: Row, *, lists: Lists) -> Address:
    """One row of ``addresses``, deleted ones too: an order keeps what it was sent to."""
    country, code = lists.country(row.reference("id_country"))
    return Address(
        name=f"{row.text('firstname')} {row.text('lastname')}".strip(),
        company=row.text("company"),
        lines=tuple(filter(None, (row.text("address1"), row.text("address2")))),
        postcode=row.text("postcode"),
        city=row.text("city"),
        region=lists.regions.get(row.reference("id_state"), ""),
        country=country,
        country_code=code,
        phones=phones_of(row),
        id=row.reference("id"),
    )


def phones_of(*addresses: Row | None) -> tuple[str, ...]:
    """Every number of these addresses, each once, in their order."""
    numbers = (row.text(name) for row in addresses if row for name in ("phone", "phone_mobile"))
    return tuple(dict.fromkeys(filter(None, (number.strip() for number in numbers))))


def read_messages(rows: Rows, *, zone: ZoneInfo) -> tuple[ShopMessage, ...]:
    """The rows of ``customer_messages``, oldest first; what no employee wrote is the customer's."""
    ordered = sorted(rows, key=lambda row: row.number("id"))
    return tuple(
        ShopMessage(
            text=row.text("message"),
            at=row.moment("date_add", zone),
            from_customer=not row.reference("id_employee"),
            is_private=row.is_set("private"),
        )
        for row in ordered
    )


def note_in(messages: tuple[ShopMessage, ...], *, placed_at: int | None) -> str:
    """What the customer typed at checkout: the shop writes it down with the order itself."""
    return next((one.text for one in messages if _is_at_checkout(one, placed_at)), "")


def _is_at_checkout(message: ShopMessage, placed_at: int | None) -> bool:
    if not message.from_customer or message.at is None or placed_at is None:
        return False
    return abs(message.at - placed_at) <= _CHECKOUT_MS


def by_order(threads: Rows, messages: Rows) -> Mapping[str, Rows]:
    """The messages of each order, through the thread they are in."""
    orders = {row.reference("id"): row.reference("id_order") for row in threads}
    found: dict[str, Rows] = {}
    for row in messages:
        order = orders.get(row.reference("id_customer_thread"), "")
        found[order] = (*found.get(order, ()), row)
    return found
