"""The customer's profile and timeline beside a ticket, each asked for once its pane is there."""

from __future__ import annotations

import json
import re

from flask import Blueprint, Response, g, request

from platforms.people import Group
from sidebar.actions import people
from sidebar.rules.timeline import Mark, Place, Wanted
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer

blueprint = Blueprint("people", __name__)

PROFILE = Part("profile", "customer/_profile.html")
TIMELINE = Part("timeline", "customer/_timeline.html")
MORE_EVENTS = Part("more-events", "customer/_more_events.html")
LONGEST_MARK = 8000
LATEST = 10**16
"""No moment of a timeline is later (UTC ms)."""

# Ids are ours or digits of a shop; a shop's cursor is text without controls or half characters.
_ID = re.compile(r"[A-Za-z0-9_.:-]{0,80}")
_CURSOR = re.compile(r"[\x20-\x7e]{0,512}")


@blueprint.get("/tickets/<ticket_id>/customer")
@with_viewer
def profile(viewer: Viewer, ticket_id: str) -> Response:
    """What the shop knows of the customer, read now."""
    shop, ticket, view = people.read_profile(desk(), viewer, ticket_id)
    g.timezone = shop.timezone
    return parts(PROFILE, ticket=ticket, shop=shop, profile_view=view)


@blueprint.get("/tickets/<ticket_id>/timeline")
@with_viewer
def timeline(viewer: Viewer, ticket_id: str) -> Response:
    """What happened to the customer: everything, or what the filter leaves; or its next stretch."""
    wanted, mark = _wanted(), _mark()
    shop, ticket, view = people.read_timeline(desk(), viewer, ticket_id, wanted, mark)
    g.timezone = shop.timezone
    part = TIMELINE if mark.is_beginning else MORE_EVENTS
    return parts(
        part,
        ticket=ticket,
        shop=shop,
        timeline=view,
        groups=tuple(Group),
        kinds=_kinds(view),
        chosen=request.args.get("show", ""),
        mark=_written(view.next),
        is_later=not mark.is_beginning,
    )


def _kinds(view: people.TimelineView) -> dict[str, int]:
    """How many sources there are of each kind of shop, in their order."""
    kinds = dict[str, int]()
    for source in view.sources:
        if source.kind:
            kinds[source.kind] = kinds.get(source.kind, 0) + 1
    return kinds


def _wanted() -> Wanted:
    """``kind:shopify``, ``from:`` a source, ``about:`` a group; anything else is everything."""
    name, _, value = request.args.get("show", "").partition(":")
    match name:
        case "kind":
            return Wanted(kind=value)
        case "from":
            return Wanted(source=value)
        case "about" if value in {group.value for group in Group}:
            return Wanted(group=Group(value))
        case _:
            return Wanted()


def _written(mark: Mark | None) -> str:
    """The mark as the page gives it back."""
    if mark is None:
        return ""
    told = {"cursors": dict(mark.cursors), "below": mark.below, "behind": dict(mark.behind)}
    return json.dumps(told)


def _mark() -> Mark:
    """The mark that the page gave back; anything that is none is the beginning."""
    written = request.args.get("mark", "")
    try:
        told = json.loads(written) if 0 < len(written) <= LONGEST_MARK else {}
        cursors = {_text(_ID, key): _text(_CURSOR, kept) for key, kept in told["cursors"].items()}
        behind = {
            _text(_ID, key): None if kept is None else _place(kept)
            for key, kept in told.get("behind", {}).items()
        }
        return Mark(cursors, _place(told["below"]), behind)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Mark()


def _place(told: object) -> Place:
    """Raises ValueError for what is no place in a timeline."""
    match told:
        case [int(at), str(source), str(identity)] if 0 <= at <= LATEST:
            return at, _text(_ID, source), _text(_ID, identity)
        case _:
            raise ValueError("not a place")


def _text(form: re.Pattern[str], told: object) -> str:
    """Raises ValueError for what is not of the form."""
    if not isinstance(told, str) or form.fullmatch(told) is None:
        raise ValueError("not of its form")
    return told
