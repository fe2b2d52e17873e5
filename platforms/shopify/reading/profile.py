"""What Shopify knows of one customer."""

from __future__ import annotations

from collections.abc import Mapping

from platforms.people import Consent, Profile
from platforms.shopify.reading.node import Node
from platforms.shopify.reading.people import email_of, language_of, phone_of

_CONSENTS: Mapping[str, Consent] = {
    "SUBSCRIBED": Consent.GIVEN,
    "NOT_SUBSCRIBED": Consent.NOT_GIVEN,
    "UNSUBSCRIBED": Consent.NOT_GIVEN,
    "INVALID": Consent.NOT_GIVEN,
    "PENDING": Consent.PENDING,
}
_STATES = frozenset({"enabled", "invited", "disabled", "declined"})


def read_profile(customer: Node) -> Profile:
    """The whole profile; what the key may not read of it is empty."""
    email, phone = customer.node("defaultEmailAddress"), customer.node("defaultPhoneNumber")
    consent = phone.node("smsMarketingConsent") if phone else None
    state = customer.text("state").lower()
    return Profile(
        id=customer.identity("Customer"),
        name=customer.text("displayName"),
        email=email_of(customer),
        phone=phone_of(customer),
        email_consent=_consent(email, "marketingState"),
        phone_consent=_consent(consent, "state"),
        orders=customer.number("numberOfOrders"),
        spent=customer.amount("amountSpent") if customer.has("amountSpent") else None,
        since=customer.moment("createdAt"),
        language=language_of(customer.text("locale")),
        place=_place(customer.node("defaultAddress")),
        tags=customer.texts("tags"),
        note=customer.text("note"),
        is_verified=customer.is_set("verifiedEmail"),
        is_tax_exempt=customer.is_set("taxExempt"),
        state=state if state in _STATES else "",
    )


def _consent(known: Node | None, name: str) -> Consent:
    return _CONSENTS.get(known.text(name), Consent.UNKNOWN) if known else Consent.UNKNOWN


def _place(address: Node | None) -> str:
    if address is None:
        return ""
    return ", ".join(filter(None, (address.text("city"), address.text("country"))))
