"""What the framework tells an app of a ticket and its people, in the framework's own shapes."""

from __future__ import annotations

from typing import Any

from platforms.zendesk.sandbox.standin import Sandbox
from platforms.zendesk.sandbox.wording import iso

NEW = "new"
"""What stands for the number of a ticket that is being begun."""

CHATS = ("chat", "native_messaging", "whatsapp")
"""Channels whose tickets are conversations: short, plain, live."""

Json = dict[str, Any]


def is_chat(ticket: Json) -> bool:
    return ticket["channel"] in CHATS


def blank() -> Json:
    """A ticket that nobody has saved yet."""
    empty: Json = {"id": None, "subject": "", "requester": None, "channel": "web", "status": "new"}
    return {**empty, "tags": [], "fields": {}, "conversation": []}


def ticket_object(sandbox: Sandbox, ticket: Json) -> Json:
    """``ticket`` as an app reads it, but for what only the page knows."""
    said = [_comment(sandbox, number, one) for number, one in enumerate(ticket["conversation"], 1)]
    customer = sandbox.customers.get(ticket["requester"])
    return {
        "id": ticket["id"],
        "isNew": ticket["id"] is None,
        "subject": ticket["subject"],
        "description": ticket["conversation"][0]["text"] if said else "",
        "status": ticket["status"],
        "priority": None,
        "type": None,
        "createdAt": iso(ticket["conversation"][0]["minutes"]) if said else None,
        "requester": user_object(customer) if customer else None,
        "via": {"channel": ticket["channel"]},
        "tags": list(ticket["tags"]),
        "comments": said,
        "conversation": [_happened(ticket, one) for one in said],
        "fields": ticket["fields"],
    }


def user_object(user: Json) -> Json:
    """A customer, with all the ways to reach them."""
    emails = [_identity("email", it) for it in user["emails"]]
    phones = [_identity("phone_number", it) for it in user["phones"]]
    return {
        "id": user["id"],
        "name": user["name"],
        "email": user["email"],
        "phone": user["phones"][0] if user["phones"] else None,
        "identities": emails + phones,
        "locale": user["locale"],
        "role": "end-user",
        "tags": [],
        "organizations": [],
    }


def agent_object(person: Json, language: str) -> Json:
    """``currentUser``; the language is the one that the page is shown in."""
    spoken = "fr" if language == "fr" else "en-US"
    return {
        "id": person["id"],
        "name": person["name"],
        "email": person["email"],
        "role": person["role"],
        "locale": spoken,
        "timeZone": {"ianaName": "Europe/Paris"},
        "groups": [],
        "tags": [],
    }


def _identity(kind: str, value: str) -> Json:
    return {"type": kind, "value": value}


def _comment(sandbox: Sandbox, number: int, one: Json) -> Json:
    agents = {person["id"]: person for person in sandbox.people.values()}
    author = agents.get(one["by"]) or sandbox.customers[one["by"]]
    return {
        "id": number,
        "author": {
            "id": author["id"],
            "name": author["name"],
            "email": author["email"],
            "role": author.get("role", "end-user"),
        },
        "value": one["text"],
        "isPublic": one.get("is_public", True),
        "createdAt": iso(one["minutes"]),
    }


def _happened(ticket: Json, one: Json) -> Json:
    return {
        "author": one["author"],
        "channel": {"name": ticket["channel"] if one["isPublic"] else "internal"},
        "message": {"content": one["value"], "contentType": "text/plain"},
        "attachments": [],
        "timestamp": one["createdAt"],
    }
