"""Who is named by an address or a number alone is found so, or a human is told that it failed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.files import FileFault
from platforms.webhooks import DataAsked, EraseCustomer
from sidebar.actions import embedded, privacy, shops
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.actions.opening import Opened
from sidebar.clock import SetClock
from sidebar.store.database import Database
from tests.cast import PostBox, desk_over
from tests.sidebar.goods import order
from tests.sidebar.hosting import CAMILLE, KIND, MAUD, FakeHost, at_host
from tests.sidebar.kept import MAIL, WORDS, Orders, found, push, rows, written_on


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


BY_NUMBER = EraseCustomer("", "", "+33 6 12 34 56 78", ())


BY_ADDRESS = EraseCustomer("", "Alix@courriel.example", "+33600000000", ())


@pytest.mark.usefixtures("tickets")
@pytest.mark.parametrize("asked", [BY_ADDRESS, BY_NUMBER])
def test_who_is_named_by_an_address_or_a_number_alone_is_found(
    desk: Desk, host: FakeHost, asked: EraseCustomer
) -> None:
    push(desk, host, DataAsked("9", "", asked.email, asked.phone, ()))
    maud = embedded.arrive(desk, KIND, host.proof(MAUD)).viewer
    told = privacy.file(desk, maud, privacy.requests(desk, maud)[0].id).decode().lower()
    assert all(word in told for word in WORDS)
    assert push(desk, host, asked)["state"] == "worked"
    assert found(desk) == []
    assert rows(desk, "messages")[-1]["body"].startswith("Bela says")


@pytest.mark.usefixtures("tickets")
def test_a_number_under_another_address_is_somebody_elses(desk: Desk, host: FakeHost) -> None:
    asked = EraseCustomer("", "someone@else.example", "+33612345678", ())
    assert push(desk, host, asked)["fault"] == "ambiguous"
    assert found(desk) == list(WORDS)


@pytest.mark.usefixtures("tickets")
def test_a_number_that_two_people_have_forgets_neither_and_is_told(
    desk: Desk, host: FakeHost, clock: SetClock
) -> None:
    with desk.database.writing() as store:
        store.run("UPDATE customers SET phone = '+33612345678'")
    for asked in (
        BY_NUMBER,
        EraseCustomer("", "someone@else.example", "+33612345678", ()),
        DataAsked("9", "", "", "+33612345678", ()),
    ):
        kept = push(desk, host, asked)
        assert (kept["state"], kept["fault"]) == ("refused", "ambiguous")
    assert found(desk) == list(WORDS)
    assert rows(desk, "data_requests") == []
    maud = embedded.arrive(desk, KIND, host.proof(MAUD)).viewer
    assert [it.kind for it in privacy.erasures(desk, maud)] == ["unmatched"] * 3
    assert privacy.waiting(desk, maud).unmatched == 3
    clock.advance(privacy.NEWS_FOR)
    assert privacy.waiting(desk, maud).unmatched == 0


def test_the_bytes_of_files_and_mails_go_next_and_nobody_elses(
    desk: Desk, host: FakeHost, tickets: tuple[Opened, Opened]
) -> None:
    push(desk, host, BY_ADDRESS)
    privacy.forget_ended(desk)
    alix, bela = (f"{opened.shop.id}/{opened.ticket.id}" for opened in tickets)
    for kind in ("file", "mail"):
        with pytest.raises(FileFault):
            desk.files.get(f"{alix}-{kind}")
        assert desk.files.get(f"{bela}-{kind}").startswith(b"Bela says")
    assert {row["key"] for row in rows(desk, "attachments")} == {"", f"{bela}-file"}
