"""Webservice keys: what each may read, resource by resource and method by method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from platforms.prestashop.sandbox.definitions import ROOT_NAMES
from platforms.prestashop.sandbox.refusals import bad_key

KEY_LENGTH = 32
READING = frozenset({"GET", "HEAD"})
WRITING = frozenset({"PUT", "POST", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Grants:
    """What one key may do: methods by resource. An inactive key may do nothing."""

    methods: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_active: bool = True


def reading(*resources: str) -> Grants:
    """Reading of these resources, or of every one when none is named."""
    return Grants(dict.fromkeys(resources or ROOT_NAMES, READING))


def everything(*, but: Iterable[str] = ()) -> Grants:
    """Every method on every resource that is not left out."""
    kept = set(ROOT_NAMES) - set(but)
    return Grants(dict.fromkeys(kept, READING | WRITING))


class Keys:
    """The keys a shop knows. They are compared, never shown."""

    def __init__(self, first: str) -> None:
        self._grants = {first: reading()}

    def grant(self, key: str, grants: Grants) -> None:
        """Make this the whole of what a key may do."""
        self._grants[key] = grants

    def admit(self, key: str) -> Grants:
        """What the key may do. Raises WebserviceRefusal where it may do nothing."""
        if not key:
            raise bad_key((17, "Authentication key is empty"))
        if len(key) != KEY_LENGTH:
            raise bad_key((18, "Invalid authentication key format"))
        nothing = (21, "No permission for this authentication key")
        grants = self._grants.get(key)
        if grants is None or not grants.is_active:
            raise bad_key((20, "Authentification key is not active"), nothing)
        if not grants.methods:
            raise bad_key(nothing)
        return grants
