"""Keys that end: where the one of now is had, of a shop and of each person in it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from platforms.contract import Unauthorized
from platforms.embedding import Embedding, Grant
from sidebar.actions.renewing import EARLY, PATIENCE, renewed_grant
from sidebar.clock import DAY, MINUTE
from sidebar.errors import NotFound
from sidebar.rules.viewer import Viewer
from sidebar.store import agents, helpdesk_agents, person_keys, shops
from sidebar.store.database import Connection

if TYPE_CHECKING:
    from sidebar.actions.desk import Desk

PERSON_EARLY = MINUTE
PERSON_AHEAD = 10 * MINUTE
"""A person's key that ends sooner is replaced before money moves: the call must fit in it."""

PERSON_SECONDS = 6.0


class _Held:
    """A key kept in memory, so that a call costs no statement while it is far from its end."""

    def __init__(self) -> None:
        # One value: no thread may see the end of one key beside another.
        self._kept = ("", 0)

    def good(self, now: int) -> str:
        """The key, or empty once it must be looked up."""
        key, until = self._kept
        return key if now < until else ""

    def keep(self, key: str, until: int) -> str:
        self._kept = (key, until)
        return key


@dataclass(frozen=True, slots=True)
class ShopKey:
    """Where a shop's key of now is had: the same source for the same shop of the same store."""

    desk: Desk = dataclasses.field(compare=False, repr=False)
    embedding: Embedding = dataclasses.field(compare=False, repr=False)
    shop_id: str
    host: str
    store: int = dataclasses.field(init=False, repr=False)
    _held: _Held = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "store", id(self.desk.database))
        object.__setattr__(self, "_held", _Held())

    def current(self, within: float = PATIENCE, /) -> str:
        """The key of now, had in so many seconds.

        Raises Unauthorized where someone must open the app again, or another PlatformError.
        """
        return self._held.good(self.desk.clock.now()) or self._found("", within)

    def renewed(self, refused: str, within: float = PATIENCE, /) -> str:
        """Another key than the refused one: what another process renewed, or a new one."""
        return self._found(refused, within)

    def _found(self, refused: str, within: float) -> str:
        grant = renewed_grant(
            self.desk, self.embedding, self.shop_id, refused=refused, within=within
        )
        return self._held.keep(grant.key, grant.expires_at - EARLY)


@dataclass(frozen=True, slots=True)
class PersonKey:
    """Where the key of one person in one shop is had. It is never renewed, only replaced.

    Who comes from a helpdesk has no key in the shop: for them the shop's own is used, within the
    rights that the helpdesk gives them here.
    """

    desk: Desk = dataclasses.field(compare=False, repr=False)
    shop_id: str
    agent_id: str
    shop_key: ShopKey | None = dataclasses.field(default=None, compare=False, repr=False)
    store: int = dataclasses.field(init=False, repr=False)
    _held: _Held = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "store", id(self.desk.database))
        object.__setattr__(self, "_held", _Held())

    def current(self, within: float = PATIENCE, /) -> str:
        """The key of now. Raises Unauthorized where the person must bring a fresh proof."""
        now = self.desk.clock.now()
        held = self._held.good(now)
        if held:
            return held
        if self.shop_key is not None and self._is_of_helpdesk():
            return self.shop_key.current(within)
        grant = self._kept()[1]
        if grant.expires_at <= now:
            raise Unauthorized("the key of the person has ended")
        return self._held.keep(grant.key, grant.expires_at - PERSON_EARLY)

    def renewed(self, refused: str, within: float = PATIENCE, /) -> str:
        """The key kept since, if it is another one; else the refused one is forgotten."""
        if self.shop_key is not None and self._is_of_helpdesk():
            return self.shop_key.renewed(refused, within)
        self._held.keep("", 0)
        sealed, grant = self._kept()
        if grant.key != refused:
            return self._held.keep(grant.key, grant.expires_at - PERSON_EARLY)
        with self.desk.database.writing() as store:
            person_keys.forget(store, self.shop_id, self.agent_id, sealed=sealed)
        raise Unauthorized("the key of the person was refused")

    def _is_of_helpdesk(self) -> bool:
        with self.desk.database.asking() as store:
            return helpdesk_agents.helpdesk_of(store, self.agent_id) != ""

    def _kept(self) -> tuple[str, Grant]:
        with self.desk.database.reading() as store:
            sealed = person_keys.find(store, self.shop_id, self.agent_id)
        if not sealed:
            raise Unauthorized("no key of the person")
        return sealed, msgspec.convert(self.desk.vault.open(sealed), Grant)


def ensure_person(desk: Desk, viewer: Viewer, proof: str) -> None:
    """Has the person's own token exchanged for a key, unless theirs has minutes left.

    Nothing for shops whose keys do not end. ``proof`` is verified already. Raises NotFound,
    ProofSpent where the browser must bring a newer one, or another PlatformError.
    """
    with desk.database.reading() as store:
        shop = shops.find(store, viewer.shop_id)
        agent = agents.find(store, viewer.agent_id)
        ends_at = person_keys.ends_at(store, viewer.shop_id, viewer.agent_id)
    if shop is None or agent is None:
        raise NotFound
    embedding = desk.embeddings.get(shop.kind)
    if embedding is None or ends_at - desk.clock.now() > PERSON_AHEAD:
        return
    host = embedding.host_of(shop.base_url)
    grant = embedding.exchange(host, proof, for_person=True, within=PERSON_SECONDS)
    if grant.person is None or grant.person.id != agent.host_id:
        raise Unauthorized("the key is another person's")
    with desk.database.writing() as store:
        keep_person(store, desk, shop.id, viewer.agent_id, grant)


def keep_person(store: Connection, desk: Desk, shop_id: str, agent_id: str, grant: Grant) -> None:
    """Keeps a person's key; those that ended a day ago are forgotten."""
    person_keys.forget_expired(store, before=desk.clock.now() - DAY)
    sealed = desk.vault.seal(msgspec.to_builtins(grant))
    person_keys.keep(store, shop_id, agent_id, sealed=sealed, expires_at=grant.expires_at)
