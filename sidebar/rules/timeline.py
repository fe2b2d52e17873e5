"""One timeline out of several sources, newest first: no entry is lost, doubled or out of its order.

Each source gives its entries in stretches, some in two threads that may tell the same things. A
stretch is shown down to the *horizon*, the oldest moment that every thread with more to tell has
reached; what lies below waits for the next one. A thread that could not be asked keeps its place,
and what it has to tell is shown later than it happened rather than never.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from platforms.people import Group, Happening


@dataclass(frozen=True, slots=True)
class Source:
    """Who tells: ``id`` is ours for the counter itself, else the shop's."""

    id: str
    name: str
    kind: str
    """Of the shop; empty for the counter."""
    timezone: str = ""
    """In which the shop tells its days; empty where that is each entry's own."""

    @property
    def app(self) -> str:
        """What it runs on: the kind of shop, or the counter itself."""
        return self.kind or self.id


Place = tuple[int, str, str]
"""Of an entry: its moment (UTC ms), the id of its source, its own."""

OURS = Source("ours", "Comptoir", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline."""

    source: Source
    happening: Happening

    @property
    def place(self) -> Place:
        """Its place in the order of the timeline; no two entries share one."""
        return self.happening.at, self.source.id, self.happening.id


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one thread of a source answered; ``after`` is where it goes on, empty at its end."""

    source: Source
    entries: tuple[Happening, ...]
    after: str
    thread: str = ""

    @property
    def key(self) -> str:
        return key_of(self.source, self.thread)


def key_of(source: Source, thread: str) -> str:
    """Names a thread among those of every source; the only one of a source has no name."""
    return f"{source.id}.{thread}" if thread else source.id


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a timeline goes on: each thread's own cursor, and the last place that was shown."""

    cursors: Mapping[str, str] = field(default_factory=dict)
    """Of the threads that have more; one that is not named is at its end."""
    below: Place | None = None
    behind: Mapping[str, Place | None] = field(default_factory=dict)
    """Where threads stopped that did not answer since; None before their first entry."""

    @property
    def is_beginning(self) -> bool:
        return self.below is None and not self.behind

    def limit(self, key: str) -> Place | None:
        """Only what lies below this place is still to be shown of a thread."""
        return self.behind.get(key, self.below)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an agent filters by: an app, a source and a group, all at once; empty for any."""

    app: str = ""
    source: str = ""
    group: Group | None = None

    @property
    def is_everything(self) -> bool:
        return not (self.app or self.source or self.group)

    def among(self, sources: Iterable[Source]) -> Wanted:
        """The same without what none of these sources could meet."""
        known = tuple(sources)
        app = self.app if any(source.app == self.app for source in known) else ""
        met = any(source.id == self.source and app in ("", source.app) for source in known)
        return Wanted(app, self.source if met else "", self.group)

    def tells(self, source: Source) -> bool:
        """Whether this source is asked at all."""
        return self.app in ("", source.app) and self.source in ("", source.id)

    def shows(self, entry: Entry) -> bool:
        """Whether this entry is shown."""
        return self.group is None or entry.happening.group is self.group


def woven(
    stretches: Iterable[Stretch], mark: Mark, wanted: Wanted, silent: Iterable[str] = ()
) -> tuple[tuple[Entry, ...], Mark | None]:
    """The next entries to show, and where they go on; None at the end of all sources.

    ``silent`` are the keys of the threads that were asked and did not answer.
    """
    told = tuple(stretches)
    fresh = {one.key: _below(one, mark) for one in told}
    horizon = max(
        (fresh[one.key][-1].place for one in told if one.after and fresh[one.key]), default=None
    )
    # Two threads of one source may tell the same thing: it has one place.
    shown = {
        entry.place: entry
        for entries in fresh.values()
        for entry in entries
        if horizon is None or entry.place >= horizon
    }
    places = sorted(shown, reverse=True)
    visible = tuple(shown[place] for place in places if wanted.shows(shown[place]))
    cursors = _cursors(told, fresh, mark, horizon)
    cursors |= {key: mark.cursors.get(key, "") for key in silent}
    if not cursors:
        return visible, None
    below = _older(mark.below, places[-1] if places else None)
    seen = {key: mark.limit(key) for key in cursors}
    seen |= {key: _older(seen[key], horizon) for key in cursors if fresh.get(key)}
    behind = {key: place for key, place in seen.items() if _is_above(place, below)}
    return visible, Mark(cursors, below, behind)


def _older(one: Place | None, other: Place | None) -> Place | None:
    """The older of two places; None is no place at all."""
    if one is None or other is None:
        return one or other
    return min(one, other)


def _is_above(seen: Place | None, below: Place | None) -> bool:
    """Whether entries that were never shown may lie above the last place."""
    return below is not None and (seen is None or seen > below)


def _below(stretch: Stretch, mark: Mark) -> list[Entry]:
    """The entries that were not shown yet, newest first."""
    limit = mark.limit(stretch.key)
    entries = [Entry(stretch.source, one) for one in stretch.entries]
    entries.sort(key=lambda entry: entry.place, reverse=True)
    return [entry for entry in entries if limit is None or entry.place < limit]


def _cursors(
    told: tuple[Stretch, ...],
    fresh: Mapping[str, list[Entry]],
    mark: Mark,
    horizon: Place | None,
) -> dict[str, str]:
    """A thread goes on after its stretch once that is shown whole, else at the same place."""
    cursors = dict[str, str]()
    for one in told:
        entries = fresh[one.key]
        is_whole = horizon is None or not entries or entries[-1].place >= horizon
        if is_whole and one.after:
            cursors[one.key] = one.after
        elif not is_whole:
            cursors[one.key] = mark.cursors.get(one.key, "")
    return cursors
