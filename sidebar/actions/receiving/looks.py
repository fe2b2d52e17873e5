"""A mail's own look, for a frame that runs nothing: its pictures only where they were asked for."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from platforms.files import FileFault
from platforms.mail.arrived import Enclosure
from platforms.mail.cleaning import has_remote_images, with_images
from platforms.mail.reading import read
from platforms.sniffing import sniffed
from sidebar.actions.desk import Desk
from sidebar.errors import NotFound
from sidebar.store import mails, messages, shops, tickets
from sidebar.store.mails import KeptMail
from sidebar.store.shops import Shop

RASTERS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""An SVG is a program."""

LARGEST_PICTURE = 3_000_000
LARGEST_IN_ALL = 12_000_000
"""Bytes within one look: the rest is among the message's files."""

_ENCLOSED = re.compile(r'<img data-cid="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Look:
    """What the frame shows, and whether pictures of other machines are left out of it."""

    shop: Shop
    html: str
    lacks_pictures: bool


def look(desk: Desk, shop_id: str, ticket_id: str, message_id: str, *, with_remote: bool) -> Look:
    """The message as its mail came. Raises NotFound."""
    with desk.database.reading() as store:
        shop = shops.find(store, shop_id)
        ticket = tickets.find(store, ticket_id, shop_id=shop_id)
        message = messages.find(store, message_id, ticket_id=ticket_id) if ticket else None
        record = mails.of_message(store, message_id) if message else None
    if shop is None or message is None or not message.html:
        raise NotFound
    html = with_images(message.html) if with_remote else message.html
    if record is not None and _ENCLOSED.search(html):
        html = _with_enclosed(desk, html, record)
    return Look(shop, html, has_remote_images(message.html) and not with_remote)


def _with_enclosed(desk: Desk, html: str, record: KeptMail) -> str:
    """Pictures that came with the mail, in the page itself: the frame can ask for nothing."""
    try:
        enclosures = read(desk.files.get(record.key)).enclosures
    except FileFault:
        return html
    shown = dict(_pictures(enclosures))

    def placed(tag: re.Match[str]) -> str:
        address = shown.get(tag[1])
        return tag.group() if address is None else f'<img src="{address}"'

    return _ENCLOSED.sub(placed, html)


def _pictures(enclosures: tuple[Enclosure, ...]) -> list[tuple[str, str]]:
    left, found = LARGEST_IN_ALL, []
    for enclosure in enclosures:
        size = len(enclosure.content)
        kind = sniffed(enclosure.content, enclosure.name)
        if enclosure.content_id and kind in RASTERS and size <= min(left, LARGEST_PICTURE):
            left -= size
            content = base64.b64encode(enclosure.content).decode()
            found.append((enclosure.content_id.strip("<>"), f"data:{kind};base64,{content}"))
    return found
