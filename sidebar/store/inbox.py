"""Lists of tickets, narrowed any way, by their last change: a page costs the same in any store."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from sidebar.rules.filtering import NOBODY, Filters, View
from sidebar.store import subjects
from sidebar.store.database import Connection
from sidebar.store.searching_engines import named_list
from sidebar.store.tickets import FIELDS, Place, Ticket, of_row

FEW = 1000
"""Rows that are sorted in a few milliseconds: with no more than these, a list begins there."""

NEWEST_COUNTED = 3000
"""Of a longer list, how many of its newest tickets are gone through to count them."""

ACTIVE = "t.status IN ('open', 'pending', 'client_replied')"
"""Word for word what the index of active tickets says."""

NEWEST, OLDEST = Place(2**62, ""), Place(-1, "")

_STATES = {
    View.OPEN: ACTIVE,
    View.MINE: ACTIVE,
    View.UNASSIGNED: ACTIVE,
    View.REPLIED: "t.status = 'client_replied'",
    View.RESOLVED: "t.status = 'resolved'",
    View.CLOSED: "t.status = 'closed'",
}
_HAS_ASSIGNEE = (
    "EXISTS (SELECT 1 FROM ticket_agents n WHERE n.ticket_id = t.id AND n.part = 'assignee')"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list as the store is asked for it. ``seeds`` are whole lists of tickets' ids."""

    shop_ids: tuple[str, ...]
    conditions: tuple[str, ...]
    seeds: Mapping[str, str]
    """By the condition that says the same of one ticket."""
    values: Mapping[str, object] = field(default_factory=dict)


def wanted(filters: Filters, *, agent_id: str, shop_ids: Sequence[str]) -> Wanted:
    """What the filters ask for, of these shops; ``agent_id`` is whose list it is."""
    shown = tuple(one for one in shop_ids if filters.shop in ("", one))
    conditions = [_STATES[filters.view]] if filters.view in _STATES else []
    if filters.view is View.UNASSIGNED or filters.assignee == NOBODY:
        conditions.append(f"NOT {_HAS_ASSIGNEE}")
    conditions += _of_columns(filters)
    values: dict[str, object] = {**filters.narrowing, "agent_id": agent_id}
    seeds = dict(_seeds(filters))
    text = " ".join((*conditions, *seeds, *seeds.values()))
    return Wanted(
        shown,
        tuple(conditions),
        seeds,
        {name: value for name, value in values.items() if f":{name}" in text},
    )


def _of_columns(filters: Filters) -> Iterable[str]:
    if filters.team:
        yield "t.team_id IS NULL" if filters.team == NOBODY else "t.team_id = :team"
    for name, usual in (("channel", "back_office"), ("type", "standard"), ("department", "")):
        chosen = getattr(filters, name)
        if chosen:
            yield f"t.{name} = :{name}"
        if chosen not in ("", usual):
            # Word for word what the index of the unusual ones says.
            yield f"t.{name} <> '{usual}'"


def _seeds(filters: Filters) -> Iterable[tuple[str, str]]:
    if filters.tag:
        yield _both("tags", "n.tag = :tag")
    if filters.assignee not in ("", NOBODY):
        yield _both("ticket_agents", "n.agent_id = :assignee AND n.part = 'assignee'")
    if filters.view is View.MINE:
        yield _both("ticket_agents", "n.agent_id = :agent_id AND n.part = 'assignee'")
    if filters.view is View.FOLLOWING:
        yield _both("ticket_agents", "n.agent_id = :agent_id AND n.part = 'follower'")
    if filters.view is View.MENTIONED:
        yield _both("mentions", "n.agent_id = :agent_id")


def _both(table: str, condition: str) -> tuple[str, str]:
    of_one = f"EXISTS (SELECT 1 FROM {table} n WHERE n.ticket_id = t.id AND {condition})"
    # Someone may be mentioned on a ticket twice.
    each = "DISTINCT n.ticket_id" if table == "mentions" else "n.ticket_id"
    return of_one, f"SELECT {each} FROM {table} n WHERE {condition}"


@dataclass(frozen=True, slots=True)
class _Stretch:
    """From a place of the list on: down to what was touched earlier, or up."""

    at: Place
    most: int
    is_up: bool = False

    @property
    def condition(self) -> str:
        return f"(t.updated_at, t.id) {'>' if self.is_up else '<'} (:at, :id)"

    @property
    def order(self) -> str:
        return "t.updated_at, t.id" if self.is_up else "t.updated_at DESC, t.id DESC"


def page(store: Connection, want: Wanted, *, at: Place, most: int) -> list[Ticket]:
    """The tickets after a place of the list, which begins with the last one touched."""
    return _page(store, want, _Stretch(at, most))


def page_above(store: Connection, want: Wanted, *, at: Place, most: int) -> list[Ticket]:
    """The tickets before a place of the list, the nearest first."""
    return _page(store, want, _Stretch(at, most, is_up=True))


