"""A shop that leaves takes along what its people began in other shops of its house."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from platforms.files import FileFault, in_memory
from platforms.webhooks import EraseShop, Uninstalled
from sidebar.actions import embedded, privacy, shops
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.actions.opening import Opened
from sidebar.clock import SECOND, SetClock
from sidebar.store import erasing_shops
from sidebar.store.database import Database
from tests.cast import PostBox, desk_over
from tests.sidebar.goods import order
from tests.sidebar.hosting import CAMILLE, ELSEWHERE, HOST, KIND, NOOR, FakeHost, at_host
from tests.sidebar.kept import MAIL, Orders, push, rows, written_on


class Away:
    """Files that cannot be cleared for a while."""

    def __init__(self) -> None:
        self._kept = in_memory()
        self.is_away = False
        self.put, self.get, self.delete = self._kept.put, self._kept.get, self._kept.delete

    def clear(self, prefix: str) -> None:
        if self.is_away:
            raise FileFault
        self._kept.clear(prefix)


@pytest.fixture
def host(clock: SetClock) -> FakeHost:
    return FakeHost(clock)


@pytest.fixture
def away() -> Away:
    return Away()


@pytest.fixture
def desk(
    database: Database, clock: SetClock, host: FakeHost, post_box: PostBox, away: Away
) -> Desk:
    shop = Orders(order())
    desk = replace(desk_over(database, clock=clock, post=post_box), files=away)
    return at_host(desk, host, lambda _kind, _connection: shop)


@pytest.fixture
def camille(desk: Desk, host: FakeHost) -> Opened:
    """Of the shop that leaves."""
    return written_on(
        desk, at_mail(desk, embedded.arrive(desk, KIND, host.proof(CAMILLE))), "1", "x"
    )


@pytest.fixture
def sister(desk: Desk, host: FakeHost) -> Opened:
    first = embedded.arrive(desk, KIND, host.proof(NOOR, ELSEWHERE))
    return written_on(desk, at_mail(desk, first), "2", "theirs")


def at_mail(desk: Desk, first: Admitted) -> Admitted:
    return replace(first, shop=shops.change(desk, first.shop.id, mail=MAIL))


def begun(desk: Desk, camille: Opened, sister: Opened) -> None:
    """What Camille left in the sister shop: a row in every table that names an agent."""
    desk.files.put(f"{sister.shop.id}/waiting", b"never sent")
    row: dict[str, Any] = {
        "agent": camille.viewer.agent_id,
        "ticket": sister.ticket.id,
        "shop": sister.shop.id,
        "key": f"{sister.shop.id}/waiting",
    }
    with desk.database.writing() as store:
        row["message"] = store.written("SELECT id FROM messages WHERE ticket_id = :ticket", **row)[
            "id"
        ]
        for table, values in LEFT.items():
            store.run(f"INSERT INTO {table} VALUES ({values})", **row)
        store.run("UPDATE tasks SET owner_id = :agent WHERE shop_id = :shop", **row)


LEFT = {
    "drafts (ticket_id, agent_id, kind, body, next_status, ask_id, version, saved_at)": (
        ":ticket, :agent, 'agent', 'brouillon', '', '', 1, 1"
    ),
    "presence (ticket_id, agent_id, is_writing, seen_at)": ":ticket, :agent, 0, 1",
    "order_presence (shop_id, order_id, agent_id, ticket_id, seen_at)": (
        ":shop, '9', :agent, :ticket, 1"
    ),
    "person_keys (shop_id, agent_id, sealed, expires_at)": ":shop, :agent, '', 1",
    "grants (agent_id, shop_id, role, given_by, given_at)": ":agent, :shop, 'reply', '', 1",
    "ticket_agents (ticket_id, agent_id, part, added_at)": ":ticket, :agent, 'follower', 1",
    "mentions (message_id, agent_id, ticket_id)": ":message, :agent, :ticket",
    "saved_views (id, shop_id, agent_id, name, filters, created_at)": (
        "'viw_1', :shop, :agent, 'à moi', '', 1"
    ),
    "attachments (id, shop_id, ticket_id, message_id, agent_id, name, type, content_type, size,"
    " digest, key, refused, added_at)": (
        "'att_1', :shop, :ticket, NULL, :agent, 'a', 'other', '', 1, '', :key, '', 1"
    ),
}


def left(desk: Desk, host: FakeHost, clock: SetClock) -> list[str]:
    """The shop leaves and is to be erased; answers what was."""
    host.put_out(HOST)
    clock.advance(SECOND)
    push(desk, host, Uninstalled())
    push(desk, host, EraseShop())
    return [row["kind"] for row in rows(desk, "erasures")]


def test_nothing_that_its_people_began_elsewhere_keeps_a_shop(
    desk: Desk, host: FakeHost, clock: SetClock, camille: Opened, sister: Opened
) -> None:
    begun(desk, camille, sister)
    assert left(desk, host, clock) == ["shop"]
    agent_id = camille.viewer.agent_id
    tables = [named.partition(" ")[0] for named in LEFT]
    assert [
        one for one in tables if any(row["agent_id"] == agent_id for row in rows(desk, one))
    ] == []
    assert agent_id not in {row["owner_id"] for row in rows(desk, "tasks")}
    # What the sister shop has itself stays, and the file goes that was never sent.
    assert len(rows(desk, "drafts")) == 1
    assert len(rows(desk, "attachments")) == 1
    privacy.forget_ended(desk)
    with pytest.raises(FileFault):
        desk.files.get(f"{sister.shop.id}/waiting")
    assert desk.files.get(f"{sister.shop.id}/{sister.ticket.id}-file") == b"theirs"
    assert rows(desk, "loose_files") == []


@pytest.mark.usefixtures("sister")
def test_files_that_are_away_are_cleared_once_they_are_back(
    desk: Desk, host: FakeHost, clock: SetClock, camille: Opened, away: Away
) -> None:
    file = f"{camille.shop.id}/{camille.ticket.id}-file"
    away.is_away = True
    assert left(desk, host, clock) == ["shop"]
    assert desk.files.get(file) == b"x"
    with pytest.raises(FileFault):
        privacy.forget_ended(desk)
    clock.advance(privacy.OVERDUE_AFTER + 1)
    assert privacy.overdue(desk) == 1
    away.is_away = False
    privacy.forget_ended(desk)
    with pytest.raises(FileFault):
        desk.files.get(file)
    assert privacy.overdue(desk) == 0


def test_a_shop_that_cannot_be_erased_keeps_its_files(
    desk: Desk,
    host: FakeHost,
    clock: SetClock,
    camille: Opened,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object, **__: object) -> dict[str, int]:
        raise ZeroDivisionError

    monkeypatch.setattr(erasing_shops, "erase_shop", fails)
    with pytest.raises(ZeroDivisionError):
        left(desk, host, clock)
    assert desk.files.get(f"{camille.shop.id}/{camille.ticket.id}-file") == b"x"
    assert rows(desk, "loose_files") == []
