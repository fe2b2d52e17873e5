"""Who carries an order and where it can be followed; an address to follow is http(s) or nothing."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from platforms.prestashop.reading.lists import Lists
from platforms.prestashop.reading.row import Row
from platforms.shapes import Shipment

Rows = tuple[Row, ...]


def read_shipment(row: Row, *, currency: str, lists: Lists) -> Shipment:
    """One row of ``order_carriers``."""
    carrier = lists.carrier(row.reference("id_carrier"))
    number = row.text("tracking_number").strip()
    return Shipment(
        carrier=carrier.name,
        tracking_number=number,
        tracking_url=tracking_url(carrier.url, number),
        cost=row.money("shipping_cost_tax_incl", currency),
    )


def tracking_url(template: str, number: str) -> str:
    """The carrier's page for a parcel: ``@`` in its address stands for the number."""
    if not template or not number or not template.isprintable() or " " in template:
        return ""
    address = template.replace("@", quote(number, safe=""))
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


def followed(rows: Rows, lists: Lists) -> tuple[str, str]:
    """(number, address) of the newest parcel that has a number."""
    for row in sorted(rows, key=lambda row: row.number("id"), reverse=True):
        number = row.text("tracking_number").strip()
        if number:
            return number, tracking_url(lists.carrier(row.reference("id_carrier")).url, number)
    return "", ""
