"""What a ticket needs to begin by hand: someone it is about, and a way to answer if it says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sidebar.rules.conversation import MessageKind, checked
from sidebar.rules.naming import LONGEST_SUBJECT

LONGEST_NAME = 120
LONGEST_EMAIL = 254
"""Characters of an address (RFC 5321, 4.5.3.1.3, without its brackets)."""

_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]{1,190}\.[^\s@.]{2,63}")
"""Looser than any standard: what it refuses is surely mistyped."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in."""

    customer_id: str = ""
    """Chosen among those known."""
    name: str = ""
    email: str = ""
    looked: str = ""
    """What the known ones were looked for by."""
    order: str = ""
    """A reference, typed."""
    order_id: str = ""
    """Of the order that was chosen for the reference ``order_of``."""
    order_of: str = ""
    subject: str = ""
    channel: str = ""
    type: str = ""
    body: str = ""
    kind: str = "note"
    ask_id: str = ""
    previous_id: str = ""

    @property
    def has_order(self) -> bool:
        return bool(self.order.strip())

    @property
    def chosen_order(self) -> str:
        """The id of the order, unless another reference was typed since it was chosen."""
        return self.order_id if self.order.strip() == self.order_of.strip() else ""

    @property
    def has_customer(self) -> bool:
        return bool(self.customer_id or self.email.strip())

    @property
    def message_kind(self) -> MessageKind:
        return MessageKind.AGENT if self.kind == "agent" else MessageKind.NOTE


def faults_of(typed: Typed, *, channels: set[str], types: set[str]) -> Mapping[str, str]:
    """What is wrong, by field, before the shop is asked anything; a stable name each."""
    faults = dict[str, str]()
    email = typed.email.strip()
    if email and not is_address(email):
        faults["email"] = "bad_email"
    if not typed.has_customer and not typed.has_order:
        faults["email" if typed.name.strip() else "customer"] = "no_customer"
    if len(typed.name.strip()) > LONGEST_NAME:
        faults["name"] = "name_too_long"
    if len(typed.subject.strip()) > LONGEST_SUBJECT:
        faults["subject"] = "subject_too_long"
    elif not typed.subject.strip() and not typed.has_order:
        faults["subject"] = "no_subject"
    if typed.channel not in channels:
        faults["channel"] = "unknown_choice"
    if typed.type not in types:
        faults["type"] = "unknown_choice"
    if typed.body.strip():
        text = checked(typed.body)
        if text.fault is not None:
            faults["body"] = text.fault.value
    return faults


def is_address(email: str) -> bool:
    """Whether it may be an e-mail address."""
    is_short = len(email) <= LONGEST_EMAIL and email.isprintable()
    return is_short and _EMAIL.fullmatch(email) is not None
