"""Shopify as the host of our pages: its addresses, its people, its keys and what it pushes.

Every address is built here, from the app's own settings and a shop's name that was verified.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from platforms.embedding import Bridge, Grant, Passport, ShopFacts, Visitor
from platforms.shopify import granting, hook_reading, looking, meanings
from platforms.shopify.domain import handle, host_of_claimed, is_host
from platforms.shopify.id_token import IdTokens, is_alike
from platforms.shopify.proxy import ProxyPage
from platforms.shopify.scopes import OPTIONAL, lacking
from platforms.webhooks import Delivery, Meaning

# RFC 7518 §3.2 asks HS256 for a key no shorter than its hash.
_SHORTEST_SECRET = 32
_RECORD = re.compile(r"(?:gid://shopify/Order/)?([1-9][0-9]{0,19})")
_SUPPORT_PAGE = ProxyPage(is_for_everyone=True)
"""Behind the shop's own site; it takes nothing of its own, and knows no customer."""
_PLACE = "{host}"
"""Where a shop's name stands in the address of its API."""


@dataclass(frozen=True, slots=True)
class ShopifyApp:
    """The app that we are at Shopify. Raises ValueError for a secret too short to sign with."""

    client_id: str
    secrets: tuple[str, ...] = field(repr=False)
    """Newest first; two while the app's secret is being changed."""
    address: str = "https://{host}"
    """Where a shop is asked, ``{host}`` standing for its name."""
    admin: str = "https://admin.shopify.com"
    """Where its people work."""
    bridge: str = "https://cdn.shopify.com/shopifycloud/app-bridge.js"

    def __post_init__(self) -> None:
        if not self.client_id or not self.secrets:
            raise ValueError("an app at Shopify has an id and a secret")
        if any(len(secret.encode()) < _SHORTEST_SECRET for secret in self.secrets):
            raise ValueError("an app's secret has at least 32 letters")
        if self.address.count(_PLACE) != 1:
            raise ValueError("a shop's address has one place for its name")


class ShopifyEmbedding:
    """The ``Embedding`` of Shopify, for one app."""

    kind = "shopify"

    def __init__(self, app: ShopifyApp) -> None:
        self._app = app
        self._tokens = IdTokens(app.client_id, app.secrets)
        self._credentials = {"client_id": app.client_id, "client_secret": app.secrets[0]}
        self._bridge = Bridge(app.bridge, app.client_id, (_origin(app.bridge),), optional=OPTIONAL)

    def __repr__(self) -> str:
        return f"ShopifyEmbedding({self._app.client_id!r})"

    @property
    def bridge(self) -> Bridge:
        """App Bridge from its own address, the only place that it asks anything of."""
        return self._bridge

    def is_proof(self, token: str) -> bool:
        """Whether a bearer looks like an ID token, unverified: only to choose who reads it."""
        return is_alike(token)

    def read(self, token: str, *, now: int) -> Passport:
        """The token, verified; ``now`` in UTC ms. Raises LaunchRefused."""
        return self._tokens.read(token, now=now)

    def base_url(self, host: str) -> str:
        """Where a verified shop is asked. Raises ValueError for what is no shop's name."""
        if not is_host(host):
            raise ValueError("no shop's name")
        return self._app.address.replace(_PLACE, host)

    def host_of(self, base_url: str) -> str:
        """The shop's name in an address that ``base_url`` gave, "" in any other."""
        before, _, after = self._app.address.partition(_PLACE)
        host = base_url.removeprefix(before).removesuffix(after)
        return host if is_host(host) and self.base_url(host) == base_url else ""

    def framing(self, host: str) -> tuple[str, ...]:
        """The shop's own origin and the admin's."""
        origins = (_origin(self.base_url(host)), _origin(self._app.admin))
        return tuple(dict.fromkeys(origins))

    def framing_claimed(self, claimed: str) -> tuple[str, ...]:
        """The same for a shop that is only claimed; empty where no such shop can exist."""
        host = host_of_claimed(claimed)
        return self.framing(host) if host else ()

    def links(self, host: str) -> Mapping[str, str]:
        """Ways back into the admin, with ``{id}`` for the record."""
        store = f"{self._app.admin}/store/{handle(host)}"
        return {"order": f"{store}/orders/{{id}}", "customer": f"{store}/customers/{{id}}"}

    def order_named(self, arguments: Mapping[str, str]) -> str:
        """The order of a link on its page: digits, also out of its longer name; else empty."""
        found = _RECORD.fullmatch(arguments.get("id", ""))
        return found[1] if found else ""

    def exchange(self, host: str, token: str, *, for_person: bool, within: float) -> Grant:
        """A key for the verified token's shop, or for its person. Raises PlatformError."""
        return granting.for_token(
            self.base_url(host), self._credentials, token, for_person=for_person, within=within
        )

    def renew(self, host: str, renewal: str, *, within: float) -> Grant:
        """The next key of a shop. Raises PlatformError."""
        return granting.for_renewal(self.base_url(host), self._credentials, renewal, within=within)

    def lacking(self, scopes: tuple[str, ...]) -> tuple[str, ...]:
        """What the app needs and these scopes do not open."""
        return lacking(scopes)

    def facts(self, host: str, key: str, *, within: float) -> ShopFacts:
        """What the shop says of itself. Raises PlatformError."""
        return looking.facts(self.base_url(host), key, within=within)

    def lets_in(self, host: str, key: str, *, within: float) -> bool:
        """Whether the shop takes this key; False only where it refuses the key itself (401)."""
        return looking.lets_in(self.base_url(host), key, within=within)

    def visitor(self, query: str, *, now: int) -> Visitor:
        """Who asks through the app proxy, by the raw query. Raises HookRefused."""
        visit = _SUPPORT_PAGE.read(query, secrets=self._app.secrets, now=now)
        return Visitor(visit.host, visit.customer_id)

    def delivery(self, headers: Mapping[str, str], body: bytes, *, now: int) -> Delivery:
        """A webhook, verified over its raw bytes; ``now`` in UTC ms. Raises HookRefused."""
        return hook_reading.delivery(headers, body, secrets=self._app.secrets, now=now)

    def meaning(self, delivery: Delivery) -> tuple[Meaning, ...]:
        """What a kept delivery says, in our words. Raises HookRefused("bad_request")."""
        return meanings.meaning(delivery)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
