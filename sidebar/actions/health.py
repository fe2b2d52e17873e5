"""Examines the whole counter: store, shops, mail and time, each finding with a stable name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from platforms.contract import Check, PlatformError
from sidebar.actions import privacy
from sidebar.actions.desk import Desk, Secrets
from sidebar.errors import CounterError, StoreUnreachable
from sidebar.store import mailboxes, migrate, shops
from sidebar.store.shops import Shop

EXAMINE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report. ``name`` says what was looked at and chooses the advice."""

    about: str
    name: str
    is_ok: bool
    detail: str = ""
    shop_id: str = ""
    """The shop that it is about, as commands name it; empty where it is none."""


def is_ready(desk: Desk) -> bool:
    """Whether the store answers and has this version's shape."""
    try:
        return not migrate.pending(desk.database)
    except StoreUnreachable:
        return False


def examine(desk: Desk) -> Iterator[Finding]:
    """Every finding, the store first; a broken store ends the report, since all else needs it."""
    try:
        lacking = migrate.pending(desk.database)
    except StoreUnreachable as error:
        yield Finding("store", "store", is_ok=False, detail=str(error.__cause__ or ""))
        return
    yield Finding("store", "migrations", not lacking, ", ".join(lacking))
    if lacking:
        return
    with desk.database.reading() as store:
        connected = shops.every(store)
    yield Finding("store", "shops", bool(connected), f"{len(connected)}")
    for shop in connected:
        yield from examine_shop(desk, shop)
    late = privacy.overdue(desk)
    if late:
        yield Finding("store", "forgetting", is_ok=False, detail=f"{late}")


def examine_shop(desk: Desk, shop: Shop) -> Iterator[Finding]:
    """Every finding about one shop; what is first explains what follows."""
    try:
        secrets = desk.secrets(shop)
        yield _of(shop, Check("sealed", is_ok=bool(secrets.launch or secrets.grant)))
        lacking = _lacking(desk, shop, secrets)
        if lacking:
            yield _of(shop, Check(lacking, is_ok=False))
            return
        checks = desk.platform(shop).examine(within=EXAMINE_SECONDS)
    except (CounterError, PlatformError) as error:
        yield _of(shop, Check("sealed", is_ok=False, detail=str(error)))
        return
    for check in checks:
        yield _of(shop, check)
    has_mail = bool(shop.mail.host and shop.mail.sender)
    yield _of(shop, Check("mail", has_mail, shop.mail.host))
    yield from _examine_mailbox(desk, shop)


def _examine_mailbox(desk: Desk, shop: Shop) -> Iterator[Finding]:
    """What the last look at it showed; a shop without one has letters only."""
    with desk.database.reading() as store:
        box = mailboxes.find(store, shop.id)
    if box is not None and box.is_on:
        yield _of(shop, Check("mailbox", not box.fault, box.fault or box.host))


def _lacking(desk: Desk, shop: Shop, secrets: Secrets) -> str:
    """What is missing before the shop can be asked anything; empty where it can."""
    if shop.kind in desk.embeddings:
        return "opened" if shop.needs_opening or secrets.grant is None else ""
    if shop.renew_at is not None or shop.needs_opening:
        return "app"
    return "" if shop.module.is_paired or secrets.key else "paired"


def _of(shop: Shop, check: Check) -> Finding:
    return Finding(shop.name, check.name, check.is_ok, check.detail, shop.id)
