"""Reads Shopify's search syntax: terms, AND, OR, NOT, parentheses, quotes and comparators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<minus>-)?(?:(?P<field>[A-Za-z_][\w.]*):\s*)?(?P<comparator><=|>=|<|>)?
        (?:"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'|(?P<bare>(?:\\.|[^\s()\\])+))
    )""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a row must say; ``field`` is empty for a word looked for anywhere."""

    field: str
    comparator: str
    value: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """All of them, any of them, or not the one."""

    how: str
    """"AND", "OR" or "NOT"."""
    parts: tuple[Clause, ...]


Clause = Term | Joined


@dataclass(slots=True)
class Search:
    """A search as it was understood; no ``root`` is no filter at all."""

    written: str
    root: Clause | None = None
    warnings: list[str] = field(default_factory=list)
    """The fields that were dropped."""

    @property
    def parsed(self) -> str:
        """What was understood, in words."""
        return "" if self.root is None else _worded(self.root)


def read_search(written: str, *, known: AbstractSet[str]) -> Search:
    """A term on a field that is not ``known`` is dropped: what is left may let all rows through."""
    search = Search(written)
    tokens = [met for met in _TOKEN.finditer(written) if met[0].strip()]
    search.root = _Reader(tokens, search, known).any_of()
    return search


class _Reader:
    """Reads downward: any of, all of, one."""

    def __init__(
        self, tokens: Sequence[re.Match[str]], search: Search, known: AbstractSet[str]
    ) -> None:
        self._tokens: Iterator[re.Match[str]] = iter(tokens)
        self._next = next(self._tokens, None)
        self._search = search
        self._known = known

    def any_of(self) -> Clause | None:
        parts = [self._all_of()]
        while self._is_word("OR"):
            self._step()
            parts.append(self._all_of())
        return _joined("OR", parts)

    def _all_of(self) -> Clause | None:
        parts = []
        while self._next is not None and not self._next["close"] and not self._is_word("OR"):
            if self._is_word("AND"):
                self._step()
                continue
            parts.append(self._one())
        return _joined("AND", parts)

    def _one(self) -> Clause | None:
        if self._is_word("NOT"):
            self._step()
            return _negated(self._one())
        met = self._next
        self._step()
        if met is None:
            return None
        if met["open"]:
            inner = self.any_of()
            self._step()
            return inner
        term = self._term(met)
        return _negated(term) if met["minus"] else term

    def _term(self, met: re.Match[str]) -> Term | None:
        name = met["field"] or ""
        quoted = met["double"] if met["double"] is not None else met["single"]
        if name and name not in self._known:
            self._search.warnings.append(name)
            return None
        value = _ESCAPED.sub(r"\1", met["bare"] if quoted is None else quoted)
        return Term(name, met["comparator"] or "", value, quoted is not None)

    def _is_word(self, word: str) -> bool:
        met = self._next
        return met is not None and met["bare"] == word and not met["field"] and not met["minus"]

    def _step(self) -> None:
        self._next = next(self._tokens, None)


def _joined(how: str, parts: Sequence[Clause | None]) -> Clause | None:
    """A dropped term asks nothing of its neighbours: in an OR as in an AND."""
    left = tuple(part for part in parts if part is not None)
    if len(left) < 2:
        return left[0] if left else None
    return Joined(how, left)


def _negated(clause: Clause | None) -> Clause | None:
    return None if clause is None else Joined("NOT", (clause,))


def _worded(clause: Clause) -> str:
    if isinstance(clause, Term):
        name = f"{clause.field}:" if clause.field else ""
        return f"{name}{clause.comparator}{clause.value}"
    if clause.how == "NOT":
        return f"NOT ({_worded(clause.parts[0])})"
    return "(" + f" {clause.how} ".join(_worded(it) for it in clause.parts) + ")"
