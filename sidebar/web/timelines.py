"""A timeline as a page shows it: filtered by app, shop and kind, and gone on with at its end."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from platforms.people import Group
from sidebar.actions.weaving import TimelineView
from sidebar.rules.timeline import Mark, Place, Source, Wanted
from sidebar.web.fragments import Part, parts

LONGEST_MARK = 8000
LATEST = 10**16
"""No moment of a timeline is later (UTC ms)."""

# Ids are ours or digits of a shop; a shop's cursor is text without controls or half characters.
_ID = re.compile(r"[A-Za-z0-9_.:-]{0,80}")
_CURSOR = re.compile(r"[\x20-\x7e]{0,512}")


@dataclass(frozen=True, slots=True)
class Asking:
    """Where a timeline stands in the page, and how its next stretch is asked for."""

    id: str
    verb: str
    address: str
    known: str = ""
    """What the page gives back with each ask, so that nobody is looked for again."""


def answer(view: TimelineView, asking: Asking, **values: Any) -> Response:
    """The whole timeline, or its next stretch where the page asked for that."""
    is_later = not mark().is_beginning
    template = "customer/_more_events.html" if is_later else "customer/_timeline.html"
    part = Part(f"{asking.id}-more" if is_later else asking.id, template)
    query = filters_of(view.wanted)
    again = f"{asking.address}?{urlencode(query)}" if query else asking.address
    more = {**query, "mark": _written(view.next)}
    return parts(
        part,
        timeline=view,
        at=asking,
        again=again,
        more=f"{asking.address}?{urlencode(more)}" if view.next else "",
        groups=tuple(Group),
        apps=_apps(view.sources),
        stores=tuple(one for one in view.sources if view.wanted.app in ("", one.app)),
        is_later=is_later,
        is_cleared="cleared" in request.values,
        **values,
    )


def wanted() -> Wanted:
    """What the page filters by; what is no filter is none."""
    group = request.values.get("about", "")
    known = {one.value for one in Group}
    return Wanted(
        _text(_ID, request.values.get("app", "")),
        _text(_ID, request.values.get("store", "")),
        Group(group) if group in known else None,
    )


def filters_of(filtered: Wanted) -> dict[str, str]:
    """The same as the page's fields, without those that let everything through."""
    fields = {"app": filtered.app, "store": filtered.source, "about": filtered.group or ""}
    return {name: str(value) for name, value in fields.items() if value}


def mark() -> Mark:
    """The mark that the page gave back; anything that is none is the beginning."""
    written = request.args.get("mark", "")
    try:
        told = json.loads(written) if 0 < len(written) <= LONGEST_MARK else {}
        cursors = {_of(_ID, key): _of(_CURSOR, kept) for key, kept in told["cursors"].items()}
        behind = {
            _of(_ID, key): None if kept is None else _place(kept)
            for key, kept in told.get("behind", {}).items()
        }
        return Mark(cursors, _place(told["below"]), behind)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Mark()


def _apps(sources: tuple[Source, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.app for source in sources))


def _written(going_on: Mark | None) -> str:
    """The mark as the page gives it back."""
    if going_on is None:
        return ""
    behind = dict(going_on.behind)
    told = {"cursors": dict(going_on.cursors), "below": going_on.below, "behind": behind}
    return json.dumps(told)


def _place(told: object) -> Place:
    """Raises ValueError for what is no place in a timeline."""
    match told:
        case [int(at), str(source), str(identity)] if 0 <= at <= LATEST:
            return at, _of(_ID, source), _of(_ID, identity)
        case _:
            raise ValueError("not a place")


def _of(form: re.Pattern[str], told: object) -> str:
    """Raises ValueError for what is not of the form."""
    if not isinstance(told, str) or form.fullmatch(told) is None:
        raise ValueError("not of its form")
    return told


def _text(form: re.Pattern[str], told: str) -> str:
    return told if form.fullmatch(told) else ""
