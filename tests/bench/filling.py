"""Fills a store with tickets as a busy counter has them, in statements both engines understand."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sidebar.actions.desk import Desk
from sidebar.store.database import Connection
from sidebar.store.readings import Reading, ReadingKind, keep
from sidebar.store.searching_engines import shop_word
from sidebar.store.shops import Shop
from tests.bench import filling_lists
from tests.bench.filling_ids import MESSAGES, SERIES, id_of

DAY = 86_400_000
CUSTOMER_HAS = 3
"""Tickets a customer has written on the average; so the "earlier tickets" are never empty."""

_BODY = (
    "'Bonjour, ma commande n''est pas encore arrivée et le suivi ne bouge plus depuis le '"
    " || CAST(n.i % 28 + 1 AS TEXT) || '. Pouvez-vous me dire où elle est ? Merci d''avance.'"
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whose rows they are, and since when."""

    shop_id: str
    agent_id: str
    count: int
    since: int


def ticket_id(number: int) -> str:
    """The id of the ticket that was written as this one."""
    return f"tkt_01kbenchbench0{number:012}"


def order_of(number: int) -> str:
    """The order of that ticket; far from the sandbox's own numbers."""
    return str(2_000_000 + number)


def fill(desk: Desk, shop: Shop, agent_id: str, count: int) -> None:
    """Writes that many tickets with their customers, messages, events, letters and readings."""
    numbers = Numbers(shop.id, agent_id, count, desk.clock.now() - 400 * DAY)
    with desk.database.writing() as store:
        for statement in [*_statements(), *filling_lists.statements(desk.database.engine)]:
            _run(store, statement, numbers)
    with desk.database.writing() as store:
        store.run("ANALYZE")


def show_whole_orders(
    desk: Desk, shop: Shop, numbers: list[int], bodies: dict[ReadingKind, str]
) -> None:
    """Gives these tickets whole readings; every other one has its row, and next to nothing in it.

    A million whole readings would be eight gigabytes of which nothing is read here.
    """
    with desk.database.writing() as store:
        for number in numbers:
            for kind, body in bodies.items():
                reading = Reading(body, desk.clock.now() - DAY)
                keep(store, shop.id, kind, order_of(number), reading)


def sample(count: int, most: int) -> list[int]:
    """Ticket numbers from everywhere in the store, the same ones in every run."""
    return random.Random(count).sample(range(1, count + 1), most)


def _run(store: Connection, statement: str, numbers: Numbers) -> None:
    named = {
        "shop_id": numbers.shop_id,
        "agent_id": numbers.agent_id,
        "count": numbers.count,
        "since": numbers.since,
        "customers": max(numbers.count // CUSTOMER_HAS, 1),
        "shop_word": shop_word(numbers.shop_id),
    }
    store.run(
        statement, **{name: value for name, value in named.items() if f":{name}" in statement}
    )


def _statements() -> list[str]:
    return [_CUSTOMERS, _TICKETS, *(_messages(which) for which in range(MESSAGES)), *_OTHERS]


_CUSTOMERS = (
    SERIES + "INSERT INTO customers (id, shop_id, host_id, name, email, phone, language,"
    f" updated_at) SELECT {id_of('cus', '(n.i - 1)')}, :shop_id, CAST(50000 + n.i AS TEXT),"
    " 'Alix Moreau ' || CAST(n.i AS TEXT), 'alix' || CAST(n.i AS TEXT) || '@courriel.example',"
    " '+33 6 12 34 56 78', 'fr', :since FROM n WHERE n.i <= :customers"
)
# Multiplying by a prime scatters each customer's tickets over the whole table.
_TICKETS = (
    SERIES + "INSERT INTO tickets (id, number, shop_id, order_id, order_reference, customer_id,"
    " subject, status, channel, version, opened_at, updated_at, closed_at, last_message_at,"
    f" previous_id) SELECT {id_of('tkt')}, 1000000 + n.i, :shop_id, CAST(2000000 + n.i AS TEXT),"
    f" 'QZVTRMALP', {id_of('cus', '((n.i * 7919) % :customers)')}, '',"
    " CASE n.i % 5 WHEN 0 THEN 'open' WHEN 1 THEN 'pending' WHEN 2 THEN 'client_replied'"
    " WHEN 3 THEN 'resolved' ELSE 'closed' END, 'back_office', 4,"
    " :since + n.i * 30000, :since + n.i * 30000 + 9000,"
    " CASE WHEN n.i % 5 = 4 THEN :since + n.i * 30000 + 9000 END, :since + n.i * 30000 + 9000,"
    " NULL FROM n"
)


def _messages(which: int) -> str:
    """The first, second or third message of the tickets that have that many."""
    kind = ("customer", "agent", "note")[which]
    author = ("''", ":agent_id", ":agent_id")[which]
    name = ("Alix Moreau", "Camille Fournier", "Camille Fournier")[which]
    identity = id_of("msg", f"(n.i * {MESSAGES} + {which})")
    mail = f"'<' || {identity} || '@boutique.example>'" if kind == "agent" else "''"
    return (
        SERIES + "INSERT INTO messages (id, ticket_id, kind, author_id, author_name, body,"
        f" mail_id, ask_id, written_at) SELECT {identity}, {id_of('tkt')}, '{kind}', {author},"
        f" '{name}', {_BODY}, {mail}, 'ask-{which}', :since + n.i * 30000 + {which * 3000}"
        f" FROM n WHERE n.i % {MESSAGES} >= {which}"
    )


_EVENTS = tuple(
    SERIES + "INSERT INTO events (id, ticket_id, kind, actor_id, actor_name, old, new,"
    f" happened_at) SELECT {id_of('evt', f'(n.i * 2 + {which})')}, {id_of('tkt')}, '{kind}',"
    f" :agent_id, 'Camille Fournier', '{old}', '{new}', :since + n.i * 30000 + {which * 4000}"
    f" FROM n WHERE n.i % 2 >= {which}"
    for which, (kind, old, new) in enumerate(
        (("opened", "", "open"), ("status_changed", "open", "pending"))
    )
)
_LETTERS = (
    SERIES + "INSERT INTO letters (id, shop_id, ticket_id, message_id, purpose, content, state,"
    f" attempt, due_at, lease_until, fault, staged_at, settled_at) SELECT {id_of('ltr')}, :shop_id,"
    f" {id_of('tkt')}, {id_of('msg', f'(n.i * {MESSAGES} + 1)')}, 'reply', '{{}}', 'sent', 1, 0, 0,"
    f" '', :since, :since FROM n WHERE n.i % {MESSAGES} >= 1"
)
_READINGS = (
    SERIES + "INSERT INTO readings (shop_id, kind, subject, body, read_at) SELECT :shop_id,"
    " 'order', CAST(2000000 + n.i AS TEXT), '{}', :since FROM n"
)
_OTHERS = (*_EVENTS, _LETTERS, _READINGS)
