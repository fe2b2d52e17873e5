"""Renews the keys of shops: one process at a time, and no key is used before it is kept."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from platforms.contract import PlatformError, Unauthorized, Unreachable
from platforms.embedding import ChainBroken, Embedding, Grant, NotInstalled
from sidebar import ids
from sidebar.clock import DAY, MINUTE, SECOND, Patience
from sidebar.store import leases, shops
from sidebar.store.database import Connection
from sidebar.store.shops import Shop

if TYPE_CHECKING:
    from sidebar.actions.desk import Desk

EARLY = 5 * MINUTE
"""A key is renewed this long before its end: a call that begins with it also ends with it."""

RENEW_SECONDS = 8.0
LEASE = 12 * SECOND
"""Longer than the host is waited for, so that a living holder is rarely overtaken; and short:
whoever waits for a dead one waits this long."""

LOOK_SECONDS = 0.05
PATIENCE = 14.0
"""Seconds, a little more than a lease: then its holder is done, or dead and taken over from."""

SPARED = MINUTE
"""A new key is not renewed again so soon, unless it was refused."""

KEPT_ALIVE_EVERY = 30 * DAY
"""A chain lasts 90 days without use; a third of it leaves two months for hosts that are away."""

ALIVE_AGAIN_AFTER = DAY
"""A host that could not renew an unused key is asked again this much later."""


def renewed_grant(
    desk: Desk,
    embedding: Embedding,
    shop_id: str,
    *,
    refused: str = "",
    within: float = PATIENCE,
) -> Grant:
    """A key with time left that is not the refused one, renewed once if need be.

    Raises Unauthorized where someone must open the app again, or another PlatformError.
    """
    holder, patience = ids.new_token(), Patience.of(within)
    while True:
        shop, grant = _kept(desk, shop_id)
        left = grant.expires_at - desk.clock.now()
        is_usable = left > 0 and grant.key != refused
        if is_usable and (left > EARLY or shop.needs_opening):
            return grant
        if grant.key != refused and _is_new(desk, shop):
            return grant
        if shop.needs_opening:
            raise Unauthorized("the app must be opened in the shop again")
        spare = patience.left()
        if spare <= 0:
            if is_usable:
                return grant
            raise Unreachable("no time left to renew the key of this shop")
        fresh = _renewed_alone(
            desk, embedding, shop, grant, holder=holder, is_usable=is_usable, within=spare
        )
        if fresh is not None:
            return fresh
        threading.Event().wait(min(LOOK_SECONDS, spare))


def _is_new(desk: Desk, shop: Shop) -> bool:
    """Whether the key was had a moment ago, whatever it says of its end.

    A host whose clock is not ours, or whose keys are short, is not asked for one at every call.
    """
    now = desk.clock.now()
    is_due = shop.renew_at is not None and shop.renew_at <= now
    return not is_due and 0 <= now - shop.key_had_at < SPARED


def _kept(desk: Desk, shop_id: str) -> tuple[Shop, Grant]:
    with desk.database.reading() as store:
        shop = shops.find(store, shop_id)
    grant = desk.secrets(shop).grant if shop is not None else None
    if shop is None or grant is None:
        raise Unauthorized("the app is not open in this shop")
    return shop, grant


def _renewed_alone(
    desk: Desk,
    embedding: Embedding,
    shop: Shop,
    grant: Grant,
    *,
    holder: str,
    is_usable: bool,
    within: float,
) -> Grant | None:
    """The next key, if nobody else is after it; the old one while it is good; else nothing."""
    name = lease_of(shop.kind, shop.base_url)
    if not _hold(desk, name, holder=holder):
        # Somebody else is at it: what is still good need not wait for them.
        return grant if is_usable else None
    try:
        known, still = _kept(desk, shop.id)
        if known.needs_opening or still.key != grant.key:
            return None
        # Whoever holds a good key still needs time to use it, should no other come.
        spare = within / 2 if is_usable else within
        return _asked(desk, embedding, shop, grant, holder=holder, within=spare)
    except (ChainBroken, NotInstalled) as error:
        _mark_broken(desk, shop.id, grant)
        if is_usable:
            return grant
        raise Unauthorized("the app must be opened in the shop again") from error
    except PlatformError:
        if is_usable:
            return grant
        raise
    finally:
        _give_back(desk, name, holder=holder)


def _asked(
    desk: Desk, embedding: Embedding, shop: Shop, grant: Grant, *, holder: str, within: float
) -> Grant | None:
    host = embedding.host_of(shop.base_url)
    fresh = embedding.renew(host, grant.renewal, within=min(RENEW_SECONDS, within))
    with desk.database.writing() as store:
        # Whoever was overtaken keeps nothing: the pair of the one that came after is the live one.
        if not leases.give_back(store, lease_of(shop.kind, shop.base_url), holder=holder):
            return None
        return fresh if keep_grant(store, desk, shop.id, fresh) else None


def keep_grant(store: Connection, desk: Desk, shop_id: str, grant: Grant) -> bool:
    """Keeps the shop's newest key; answers whether the shop is still connected."""
    shops.hold(store, shop_id)
    shop = shops.find(store, shop_id)
    if shop is None:
        return False
    secrets = dataclasses.replace(desk.secrets(shop), grant=grant)
    renewed = dataclasses.replace(
        shop,
        sealed=desk.sealed(secrets),
        needs_opening=False,
        renew_at=desk.clock.now() + KEPT_ALIVE_EVERY,
        key_had_at=desk.clock.now(),
    )
    return shops.change(store, renewed)


