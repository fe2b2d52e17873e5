"""A shop and its module come to know each other: proven in both directions before it counts."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from urllib.parse import urlsplit

from platforms.contract import Check, Connection
from platforms.hooks import ModuleReport
from sidebar.actions import shops
from sidebar.actions.desk import Desk
from sidebar.actions.shops import VALID_SECRETS
from sidebar.store import shops as kept
from sidebar.store.shops import Shop

EXAMINE_SECONDS = 12.0
"""A shop whose cache was just cleared compiles its container for some five seconds first."""

NEEDED = ("module:address", "module:reach", "module:signature")
"""Without these the module cannot be asked anything, or is that of another shop or of a copy."""


@dataclass(frozen=True, slots=True)
class Paired:
    """What came of a pairing. ``is_whole`` when money may move through it from now on."""

    shop: Shop
    checks: tuple[Check, ...]
    is_whole: bool


def code_of(desk: Desk, shop: Shop) -> str:
    """What is pasted once into the shop's module; it holds the newest secret."""
    secret = desk.secrets(shop).launch[0]
    return desk.hook_reader(shop.kind).pairing_code(desk.public_url, shop_id=shop.id, secret=secret)


def pair(desk: Desk, shop: Shop, report: ModuleReport) -> Paired:
    """Takes the module at its word for what it says of its shop, and proves the way back.

    A shop that cannot be asked stays as it was; what is wrong with it is answered check by check.
    """
    checks = _examined(desk, shop, report)
    failed = {check.name for check in checks if not check.is_ok}
    is_whole = not failed & set(NEEDED)
    if is_whole:
        shop = _remember(desk, shop, report)
    return Paired(shop, checks, is_whole)


def trust(desk: Desk, shop: Shop) -> Shop:
    """Takes a shop for paired that was given its secret by ourselves, as the demonstration's is."""
    module = dataclasses.replace(shop.module, paired_at=shop.module.paired_at or desk.clock.now())
    with desk.database.writing() as store:
        kept.keep_module(store, shop.id, module)
    return shops.find(desk, shop.id)


def rotate(desk: Desk, shop: Shop, secret: str, *, signed_with: str) -> bool:
    """The shop has made a new secret; the one before stays valid beside it.

    Only the newest may bring a newer one: whoever stole the one before it must not drive out the
    shop's own. The same again, its answer lost, changes nothing. Answers whether it holds.
    """

    def rotated(known: Shop) -> Shop:
        secrets = desk.secrets(known)
        if signed_with != secrets.launch[0] or secret == signed_with:
            return known
        valid = (secret, *secrets.launch[: VALID_SECRETS - 1])
        return dataclasses.replace(
            known, sealed=desk.sealed(dataclasses.replace(secrets, launch=valid))
        )

    return desk.secrets(shops.alter(desk, shop.id, rotated)).launch[0] == secret


def _examined(desk: Desk, shop: Shop, report: ModuleReport) -> tuple[Check, ...]:
    connection = Connection(
        shop.base_url,
        "",
        report.timezone,
        shop_id=shop.id,
        secrets=desk.secrets(shop).launch,
    )
    said = _address_check(shop, report)
    return (said, *desk.adapter(shop.kind, connection).examine(within=EXAMINE_SECONDS))


def _address_check(shop: Shop, report: ModuleReport) -> Check:
    """A module of another shop would answer for orders that are not this shop's."""
    return Check("module:address", shops.is_at(shop, report.shop_url), report.shop_url)


def _remember(desk: Desk, shop: Shop, report: ModuleReport) -> Shop:
    known = shops.find(desk, shop.id)
    shops.change(
        desk,
        shop.id,
        # A name that nobody chose is the address; the shop knows a better one.
        name=report.shop_name if known.name == urlsplit(known.base_url).netloc else None,
        timezone=report.timezone,
        admin_origins=_origins(known, report),
    )
    module = dataclasses.replace(
        known.module,
        paired_at=known.module.paired_at or desk.clock.now(),
        ps_version=report.shop_version,
        module_version=report.module_version,
        shop_number=report.host_shop_id,
        # A module that was installed anew counts its notices from the beginning.
        polled_notice="",
    )
    with desk.database.writing() as store:
        kept.keep_module(store, shop.id, module)
    return shops.find(desk, shop.id)


def _origins(shop: Shop, report: ModuleReport) -> tuple[str, ...] | None:
    if not report.admin_origin or report.admin_origin in shop.admin_origins:
        return None
    return (*shop.admin_origins, report.admin_origin)
