"""The measurements themselves: each side by side with what it is compared to, in one run."""

from __future__ import annotations

import dataclasses
import re
import statistics
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

import app as counter_app
from sidebar.actions import post
from sidebar.store.database import connect
from tests.bench import bare, counters, filling, load
from tests.bench.counters import Counter
from tests.bench.figures import Figure
from tests.bench.filling_ids import MESSAGES
from tests.bench.serving import environment, free_port, gunicorn
from tests.bench.shop import SlowShop
from tests.cast import settings_of

TURNS = 4
TURN_SECONDS = 2.5
CONNECTIONS = 4
"""Half the service's threads: busy, and never waiting for one."""

CARDS = 15
LOOKS = 20


def panel_against_bare(engine: str, counter: Counter) -> list[Figure]:
    """Requests a second of the panel and of the bare view, turn by turn, on one ticket."""
    ticket = filling.ticket_id(_fullest(counter))
    with counters.served(counter) as port, _bare(counter, ticket) as bare_port:
        token = counter.token()
        pairs = [
            (_rate(port, f"/tickets/{ticket}", token), _rate(bare_port, "/bare", token))
            for _ in range(TURNS + 1)
        ][1:]  # The first turn warms both.
    ratios = [ours / theirs for ours, theirs in pairs]
    spread = f"turns {min(ratios):.2f} to {max(ratios):.2f}"
    return [
        Figure(f"{engine}: panel page", statistics.median(one for one, _ in pairs), "req/s"),
        Figure(f"{engine}: bare view", statistics.median(one for _, one in pairs), "req/s"),
        Figure(f"{engine}: panel / bare", statistics.median(ratios), "", at_least=0.6, note=spread),
    ]


def _fullest(counter: Counter) -> int:
    """A sampled ticket that has every message it may have."""
    most = MESSAGES - 1
    return next(number for number in counter.sampled if number % MESSAGES == most)


@contextmanager
def _bare(counter: Counter, ticket: str) -> Iterator[int]:
    port = free_port()
    told = {
        **environment(counter.database_url, counter.port),
        bare.TICKET: ticket,
        bare.SHOP: counter.shop.id,
        bare.AGENT: counter.agent_id,
    }
    with gunicorn("tests.bench.bare:create()", port, told) as running:
        yield running


def _rate(port: int, path: str, token: str) -> float:
    outcome = load.ask(port, [path], token=token, seconds=TURN_SECONDS, connections=CONNECTIONS)
    return outcome.a_second


def statements(engine: str, counter: Counter) -> Figure:
    """SQL statements of one panel page, begin and commit left out."""
    app = counter_app.build_app(settings_of(counter.database_url, counter.desk.public_url))
    database = app.extensions["comptoir"].desk.database
    client = app.test_client()
    launched = client.post("/launch/prestashop", data={"token": counter.signed_launch()})
    token = launched.get_data(as_text=True).partition('data-token="')[2].partition('"')[0]
    seen: list[str] = []
    database.on_statement = seen.append
    headers = {"Authorization": f"Bearer {token}", "HX-Request": "true"}
    answer = client.get(counter.paths()[0], headers=headers)
    if answer.status_code != 200 or not seen:
        raise RuntimeError(f"no page to count: {answer.status}")
    database.close()
    return Figure(f"{engine}: SQL statements a panel page", len(seen), at_most=8)


def growth(engine: str, sizes: Sequence[Counter]) -> list[Figure]:
    """The panel's median time in each store, every store asked in turn."""
    with ExitStack() as running:
        tokens = []
        for counter in sizes:
            running.enter_context(counters.served(counter))
            tokens.append(counter.token())
        turns = [
            [
                load.ask(counter.port, counter.paths(), token=token).milliseconds
                for counter, token in zip(sizes, tokens, strict=True)
            ]
            for _ in range(TURNS)
        ][1:]
    medians = [
        statistics.median(one for turn in turns for one in turn[place])
        for place in range(len(sizes))
    ]
    figures = [
        Figure(f"{engine}: panel page at {counter.count:,} tickets", median, "ms")
        for counter, median in zip(sizes, medians, strict=True)
    ]
    grown = medians[-1] / medians[0]
    return [*figures, Figure(f"{engine}: first to last", grown, "x", at_most=1.2)]


