"""Proves what the panel stands on: each shop that a person sees is asked now, with a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.actions import health, reach
from sidebar.actions.desk import Desk
from sidebar.actions.health import Finding
from sidebar.actions.shops import find
from sidebar.rules.viewer import Viewer
from sidebar.store import helpdesks
from sidebar.store.shops import Shop

SLOW_MS = 4_000
"""Judgement: an agent who waits longer than this for an order thinks that nothing comes."""

_LOCKED = ("sealed", "opened", "app", "paired")
"""Why a shop could not even be asked."""

_REACHES = ("reach", "module:reach")
_KEYS = ("key", "module:signature")
_RIGHTS = ("read:", "scope:")
_AWAY = {"InMaintenance": "maintenance", "Throttled": "throttled"}
"""By the name of the fault that an adapter's finding begins with."""


@dataclass(frozen=True, slots=True)
class ShownShop:
    """A shop that a person sees, before anything was asked of it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ShopProof:
    """How one shop answered.

    ``state`` is one of: fine, slow, away, maintenance, throttled, refused, sealed, opened, app,
    paired. ``lacks`` names what its key may not read, by the shop's own words.
    """

    shop: Shop
    state: str
    took_ms: int
    lacks: tuple[str, ...]
    others: tuple[Finding, ...]
    """What else is not as it should be; its details are for whoever manages the shop."""

    @property
    def was_asked(self) -> bool:
        """Whether the shop took our key, so that its rights could be looked at."""
        return self.state in ("fine", "slow")


def shown(desk: Desk, viewer: Viewer) -> tuple[ShownShop, ...]:
    """The shops that this person sees from where they look. Raises NotFound."""
    if viewer.helpdesk_id:
        with desk.database.reading() as store:
            every = helpdesks.shops_of(store, viewer.helpdesk_id)
        return tuple(ShownShop(shop.id, shop.name) for shop in every)
    home = find(desk, viewer.shop_id)
    granted = reach.shops_of(desk, viewer)
    return (
        ShownShop(home.id, home.name),
        *(ShownShop(one.shop_id, one.shop_name) for one in granted),
    )


def prove(desk: Desk, shop_id: str) -> ShopProof:
    """Asks the shop everything that the doctor asks; a fault is a verdict. Raises NotFound."""
    shop = find(desk, shop_id)
    began = desk.clock.now()
    findings = tuple(health.examine_shop(desk, shop))
    took = desk.clock.now() - began
    wrong = tuple(one for one in findings if not one.is_ok)
    state = _state(wrong) or ("slow" if took >= SLOW_MS else "fine")
    return ShopProof(
        shop,
        state,
        took,
        lacks=tuple(_right(one.name) for one in wrong if one.name.startswith(_RIGHTS)),
        others=tuple(one for one in wrong if not _is_told(one.name)),
    )


def _state(wrong: tuple[Finding, ...]) -> str:
    """The first reason for which the shop gives nothing; empty where it gives something."""
    for one in wrong:
        if one.name in _LOCKED:
            return one.name
        if one.name in _REACHES:
            return _AWAY.get(one.detail.partition(":")[0], "away")
        if one.name in _KEYS:
            return "refused"
    return ""


def _is_told(name: str) -> bool:
    return name in (*_LOCKED, *_REACHES, *_KEYS) or name.startswith(_RIGHTS)


def _right(name: str) -> str:
    return name.partition(":")[2]
