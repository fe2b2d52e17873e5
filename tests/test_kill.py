"""Killed while it sends: every accepted reply is kept once, and no letter leaves twice."""

from __future__ import annotations

import random
import re
import sys
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from platforms.mail.sandbox import MailSandbox, serve
from platforms.mail.sandbox.faults import Fault, FaultKind
from sidebar.actions import shops
from sidebar.clock import HOUR, SystemClock
from sidebar.rules.delivery import LEASE
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from sidebar.store.shops import MailAddressing
from tests.cast import ShopStage, connect_shop, desk_over, launch, open_shop
from tests.killing import Agent, Killable

REPLIES = 200
KILLS = 6
SEED = 20_261_122
ORDERS = (
    ("1001", "QZVTRMALP"),
    ("1003", "LWXGFTUIB"),
    ("1004", "NEOVIPRAS"),
    ("1005", "TUKAMOZEL"),
)
AGENTS_A_TICKET = 2
ANSWER_SECONDS = 0.03
"""The sink has the letter and is silent this long: most kills fall where only it knows."""

QUIET_SECONDS = 40


@dataclass(frozen=True, slots=True)
class Fate:
    """One kept reply: its ask, the id its letter carries, and where that letter stands."""

    ask_id: str
    mail_id: str
    state: str
    attempt: int


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Database, str]]:
    """A migrated store and its address."""
    url = f"sqlite:///{tmp_path / 'comptoir.sqlite3'}"
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres_url"))
    with closing(connect(url)) as store:
        migrate(store, SystemClock())
        yield store, url


@pytest.fixture
def sink() -> Iterator[MailSandbox]:
    """A mail server that keeps each letter at once and says so late."""
    running = serve("127.0.0.1")
    running.faults.set(Fault(FaultKind.SLOW, seconds=ANSWER_SECONDS))
    yield running
    running.stop()


@pytest.fixture
def shop() -> Iterator[ShopStage]:
    """A sandbox shop."""
    stage = open_shop()
    yield stage
    stage.running.stop()


@pytest.fixture
def service(database: tuple[Database, str], tmp_path: Path) -> Iterator[Killable]:
    """The real service, up; killed at the end like every time before."""
    killable = Killable(database[1], tmp_path / "service.log")
    killable.start()
    yield killable
    killable.kill()


def test_a_killed_service_keeps_every_accepted_reply_once_and_sends_none_twice(
    database: tuple[Database, str], service: Killable, shop: ShopStage, sink: MailSandbox
) -> None:
    store, _ = database
    agents = _agents(store, service, shop, sink)
    threads = [agent.work() for agent in agents]

    _kill_again_and_again(store, service)
    for thread in threads:
        thread.join(QUIET_SECONDS)
    _wait_until_quiet(store)

    fates = _fates(store)
    arrived = Counter(mail.header("Message-ID") for mail in sink.mails)
    told = _told(fates, arrived, agents)
    sys.stdout.write(f"{told}\n")
    assert [fault for agent in agents for fault in agent.faults] == []
    accepted = sorted(ask for agent in agents for ask in agent.accepted)
    assert len(accepted) == REPLIES
    assert sorted(fate.ask_id for fate in fates) == accepted
    assert [mail_id for mail_id, times in arrived.items() if times > 1] == []
    assert arrived.keys() <= {fate.mail_id for fate in fates}
    assert [fate for fate in fates if not _is_honest(fate, arrived)] == []
    assert any(fate.attempt > 1 or fate.state == "unsure" for fate in fates), "no kill hit a letter"


def _agents(store: Database, service: Killable, shop: ShopStage, sink: MailSandbox) -> list[Agent]:
    """Two agents on each of four tickets, with the replies shared out among them."""
    desk = desk_over(store, public_url=service.url)
    connected, secret = connect_shop(desk, shop.url)
    mail = MailAddressing(
        sender="support@boutique.example", host="127.0.0.1", port=sink.smtp_port, security="none"
    )
    shops.change(desk, connected.id, mail=mail)
    count = len(ORDERS) * AGENTS_A_TICKET
    shares = [[f"ask-{n}" for n in range(REPLIES) if n % count == one] for one in range(count)]
    agents = []
    for order, reference in ORDERS:
        signed = launch(desk, connected, secret, order=order, reference=reference)
        token, ticket_id = _opened(service, signed)
        agents += [Agent(service, token, ticket_id, shares.pop()) for _ in range(AGENTS_A_TICKET)]
    return agents


def _opened(service: Killable, signed: str) -> tuple[str, str]:
    """The panel token and the ticket of a launch."""
    form = urllib.parse.urlencode({"token": signed}).encode()
    with urllib.request.urlopen(f"{service.url}/launch/prestashop", form, timeout=30) as answer:
        page = answer.read().decode()
    token = re.search(r'data-token="([^"]+)"', page)
    ticket = re.search(r"/tickets/(tkt_[a-z0-9]+)", page)
    assert token is not None
    assert ticket is not None
    return token[1], ticket[1]


def _kill_again_and_again(store: Database, service: Killable) -> None:
    """At moments that only the seed knows, always while letters are still to be sent."""
    moments = random.Random(SEED)
    for _ in range(KILLS):
        time.sleep(moments.uniform(0.1, 1.0))
        service.kill()
        _let_leases_end(store)
        service.start()


def _let_leases_end(store: Database) -> None:
    """As if the service had been away for longer than a lease: nobody holds these letters now."""
    with store.writing() as connection:
        connection.run(
            "UPDATE letters SET lease_until = lease_until - :away"
            " WHERE state IN ('sending', 'handing')",
            away=LEASE + 1,
        )


def _wait_until_quiet(store: Database) -> None:
    """Until nothing is left to do; what was put off is brought forward."""
    deadline = time.monotonic() + QUIET_SECONDS
    while _bring_forward(store) and time.monotonic() < deadline:
        time.sleep(0.1)


def _bring_forward(store: Database) -> int:
    """Lets back-offs pass; answers how many letters are still on their way."""
    with store.writing() as connection:
        connection.run(
            "UPDATE letters SET due_at = due_at - :back_off WHERE state = 'queued' AND attempt > 0",
            back_off=HOUR,
        )
        row = connection.written(
            "SELECT count(*) AS waiting FROM letters"
            " WHERE state IN ('queued', 'sending', 'handing')"
        )
    return int(row["waiting"])


def _fates(store: Database) -> list[Fate]:
    with store.reading() as connection:
        rows = connection.all(
            "SELECT m.ask_id, m.mail_id, l.state, l.attempt FROM messages m"
            " JOIN letters l ON l.message_id = m.id ORDER BY m.id"
        )
    return [Fate(row["ask_id"], row["mail_id"], row["state"], row["attempt"]) for row in rows]


def _is_honest(fate: Fate, arrived: Counter[str]) -> bool:
    """Sent means arrived; unsure may be either; queued is still here."""
    allowed = {"sent": (1,), "unsure": (0, 1), "queued": (0,)}
    return arrived[fate.mail_id] in allowed.get(fate.state, ())


def _told(fates: list[Fate], arrived: Counter[str], agents: list[Agent]) -> str:
    states = Counter(fate.state for fate in fates)
    return (
        f"accepted {sum(len(agent.accepted) for agent in agents)},"
        f" kept {len(fates)}, arrived {arrived.total()} ({len(arrived)} different),"
        f" sent {states['sent']}, queued {states['queued']}, unsure {states['unsure']},"
        f" tried again {sum(fate.attempt > 1 for fate in fates)},"
        f" asked again {sum(agent.repeated for agent in agents)}"
    )
