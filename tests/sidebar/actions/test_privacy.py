"""People are told all that is kept of them, and forgotten wholly; what was moved stays counted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from platforms.webhooks import DataAsked, EraseCustomer
from sidebar.actions import deliveries, embedded, houses, post, privacy, shops
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.actions.opening import Opened
from sidebar.clock import DAY, SetClock
from sidebar.errors import Forbidden, NotFound
from sidebar.rules.listing import listed
from sidebar.store import operations, readings
from sidebar.store.database import Database
from sidebar.store.readings import Reading, ReadingKind
from tests.cast import PostBox, desk_over
from tests.sidebar.goods import euros, order
from tests.sidebar.hosting import CAMILLE, ELSEWHERE, KIND, MAUD, NOOR, FakeHost, at_host
from tests.sidebar.kept import MAIL, WORDS, Orders, everything, found, push, rows, written_on
from tests.sidebar.stage import together


@pytest.fixture
def host(clock: SetClock) -> FakeHost:
    return FakeHost(clock)


@pytest.fixture
def desk(database: Database, clock: SetClock, host: FakeHost, post_box: PostBox) -> Desk:
    shop = Orders(order())
    desk = desk_over(database, clock=clock, post=post_box)
    return at_host(desk, host, lambda _kind, _connection: shop)


@pytest.fixture
def admitted(desk: Desk, host: FakeHost) -> Admitted:
    first = embedded.arrive(desk, KIND, host.proof(CAMILLE))
    shop = shops.change(desk, first.shop.id, mail=MAIL)
    return replace(first, shop=shop)


@pytest.fixture
def tickets(desk: Desk, admitted: Admitted) -> tuple[Opened, Opened]:
    """Alix's and Bela's."""
    return (
        written_on(desk, admitted, "1001", "Petit mot"),
        written_on(desk, admitted, "1002", "Bela says"),
    )


FORGET_ALIX = EraseCustomer("2", "alix@courriel.example", "+33612345678", ("1001",))


def test_a_forgotten_customer_is_nowhere_any_more(
    desk: Desk, host: FakeHost, tickets: tuple[Opened, Opened]
) -> None:
    assert found(desk) == list(WORDS)
    before = everything(desk).count("Bela")

    assert push(desk, host, FORGET_ALIX)["state"] == "worked"

    assert found(desk) == []
    # Of others only what is read again from the shop is gone.
    assert everything(desk).count("Bela") > before // 2
    assert rows(desk, "messages")[-1]["body"].startswith("Bela says")
    (record,) = rows(desk, "erasures")
    assert json.loads(record["counts"])["messages"] == 2
    maud = embedded.arrive(desk, KIND, host.proof(MAUD)).viewer
    (told,) = privacy.erasures(desk, maud)
    assert (told.kind, told.shop_id, told.counts["messages"]) == ("customer", tickets[0].shop.id, 2)
    with pytest.raises(Forbidden):
        privacy.erasures(desk, tickets[0].viewer)
    assert record["id"] == told.id


def test_what_was_moved_stays_counted(
    desk: Desk, host: FakeHost, tickets: tuple[Opened, Opened]
) -> None:
    def books() -> list[tuple[object, ...]]:
        names = ("id", "order_id", "state", "amount", "moved", "currency", "agent_name", "asked_at")
        return [tuple(row[name] for name in names) for row in rows(desk, "operations")]

    before = books()
    push(desk, host, FORGET_ALIX)
    assert books() == before
    with desk.database.reading() as store:
        kept = operations.find(store, "op_1001", shop_id=tickets[0].shop.id)
    assert kept is not None
    assert (kept.note, kept.sent, kept.moved) == ("", "", euros(1000))
    told = [row for row in rows(desk, "events") if row["kind"] == "refunded"]
    assert json.loads(told[0]["new"])["amount"] == 1000


def test_a_letter_that_has_not_left_never_does(
    desk: Desk,
    host: FakeHost,
    tickets: tuple[Opened, Opened],
    post_box: PostBox,
    clock: SetClock,
) -> None:
    push(desk, host, FORGET_ALIX)
    assert [row["state"] for row in rows(desk, "letters")] == ["refused", "queued"]
    post.deliver_due(desk)
    assert [letter.recipient.address for letter in post_box.letters] == ["bela@courriel.example"]
    mine = [row for row in rows(desk, "letters") if row["ticket_id"] == tickets[0].ticket.id]
    assert [(row["state"], row["fault"]) for row in mine] == [("refused", "erased")]

    # Not even when somebody asks for it once the customer is known again.
    with desk.database.writing() as store:
        store.run("UPDATE customers SET email = 'new@courriel.example' WHERE email = ''")
    post.send_again(desk, tickets[0].viewer, tickets[0].ticket.id, mine[0]["id"])
    clock.advance(DAY)
    post.deliver_due(desk)
    assert len(post_box.letters) == 1


def test_the_same_again_changes_nothing(
    desk: Desk, host: FakeHost, tickets: tuple[Opened, Opened]
) -> None:
    push(desk, host, FORGET_ALIX)
    tables = ("customers", "messages", "letters", "operations", "tickets", "events")
    before = [rows(desk, table) for table in tables]
    assert push(desk, host, FORGET_ALIX)["state"] == "worked"
    assert [rows(desk, table) for table in tables] == before
    assert tickets[0].shop.id == rows(desk, "erasures")[-1]["shop_id"]


@pytest.mark.usefixtures("tickets")
def test_many_at_once_forget_once(desk: Desk, host: FakeHost) -> None:
    for _ in range(4):
        deliveries.receive(desk, KIND, *host.push(FORGET_ALIX))
    together(*(lambda: deliveries.work_due(desk) for _ in range(4)))
    deliveries.work_due(desk)
    assert found(desk) == []
    assert {row["state"] for row in rows(desk, "deliveries")} == {"worked"}
    assert len(rows(desk, "erasures")) == 4


@pytest.mark.usefixtures("tickets")
def test_another_shops_name_on_it_forgets_nobody_there(desk: Desk, host: FakeHost) -> None:
    noor = embedded.arrive(desk, KIND, host.proof(NOOR, ELSEWHERE))
    before = found(desk)
    push(desk, host, FORGET_ALIX, ELSEWHERE)
    assert found(desk) == before == list(WORDS)
    (record,) = rows(desk, "erasures")
    assert record["shop_id"] == noor.shop.id
    assert json.loads(record["counts"]) == {}


@pytest.mark.usefixtures("tickets")
@pytest.mark.parametrize("change", ["state = 'unsure'", "follow_at = 10"])
def test_money_under_way_keeps_its_own_words_alone_until_it_is_settled(
    desk: Desk, host: FakeHost, clock: SetClock, change: str
) -> None:
    with desk.database.writing() as store:
        store.run(f"UPDATE operations SET {change} WHERE id = 'op_1001'")
    assert push(desk, host, FORGET_ALIX)["state"] == "worked"
    assert found(desk) == ["petit mot", " 4242", "code-petit"]
    tables = ("messages", "letters", "events", "customers", "readings", "tickets")
    assert "petit mot" not in json.dumps([rows(desk, table) for table in tables]).lower()
    assert privacy.forget_ended(desk) == 0
    clock.advance(privacy.OVERDUE_AFTER + 1)
    assert privacy.overdue(desk) == 1
    with desk.database.writing() as store:
        store.run("UPDATE operations SET state = 'done', follow_at = NULL")
        store.run(
            "UPDATE events SET new = '{\"note\": \"Petit mot\"}' WHERE kind = 'refunded'"
            " AND id LIKE 'evt_1001%'"
        )
    assert privacy.forget_ended(desk) == 1
    assert found(desk) == []
    assert (privacy.overdue(desk), privacy.forget_ended(desk)) == (0, 0)


@pytest.mark.usefixtures("tickets")
def test_all_that_is_kept_is_told_to_the_shops_manager(
    desk: Desk, host: FakeHost, clock: SetClock
) -> None:
    asked = DataAsked("9", "2", "alix@courriel.example", "+33612345678", ("1001",))
    for _ in range(2):
        push(desk, host, asked)
    maud = embedded.arrive(desk, KIND, host.proof(MAUD)).viewer
    (request,) = privacy.requests(desk, maud)
    assert (request.request_id, request.expires_at) == ("9", clock.now() + 30 * DAY)

    told = privacy.file(desk, maud, request.id).decode()

    assert all(word in told.lower() for word in WORDS)
    assert "Bela" not in told
    kept = json.loads(told)["kept"]
    assert [len(kept[table]) for table in ("customers", "tickets", "messages")] == [1, 1, 2]
    assert {"order", "profile"} == {row["kind"] for row in kept["readings"]}
    assert kept["operations"][0]["parameters"]["note"] == "Petit mot"
    # Sealed where it is kept.
    assert "petit mot" not in json.dumps(rows(desk, "data_requests")).lower()


def test_only_the_manager_of_that_shop_reads_it(
    desk: Desk, host: FakeHost, tickets: tuple[Opened, Opened], clock: SetClock
) -> None:
    push(desk, host, DataAsked("9", "2", "", "", ("1001",)))
    maud = embedded.arrive(desk, KIND, host.proof(MAUD)).viewer
    noor = embedded.arrive(desk, KIND, host.proof(NOOR, ELSEWHERE)).viewer
    (request,) = privacy.requests(desk, maud)
    for look in (
        lambda: privacy.requests(desk, tickets[0].viewer),
        lambda: privacy.file(desk, tickets[0].viewer, request.id),
    ):
        with pytest.raises(Forbidden):
            look()
    assert privacy.requests(desk, noor) == []
    with pytest.raises(NotFound):
        privacy.file(desk, noor, request.id)
    clock.advance(30 * DAY)
    with pytest.raises(NotFound):
        privacy.file(desk, maud, request.id)
    assert privacy.forget_ended(desk) > 0
    assert rows(desk, "data_requests") == []
    assert privacy.forget_ended(desk) == 0


@pytest.mark.usefixtures("tickets")
def test_who_is_forgotten_has_no_file_either(desk: Desk, host: FakeHost) -> None:
    push(desk, host, DataAsked("9", "2", "", "", ("1001",)))
    push(desk, host, FORGET_ALIX)
    assert rows(desk, "data_requests") == []


@pytest.mark.usefixtures("tickets")
def test_a_vault_that_changes_its_key_opens_every_file(desk: Desk, host: FakeHost) -> None:
    push(desk, host, DataAsked("9", "2", "", "", ("1001",)))
    before = {row["sealed"] for row in rows(desk, "data_requests") + rows(desk, "person_keys")}
    assert shops.reseal_all(desk) == 1
    after = {row["sealed"] for row in rows(desk, "data_requests") + rows(desk, "person_keys")}
    assert not before & after
    maud = embedded.arrive(desk, KIND, host.proof(MAUD)).viewer
    assert privacy.file(desk, maud, privacy.requests(desk, maud)[0].id)


def test_who_is_forgotten_is_on_no_list_of_the_house_either(
    desk: Desk, host: FakeHost, tickets: tuple[Opened, Opened]
) -> None:
    """Nor is anybody of a shop that leaves its house, or its host."""
    own = tickets[0].shop.id
    noor = embedded.arrive(desk, KIND, host.proof(NOOR, ELSEWHERE))

    def lists() -> int:
        kept = [row for row in rows(desk, "readings") if row["shop_id"] == noor.shop.id]
        return len([row for row in kept if row["kind"] == "related"])

    def kept_anew() -> int:
        with desk.database.writing() as store:
            list_ = Reading("[]", 10**15)
            readings.keep(store, noor.shop.id, ReadingKind.RELATED, "77", list_)
        return lists()

    assert kept_anew() == 1
    push(desk, host, FORGET_ALIX)
    assert lists() == 1
    for shop_id in (own, noor.shop.id):
        shops.join_family(desk, shop_id, "lumière")
    shops.change(desk, own, name="Lumière")
    assert lists() == 1
    push(desk, host, FORGET_ALIX)
    assert lists() == 0
    assert kept_anew() == 1
    shops.join_family(desk, own, "")
    assert lists() == 0
    shops.join_family(desk, own, "lumière")
    assert kept_anew() == 1
    shops.remove(desk, own)
    assert lists() == 0


def test_a_list_that_was_kept_meanwhile_shows_nobody_of_another_house(
    desk: Desk, host: FakeHost, admitted: Admitted
) -> None:
    noor = embedded.arrive(desk, KIND, host.proof(NOOR, ELSEWHERE))
    (own,) = listed(order().summary, (), ())
    entries = (own, replace(own, shop_id=admitted.shop.id))
    for family, seen in (("lumière", entries), ("", (own,))):
        for shop_id in (admitted.shop.id, noor.shop.id):
            shops.join_family(desk, shop_id, family)
        with desk.database.reading() as store:
            assert houses.of_house(store, noor.shop.id, entries) == seen