def outbox(engine: str, sizes: Sequence[Counter]) -> Figure:
    """One look of the worker at an outbox that is done, in the largest store; it looks each second.

    The note has the smallest store's.
    """
    medians = [_look(counter) for counter in sizes]
    name = f"{engine}: a look at the outbox at {sizes[-1].count:,} tickets"
    return Figure(name, medians[-1], "ms", note=f"{medians[0]:.2f} at {sizes[0].count:,}")


def _look(counter: Counter) -> float:
    database = connect(counter.database_url)
    desk = dataclasses.replace(counter.desk, database=database)
    took = []
    for _ in range(LOOKS + 1):
        began = time.monotonic()
        post.deliver_due(desk)
        took.append((time.monotonic() - began) * 1000)
    database.close()
    return statistics.median(took[1:])


def card(engine: str, counter: Counter, shop: SlowShop) -> Figure:
    """What we add to the shop's own slowest request of each round when an order card loads."""
    name = f"{engine}: order card over the shop's slowest"
    return _over_shop(name, counter, shop, Asked("order"))


def through_module(engine: str, counter: Counter, shop: SlowShop) -> list[Figure]:
    """The same card, and the review of a refund, of a shop that has our module: one round each."""
    with counters.paired(counter, shop):
        review = Asked("refund/review", form=counters.refund_form(counter))
        return [
            _over_shop(f"{engine}: card through the module", counter, shop, Asked("order", 1)),
            _over_shop(f"{engine}: review of a refund", counter, shop, replace(review, rounds=1)),
        ]


@dataclass(frozen=True, slots=True)
class Asked:
    """One page below a ticket; with ``rounds``, how often it may ask the shop at most."""

    path: str
    rounds: int = 0
    form: str = ""


def _over_shop(name: str, counter: Counter, shop: SlowShop, asked: Asked) -> Figure:
    path = f"/tickets/{counter.ticket.id}/{asked.path}"
    overheads, seen = [], (0, 0)
    with counters.served(counter) as port:
        token = counter.token()
        load.ask(port, [path, path], token=token, form=asked.form)
        for _ in range(CARDS):
            shop.forget()
            took = load.ask(port, [path], token=token, form=asked.form).milliseconds[0]
            rounds = shop.rounds()
            slowest = sum(max(end - began for began, end in one) for one in rounds)
            overheads.append(took - slowest * 1000)
            seen = (len(rounds), sum(map(len, rounds)))
            if asked.rounds and len(rounds) > asked.rounds:
                raise RuntimeError(f"{name}: {len(rounds)} rounds")
    note = f"{seen[0]} rounds, {seen[1]} requests; {min(overheads):.1f} to {max(overheads):.1f}"
    return Figure(name, statistics.median(overheads), "ms", at_most=15, note=note)


def first_paint(counter: Counter) -> list[Figure]:
    """Bytes of bodies until the panel is painted and alive, as they are really sent."""
    with counters.served(counter) as port:
        base = f"http://127.0.0.1:{port}"
        page = counter.launched().decode()
        sent = _sent(f"{base}/launch/prestashop", {"token": counter.signed_launch()})
        named = re.findall(r'(?:<script[^>]*\ssrc|<link rel="stylesheet" href)="([^"]+)"', page)
        others = [_sent(base + path) for path in named]
    total = (sent + sum(others)) / 1000
    note = f"page {sent:,}, {len(named)} files {sum(others):,} bytes"
    return [Figure("bytes to first paint, compressed", total, "kB", at_most=60, note=note)]


def _sent(address: str, form: dict[str, str] | None = None) -> int:
    body = urllib.parse.urlencode(form).encode() if form else None
    asked = urllib.request.Request(address, body, {"Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return len(answer.read())


def timed(began: float) -> str:
    """How long something took, for the reader who waits."""
    return f"{time.monotonic() - began:.0f} s"
