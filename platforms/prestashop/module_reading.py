"""One answer of the module becomes the very order that many reads of the webservice would.

The module writes the rows of each resource as the webservice does, so the same reading serves.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from platforms.contract import BadAnswer, FoundOrder, Image
from platforms.prestashop.client import the_record
from platforms.prestashop.criteria import Criteria
from platforms.prestashop.fields import Fields
from platforms.prestashop.finding import Bulk, owners_of
from platforms.prestashop.reading.lines import read_extras
from platforms.prestashop.reading.lists import Lists, read_lists
from platforms.prestashop.reading.order import Parts, read_order
from platforms.prestashop.reading.row import Row
from platforms.shapes import Order

Rows = tuple[Row, ...]
Tables = Mapping[str, Rows]

# No resource of one order or of one search has more rows than a page could ever show.
_MOST_ROWS = 20_000

_OF_AN_ORDER = (
    "orders",
    "order_details",
    "order_slip",
    "order_histories",
    "order_carriers",
    "order_cart_rules",
    "cart_rules",
    "customer_threads",
    "customer_messages",
    "customers",
    "addresses",
    "order_payments",
    "products",
    "combinations",
    "customizations",
    "product_customization_fields",
    "order_states",
    "currencies",
    "languages",
    "carriers",
    "countries",
    "states",
)


def tables_of(answer: Fields) -> dict[str, Rows]:
    """The rows of every resource in an answer, each resource's by id."""
    rows = answer.within("rows")
    return {name: _rows(rows, name) for name in rows.names()}


def order_of(tables: Tables, order_id: str, *, zone: ZoneInfo) -> Order:
    """The whole order. Raises BadAnswer; a resource that is not there leaves a gap by its name."""
    order = the_record(tables.get("orders", ()), "orders", order_id)
    lists = read_lists(tables)
    addresses = _by_id(tables, "addresses")
    parts = Parts(
        order=order,
        lists=lists,
        zone=zone,
        details=tables.get("order_details", ()),
        slips=tables.get("order_slip"),
        carriers=tables.get("order_carriers", ()),
        histories=tables.get("order_histories", ()),
        cart_rules=tables.get("order_cart_rules", ()),
        codes=tables.get("cart_rules", ()),
        payments=tables.get("order_payments", ()),
        customer=_by_id(tables, "customers").get(order.reference("id_customer")),
        delivery=addresses.get(order.reference("id_address_delivery")),
        invoice=addresses.get(order.reference("id_address_invoice")),
        messages=tables.get("customer_messages", ()),
        extras=read_extras(
            products=tables.get("products", ()),
            combinations=tables.get("combinations", ()),
            customizations=tables.get("customizations", ()),
            fields=tables.get("product_customization_fields", ()),
            lists=lists,
        ),
    )
    gaps = [name for name in _OF_AN_ORDER if name not in tables]
    if parts.customer is None and "customers" not in gaps:
        gaps.append("customers")
    return read_order(parts, gaps=tuple(gaps))


def found_of(tables: Tables, asked: Criteria, *, zone: ZoneInfo) -> tuple[FoundOrder, ...]:
    """The orders that meet the search, compared again here; newest first."""
    lists: Lists = read_lists(tables)
    orders = tables.get("orders", ())
    bulk = Bulk(
        orders,
        rows=tables,
        customers=_by_id(tables, "customers"),
        threads=tables.get("customer_threads", ()),
    )
    owners = owners_of(tables.get("addresses", ()), asked)
    newest = sorted(orders, key=lambda row: (row.moment("date_add", zone) or 0, row.number("id")))
    found = (
        bulk.found(row, asked, owners=owners, lists=lists, zone=zone) for row in reversed(newest)
    )
    return tuple(one for one in found if one.matches)[: asked.limit]


def image_of(answer: Fields, *, kinds: frozenset[str], most_bytes: int) -> Image:
    """The picture in an answer, only of a kind that can be shown."""
    media_type, content = answer.written("media_type"), answer.written("content")
    if not isinstance(media_type, str) or not isinstance(content, str):
        raise BadAnswer("module: not a picture")
    if media_type not in kinds:
        raise BadAnswer("module: not a picture")
    try:
        picture = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise BadAnswer("module: not a picture") from None
    if not picture or len(picture) > most_bytes:
        raise BadAnswer("module: not a picture")
    return Image(picture, media_type)


def _rows(rows: Fields, name: str) -> Rows:
    listed = rows.written(name)
    if not isinstance(listed, list) or len(listed) > _MOST_ROWS:
        rows.refuse(name)
    if not all(isinstance(one, dict) for one in listed):
        rows.refuse(name)
    found = [Row(name, one) for one in listed]
    return tuple(sorted(found, key=lambda row: row.number("id")))


def _by_id(tables: Tables, name: str) -> dict[str, Row]:
    return {row.reference("id"): row for row in tables.get(name, ())}
