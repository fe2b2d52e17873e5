"""Lists of tickets as a person sees them: their shops' alone, narrowed, counted, page by page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sidebar.actions import choosing, finding, reach
from sidebar.actions.choosing import Lists
from sidebar.actions.desk import Desk
from sidebar.errors import NotFound
from sidebar.rules.filtering import COUNTED, Filters, View, filters_of
from sidebar.rules.searched import Piece, sought
from sidebar.rules.viewer import Viewer
from sidebar.store import grants, helpdesks, inbox, saved_views, search, shops, teams, work
from sidebar.store.database import Connection
from sidebar.store.inbox import NEWEST, Wanted
from sidebar.store.saved_views import SavedView
from sidebar.store.shops import Shop
from sidebar.store.teams import Team
from sidebar.store.tickets import Place, Ticket
from sidebar.store.work import Colleague

PAGE_OF_TICKETS = 25
MOST_AT_ONCE = 200
"""Tickets of a list that is shown again as it was."""

MOST_COUNTED = 100
"""One more than is told: whether there are 100 or 100,000 to do makes no difference to anyone."""

MOST_TAGS = 60
"""Tags offered to narrow a list by, those used last."""

_PLACE = re.compile(r"(?P<at>\d{1,15})-(?P<id>\w{1,40})|h(?P<number>-?\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One ticket of a list. ``place`` is where it stood there when it was shown."""

    ticket: Ticket
    place: str
    assignees: tuple[str, ...] = ()
    found: tuple[Piece, ...] = ()
    """Of a search: what was found, in the words around it."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """A stretch of a list; ``next`` is the place after which more may follow, or empty."""

    shop: Shop
    shop_names: Mapping[str, str]
    """Of every shop that the viewer may see, their own first."""
    filters: Filters
    entries: tuple[Entry, ...]
    next: str
    lists: Mapping[str, Lists]
    """What may be chosen in each shop of the tickets shown, and in the viewer's own."""
    teams: Mapping[str, Team]
    tags: tuple[str, ...] = ()
    people: tuple[Colleague, ...] = ()
    """Whom tickets may be given to; like the tags, only told with the beginning of a list."""


@dataclass(frozen=True, slots=True)
class Around:
    """The views, with how many tickets each holds."""

    counts: Mapping[View, int]
    saved: tuple[tuple[SavedView, int | None], ...]
    """None where words are found too often for the tickets to be counted."""


def list_tickets(
    desk: Desk, viewer: Viewer, filters: Filters, after: str = "", *, most: int = PAGE_OF_TICKETS
) -> Inbox:
    """The tickets asked for, newest change first, or newest word found. Raises NotFound."""
    with desk.database.reading() as store:
        shop, names = _shops(store, viewer)
        want = inbox.wanted(filters, agent_id=viewer.agent_id, shop_ids=tuple(names))
        most = min(max(most, PAGE_OF_TICKETS), MOST_AT_ONCE)
        entries, following = _entries(store, want, filters, after, most)
        seen = {shop.id, *(entry.ticket.shop_id for entry in entries)}
        return Inbox(
            shop=shop,
            shop_names=names,
            filters=filters,
            entries=_assigned(store, entries),
            next=following,
            lists={shop_id: choosing.lists(store, shop_id) for shop_id in seen},
            teams={team.id: team for one in names for team in teams.of_shop(store, one)},
            tags=() if after else tuple(work.tags_of_shop(store, shop.id, most=MOST_TAGS)),
            people=() if after else tuple(work.colleagues(store, shop.id)),
        )


def look_around(desk: Desk, viewer: Viewer) -> Around:
    """The views and their numbers. Raises NotFound."""
    with desk.database.reading() as store:
        shop, names = _shops(store, viewer)
        saved = saved_views.seen_by(store, shop.id, viewer.agent_id)

        def many(filters: Filters) -> int:
            want = inbox.wanted(filters, agent_id=viewer.agent_id, shop_ids=tuple(names))
            return inbox.count(store, want, most=MOST_COUNTED)

        def found(filters: Filters) -> int | None:
            if not filters.q:
                return many(filters)
            want = inbox.wanted(filters, agent_id=viewer.agent_id, shop_ids=tuple(names))
            return finding.count(store, want, sought(filters.q), most=MOST_COUNTED)

        return Around(
            counts={view: many(Filters(view=view)) for view in COUNTED},
            saved=tuple((view, found(filters_of(view.filters))) for view in saved),
        )


