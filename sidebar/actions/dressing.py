"""What a letter is given as it leaves: its words as a page, an address that knows its ticket."""

from __future__ import annotations

from dataclasses import replace

from platforms.mail.letters import Letter
from sidebar.actions.desk import Desk
from sidebar.rules import threading
from sidebar.store import mailboxes
from sidebar.store.database import Connection
from sidebar.store.tickets import Ticket

TO_COLLEAGUES = "news"
"""The purpose of letters whose answers are for people, not for the ticket."""


def takes_tags(store: Connection, shop_id: str) -> bool:
    """Whether answers to a tagged address arrive here."""
    box = mailboxes.find(store, shop_id)
    return box is not None and box.is_on and box.takes_tags


def dressed(desk: Desk, letter: Letter, ticket: Ticket | None, *, is_tagged: bool) -> Letter:
    """The letter as it leaves; as it was written where it has a page of its own."""
    page = letter.html or desk.letter_page(letter.text, letter.language)
    letter = replace(letter, html=page)
    if ticket is None or not is_tagged:
        return letter
    own = letter.reply_to or letter.sender.address
    tagged = threading.tagged(
        own,
        number=ticket.number,
        shop_id=ticket.shop_id,
        ticket_id=ticket.id,
        key=desk.signing_key,
    )
    # Where no tag was put, answers go where they went before.
    return letter if tagged == own else replace(letter, reply_to=tagged)
