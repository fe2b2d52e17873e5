"""One call as it goes through the stand-in, and what is remembered of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from graphql import GraphQLResolveInfo

from platforms.shopify.sandbox.store import Node, Store

if TYPE_CHECKING:
    from platforms.shopify.sandbox.standin import Sandbox

Info = GraphQLResolveInfo[Any]
"""Where in a document a resolver stands; its context is the Call."""


def _everything_is_shown(_type_name: str, _field_name: str) -> str | None:
    return None


@dataclass(slots=True)
class Call:
    """A request to a store's GraphQL address; resolvers find it as their context."""

    sandbox: Sandbox
    store: Store
    version: str
    """The one in the address, which may not be the one that answers."""
    token: str = field(repr=False)
    body: bytes
    query: str
    variables: Mapping[str, Any]
    operation: str
    """The operation's name, or nothing."""
    at: int
    """UTC ms."""
    origin: str = ""
    """The stand-in's own address as the caller wrote it: pictures are found there."""
    access: Any = None
    """Whom the token stands for, once that is known."""
    refuses: Callable[[str, str], str | None] = _everything_is_shown
    """The access that a field of a type needs and the token lacks; nothing where it is shown."""
    clashing: frozenset[str] = frozenset()
    """Those of its idempotency keys under which another request runs."""
    warnings: list[Node] = field(default_factory=list)
    """What the searches in it did not understand."""
    status: int = 0
    """What it was answered with, 0 where the answer never left."""


class Calls:
    """What was asked since the last reset, in order."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: list[Call] = []

    def keep(self, call: Call) -> None:
        """Remember one more."""
        with self._lock:
            self._kept.append(call)

    def all(self, operation: str | None = None, host: str | None = None) -> Sequence[Call]:
        """Those of an operation, of a store, or all."""
        with self._lock:
            return tuple(
                it
                for it in self._kept
                if operation in {None, it.operation} and host in {None, it.store.host}
            )

    def reset(self) -> None:
        """Forget them."""
        with self._lock:
            self._kept = []
