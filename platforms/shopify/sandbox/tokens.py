"""Tokens as a store gives them out: whom each one speaks for, until when, and what renews it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

ACCESS_SECONDS = 3600
RENEWAL_SECONDS = 90 * 24 * 3600
ONLINE_SECONDS = 86399


@dataclass(frozen=True, slots=True)
class Access:
    """What one access token opens. Its repr never shows the token."""

    token: str = field(repr=False)
    host: str
    scopes: frozenset[str]
    expires_at: int | None
    """UTC ms; None for a token of the old kind, which never expires."""
    staff_id: str = ""
    """The person it speaks for; empty for the app's own."""

    @property
    def is_online(self) -> bool:
        """Whether Shopify asks what this person may do."""
        return bool(self.staff_id)


@dataclass(slots=True)
class _Renewal:
    """A refresh token. Whoever uses it lets those before it, and beside it, die."""

    token: str = field(repr=False)
    host: str
    expires_at: int
    parent: str
    is_used: bool = False


class Keyring:
    """Every token that the stores have given out and that still lives."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._access: dict[str, Access] = {}
        self._renewals: dict[str, _Renewal] = {}

    def app_token(
        self, host: str, scopes: Iterable[str], *, now: int, expires: bool = True
    ) -> Access:
        """A token of the app itself; ``now`` in UTC ms."""
        until = now + ACCESS_SECONDS * 1000 if expires else None
        return self._keep(Access(_word("shpat_"), host, frozenset(scopes), until))

    def staff_token(self, host: str, scopes: Iterable[str], staff_id: str, *, now: int) -> Access:
        """A token for one person; ``now`` in UTC ms."""
        until = now + ONLINE_SECONDS * 1000
        return self._keep(Access(_word("shpua_"), host, frozenset(scopes), until, staff_id))

    def renewal(self, host: str, *, now: int, parent: str = "") -> str:
        """A new refresh token, which replaces ``parent`` once it is used itself."""
        until = now + RENEWAL_SECONDS * 1000
        kept = _Renewal(_word("shprt_"), host, until, parent)
        with self._lock:
            self._renewals[kept.token] = kept
        return kept.token

    def use_renewal(self, host: str, token: str, *, now: int) -> bool:
        """Whether it is alive; then whatever it replaced is dead, and what else replaced that."""
        with self._lock:
            kept = self._renewals.get(token)
            if kept is None or kept.host != host or kept.expires_at <= now:
                return False
            if not kept.is_used:
                kept.is_used = True
                self._bury(kept)
            return True

    def access(self, host: str, token: str, *, now: int) -> Access | None:
        """What this token opens in this store now; None where it opens nothing."""
        with self._lock:
            found = self._access.get(token)
        if found is None or found.host != host:
            return None
        return None if found.expires_at is not None and found.expires_at <= now else found

    def revoke(self, host: str, *, staff_id: str | None = None) -> None:
        """Every token of a store dies, as at an uninstall; or only those of one person."""
        with self._lock:
            self._access = {
                token: it
                for token, it in self._access.items()
                if it.host != host or (staff_id is not None and it.staff_id != staff_id)
            }
            if staff_id is None:
                self._renewals = {k: it for k, it in self._renewals.items() if it.host != host}

    def living(self, host: str) -> tuple[Access, ...]:
        """Every access token that was given out to a store and not revoked."""
        with self._lock:
            return tuple(it for it in self._access.values() if it.host == host)

    def reset(self) -> None:
        """No token opens anything."""
        with self._lock:
            self._access, self._renewals = {}, {}

    def _keep(self, access: Access) -> Access:
        with self._lock:
            self._access[access.token] = access
        return access

    def _bury(self, kept: _Renewal) -> None:
        """The one it replaces, and the others that were to replace that one, are dead."""
        if not kept.parent:
            return
        self._renewals.pop(kept.parent, None)
        for token, other in list(self._renewals.items()):
            if other.parent == kept.parent and token != kept.token:
                del self._renewals[token]


def _word(prefix: str) -> str:
    return prefix + secrets.token_hex(16)
