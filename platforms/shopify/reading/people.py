"""The customer of an order and where things are sent, from what Shopify shows of them."""

from __future__ import annotations

from babel import Locale

from platforms.shapes import Address, Customer, Wording
from platforms.shopify.reading.node import Node

_OWN = ("en", "fr")


def language_of(locale: str) -> str:
    """The ISO 639-1 code in "fr-CA", or empty."""
    code = locale.partition("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def read_customer(order: Node) -> Customer:
    """Who ordered; a guest is known by what the order itself says of them."""
    customer, language = order.node("customer"), language_of(order.text("customerLocale"))
    if customer is None:
        return _guest(order, language)
    return Customer(
        id=customer.identity("Customer"),
        first_name=customer.text("firstName"),
        last_name=customer.text("lastName"),
        email=order.text("email") or email_of(customer),
        language=language or language_of(customer.text("locale")),
        phones=phones_of(order),
        company=_company(order),
        note=customer.text("note"),
        since=customer.moment("createdAt"),
    )


def _guest(order: Node, language: str) -> Customer:
    place = order.node("billingAddress") or order.node("shippingAddress")
    return Customer(
        id="",
        first_name=place.text("firstName") if place else "",
        last_name=place.text("lastName") if place else "",
        email=order.text("email"),
        language=language,
        phones=phones_of(order),
        company=_company(order),
        is_guest=True,
    )


def email_of(customer: Node) -> str:
    known = customer.node("defaultEmailAddress")
    return known.text("emailAddress") if known else ""


def phone_of(customer: Node) -> str:
    known = customer.node("defaultPhoneNumber")
    return known.text("phoneNumber") if known else ""


def phones_of(order: Node) -> tuple[str, ...]:
    """Every number that the order names, each once."""
    places = (order.node("shippingAddress"), order.node("billingAddress"))
    written = [order.text("phone"), *(place.text("phone") for place in places if place)]
    return tuple(dict.fromkeys(filter(None, written)))


def read_address(node: Node | None) -> Address | None:
    if node is None:
        return None
    phone = node.text("phone")
    return Address(
        name=" ".join(filter(None, (node.text("firstName"), node.text("lastName")))),
        company=node.text("company"),
        lines=tuple(filter(None, (node.text("address1"), node.text("address2")))),
        postcode=node.text("zip"),
        city=node.text("city"),
        region=node.text("province"),
        country=country(node.text("countryCodeV2"), node.text("country")),
        country_code=node.text("countryCodeV2"),
        phones=(phone,) if phone else (),
    )


def country(code: str, written: str) -> Wording:
    """The country's name in our own languages; Shopify says it in one."""
    names = {own: Locale(own).territories.get(code, "") for own in _OWN}
    known = {own: name for own, name in names.items() if name}
    return Wording(written or known.get("en", code), known)


def _company(order: Node) -> str:
    place = order.node("billingAddress") or order.node("shippingAddress")
    return place.text("company") if place else ""
