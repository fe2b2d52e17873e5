"""Shopify's own timeline of an order or a customer, as plain text in groups that never change."""

from __future__ import annotations

import re
from collections.abc import Mapping

from platforms.contract import BadAnswer
from platforms.people import Group, Happening, Happenings
from platforms.shopify import gid
from platforms.shopify.plain_text import plain
from platforms.shopify.reading.node import Node

_BY_START: Mapping[str, Group] = {
    "authorization_": Group.PAYMENT,
    "capture_": Group.PAYMENT,
    "sale_": Group.PAYMENT,
    "void_": Group.PAYMENT,
    "refund_": Group.REFUND,
    "fulfillment_": Group.FULFILMENT,
    "mail_": Group.MAIL,
}
_BY_ACTION: Mapping[str, Group] = {
    "restock_line_items": Group.FULFILMENT,
    "placed": Group.ORDER,
    "confirmed": Group.ORDER,
    "closed": Group.ORDER,
    "re_opened": Group.ORDER,
    "cancelled": Group.ORDER,
    "edited": Group.ORDER,
}
_OF_ANYTHING = frozenset({"create", "update", "destroy"})
_SUBJECTS: Mapping[str, Group] = {"ORDER": Group.ORDER, "CUSTOMER": Group.CUSTOMER}
_EVENT = re.compile(r"gid://shopify/[A-Za-z]{1,40}/([0-9]{1,20})")


def read_happenings(owner: Node, order_id: str) -> Happenings:
    """A stretch of the timeline of an order (``order_id``), or of a customer ("")."""
    entries = tuple(_happening(one, order_id) for one in owner.nodes("events"))
    return Happenings(entries, owner.after("events"))


def _happening(event: Node, order_id: str) -> Happening:
    is_comment = event.kind == "CommentEvent"
    at = event.moment("createdAt")
    if at is None:
        raise BadAnswer("an event without a moment")
    return Happening(
        id=_identity(event),
        group=Group.COMMENT if is_comment else group_of(event),
        text=event.text("rawMessage").strip() if is_comment else plain(event.text("message")),
        at=at,
        by=_author(event),
        order_id=order_id or _order_of(event),
        is_critical=event.is_set("criticalAlert"),
    )


def group_of(event: Node) -> Group:
    """By what was done; what is done to anything is of the kind of its subject."""
    action = event.text("action")
    known = _BY_ACTION.get(action)
    if known is not None:
        return known
    if action in _OF_ANYTHING:
        return _SUBJECTS.get(_subject(event), Group.OTHER)
    starts = (group for start, group in _BY_START.items() if action.startswith(start))
    return next(starts, Group.OTHER)


def _identity(event: Node) -> str:
    found = _EVENT.fullmatch(event.text("id"))
    if found is None:
        raise BadAnswer("an event without an id")
    return found[1]


def _author(event: Node) -> str:
    """The person, where Shopify names one without a right that we do not ask for; or the app."""
    person = event.text("author") if event.kind == "BasicEvent" else ""
    return person or event.text("appTitle")


def _subject(event: Node) -> str:
    return event.text("subjectType") if event.kind == "BasicEvent" else ""


def _order_of(event: Node) -> str:
    if _subject(event) != "ORDER":
        return ""
    return gid.digits_of(event.text("subjectId"), "Order")
