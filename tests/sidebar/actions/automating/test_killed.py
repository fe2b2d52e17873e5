"""Kill -9 in the middle of the work: every cause is acted on once, and none is forgotten."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from sidebar import ids
from sidebar.clock import SystemClock
from sidebar.rules.automating import CauseKind, Deeds
from sidebar.store import customers
from sidebar.store.customers import KnownCustomer
from tests.sidebar.automations import begins, rule, worked
from tests.sidebar.stage import Stage

ROOT = Path(__file__).parents[4]
TICKETS = 40
KILLS = 2
WORKERS = 2


def furnish(stage: Stage) -> None:
    """As many tickets, each of a customer of its own: nobody gets too many letters."""
    told = Deeds(text_fr="Bonjour {{ customer.first_name }}", tags=("vu",), status="pending")
    rule(stage, CauseKind.NEW_TICKET, told, channels=("email",))
    rule(stage, CauseKind.TAG_ADDED, Deeds(tags=("suite",)), tag="vu")
    opened = stage.enter()
    for number in range(TICKETS):
        now = stage.clock.now()
        email = f"client{number}@courriel.example"
        known = KnownCustomer(ids.new_id("cus", now), f"h{number}", "Ana Lima", email, "", "fr")
        with stage.desk.database.writing() as store:
            customers.introduce(store, known, shop_id=stage.shop.id, now=now)
        begins(stage, replace(opened.ticket, customer=known), opened.viewer, "Bonjour")


def begin(url: str) -> subprocess.Popen[bytes]:
    """A worker that has begun."""
    program = [sys.executable, "-m", "tests.automations_child", url]
    child = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    return child


def end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    assert child.stdout is not None
    child.stdout.close()


def test_killed_workers_leave_nothing_half_done(stage: Stage, database_url: str) -> None:
    furnish(stage)
    luck = random.Random(5)
    for _ in range(KILLS):
        children = [begin(database_url) for _ in range(WORKERS)]
        time.sleep(luck.uniform(0.01, 0.12))
        for child in children:
            end(child)
    stage.clock.at = SystemClock().now() + 60_000
    while worked(stage):
        pass

    assert [row for row in stage.rows("causes") if row["worked_at"] is None] == []
    said = [row for row in stage.rows("messages") if row["is_automatic"]]
    letters = Counter(row["message_id"] for row in stage.rows("letters"))
    assert Counter(Counter(row["ticket_id"] for row in said).values()) == {1: TICKETS}
    assert letters == {row["id"]: 1 for row in said}
    fired = [row for row in stage.rows("events") if row["kind"] == "rule_fired"]
    assert Counter(row["new"] for row in fired) == {
        "reply\ntag:vu\nstatus:pending": TICKETS,
        "tag:suite": TICKETS,
    }
    assert stage.count("firings") == 2 * TICKETS