def _mark_broken(desk: Desk, shop_id: str, grant: Grant) -> None:
    """Nobody can renew this chain, unless a new one was kept meanwhile."""
    with desk.database.writing() as store:
        shops.hold(store, shop_id)
        shop = shops.find(store, shop_id)
        known = desk.secrets(shop).grant if shop is not None else None
        if shop is not None and known is not None and known.renewal == grant.renewal:
            broken = dataclasses.replace(shop, needs_opening=True, renew_at=None)
            shops.change(store, broken)


def lease_of(kind: str, base_url: str) -> str:
    """Under which name one process at a time sees to the key of the shop at this address."""
    return f"key:{kind}:{base_url}"


@contextmanager
def alone(desk: Desk, kind: str, base_url: str) -> Iterator[None]:
    """Waits until nobody else sees to the key of the shop at this address. Raises Unreachable."""
    name, holder = lease_of(kind, base_url), ids.new_token()
    patience = Patience.of(PATIENCE)
    while not _hold(desk, name, holder=holder):
        if patience.left() <= 0:
            raise Unreachable("another process is renewing the key of this shop")
        threading.Event().wait(LOOK_SECONDS)
    try:
        yield
    finally:
        _give_back(desk, name, holder=holder)


def _hold(desk: Desk, name: str, *, holder: str) -> bool:
    now = desk.clock.now()
    with desk.database.writing() as store:
        return leases.take(store, name, holder=holder, now=now, until=now + LEASE)


def _give_back(desk: Desk, name: str, *, holder: str) -> None:
    with desk.database.writing() as store:
        leases.give_back(store, name, holder=holder)


def keep_alive(desk: Desk) -> int:
    """Renews the keys that nobody used for long; answers how many shops were due."""
    now = desk.clock.now()
    with desk.database.reading() as store:
        due = shops.to_renew(store, now=now)
    for shop in due:
        _keep_alive(desk, shop)
    return len(due)


def _keep_alive(desk: Desk, shop: Shop) -> None:
    grant, embedding = desk.secrets(shop).grant, desk.embeddings.get(shop.kind)
    if grant is not None and embedding is not None:
        try:
            renewed_grant(desk, embedding, shop.id, refused=grant.key)
        except PlatformError:
            # Said by the doctor where it is for good; asked again below where it is not.
            pass
        else:
            return
    with desk.database.writing() as store:
        shops.hold(store, shop.id)
        known = shops.find(store, shop.id)
        if known is not None and known.renew_at == shop.renew_at:
            later = desk.clock.now() + ALIVE_AGAIN_AFTER
            shops.change(store, dataclasses.replace(known, renew_at=later))
