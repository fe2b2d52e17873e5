"""What a shop says of itself when it is first met, before anything else is asked of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from platforms.contract import BadAnswer, Connection, Unauthorized
from platforms.embedding import ShopFacts
from platforms.http import Deadline
from platforms.shopify.believed import Believed
from platforms.shopify.transport import AdminApi

_CURRENCY = re.compile(r"[A-Z]{3}")
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,64}")


class _KeyRefused(Unauthorized):
    """The shop does not know the key, which is more than that it does not let it do something."""


@dataclass(frozen=True, slots=True)
class _OneKey:
    """A key that is not replaced: what the shop says of it is the answer."""

    key: str = field(repr=False)

    def current(self, _within: float, /) -> str:
        return self.key

    def renewed(self, _refused: str, _within: float, /) -> str:
        raise _KeyRefused


def lets_in(base_url: str, key: str, *, within: float) -> bool:
    """Whether the shop takes this key; raises PlatformError where it says neither yes nor no."""
    connection = Connection(base_url, "", timezone="UTC", keys=_OneKey(key))
    try:
        AdminApi(connection).read("shop_facts", {}, deadline=Deadline.within(within))
    except _KeyRefused:
        return False
    return True


def facts(base_url: str, key: str, *, within: float) -> ShopFacts:
    """Asks the shop. Raises PlatformError."""
    api = AdminApi(Connection(base_url, key, timezone="UTC"))
    told = api.read("shop_facts", {}, deadline=Deadline.within(within))
    shop = Believed(told.content, wrong=lambda name: BadAnswer(f"shop: {name}")).within("shop")
    return ShopFacts(
        name=shop.text("name", longest=255),
        timezone=shop.matching("ianaTimezone", _ZONE),
        currency=shop.matching("currencyCode", _CURRENCY),
        email=shop.text("email", longest=320),
    )
