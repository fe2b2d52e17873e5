"""One imaginary shop's rows: dicts by their gid, with GraphQL's own field names as keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from platforms.shopify.sandbox.clocks import Clock

Node = dict[str, Any]
"""``__typename`` and ``id``; a reference is a gid; a connection is a list; "_" begins what no
query sees."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who works in the shop."""

    id: str
    """The digits that Shopify's tokens name the person by."""
    handle: str
    first_name: str
    last_name: str
    email: str
    locale: str
    is_owner: bool = False
    is_collaborator: bool = False
    refused: frozenset[str] = frozenset()
    """Permissions that this person has not, as Shopify names them: "refund_orders"."""


@dataclass(slots=True)
class Store:
    """The shop ``host``; whoever reads or changes more than one row holds the lock."""

    host: str
    currency: str
    clock: Clock
    nodes: dict[str, Node] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    installed: bool = False
    scopes: set[str] = field(default_factory=set)
    lock: RLock = field(default_factory=RLock)
    _last: int = 9_000_000

    @property
    def handle(self) -> str:
        """The host without its end, as addresses of the admin name it."""
        return self.host.partition(".")[0]

    @property
    def shop(self) -> Node:
        """The row of the shop itself."""
        return self.of_type("Shop")[0]

    def node(self, gid: str) -> Node | None:
        """One row, or nothing."""
        return self.nodes.get(gid)

    def of_type(self, name: str) -> list[Node]:
        """Every row of a type, oldest first."""
        return [node for node in list(self.nodes.values()) if node["__typename"] == name]

    def new_gid(self, name: str) -> str:
        """An id that no row of the shop has yet."""
        with self.lock:
            self._last += 1
            return f"gid://shopify/{name}/{self._last}"

    def add(self, node: Node) -> str:
        """Keep a row, and give back its id."""
        with self.lock:
            self.nodes[node["id"]] = node
            return str(node["id"])

    def happened(self, subject: str, action: str, message: str, **more: Any) -> Node:
        """Write an event of an order or a customer, now unless ``createdAt`` says otherwise."""
        at = more.pop("createdAt", None) or self.clock.iso()
        name = str(more.pop("__typename", "BasicEvent"))
        event = event_node(name, self.new_gid(name), action, message, at)
        event |= {"subjectId": subject, "subjectType": subject.split("/")[3].upper()} | more
        with self.lock:
            self.add(event)
            self.nodes[subject]["events"].append(event["id"])
        return event


def event_node(name: str, gid: str, action: str, message: str, at: str) -> Node:
    """An event without a person; ``message`` is the markup that Shopify calls a FormattedString."""
    shared: Mapping[str, Any] = {
        "action": action,
        "message": message,
        "createdAt": at,
        "appTitle": None,
        "attributeToApp": False,
        "attributeToUser": False,
        "criticalAlert": False,
    }
    if name == "CommentEvent":
        own: Node = {"rawMessage": message, "edited": False, "attachments": []}
    else:
        own = {"author": "", "secondaryMessage": None, "hasAdditionalContent": False}
    return {"__typename": name, "id": gid, **shared, **own}
