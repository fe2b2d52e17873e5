"""Hosts that frame our pages and vouch for each person on each request by a token of their own.

What a host knows of itself (its app's id and secrets, its addresses) stays behind this promise;
the counter sees shops, people, keys that end, and what its pages must load.

EmbeddingError           a key could not be had
├─ ProofSpent            the person's token is too old to be exchanged: the browser brings another
├─ ChainBroken           the shop's own key can be renewed no more: someone must open the app again
└─ NotInstalled          the shop does not know the app (any more)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from platforms.contract import PlatformError
from platforms.webhooks import Delivery, Meaning


class EmbeddingError(PlatformError):
    """A key could not be had; the fault says what would help."""


class ProofSpent(EmbeddingError):
    """The person's token is too old to be exchanged."""


class ChainBroken(EmbeddingError):
    """The shop's key can be renewed no more."""


class NotInstalled(EmbeddingError):
    """The shop does not know the app."""


@dataclass(frozen=True, slots=True)
class Passport:
    """What a verified token says: who, of which shop, until when. Nothing else of it counts."""

    host: str
    """The shop's own name at its host, "boutique.myshopify.com": out of what was signed alone."""
    person_id: str
    """The host's id of the person."""
    token_id: str
    session_id: str
    expires_at: int
    """UTC ms."""


@dataclass(frozen=True, slots=True)
class Person:
    """What comes with a key for one person."""

    id: str
    name: str
    email: str
    language: str
    """As the host writes it, "fr" or "en-GB"."""
    is_owner: bool
    is_collaborator: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """A key, how long it is good (UTC ms) and what it opens. Its repr shows neither key."""

    key: str = field(repr=False)
    expires_at: int
    scopes: tuple[str, ...]
    renewal: str = field(default="", repr=False)
    """What the next one is had by; empty for a person's key."""
    renewal_expires_at: int = 0
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed request from the shop's own site, as far as it is needed."""

    host: str
    customer_id: str
    """Empty for one who has not signed in."""


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What the shop says of itself when it is first met."""

    name: str
    timezone: str
    """IANA name."""
    currency: str
    email: str


@dataclass(frozen=True, slots=True)
class Query:
    """What the host calls the things that it says in the address of each page."""

    proof: str = "id_token"
    shop: str = "shop"
    """Claimed, not signed."""
    language: str = "locale"
    reload: str = "shopify-reload"
    """Where the host's script shall lead once it has a fresh proof, as a path of ours."""
    record: str = "id"
    """Of the order whose page the link is on."""
    kept: tuple[str, ...] = ("shop", "host", "embedded", "locale")
    """What the script needs again after a reload; none of it proves anything."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """What a page must load before anything else, and whom else it may speak to."""

    script: str
    """The address of the host's own script; the only one from elsewhere."""
    key: str
    """The app's public id, for that script."""
    connects: tuple[str, ...] = ()
    """Sources that the script itself asks, as a policy names them."""
    key_name: str = "shopify-api-key"
    """The name of the page's own word that tells the script the id."""
    query: Query = field(default_factory=Query)
    again: Mapping[str, str] = field(
        default_factory=lambda: {"X-Shopify-Retry-Invalid-Session-Request": "1"}
    )
    """Headers that make the script ask once more with a fresh proof."""
    optional: tuple[str, ...] = ()
    """Permissions that a shop may grant by the script, once it is asked; others come with us."""


class Embedding(Protocol):
    """One kind of host, with the app that we are there."""

    @property
    def kind(self) -> str:
        """Of its shops: that of their adapter."""
        ...

    @property
    def bridge(self) -> Bridge:
        """What each of its pages loads first."""
        ...

    def is_proof(self, token: str) -> bool:
        """Whether a bearer looks like this host's, unverified: only to choose who reads it."""
        ...

    def read(self, token: str, *, now: int) -> Passport:
        """The token, verified; ``now`` in UTC ms. Raises LaunchRefused."""
        ...

    def base_url(self, host: str) -> str:
        """Where a verified shop is asked; built here, never taken from what anyone typed."""
        ...

    def host_of(self, base_url: str) -> str:
        """The shop's own name at its host, from the address that ``base_url`` gave."""
        ...

    def framing(self, host: str) -> tuple[str, ...]:
        """The origins that may frame this shop's pages."""
        ...

    def framing_claimed(self, claimed: str) -> tuple[str, ...]:
        """The same for a shop that is only claimed, for pages that show nothing of anyone's.

        Empty where no such shop can exist.
        """
        ...

    def links(self, host: str) -> Mapping[str, str]:
        """Ways back into the host, by name ("order", "customer"), with ``{id}`` for the record."""
        ...

    def order_named(self, arguments: Mapping[str, str]) -> str:
        """Our form of the order's id in the query of an order's page; empty where it names none."""
        ...

    def exchange(self, host: str, token: str, *, for_person: bool, within: float) -> Grant:
        """A key for the verified token's shop, or for its person.

        Raises EmbeddingError, or another PlatformError where the host cannot be asked.
        """
        ...

    def renew(self, host: str, renewal: str, *, within: float) -> Grant:
        """The next key of a shop. Raises as ``exchange`` does."""
        ...

    def lacking(self, scopes: tuple[str, ...]) -> tuple[str, ...]:
        """What the app needs and these scopes do not open."""
        ...

    def facts(self, host: str, key: str, *, within: float) -> ShopFacts:
        """What the shop says of itself. Raises PlatformError."""
        ...

    def lets_in(self, host: str, key: str, *, within: float) -> bool:
        """Whether the shop takes this key of the app; False only where it refuses the key itself.

        Raises PlatformError where it says neither.
        """
        ...

    def visitor(self, query: str, *, now: int) -> Visitor:
        """Who asks through the shop's own site, by the raw query; ``now`` in UTC ms.

        Raises HookRefused.
        """
        ...

    def delivery(self, headers: Mapping[str, str], body: bytes, *, now: int) -> Delivery:
        """A webhook, verified over its raw bytes; ``now`` in UTC ms. Raises HookRefused."""
        ...

    def meaning(self, delivery: Delivery) -> tuple[Meaning, ...]:
        """What a kept delivery says, in our words; nothing for what we have no use for.

        Raises HookRefused("bad_request") for a body that is not what its topic promises.
        """
        ...
