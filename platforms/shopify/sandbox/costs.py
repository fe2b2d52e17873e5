"""What a document costs, by a model fitted to what Shopify charged, and the buckets that pay."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_leaf_type,
)

from platforms.shopify.sandbox.schemas import schema

MOST = 1000
"""One request may not cost more."""
_FREE = frozenset({"MoneyBag", "MoneyV2", "PageInfo", "LocationAddress", "ShopAddress"})
_FREE_FIELDS = frozenset({("Customer", "defaultAddress")})
_BASES = {"refundCreate": 20, "orderCapture": 20}
_MUTATION, _COUNT = 10, 10


def cost(document: DocumentNode, variables: Mapping[str, Any], operation: str = "") -> int:
    """Points that the operation asks for before it is executed."""
    reader = _Reader(document, variables)
    node = reader.operation(operation)
    return reader.root(node)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: int


@dataclass(slots=True)
class Buckets:
    """Points of each store, as they leave and come back."""

    maximum: int = 2000
    per_second: int = 100
    _kept: dict[str, _Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, host: str, points: int, *, now: int) -> bool:
        """Whether the store had so many; ``now`` in UTC ms."""
        with self._lock:
            bucket = self._filled(host, now)
            if bucket.left < points:
                return False
            bucket.left -= points
            return True

    def drain(self, host: str, *, now: int) -> None:
        """The store has none left."""
        with self._lock:
            self._filled(host, now).left = 0

    def told(self, host: str, points: int, *, now: int) -> dict[str, Any]:
        """``extensions.cost`` of an answer."""
        with self._lock:
            left = self._filled(host, now).left
        return {
            "requestedQueryCost": points,
            "actualQueryCost": points,
            "throttleStatus": {
                "maximumAvailable": float(self.maximum),
                "currentlyAvailable": int(left),
                "restoreRate": float(self.per_second),
            },
        }

    def reset(self) -> None:
        """Every bucket is full, of the usual size."""
        with self._lock:
            self._kept = {}
            self.maximum, self.per_second = 2000, 100

    def _filled(self, host: str, now: int) -> _Bucket:
        bucket = self._kept.setdefault(host, _Bucket(self.maximum, now))
        back = max(0, now - bucket.at) * self.per_second / 1000
        bucket.left, bucket.at = min(self.maximum, bucket.left + back), now
        return bucket


class _Reader:
    """Adds up the fields of one document."""

    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._given = variables
        self._defaults = dict[str, Any]()
        self._operations = [
            it for it in document.definitions if isinstance(it, OperationDefinitionNode)
        ]
        self._fragments = {
            it.name.value: it
            for it in document.definitions
            if isinstance(it, FragmentDefinitionNode)
        }

    def operation(self, name: str) -> OperationDefinitionNode:
        """The one that will be executed."""
        for it in self._operations:
            if it.name is not None and it.name.value == name:
                return it
        return self._operations[0]

    def root(self, node: OperationDefinitionNode) -> int:
        """What the whole operation costs."""
        for it in node.variable_definitions or ():
            if isinstance(it.default_value, IntValueNode):
                self._defaults[it.variable.name.value] = int(it.default_value.value)
        root = schema().get_root_type(node.operation)
        return 0 if root is None else self._selection(root, node.selection_set)

    def _selection(self, parent: GraphQLCompositeType, node: SelectionSetNode) -> int:
        """The fields of the type itself, and the dearest of those that only some types have."""
        own, others = 0, dict[str, int]()
        for on, chosen in self._fields(parent, node):
            points = self._field(on, chosen)
            if on.name == parent.name or isinstance(parent, GraphQLObjectType):
                own += points
            else:
                others[on.name] = others.get(on.name, 0) + points
        return own + max(others.values(), default=0)

    def _fields(
        self, parent: GraphQLCompositeType, node: SelectionSetNode
    ) -> Iterator[tuple[GraphQLCompositeType, FieldNode]]:
        for it in node.selections:
            if isinstance(it, FieldNode):
                yield parent, it
            elif isinstance(it, FragmentSpreadNode):
                fragment = self._fragments[it.name.value]
                on = _type(fragment.type_condition.name.value)
                yield from self._fields(on, fragment.selection_set)
            elif isinstance(it, InlineFragmentNode):
                on = _type(it.type_condition.name.value) if it.type_condition else parent
                yield from self._fields(on, it.selection_set)

    def _field(self, parent: GraphQLCompositeType, node: FieldNode) -> int:
        found = _definition(parent, node.name.value)
        if found is None or is_leaf_type(get_named_type(found.type)):
            return 0
        kind = get_named_type(found.type)
        inner = 0
        if node.selection_set is not None and is_composite_type(kind):
            inner = self._selection(kind, node.selection_set)
        if parent.name == "Mutation":
            return _BASES.get(node.name.value, _MUTATION) + inner
        return self._weight(parent, node, kind.name, inner)

    def _weight(self, parent: GraphQLCompositeType, node: FieldNode, name: str, inner: int) -> int:
        """One for an object, and what is inside it; a page counts for more, the longer it is."""
        field = node.name.value
        if name == "Count":
            return _COUNT
        if name.endswith("Connection"):
            return 2 + max(1, math.floor(2 * math.log(max(1, self._size(node))))) * max(1, inner)
        if (parent.name, field) in _FREE_FIELDS or parent.name.endswith(("Edge", "Payload")):
            return inner
        return inner if name in _FREE else 1 + inner

    def _size(self, node: FieldNode) -> int:
        for it in node.arguments or ():
            if it.name.value not in {"first", "last"}:
                continue
            if isinstance(it.value, IntValueNode):
                return int(it.value.value)
            if isinstance(it.value, VariableNode):
                name = it.value.name.value
                return int(self._given.get(name) or self._defaults.get(name) or 1)
        return 1


def _type(name: str) -> GraphQLCompositeType:
    found = schema().type_map[name]
    if not is_composite_type(found):
        raise TypeError(name)
    return found


def _definition(parent: GraphQLCompositeType, name: str) -> GraphQLField | None:
    if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
        return None
    found: GraphQLField | None = parent.fields.get(name)
    return found
