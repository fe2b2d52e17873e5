"""What was said and who said it is found by its words, in its own shop, until it is forgotten."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from sidebar.actions import inbox, searching
from sidebar.actions.inbox import Entry
from sidebar.rules.filtering import Filters, View
from sidebar.store import customers, erasing, erasing_shops, search, searching_engines
from sidebar.store.copying import copy_all
from sidebar.store.customers_by_mail import introduce_by_email
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from sidebar.store.subjects import Subject
from tests.cast import ROBIN
from tests.sidebar.filed import Filed, filed_in
from tests.sidebar.stage import Stage


@pytest.fixture
def filed(stage: Stage) -> Filed:
    return filed_in(stage)


def found(filed: Filed, typed: str, view: View = View.ALL, **told: str) -> list[str]:
    return [entry.ticket.subject for entry in hits(filed, Filters(view, q=typed, **told))]


def hits(filed: Filed, filters: Filters, after: str = "") -> tuple[Entry, ...]:
    return inbox.list_tickets(filed.stage.desk, filed.viewer, filters, after).entries


def test_everything_that_names_a_ticket_finds_it(filed: Filed) -> None:
    filed.ticket(
        *("Colis perdu", "La théière bleue n’est jamais arrivée", "Toujours rien !"),
        name="Hélène Lefèvre",
        email="helene@courriel.example",
        order_id="77",
        order_reference="QZV#77",
        account="lapin_rose",
    )
    filed.ticket("Autre chose", "Une assiette")
    (number,) = [row["number"] for row in filed.stage.rows("tickets") if row["account"]]

    said = ("theiere", "THÉIÈRE ble", "jamais arrivee", "toujours rien")
    about = ("colis", "Lefevre", "helene@courriel.ex", "qzv#77", str(number), "lapin_rose")
    for typed in (*said, *about):
        assert found(filed, typed) == ["Colis perdu"], typed
    assert found(filed, "theiere assiette") == []


def test_the_newest_words_come_first_and_each_ticket_once_over_all_pages(filed: Filed) -> None:
    for number in range(40):
        filed.ticket(f"n{number}", "colis en retard", "encore ce colis", "un colis, vous dis-je")
    filters = Filters(View.ALL, q="colis")
    first = inbox.list_tickets(filed.stage.desk, filed.viewer, filters)
    second = inbox.list_tickets(filed.stage.desk, filed.viewer, filters, first.next)

    names = [entry.ticket.subject for entry in (*first.entries, *second.entries)]
    assert names == [f"n{number}" for number in reversed(range(40))]
    assert second.next == ""

    def beside(entry: Entry, *, is_after: bool) -> str | None:
        place, ticket_id = entry.place, entry.ticket.id
        desk, viewer = filed.stage.desk, filed.viewer
        there = inbox.beside(desk, viewer, filters, place, ticket_id=ticket_id, is_after=is_after)
        return there.ticket.subject if there else None

    assert beside(second.entries[0], is_after=True) == "n13"
    assert beside(second.entries[0], is_after=False) == "n15"
    assert beside(first.entries[0], is_after=False) is None
    assert beside(second.entries[-1], is_after=True) is None


@pytest.mark.parametrize("rare", [1, 10**9])
def test_a_word_and_a_beginning_are_both_asked_for_however_rare_the_word(
    filed: Filed, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(searching_engines, "RARE", rare)
    for number in range(4):
        filed.ticket(f"n{number}", "où est ma commande")
    filed.ticket("sought", "ma commande de Zanzibar")
    filed.ticket("other", "un panier de Zanzibar")

    assert found(filed, "zanzibar comm") == ["sought"]
    assert found(filed, "zanzibar comm", view=View.MINE) == []
    assert found(filed, "zanzibar un") == ["other"]
    assert found(filed, "zanzibar thei") == []


def test_words_and_filters_narrow_together(filed: Filed) -> None:
    filed.ticket("a", "colis", tag="urgent")
    filed.ticket("b", "colis", status="closed")
    assert found(filed, "colis") == ["b", "a"]
    assert found(filed, "colis", View.OPEN) == ["a"]
    assert found(filed, "colis", tag="urgent") == ["a"]
    assert found(filed, "colis", View.CLOSED, tag="urgent") == []


def test_another_shop_finds_nothing_of_it(filed: Filed, elsewhere: Stage) -> None:
    filed.ticket("Secret", "colis confidentiel")
    noor = filed_in(elsewhere)
    noor.ticket("À nous", "colis ordinaire")

    assert found(noor, "colis") == ["À nous"]
    assert found(noor, "confidentiel") == found(noor, filed.stage.shop.id) == []
    assert found(filed, "colis", shop=elsewhere.shop.id) == []
    assert found(filed, "colis") == ["Secret"]


@pytest.mark.parametrize(
    "typed",
    [
        *('"', "'", '" OR "', "a* NEAR(b", "-x", "words:a", "a AND", ":*", "!", "a | b & !c"),
        *(
            "\0",
            "a\0b",
            "x" * 10_000,
            "mot " * 3000,
            "%",
            "\\",
            "<->",
            "ﬁ ﷺ",
            "\U0001d56c 12",
            "it''s",
        ),
    ],
)
def test_no_query_is_an_error(filed: Filed, typed: str) -> None:
    filed.ticket("a", "12 colis")
    assert len(found(filed, typed)) <= 2


def test_who_is_forgotten_is_found_no_more(filed: Filed) -> None:
    told = {"name": "Hélène Lefèvre", "email": "helene@courriel.example"}
    ticket_id = filed.ticket("Colis perdu", "La théière bleue", **told)
    (customer,) = [row for row in filed.stage.rows("customers") if "Lef" in row["name"]]
    subject = Subject(filed.stage.shop.id, "", (customer["id"],), (ticket_id,), ())
    (number,) = [row["number"] for row in filed.stage.rows("tickets") if row["id"] == ticket_id]
    with filed.stage.desk.database.writing() as store:
        erasing.erase_customer(store, subject, now=1)

    for typed in ("theiere", "lefevre", "helene", "perdu"):
        assert found(filed, typed) == [], typed
    assert [entry.ticket.id for entry in hits(filed, Filters(View.ALL, q=str(number)))] == [
        ticket_id
    ]


def test_a_shop_that_is_forgotten_leaves_no_word(filed: Filed) -> None:
    filed.ticket("Colis perdu", "La théière bleue")
    with filed.stage.desk.database.writing() as store:
        erasing_shops.erase_shop(store, filed.stage.shop.id, now=filed.stage.clock.now())
    assert filed.stage.rows("search_docs") == []


def test_a_message_is_found_on_the_ticket_it_was_moved_to(filed: Filed) -> None:
    here, there = filed.ticket("Ici", "La théière bleue"), filed.ticket("Là")
    (message,) = [row for row in filed.stage.rows("messages") if row["ticket_id"] == here]
    with filed.stage.desk.database.writing() as store:
        store.run("UPDATE messages SET ticket_id = :to WHERE id = :id", to=there, id=message["id"])
        search.moved(store, [message["id"]], there)
        search.reword(store, message["id"], "La soupière")

    assert found(filed, "soupiere") == ["Là"]
    assert found(filed, "theiere") == []


def test_a_customers_new_name_and_address_find_their_earlier_tickets(filed: Filed) -> None:
    shop_id = filed.stage.shop.id
    filed.ticket("Ancien", name="Hélène", email="helene@courriel.example")
    with filed.stage.desk.database.writing() as store:
        when = filed.stage.clock.now()
        customers.refresh(
            store,
            shop_id,
            "host-Hélène",
            name="Hélène Granger",
            email="granger@ailleurs.example",
            phone="",
            at=when,
        )
    for typed in ("granger", "granger@ailleurs.example"):
        assert found(filed, typed) == ["Ancien"], typed
    assert found(filed, "helene@courriel.example") == []


def test_a_name_learned_with_a_later_mail_finds_the_earlier_ticket(filed: Filed) -> None:
    shop_id, address = filed.stage.shop.id, "bela@courriel.example"
    filed.ticket("Sans nom")
    with filed.stage.desk.database.writing() as store:
        first = introduce_by_email(store, shop_id, address, name="", fresh_id="cus_1", now=1)
        store.run("UPDATE tickets SET customer_id = :one WHERE subject <> ''", one=first)
        introduce_by_email(store, shop_id, address, name="Bela Nagy", fresh_id="cus_2", now=2)

    assert found(filed, "nagy") == ["Sans nom"]


def test_what_was_written_before_there_was_an_index_is_found_once_it_is_caught_up(
    filed: Filed,
) -> None:
    for number in range(5):
        filed.ticket(f"n{number}", "colis ancien")
    with filed.stage.desk.database.writing() as store:
        search.forget_shop(store, filed.stage.shop.id)
        search.begin_again(store)
    filed.ticket("neuf", "colis neuf")

    assert found(filed, "colis") == ["neuf"]
    assert searching.catch_up(filed.stage.desk) > 5
    assert searching.catch_up(filed.stage.desk) == 0
    assert found(filed, "colis") == ["neuf", *(f"n{number}" for number in reversed(range(5)))]


def test_a_copied_store_is_indexed_by_its_own_engine(
    filed: Filed, database: Database, tmp_path: Path
) -> None:
    filed.ticket("Colis perdu", "La théière bleue")
    target = connect(f"sqlite:///{tmp_path}/copied.sqlite3")
    migrate(target, filed.stage.clock)
    copy_all(database, target)
    desk = filed.stage.desk
    there = Filed(_at(filed.stage, target), filed.viewer)
    searching.catch_up(there.stage.desk)

    assert found(there, "theiere") == ["Colis perdu"]
    assert desk.database is database
    target.close()


def _at(stage: Stage, database: Database) -> Stage:
    return dataclasses.replace(stage, desk=dataclasses.replace(stage.desk, database=database))


def test_postgres_knows_the_stems_of_both_languages(filed: Filed) -> None:
    filed.ticket("a", "Nous avons remboursé les articles")
    filed.ticket("b", "The parcels were delivered")
    if filed.stage.desk.database.engine == "postgres":
        assert found(filed, "remboursements ") == ["a"]
        assert found(filed, "delivering parcel ") == found(filed, "parcel ") == ["b"]
    assert found(filed, "article") == ["a"]


def test_a_readers_own_person_finds_with_the_same_rights(filed: Filed) -> None:
    filed.ticket("a", "colis")
    robin = filed.stage.enter(ROBIN).viewer
    assert [one.ticket.subject for one in hits(Filed(filed.stage, robin), Filters(q="colis"))] == [
        "a"
    ]
