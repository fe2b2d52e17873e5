"""No bytes stay that belong to nothing: what was erased goes, and what no row ever named."""

from __future__ import annotations

from platforms.files import FileFault
from platforms.mail.arrived import Enclosure
from sidebar.actions import attaching
from sidebar.actions.desk import Desk
from sidebar.clock import HOUR
from sidebar.store import erasing_work, loose_files
from sidebar.store.database import Connection

AT_ONCE = 50

NAMED_WITHIN = HOUR
"""A mail that takes longer is read anew, and its files are kept anew."""


def put_unnamed(desk: Desk, shop_id: str, enclosures: tuple[Enclosure, ...]) -> None:
    """Keeps what a mail carries before it is known whether any message will.

    Noted first: what no message carries when ``NAMED_WITHIN`` is over goes. Raises FileFault.
    """
    keys = {attaching.examined(shop_id, enclosure).key for enclosure in enclosures} - {""}
    if not keys:
        return
    with desk.database.writing() as store:
        loose_files.note(store, keys, due_at=desk.clock.now() + NAMED_WITHIN)
    for enclosure in enclosures:
        attaching.put(desk, shop_id, enclosure)


def clear_erased(desk: Desk) -> None:
    """What was in the files and mails of who was forgotten goes too.

    Raises FileFault where they cannot be reached: it is tried again in a moment.
    """
    with desk.database.reading() as store:
        keys = erasing_work.to_clear(store, most=AT_ONCE)
    for key in keys:
        with desk.database.writing() as store:
            # One that is noted is looked at later: the same bytes may just be arriving again.
            if not (erasing_work.is_kept(store, key) or loose_files.is_noted(store, key)):
                desk.files.delete(key)
            erasing_work.cleared(store, key)


def clear_loose(desk: Desk) -> None:
    """What was kept for a row that was never written goes. Raises FileFault: it stays noted."""
    now = desk.clock.now()
    with desk.database.reading() as store:
        keys = loose_files.due(store, now=now, most=AT_ONCE)
    for key in keys:
        _clear(desk, key, now=now)


def clear_shop(desk: Desk, shop_id: str) -> None:
    """All of a shop that was noted in the transaction that erased it; later, if it is away now."""
    try:
        _clear(desk, everything_of(shop_id), now=desk.clock.now())
    except FileFault:
        # It stays noted, and the next round comes back to it.
        return


def everything_of(shop_id: str) -> str:
    """What to note so that nothing of a shop stays."""
    return f"{shop_id}/"


def _clear(desk: Desk, key: str, *, now: int) -> None:
    """The note goes with the bytes, or neither does."""
    with desk.database.writing() as store:
        if loose_files.take(store, key, now=now):
            _delete(store, desk, key)


def _delete(store: Connection, desk: Desk, key: str) -> None:
    if key.endswith("/"):
        desk.files.clear(key.rstrip("/"))
    elif not erasing_work.is_kept(store, key):
        desk.files.delete(key)
