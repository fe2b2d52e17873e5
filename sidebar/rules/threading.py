"""Where a mail belongs: by ids and tags that we made, by orders that are the sender's own.

A subject alone never decides: everybody can write one.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

MOST_NAMED = 30
"""Message-IDs looked for: a thread's last ones name it, and a forged list costs no more."""

MAC_LETTERS = 12
"""60 bits: with a ticket's number known, a guess a second would take longer than the sun has."""

LONGEST_LOCAL = 64
"""Characters before the @ (RFC 5321 §4.5.3.1.1)."""

_TAG = re.compile(r"\+t(\d{1,12})\.([a-z2-7]{12})@", re.IGNORECASE)
_LETTER = re.compile(r"<(ltr_[0-9A-Za-z]{1,60})@")
_REFERENCE = re.compile(r"(?<![\w-])#?[A-Z0-9](?:[A-Z0-9-]{2,28}[A-Z0-9])(?![\w-])")
_TICKET_MARK = re.compile(r"\s*\[#\d{1,12}\]")
_ANSWERS = re.compile(r"^\s*(?:(?:re|aw|sv|tr|fwd?|r[ée]f?)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def named_ids(in_reply_to: str, references: Iterable[str]) -> tuple[str, ...]:
    """The Message-IDs that a mail answers, likeliest first."""
    named = (in_reply_to, *reversed(tuple(references)))
    return tuple(dict.fromkeys(filter(None, named)))[:MOST_NAMED]


def letter_named(mail_id: str) -> str:
    """Our own id of the letter that a Message-ID may name; empty for any other's."""
    found = _LETTER.match(mail_id)
    return found[1] if found else ""


def is_same(one: str, other: str) -> bool:
    """Whether both are the same address, however it is capitalised."""
    return bool(one.strip()) and one.strip().lower() == other.strip().lower()


def tagged(address: str, *, number: int, shop_id: str, ticket_id: str, key: str) -> str:
    """The address with the ticket's signed tag; as it was where there is no room or no key."""
    local, at, domain = address.rpartition("@")
    if not key or not at:
        return address
    fresh = f"{local}+t{number}.{_mac(shop_id, ticket_id, key)}"
    return f"{fresh}@{domain}" if len(fresh) <= LONGEST_LOCAL else address


def tags_in(recipients: Iterable[str]) -> Iterator[tuple[int, str]]:
    """(ticket number, its claimed signature) of each tag in the addresses."""
    for address in recipients:
        found = _TAG.search(address)
        if found:
            yield int(found[1]), found[2].lower()


def is_our_tag(signature: str, *, shop_id: str, ticket_id: str, key: str) -> bool:
    """Whether we signed it for this very ticket of this very shop."""
    return bool(key) and hmac.compare_digest(signature, _mac(shop_id, ticket_id, key))


def untagged(address: str) -> str:
    """The address without what stands after a plus, in small letters: whose mailbox it is."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def names_reference(text: str, reference: str) -> bool:
    """Whether the text names this order, as a word of its own."""
    if len(reference.lstrip("#")) < 3:
        return False
    core = re.escape(reference.lstrip("#"))
    return bool(re.search(rf"(?<![\w-])#?{core}(?![\w-])", text, re.IGNORECASE))


def may_name_an_order(text: str) -> bool:
    """Whether there is anything in it worth asking the shop about: a number, or capitals."""
    return any(
        any(letter.isdigit() for letter in found) or len(found) >= 6
        for found in map(str, _REFERENCE.findall(_without_marks(text)))
    )


def proven(text: str, orders: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The first of the sender's own orders (id, reference) that the text names."""
    said = _without_marks(text)
    return next((order for order in orders if names_reference(said, order[1])), None)


def plain_subject(subject: str) -> str:
    """A subject without what mail programs and we put around it."""
    return _ANSWERS.sub("", _TICKET_MARK.sub("", subject)).strip()


def _without_marks(text: str) -> str:
    """Our own "[#1001]" names a ticket, and everyone's next order may have that number."""
    return _TICKET_MARK.sub(" ", text)


def _mac(shop_id: str, ticket_id: str, key: str) -> str:
    signed = hmac.digest(key.encode(), f"address-tag:{shop_id}:{ticket_id}".encode(), sha256)
    return base64.b32encode(signed).decode().lower()[:MAC_LETTERS]
