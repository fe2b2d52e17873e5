"""Connects, changes and disconnects shops; secrets are made here and shown once."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platforms.mail.composing import deliverable
from platforms.mail.letters import MailRefused
from sidebar import ids
from sidebar.actions.desk import Desk, Secrets
from sidebar.errors import NotFound, Refused
from sidebar.rules.limits import amount_of
from sidebar.rules.viewer import role_named
from sidebar.store import sealing, shops
from sidebar.store.database import Conflict
from sidebar.store.shops import MailAddressing, MoneyRules, Shop

VALID_SECRETS = 2
"""The new one and the one before: a shop can be given the new one without a moment of refusal."""


DEFAULT_PORTS = {"http": 80, "https": 443}

_HOST_NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")

_UNNAMEABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories that would break a line: controls, halves of pairs, separators."""


@dataclass(frozen=True, slots=True)
class NewShop:
    """What an administrator says of a shop to connect."""

    kind: str
    base_url: str
    key: str = ""
    """Of the shop's own API, for a shop without the module."""
    name: str = ""
    timezone: str = "Europe/Paris"
    admin_origins: tuple[str, ...] = ()
    roles: Mapping[str, str] = dataclasses.field(default_factory=dict)
    mail: MailAddressing = dataclasses.field(default_factory=MailAddressing)
    smtp_password: str = ""
    money: MoneyRules = dataclasses.field(default_factory=MoneyRules)
    family: str = ""


def connect(desk: Desk, wanted: NewShop) -> tuple[Shop, str]:
    """Keeps the shop and answers it with its launch secret, which is never shown again.

    Raises Refused (``bad_url``, ``bad_origin``, ``bad_name``, ``bad_timezone``, ``bad_role``,
    ``bad_email``, ``bad_smtp_host``, ``bad_limit``, ``already_connected``).
    """
    now = desk.clock.now()
    secret = ids.new_token()
    base_url = address_of(wanted.base_url)
    shop = Shop(
        id=ids.new_id("shp", now),
        kind=wanted.kind,
        name=_checked_name(wanted.name or urlsplit(base_url).netloc),
        base_url=base_url,
        timezone=_checked_timezone(wanted.timezone),
        admin_origins=_checked_origins(wanted.admin_origins or (_origin(base_url),)),
        roles=_checked_roles(wanted.roles),
        mail=_checked_mail(wanted.mail),
        sealed=desk.sealed(Secrets(wanted.key, (secret,), wanted.smtp_password)),
        added_at=now,
        money=_checked_money(wanted.money),
        family=_checked_name(wanted.family).strip(),
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


@lru_cache(maxsize=1024)
def address_of(url: str) -> str:
    """A shop's address in the one form it is kept in, so that no shop is connected twice.

    Scheme and host in small letters, without the scheme's own port, without a slash or the
    webservice's own ``/api`` at the end. Raises Refused (``bad_url``).
    """
    cleaned = url.strip()
    if not _is_address(cleaned):
        raise Refused("bad_url")
    path = urlsplit(cleaned).path.rstrip("/").removesuffix("/api")
    return _origin(cleaned) + path.rstrip("/")


def is_at(shop: Shop, url: str) -> bool:
    """Whether this is the address that the shop was connected by."""
    try:
        return address_of(url) == shop.base_url
    except Refused:
        return False


def rotate_secret(desk: Desk, shop_id: str, *, drops_old: bool) -> str:
    """A fresh launch secret; the one before stays valid beside it unless dropped."""
    fresh = ids.new_token()

    def rotated(shop: Shop) -> Shop:
        secrets = desk.secrets(shop)
        kept = () if drops_old else secrets.launch[: VALID_SECRETS - 1]
        sealed = desk.sealed(dataclasses.replace(secrets, launch=(fresh, *kept)))
        return dataclasses.replace(shop, sealed=sealed)

    alter(desk, shop_id, rotated)
    return fresh


def alter(desk: Desk, shop_id: str, altered: Callable[[Shop], Shop]) -> Shop:
    """The shop as it is now, changed and kept: of two at once, none undoes the other.

    Raises NotFound, and whatever ``altered`` raises; then nothing is kept.
    """
    with desk.database.writing() as store:
        shops.hold(store, shop_id)
        shop = shops.find(store, shop_id)
        if shop is None:
            raise NotFound
        changed = altered(shop)
        shops.change(store, changed)
    return changed


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
    money: MoneyRules | None = None,
) -> Shop:
    """Changes only what is given. Raises NotFound or Refused as ``connect`` does."""

    def told(shop: Shop) -> Shop:
        secrets = desk.secrets(shop)
        fresh = dataclasses.replace(
            secrets,
            key=secrets.key if key is None else key,
            smtp_password=secrets.smtp_password if smtp_password is None else smtp_password,
        )
        return dataclasses.replace(
            shop,
            name=_checked_name(name or shop.name),
            timezone=_checked_timezone(timezone or shop.timezone),
            admin_origins=_checked_origins(admin_origins or shop.admin_origins),
            roles=_checked_roles(shop.roles if roles is None else roles),
            mail=shop.mail if mail is None else _checked_mail(mail),
            sealed=desk.sealed(fresh),
            money=shop.money if money is None else _checked_money(money),
        )

    return alter(desk, shop_id, told)


