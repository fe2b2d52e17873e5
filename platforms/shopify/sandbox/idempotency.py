"""One key, one refund: what was asked under a key, for a day, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLResolveInfo,
    StringValueNode,
    VariableNode,
    Visitor,
    print_ast,
    visit,
)

KEPT_MS = 24 * 3600 * 1000
MISSING = "The @idempotent directive is required for this mutation but was not provided."
BLANK = "The @idempotent directive's key must not be blank."
CONCURRENT = (
    "IDEMPOTENCY_CONCURRENT_REQUEST",
    "This request is currently in progress, please try again.",
)
MISMATCH = (
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH",
    "The same idempotency key cannot be used with different operation parameters.",
)
FAILED = (
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED",
    "A previous request with this idempotency key failed. Retry with a new idempotency key.",
)
GONE = (
    "IDEMPOTENCY_RECORD_NOT_FOUND",
    "The record created by the original request could not be found.",
)


class Clash(Exception):
    """The key cannot be used like this: ``code`` and the message."""

    def __init__(self, told: tuple[str, str]) -> None:
        super().__init__(told[1])
        self.code, self.message = told


@dataclass(slots=True)
class _Record:
    fingerprint: str
    at: int
    made: str = ""
    """The gid of what came of it; empty where it was refused."""


@dataclass(slots=True)
class Idempotency:
    """The keys of every store. What is not known of the real Shopify is a switch."""

    burns_refused: bool = True
    """Whether a key is used up by a request that was refused."""
    tells_by_code: bool = False
    """Whether a clash is a top-level error with a code, and not a userError."""
    _lock: Lock = field(default_factory=Lock)
    _records: dict[tuple[str, str], _Record] = field(default_factory=dict)
    _busy: set[tuple[str, str]] = field(default_factory=set)

    @contextmanager
    def running(self, host: str, keys: frozenset[str]) -> Iterator[frozenset[str]]:
        """While a request runs; gives those of its keys under which another one runs."""
        ours = {(host, it) for it in keys}
        with self._lock:
            clashing = ours & self._busy
            ours -= clashing
            self._busy |= ours
        try:
            yield frozenset(key for _, key in clashing)
        finally:
            with self._lock:
                self._busy -= ours

    def made(self, host: str, key: str, fingerprint: str, *, now: int) -> str:
        """What an earlier request made; empty where there was none. Raises Clash."""
        with self._lock:
            found = self._records.get((host, key))
        if found is None or now - found.at >= KEPT_MS:
            return ""
        if found.fingerprint != fingerprint:
            raise Clash(MISMATCH)
        if not found.made:
            raise Clash(FAILED)
        return found.made

    def keep(self, host: str, key: str, fingerprint: str, made: str, *, now: int) -> None:
        """What came of the first request under a key; ``made`` is empty where it was refused."""
        if made or self.burns_refused:
            with self._lock:
                self._records[host, key] = _Record(fingerprint, now, made)

    def reset(self) -> None:
        """No key was ever used."""
        with self._lock:
            self._records.clear()
            self._busy.clear()
        self.burns_refused, self.tells_by_code = True, False


def once(
    known: Idempotency,
    *,
    host: str,
    key: str | None,
    fingerprint: str,
    clashing: frozenset[str],
    now: int,
    make: Callable[[], str],
) -> str:
    """What ``make`` gave under this key, now or before. Raises GraphQLError or Clash."""
    if key is None:
        raise GraphQLError(MISSING, extensions={"code": "BAD_REQUEST"})
    if not key.strip():
        raise GraphQLError(BLANK, extensions={"code": "BAD_REQUEST"})
    if key in clashing:
        raise Clash(CONCURRENT)
    before = known.made(host, key, fingerprint, now=now)
    if before:
        return before
    made = make()
    known.keep(host, key, fingerprint, made, now=now)
    return made


def idempotency_key(info: GraphQLResolveInfo[Any]) -> str | None:
    """The key of the field's directive; None where it bears none."""
    found = _Keys(info.variable_values.coerced)
    for directive in info.field_nodes[0].directives or ():
        visit(directive, found)
    return next(iter(found.keys), None)


def fingerprint(info: GraphQLResolveInfo[Any], variables: Mapping[str, Any]) -> str:
    """A field's arguments as they came: another order of an input's fields is another request."""
    node = info.field_nodes[0]
    written = " ".join(print_ast(it) for it in node.arguments or ())
    used = [it.name.value for it in _variables(node)]
    return written + json.dumps({name: variables.get(name) for name in used})


def keys_in(document: DocumentNode, variables: Mapping[str, Any]) -> frozenset[str]:
    """Every key that a request bears."""
    found = _Keys(variables)
    visit(document, found)
    return frozenset(found.keys)


class _Keys(Visitor):
    def __init__(self, variables: Mapping[str, Any]) -> None:
        super().__init__()
        self.keys = set[str]()
        self._variables = variables

    def enter_directive(self, node: Any, *_rest: Any) -> None:
        if node.name.value == "idempotent":
            for argument in node.arguments:
                value = argument.value
                if isinstance(value, StringValueNode):
                    self.keys.add(value.value)
                elif isinstance(value, VariableNode):
                    self.keys.add(str(self._variables.get(value.name.value, "")))


def _variables(node: FieldNode) -> list[VariableNode]:
    found = _Variables()
    for argument in node.arguments or ():
        visit(argument, found)
    return found.found


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[VariableNode] = []

    def enter_variable(self, node: VariableNode, *_rest: Any) -> None:
        self.found.append(node)