def _page(store: Connection, want: Wanted, stretch: _Stretch) -> list[Ticket]:
    """Shop by shop, as an index has them, and put together; from a short list of ids, at once."""
    seed = _seed(store, want)
    by_shop = [want.shop_ids] if seed else [(shop_id,) for shop_id in want.shop_ids]
    found = [_rows(store, _source(want, seed, some), stretch) for some in by_shop if some]
    merged = heapq.merge(*found, key=_moment, reverse=not stretch.is_up)
    return list(islice(merged, stretch.most))


def _moment(ticket: Ticket) -> tuple[int, str]:
    return ticket.updated_at, ticket.id


def _rows(
    store: Connection, sourced: tuple[str, dict[str, object]], stretch: _Stretch
) -> list[Ticket]:
    source, values = sourced
    chosen = (
        f"SELECT t.id {source.format(more='')} AND {stretch.condition}"
        f" ORDER BY {stretch.order} LIMIT :most"
    )
    # Only what is shown is read whole: to sort a list, its ids and moments are enough.
    rows = store.all(
        f"SELECT {FIELDS} FROM ({chosen}) chosen CROSS JOIN tickets t"
        " LEFT JOIN customers c ON c.id = t.customer_id"
        f" WHERE t.id = chosen.id ORDER BY {stretch.order}",
        at=stretch.at.updated_at,
        id=stretch.at.id,
        most=stretch.most,
        **values,
    )
    return [of_row(row) for row in rows]


def _source(want: Wanted, seed: str, shop_ids: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    """FROM and WHERE: a short list of ids is gone through, a long one is looked up by ticket."""
    shops, named = named_list("shop", shop_ids)
    of_shops = f"t.shop_id = {shops}" if len(shop_ids) == 1 else f"t.shop_id IN ({shops})"
    rest = [condition for condition in want.seeds if condition != seed]
    conditions = [of_shops, *want.conditions, *rest]
    start = "FROM tickets t {more}"
    if seed:
        start = f"FROM ({want.seeds[seed]}) seed CROSS JOIN tickets t {{more}}"
        conditions.append("t.id = seed.ticket_id")
    return f"{start} WHERE {' AND '.join(conditions)}", {**want.values, **named}


def _seed(store: Connection, want: Wanted) -> str:
    """The shortest of the lists of ids, where it is short; empty where none is."""
    sizes = {condition: _size(store, want, seed) for condition, seed in want.seeds.items()}
    shortest = min(sizes, key=sizes.__getitem__, default="")
    return shortest if sizes.get(shortest, FEW + 1) <= FEW else ""


def _size(store: Connection, want: Wanted, seed: str) -> int:
    values = {name: value for name, value in want.values.items() if f":{name}" in seed}
    row = store.written(
        f"SELECT count(*) AS many FROM ({seed} LIMIT :most) AS counted",
        most=FEW + 1,
        **values,
    )
    return int(row["many"])


def count(store: Connection, want: Wanted, *, most: int) -> int:
    """How many tickets the list holds; counted no further than ``most``."""
    seed = _seed(store, want)
    if want.seeds and not seed and want.shop_ids:
        # Of a long list the newest end nearly always holds enough of what is still to do.
        first = next(iter(want.seeds))
        newest = f"{want.seeds[first]} ORDER BY n.ticket_id DESC LIMIT {NEWEST_COUNTED}"
        lately = replace(want, seeds={**want.seeds, first: newest})
        if _counted(store, lately, first, want.shop_ids, most) >= most:
            return most
    by_shop = [want.shop_ids] if seed else [(one,) for one in want.shop_ids]
    found = 0
    for some in by_shop:
        if some and found < most:
            found += _counted(store, want, seed, some, most - found)
    return found


def _counted(
    store: Connection, want: Wanted, seed: str, shop_ids: tuple[str, ...], /, most: int
) -> int:
    source, values = _source(want, seed, shop_ids)
    row = store.written(
        f"SELECT count(*) AS many FROM (SELECT 1 AS one {source.format(more='')}"
        " LIMIT :most) AS counted",
        most=most,
        **values,
    )
    return int(row["many"])


def among(store: Connection, want: Wanted, ticket_ids: Sequence[str]) -> dict[str, Ticket]:
    """Those of these tickets that the list holds, by their ids."""
    if not ticket_ids or not want.shop_ids:
        return {}
    source, values = _source(want, "", want.shop_ids)
    joined = source.format(more="LEFT JOIN customers c ON c.id = t.customer_id")
    rows = subjects.rows(store, f"SELECT {FIELDS} {joined} AND ", "t.id", ticket_ids, **values)
    return {row["id"]: of_row(row) for row in rows}


def assignees(store: Connection, ticket_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names of those who see to each ticket, in the order in which they came to it."""
    select = (
        "SELECT p.ticket_id, a.name, p.added_at FROM ticket_agents p"
        " JOIN agents a ON a.id = p.agent_id WHERE p.part = 'assignee' AND "
    )
    found: dict[str, tuple[str, ...]] = {}
    rows = subjects.rows(store, select, "p.ticket_id", ticket_ids)
    for row in sorted(rows, key=lambda row: (row["added_at"], row["name"])):
        found[row["ticket_id"]] = (*found.get(row["ticket_id"], ()), row["name"])
    return found
