"""Sows the people: those who work in the shop, and those who buy there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platforms.shopify.sandbox.sowing_places import DAY
from platforms.shopify.sandbox.store import Node, Staff, Store

COUNTRIES = {"FR": "France", "GB": "United Kingdom", "BE": "Belgium", "JP": "Japan"}


def sow_staff(store: Store, written: Mapping[str, Any]) -> None:
    """Someone who signs in to the admin."""
    person = Staff(
        id=str(written["id"]),
        handle=written["handle"],
        first_name=written["first"],
        last_name=written["last"],
        email=written["email"],
        locale=written["locale"],
        is_owner=written.get("owner", False),
        is_collaborator=written.get("collaborator", False),
        refused=frozenset(written.get("refused", ())),
    )
    store.staff[person.id] = person


def sow_customer(store: Store, written: Mapping[str, Any]) -> None:
    """A customer, with what happened to them."""
    gid = f"gid://shopify/Customer/{written['id']}"
    born = store.clock.iso(ago=int(written["days"] * DAY))
    first, last = written.get("first"), written.get("last")
    named = " ".join(filter(None, (first, last)))
    store.add(
        {
            "__typename": "Customer",
            "id": gid,
            "legacyResourceId": str(written["id"]),
            "firstName": first,
            "lastName": last,
            "displayName": named or written.get("email") or written.get("phone") or "",
            "createdAt": born,
            "updatedAt": born,
            **_reached(written),
            **_standing(written),
            "events": [],
            "_metafields": {},
        }
    )
    store.happened(gid, "create", f"{named or 'A customer'} was created.", createdAt=born)
    for event in written.get("events", ()):
        sow_event(store, gid, event)


def _reached(written: Mapping[str, Any]) -> Node:
    """How the customer may be reached, and what they consented to."""
    kept = written.get("address")
    home = address(written, kept, f"{written['id']}1") if kept else None
    return {
        "email": written.get("email"),
        "phone": written.get("phone"),
        "locale": written.get("locale", "fr"),
        "verifiedEmail": written.get("verified", True),
        "defaultAddress": home,
        "addressesV2": [home] if home else [],
        "_address_text": " ".join(str(it) for it in (kept or {}).values()),
        "_email_consent": written.get("email_consent", "NOT_SUBSCRIBED"),
        "_sms_consent": written.get("sms_consent", "NEVER_SUBSCRIBED"),
    }


def _standing(written: Mapping[str, Any]) -> Node:
    """What the shop thinks of the customer."""
    return {
        "state": written.get("state", "DISABLED"),
        "note": written.get("note"),
        "tags": list(written.get("tags", ())),
        "taxExempt": False,
        "lifetimeDuration": written.get("lifetime", "about 1 year"),
        "statistics": {
            "predictedSpendTier": written.get("tier"),
            "rfmGroup": written.get("group"),
        },
        "_older_orders": written.get("older_orders", 0),
        "_older_spent": written.get("older_spent", "0"),
    }


def sow_event(store: Store, subject: str, written: Mapping[str, Any]) -> None:
    """An event as it is written in a seed, ``days`` ago."""
    more: dict[str, Any] = {"createdAt": store.clock.iso(ago=int(written["days"] * DAY))}
    if "comment" in written:
        more |= {
            "__typename": "CommentEvent",
            "rawMessage": written["comment"],
            "attributeToUser": True,
            "attachments": list(written.get("attachments", ())),
        }
    elif "author" in written:
        more |= {"author": written["author"], "attributeToUser": True}
    elif "app" in written:
        more |= {"appTitle": written["app"], "attributeToApp": True, "author": written["app"]}
    message = written.get("message") or written.get("comment", "")
    store.happened(subject, written.get("action", "comment"), message, **more)


def address(person: Mapping[str, Any], written: Mapping[str, Any], number: str) -> Node:
    """A postal address; names are the person's where the address has none of its own."""
    country = written.get("country", "FR")
    return {
        "__typename": "MailingAddress",
        "id": f"gid://shopify/MailingAddress/{number}",
        "firstName": written.get("first", person.get("first")),
        "lastName": written.get("last", person.get("last")),
        "company": written.get("company"),
        "address1": written.get("street"),
        "address2": written.get("more"),
        "city": written.get("city"),
        "zip": written.get("zip"),
        "province": written.get("province"),
        "provinceCode": None,
        "country": COUNTRIES[country],
        "countryCodeV2": country,
        "phone": written.get("phone"),
    }
