"""Lists and searches in ever larger stores, and a ticket on which more and more was said."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence
from contextlib import ExitStack

from sidebar import ids
from sidebar.actions import aftermath
from sidebar.rules.conversation import MessageKind
from sidebar.store import messages, tickets
from sidebar.store.database import connect
from sidebar.store.messages import Message
from tests.bench import counters, filling, filling_lists, load
from tests.bench.counters import Counter
from tests.bench.figures import Figure
from tests.bench.filling_ids import MESSAGES

TURNS = 8
ASKED = 4
"""Requests of each list in each turn."""

FEW, MANY = 10, 500
SAID = 60

LISTS: tuple[tuple[str, str, float], ...] = (
    ("inbox page", "", 1.5),
    ("its hundredth page", "?after={place}", 1.5),
    ("view “mine”", "?view=mine", 1.5),
    ("view by tag", f"?view=all&tag={filling_lists.TAG}", 1.5),
    ("search, a word of every message", "?part=found&view=all&q=commande%20", 2.0),
    ("search, the beginning of one", "?part=found&view=all&q=comm", 2.0),
    ("search, three frequent words", "?part=found&view=all&q=bonjour%20suivi%20merc", 2.0),
    ("search, one customer", "?part=found&view=all&q=alix{who}%20", 2.0),
    ("search, a word in what is mine", "?part=found&view=mine&q=commande%20", 2.0),
    ("search, nothing", "?part=found&view=all&q=zanzibar%20commande", 2.0),
)
"""Each with the part of its address after the inbox's, and how much it may grow."""


def growth(engine: str, sizes: Sequence[Counter]) -> list[Figure]:
    """The median time of each list in each store, every store asked in turn."""
    with ExitStack() as running:
        for counter in sizes:
            running.enter_context(counters.served(counter))
        tokens = [counter.token() for counter in sizes]
        taken = [
            [_asked(counter, token) for counter, token in zip(sizes, tokens, strict=True)]
            for _ in range(TURNS + 1)
        ][1:]
    figures = []
    for which, (name, _, at_most) in enumerate(LISTS):
        medians = [
            statistics.median(one for turn in taken for one in turn[place][which])
            for place in range(len(sizes))
        ]
        note = " / ".join(f"{one:.1f}" for one in medians) + " ms"
        shown = f"{engine}: {name}, first to last"
        grown = medians[-1] / medians[0]
        figures.append(Figure(shown, grown, "x", at_most=at_most, note=note))
    return figures


def _asked(counter: Counter, token: str) -> list[tuple[float, ...]]:
    """How long each list took, request after request."""
    paths = [_paths(counter, path) for _, path, _ in LISTS]
    took = load.ask(counter.port, [one for some in paths for one in some], token=token)
    asked = len(paths[0])
    return [took.milliseconds[at : at + asked] for at in range(0, asked * len(paths), asked)]


def _paths(counter: Counter, path: str) -> list[str]:
    """The address in this store, of another customer or place each time."""
    customers = max(counter.count // filling.CUSTOMER_HAS, 1)
    return [
        f"/inbox/{counter.shop.id}" + path.format(who=number % customers + 1, place=place)
        for number, place in _places(counter).items()
    ]


def _places(counter: Counter) -> dict[int, str]:
    """Where some tickets stand in the list, by their numbers."""
    database, found = connect(counter.database_url), {}
    with database.reading() as store:
        for number in counter.sampled[:ASKED]:
            ticket = tickets.find(store, filling.ticket_id(number), shop_id=counter.shop.id)
            if ticket is not None:
                found[number] = f"{ticket.updated_at}-{ticket.id}"
    database.close()
    return found


def conversation(engine: str, counter: Counter) -> list[Figure]:
    """The panel of a ticket with few messages, and of one with many."""
    numbers = [number for number in counter.sampled if number % MESSAGES == 0][:2]
    for number, many in zip(numbers, (FEW, MANY), strict=True):
        _say(counter, filling.ticket_id(number), many - 1)
    paths = [[f"/tickets/{filling.ticket_id(number)}"] * SAID for number in numbers]
    with counters.served(counter) as port:
        token = counter.token()
        taken: list[list[float]] = [[], []]
        for turn in range(TURNS):
            for place in (0, 1):
                outcome = load.ask(port, paths[place], token=token)
                taken[place] += outcome.milliseconds if turn else ()
    few, many_took = (statistics.median(one) for one in taken)
    name = f"{engine}: ticket of {MANY} messages / of {FEW}"
    note = f"{few:.1f} / {many_took:.1f} ms"
    return [Figure(name, many_took / few, "x", at_most=1.3, note=note)]


def _say(counter: Counter, ticket_id: str, many: int) -> None:
    database = connect(counter.database_url)
    desk = dataclasses.replace(counter.desk, database=database)
    kinds = (MessageKind.AGENT, MessageKind.CUSTOMER)
    with database.writing() as store:
        for number in range(many):
            now = desk.clock.now()
            text = f"Bonjour, voici le message {number} de cette longue conversation. " * 3
            kind = kinds[number % 2]
            message = Message(ids.new_id("msg", now), ticket_id, kind, "", "Alix", text, "", now)
            messages.write(store, message, ask_id=f"bench-{number}")
            aftermath.said(store, desk, message, shop_id=counter.shop.id)
    database.close()
