"""The shop's short lists, read once for many orders: no reading waits for one that is only old."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from platforms.contract import MissingPermission, PlatformError
from platforms.http import Deadline, Round
from platforms.prestashop.client import Ask, Rows, ask, one_of
from platforms.prestashop.reading.lists import SETTINGS, Lists, read_lists

# A merchant who renames a state sees it here within a coffee's time.
FRESH_SECONDS = 900.0
# Enough for the one reading that asked for it; the others go on with what is known.
REFRESH_SECONDS = 30.0
# A right granted meanwhile is noticed within a minute.
REFUSED_SECONDS = 60.0

ASKS: Mapping[str, Ask] = {
    "order_states": ask("order_states"),
    "currencies": ask("currencies"),
    "languages": ask("languages"),
    "carriers": ask("carriers", display="[id,name,url]"),
    "countries": ask("countries", display="[id,iso_code,name]"),
    "states": ask("states", display="[id,iso_code,name]"),
    "configurations": ask(
        "configurations", display="[id,name,value]", filters={"name": one_of(SETTINGS)}
    ),
}
# Without the states nobody knows where an order stands, without the currencies what it costs.
_NEEDED = frozenset({"order_states", "currencies"})


@dataclass(frozen=True, slots=True)
class _Kept:
    rows: Rows
    freshness: Deadline
    is_refused: bool = False
    absent: frozenset[str] = frozenset()
    """Ids that orders name and the list, read again for them, did not have."""


class ShortLists:
    """What is known of one shop's lists; safe to share between threads."""

    def __init__(self, *, fresh_seconds: float = FRESH_SECONDS) -> None:
        self._fresh_seconds = fresh_seconds
        self._lock = threading.Lock()
        self._kept: dict[str, _Kept] = {}
        self._lists = Lists()

    def due(self) -> dict[str, Ask]:
        """The reads to start with this round: lists never read, and lists grown old."""
        with self._lock:
            old = [name for name, kept in self._kept.items() if kept.freshness.left() <= 0]
            for name in old:
                self._postpone(name)
            return {name: ASKS[name] for name in (*(ASKS.keys() - self._kept.keys()), *old)}

    def unknown(self, used: Mapping[str, Iterable[str]]) -> dict[str, Ask]:
        """The reads of lists that lack an id in use: the shop made it after our last reading."""
        with self._lock:
            return {name: ASKS[name] for name, ids in used.items() if self._lacking(name, ids)}

    def learn(
        self, round_: Round[Rows], *, used: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        """Keeps the lists this round reads, waiting only for those never read or asked for anew.

        Raises the PlatformError of a list without which no order can be read.
        """
        taken: dict[str, _Kept] = {}
        for name in ASKS:
            if name not in round_ or not (self._is_waited_for(name, used) or round_.is_done(name)):
                continue
            kept = self._outcome(name, round_)
            if kept is not None:
                taken[name] = kept
        with self._lock:
            self._kept |= taken
            if taken:
                self._lists = read_lists({name: kept.rows for name, kept in self._kept.items()})
            self._note_absent({name: ids for name, ids in (used or {}).items() if name in taken})

    @property
    def lists(self) -> Lists:
        return self._lists

    @property
    def gaps(self) -> tuple[str, ...]:
        """The lists that this key may not read, or that could not be read yet."""
        with self._lock:
            kept = self._kept
            return tuple(
                name
                for name in ASKS
                if name != "configurations" and (name not in kept or kept[name].is_refused)
            )

    def _outcome(self, name: str, round_: Round[Rows]) -> _Kept | None:
        try:
            rows = round_.take(name)
        except PlatformError as fault:
            if name in self._kept:
                return None
            if name in _NEEDED:
                raise
            if isinstance(fault, MissingPermission):
                return _Kept((), Deadline.within(REFUSED_SECONDS), is_refused=True)
            return None
        before = self._kept.get(name)
        absent = before.absent if before else frozenset[str]()
        return _Kept(rows, Deadline.within(self._fresh_seconds), absent=absent)

    def _is_waited_for(self, name: str, used: Mapping[str, Iterable[str]] | None) -> bool:
        return name not in self._kept or name in (used or {})

    def _postpone(self, name: str) -> None:
        kept = self._kept[name]
        again = Deadline.within(REFRESH_SECONDS)
        self._kept[name] = _Kept(kept.rows, again, is_refused=kept.is_refused, absent=kept.absent)

    def _lacking(self, name: str, ids: Iterable[str]) -> frozenset[str]:
        kept = self._kept.get(name)
        if kept is None or kept.is_refused:
            return frozenset()
        listed = {row.reference("id") for row in kept.rows}
        return frozenset(ids) - listed - kept.absent - {""}

    def _note_absent(self, used: Mapping[str, Iterable[str]]) -> None:
        for name, ids in used.items():
            kept = self._kept.get(name)
            lacking = self._lacking(name, ids)
            if kept is not None and lacking:
                self._kept[name] = _Kept(kept.rows, kept.freshness, absent=kept.absent | lacking)
