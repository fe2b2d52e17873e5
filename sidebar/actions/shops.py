"""Connects, changes and disconnects shops; secrets are made here and shown once."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sidebar import ids
from sidebar.actions.desk import Desk, Secrets
from sidebar.errors import NotFound, Refused
from sidebar.rules.viewer import role_named
from sidebar.store import shops
from sidebar.store.database import Conflict
from sidebar.store.shops import MailAddressing, Shop

VALID_SECRETS = 2
"""The new one and the one before: a shop can be given the new one without a moment of refusal."""


@dataclass(frozen=True, slots=True)
class NewShop:
    """What an administrator says of a shop to connect."""

    kind: str
    base_url: str
    key: str
    name: str = ""
    timezone: str = "Europe/Paris"
    admin_origins: tuple[str, ...] = ()
    roles: Mapping[str, str] = dataclasses.field(default_factory=dict)
    mail: MailAddressing = dataclasses.field(default_factory=MailAddressing)
    smtp_password: str = ""


def connect(desk: Desk, wanted: NewShop) -> tuple[Shop, str]:
    """Keeps the shop and answers it with its launch secret, which is never shown again.

    Raises Refused (``bad_url``, ``bad_origin``, ``bad_timezone``, ``bad_role``,
    ``already_connected``).
    """
    now = desk.clock.now()
    secret = ids.new_token()
    base_url = _checked_url(wanted.base_url)
    shop = Shop(
        id=ids.new_id("shp", now),
        kind=wanted.kind,
        name=wanted.name or urlsplit(base_url).netloc,
        base_url=base_url,
        timezone=_checked_timezone(wanted.timezone),
        admin_origins=_checked_origins(wanted.admin_origins or (_origin(base_url),)),
        roles=_checked_roles(wanted.roles),
        mail=wanted.mail,
        sealed=desk.sealed(Secrets(wanted.key, (secret,), wanted.smtp_password)),
        added_at=now,
    )
    try:
        with desk.database.writing() as store:
            shops.add(store, shop)
    except Conflict as error:
        raise Refused("already_connected") from error
    return shop, secret


def connected(desk: Desk) -> list[Shop]:
    """Every connected shop, oldest first."""
    with desk.database.reading() as store:
        return shops.every(store)


def find(desk: Desk, shop_id: str) -> Shop:
    """The connected shop. Raises NotFound."""
    with desk.database.reading() as store:
        shop = shops.find(store, shop_id)
    if shop is None:
        raise NotFound
    return shop


def rotate_secret(desk: Desk, shop_id: str, *, drops_old: bool) -> str:
    """A fresh launch secret; the one before stays valid beside it unless dropped."""
    shop = find(desk, shop_id)
    secrets = desk.secrets(shop)
    fresh = ids.new_token()
    kept = () if drops_old else secrets.launch[: VALID_SECRETS - 1]
    sealed = desk.sealed(dataclasses.replace(secrets, launch=(fresh, *kept)))
    _write(desk, dataclasses.replace(shop, sealed=sealed))
    return fresh


def change(
    desk: Desk,
    shop_id: str,
    *,
    name: str | None = None,
    timezone: str | None = None,
    admin_origins: tuple[str, ...] | None = None,
    roles: Mapping[str, str] | None = None,
    key: str | None = None,
    mail: MailAddressing | None = None,
    smtp_password: str | None = None,
) -> Shop:
    """Changes only what is given. Raises NotFound or Refused as ``connect`` does."""
    shop = find(desk, shop_id)
    secrets = desk.secrets(shop)
    fresh = dataclasses.replace(
        secrets,
        key=secrets.key if key is None else key,
        smtp_password=secrets.smtp_password if smtp_password is None else smtp_password,
    )
    changed = dataclasses.replace(
        shop,
        name=name or shop.name,
        timezone=_checked_timezone(timezone or shop.timezone),
        admin_origins=_checked_origins(admin_origins or shop.admin_origins),
        roles=_checked_roles(shop.roles if roles is None else roles),
        mail=mail or shop.mail,
        sealed=desk.sealed(fresh),
    )
    _write(desk, changed)
    return changed


def remove(desk: Desk, shop_id: str) -> None:
    """Disconnects a shop and erases its secrets. Raises NotFound."""
    with desk.database.writing() as store:
        if not shops.remove(store, shop_id, desk.clock.now()):
            raise NotFound


def reseal_all(desk: Desk) -> int:
    """Seals every shop's secrets anew under the first encryption key; answers how many."""
    every = connected(desk)
    for shop in every:
        _write(desk, dataclasses.replace(shop, sealed=desk.vault.reseal(shop.sealed)))
    return len(every)


def _write(desk: Desk, shop: Shop) -> None:
    with desk.database.writing() as store:
        if not shops.change(store, shop):
            raise NotFound


def _checked_url(url: str) -> str:
    cleaned = url.strip().rstrip("/")
    if not _is_address(cleaned):
        raise Refused("bad_url")
    return cleaned


def _is_address(url: str) -> bool:
    """An http(s) address in visible ASCII, without user, query or fragment."""
    try:
        parts = urlsplit(url)
        # Reading the port checks it.
        is_whole = parts.port != 0 and bool(parts.hostname) and not parts.username
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url
    return is_plain and is_whole and parts.scheme in ("http", "https") and not set(url) & set("?#")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _checked_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    for origin in origins:
        if not _is_address(origin) or origin != _origin(origin) or set(origin) & set(";,'\"*"):
            raise Refused("bad_origin")
    return tuple(dict.fromkeys(origins))


def _checked_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused("bad_timezone") from error
    return name


def _checked_roles(roles: Mapping[str, str]) -> dict[str, str]:
    try:
        return {profile: role_named(word).word for profile, word in roles.items()}
    except ValueError as error:
        raise Refused("bad_role") from error