def beside(
    desk: Desk, viewer: Viewer, filters: Filters, place: str, *, ticket_id: str, is_after: bool
) -> Entry | None:
    """The ticket after (or before) one that stood at that place of the list; None at its end."""
    with desk.database.reading() as store:
        _, names = _shops(store, viewer)
        want = inbox.wanted(filters, agent_id=viewer.agent_id, shop_ids=tuple(names))
        if filters.q:
            words, at = sought(filters.q), number_in(place)
            look = finding.after if is_after else finding.before
            pair = look(store, want, words, at, but=ticket_id)
            return None if pair is None else Entry(pair[1], f"h{pair[0].number}")
        look_at = inbox.page if is_after else inbox.page_above
        found = look_at(store, want, at=place_in(place), most=2)
        ticket = next((one for one in found if one.id != ticket_id), None)
        return None if ticket is None else Entry(ticket, place_of(ticket))


def in_shop_of(desk: Desk, viewer: Viewer, ticket: Ticket) -> Viewer:
    """The same person where this ticket is. Raises NotFound where they were granted nothing."""
    if ticket.shop_id == viewer.shop_id:
        return viewer
    other = reach.elsewhere(desk, viewer, ticket_id=ticket.id)
    if other is None:
        raise NotFound
    return other


def _shops(store: Connection, viewer: Viewer) -> tuple[Shop, dict[str, str]]:
    """The viewer's shop, and the names of all that they may see."""
    shop = shops.find(store, viewer.shop_id)
    if shop is None:
        raise NotFound
    if viewer.helpdesk_id:
        shown = helpdesks.shops_of(store, viewer.helpdesk_id)
        return shop, {shop.id: shop.name, **{one.id: one.name for one in shown}}
    others = grants.of_agent(store, viewer.agent_id)
    return shop, {shop.id: shop.name, **{one.shop_id: one.shop_name for one in others}}


def _entries(
    store: Connection, want: Wanted, filters: Filters, after: str, most: int
) -> tuple[list[Entry], str]:
    if filters.q:
        return _hits(store, want, filters, after, most)
    found = inbox.page(store, want, at=place_in(after), most=most + 1)
    entries = [Entry(ticket, place_of(ticket)) for ticket in found[:most]]
    return entries, entries[-1].place if len(found) > most else ""


def _hits(
    store: Connection, want: Wanted, filters: Filters, after: str, most: int
) -> tuple[list[Entry], str]:
    words = sought(filters.q)
    found = finding.page(store, want, words, number_in(after), most=most)
    texts = search.texts(store, [hit for hit, _ in found.pairs])
    entries = [
        Entry(ticket, f"h{hit.number}", found=finding.shown(texts.get(hit.number), ticket, words))
        for hit, ticket in found.pairs
    ]
    return entries, "" if found.next is None else f"h{found.next}"


def _assigned(store: Connection, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    names = inbox.assignees(store, [entry.ticket.id for entry in entries])
    return tuple(
        Entry(one.ticket, one.place, names.get(one.ticket.id, ()), one.found) for one in entries
    )


def place_of(ticket: Ticket) -> str:
    """Where the ticket stands in a list by last change, as addresses have it."""
    return f"{ticket.updated_at}-{ticket.id}"


def place_in(text: str) -> Place:
    """The same read back; before the first one, for any other text."""
    found = _PLACE.fullmatch(text)
    return Place(int(found["at"]), found["id"]) if found and found["id"] else NEWEST


def number_in(text: str) -> int:
    """The place of a hit among what a search finds; before the first one, for any other text."""
    found = _PLACE.fullmatch(text)
    return int(found["number"]) if found and found["number"] else search.LATEST