def join_family(desk: Desk, shop_id: str, family: str) -> Shop:
    """Lets it and the family's other shops see each other's orders; none does with an empty one.

    Raises NotFound or Refused (``bad_name``).
    """
    name = _checked_name(family).strip()
    return alter(desk, shop_id, lambda shop: dataclasses.replace(shop, family=name))


def remove(desk: Desk, shop_id: str) -> None:
    """Disconnects a shop and erases its secrets. Raises NotFound."""
    with desk.database.writing() as store:
        if not shops.remove(store, shop_id, desk.clock.now()):
            raise NotFound


def reseal_all(desk: Desk) -> int:
    """Seals all that is sealed anew under the first encryption key; answers how many shops."""

    def resealed(shop: Shop) -> Shop:
        return dataclasses.replace(shop, sealed=desk.vault.reseal(shop.sealed))

    every = connected(desk)
    for shop in every:
        alter(desk, shop.id, resealed)
    with desk.database.writing() as store:
        sealing.reseal(store, desk.vault.reseal)
    return len(every)


def _is_address(url: str) -> bool:
    """An http(s) address in visible ASCII, without user, query or fragment."""
    try:
        parts = urlsplit(url)
        # Reading the port checks it.
        is_whole = parts.port != 0 and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url
    return is_plain and is_whole and parts.scheme in DEFAULT_PORTS and not set(url) & set("?#")


def _origin(url: str) -> str:
    """Scheme and host in small letters, and the port where it is not the scheme's own."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    place = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{place}{port}"


def _checked_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    for origin in origins:
        if not _is_address(origin) or urlsplit(origin).path or set(origin) & set(";,'\"*"):
            raise Refused("bad_origin")
    return tuple(dict.fromkeys(map(_origin, origins)))


def _checked_name(name: str) -> str:
    if any(unicodedata.category(letter) in _UNNAMEABLE for letter in name):
        raise Refused("bad_name")
    return name


def _checked_mail(mail: MailAddressing) -> MailAddressing:
    """What is said of a shop's mail; what is empty was not said yet."""
    _checked_name(mail.sender_name)
    if mail.host and not is_host(mail.host):
        raise Refused("bad_smtp_host")
    try:
        for address in filter(None, (mail.sender, mail.reply_to)):
            deliverable(address)
    except MailRefused as error:
        raise Refused("bad_email") from error
    return mail


def is_host(written: str) -> bool:
    """Whether it names a machine, or is the address of one."""
    try:
        return bool(_HOST_NAME.fullmatch(written) or ip_address(written))
    except ValueError:
        return False


def _checked_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused("bad_timezone") from error
    return name


def _checked_money(money: MoneyRules) -> MoneyRules:
    """Limits for roles that exist, in amounts that can be read."""
    _checked_roles({role: role for role in money.limits})
    for limit in money.limits.values():
        for text in filter(None, (limit.operation, limit.day)):
            if amount_of(text, "EUR") is None:
                raise Refused("bad_limit")
    return money


def _checked_roles(roles: Mapping[str, str]) -> dict[str, str]:
    try:
        return {profile: role_named(word).word for profile, word in roles.items()}
    except ValueError as error:
        raise Refused("bad_role") from error
