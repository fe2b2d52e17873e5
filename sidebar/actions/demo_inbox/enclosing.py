"""The files that the demonstration's customers send: a photo drawn here, a page that says so."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from platforms.mail.arrived import Enclosure
from sidebar.actions import attaching
from sidebar.actions.desk import Desk
from sidebar.store.database import Connection
from sidebar.store.messages import Message
from sidebar.store.tickets import Ticket


def enclose(store: Connection, desk: Desk, ticket: Ticket, message: Message, *, what: str) -> None:
    """Ties the file to the message, its bytes kept where all files are."""
    enclosure = (
        Enclosure("IMG_2041.jpg", "image/jpeg", photo())
        if what == "photo"
        else Enclosure("statuts-association.txt", "text/plain", b"Association La Hulotte\n" * 20)
    )
    attaching.put(desk, ticket.shop_id, enclosure)
    attaching.keep_incoming(
        store,
        desk,
        shop_id=ticket.shop_id,
        ticket_id=ticket.id,
        message_id=message.id,
        enclosures=(enclosure,),
    )


@cache
def photo() -> bytes:
    """A lamp on a table, its foot cracked."""
    picture = Image.new("RGB", (960, 720), "#d9cbb6")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 520, 960, 720), fill="#8a6a4a")
    draw.polygon(((360, 120), (600, 120), (690, 330), (270, 330)), fill="#f4ead6")
    draw.rectangle((465, 330, 495, 520), fill="#5b4a3a")
    draw.ellipse((380, 490, 580, 550), fill="#5b4a3a")
    draw.line(((430, 500), (470, 520), (455, 545)), fill="#f0e0c8", width=6)
    written = BytesIO()
    picture.save(written, "JPEG", quality=82)
    return written.getvalue()
