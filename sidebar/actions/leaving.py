"""A shop puts the app out, or grants it other things: dead keys go at once, tickets stay.

Nobody is put out by news alone: what came with it was not signed, so the host itself is asked.
"""

from __future__ import annotations

import dataclasses
from enum import Enum, auto

from platforms.contract import Unauthorized
from platforms.embedding import ChainBroken, Embedding, Grant, NotInstalled
from sidebar.actions import renewing
from sidebar.actions.desk import Desk, Secrets
from sidebar.actions.money import left_behind
from sidebar.errors import Refused
from sidebar.store import shops
from sidebar.store.shops import Shop

ASK_SECONDS = 8.0


class Standing(Enum):
    """Whether the shop has the app, by what the host says when it is asked."""

    THERE = auto()
    GONE = auto()
    """It says so, or refuses a key that had time left."""
    UNKNOWN = auto()
    """The key has ended and can be renewed no more, which is so of every shop that has left, and
    of one whose app must be opened again."""


def uninstalled(desk: Desk, shop: Shop, *, is_repeated: bool) -> bool:
    """The shop says that it put the app out; answers whether it has.

    What was said before in the very same words proves nothing by itself. Raises Refused
    (``not_confirmed``, ``host_not_asked``) or PlatformError where the host cannot tell.
    """
    standing = standing_of(desk, shop)
    if standing is Standing.UNKNOWN and is_repeated:
        raise Refused("not_confirmed")
    return standing is not Standing.THERE and _put_out(desk, shop)


def has_left(desk: Desk, shop: Shop) -> bool:
    """Whether a connected shop has left by its host's own word; it is then put out.

    Raises as ``uninstalled`` does.
    """
    return uninstalled(desk, shop, is_repeated=True)


def _put_out(desk: Desk, shop: Shop) -> bool:
    """How its letters leave is kept for the day it comes back; every key is erased.

    Answers False for a shop that had another key while it was asked about.
    """
    with desk.database.writing() as store:
        shops.hold(store, shop.id)
        known = shops.find(store, shop.id)
        if known is None or known.key_had_at != shop.key_had_at:
            return False
        password = desk.secrets(known).smtp_password
        rest = Secrets("", (), password)
        shops.remove(store, shop.id, desk.clock.now(), sealed=desk.sealed(rest))
        left_behind.tell(store, desk, shop.id)
    return True


def standing_of(desk: Desk, shop: Shop) -> Standing:
    """Asks the host by a cheap read with the shop's key, and by renewing it where it is refused.

    Raises Refused (``host_not_asked``), or PlatformError: then nothing is known.
    """
    grant, embedding = desk.secrets(shop).grant, desk.embeddings.get(shop.kind)
    if grant is None or embedding is None:
        raise Refused("host_not_asked")
    has_time = grant.expires_at > desk.clock.now()
    if has_time and _lets_in(embedding, shop, grant):
        return Standing.THERE
    try:
        fresh = renewing.renewed_grant(desk, embedding, shop.id, refused=grant.key)
    except Unauthorized as fault:
        if isinstance(fault.__cause__, NotInstalled):
            return Standing.GONE
        if not isinstance(fault.__cause__, ChainBroken) and not shop.needs_opening:
            raise
        return Standing.GONE if has_time else Standing.UNKNOWN
    if not _lets_in(embedding, shop, fresh):
        raise Refused("host_not_asked")
    return Standing.THERE


def _lets_in(embedding: Embedding, shop: Shop, grant: Grant) -> bool:
    host = embedding.host_of(shop.base_url)
    return embedding.lets_in(host, grant.key, within=ASK_SECONDS)


def scopes_changed(desk: Desk, shop: Shop) -> None:
    """Nothing of it is believed: the key is renewed soon, and the next one says what it opens."""
    now = desk.clock.now()
    with desk.database.writing() as store:
        shops.hold(store, shop.id)
        known = shops.find(store, shop.id)
        secrets = desk.secrets(known) if known is not None else None
        if known is None or secrets is None or secrets.grant is None:
            return
        ended = dataclasses.replace(secrets.grant, expires_at=min(secrets.grant.expires_at, now))
        sealed = desk.sealed(dataclasses.replace(secrets, grant=ended))
        shops.change(store, dataclasses.replace(known, sealed=sealed, renew_at=now))
