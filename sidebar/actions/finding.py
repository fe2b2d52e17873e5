"""Tickets found by their words, each once, where its newest word is; never looked through whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sidebar.rules.searched import Piece, Sought, pieces
from sidebar.store import inbox, search
from sidebar.store.database import Connection
from sidebar.store.inbox import Wanted
from sidebar.store.search import Hit
from sidebar.store.tickets import Ticket

ROUNDS = (64, 256, 1024)
"""Documents looked at, at most: filters that let nearly none of them through end a page early."""

Pair = tuple[Hit, Ticket]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits; ``next`` is the number after which more may follow."""

    pairs: tuple[Pair, ...]
    next: int | None


def page(store: Connection, want: Wanted, words: Sought, before: int, *, most: int) -> Found:
    """The tickets that the list holds and whose newest hit comes after this number."""
    pairs: list[Pair] = []
    last = before
    for size in ROUNDS:
        batch = search.hits(store, words, want.shop_ids, before=last, most=size)
        known = inbox.among(store, want, _tickets_of(batch))
        for hit in batch:
            is_shown = any(hit.ticket_id == one.ticket_id for one, _ in pairs)
            is_paged = before < search.LATEST
            if (
                hit.ticket_id in known
                and not is_shown
                and (not is_paged or _stands_at(store, want, words, hit))
            ):
                if len(pairs) == most:
                    return Found(tuple(pairs), last)
                pairs.append((hit, known[hit.ticket_id]))
            last = hit.number
        if len(batch) < size:
            return Found(tuple(pairs), None)
    return Found(tuple(pairs), last)


def count(store: Connection, want: Wanted, words: Sought, *, most: int) -> int | None:
    """How many tickets the search shows, counted no further than ``most``; None for many words.

    That is: where as many documents were looked at as a page looks at, and there are more.
    """
    found = page(store, want, words, search.LATEST, most=most)
    is_whole = found.next is None or len(found.pairs) == most
    return len(found.pairs) if is_whole else None


def _stands_at(store: Connection, want: Wanted, words: Sought, hit: Hit) -> bool:
    return search.newest_hit(store, words, want.shop_ids, hit.ticket_id) == hit.number


def after(store: Connection, want: Wanted, words: Sought, number: int, *, but: str) -> Pair | None:
    """The next ticket after the hit of this number."""
    found = page(store, want, words, number, most=2).pairs
    return next((pair for pair in found if pair[0].ticket_id != but), None)


def before(store: Connection, want: Wanted, words: Sought, number: int, *, but: str) -> Pair | None:
    """The nearest ticket before the hit of this number."""
    for hit, ticket in _upwards(store, want, words, number):
        if hit.ticket_id != but and _stands_at(store, want, words, hit):
            return hit, ticket
    return None


def _upwards(store: Connection, want: Wanted, words: Sought, number: int) -> Iterator[Pair]:
    for size in ROUNDS:
        batch = search.later_hits(store, words, want.shop_ids, after=number, most=size)
        known = inbox.among(store, want, _tickets_of(batch))
        yield from ((hit, known[hit.ticket_id]) for hit in batch if hit.ticket_id in known)
        if len(batch) < size:
            return
        number = batch[-1].number


def _tickets_of(found: list[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.ticket_id for hit in found))


def shown(text: str | None, ticket: Ticket, words: Sought) -> tuple[Piece, ...]:
    """What the hit is of, around the words: a message, or who and what the ticket is about."""
    if text is None:
        customer = ticket.customer
        told = (ticket.subject, ticket.order_reference, str(ticket.number), ticket.account)
        about = (*told, customer.name, customer.email) if customer else told
        text = " · ".join(part for part in about if part)
    return pieces(text, words)
