"""The customer beside a helpdesk's ticket: as each shop knows them, with all that happened."""

from __future__ import annotations

import html
import json
import re
from threading import Event

import pytest
from werkzeug.test import TestResponse

from platforms.contract import Match, Unreachable
from platforms.moves import Capabilities
from platforms.people import Group, Happening
from sidebar.actions import houses, shops
from sidebar.actions.helping import connecting, requesters
from tests.sidebar.actions.test_people import Knowing
from tests.sidebar.from_helpdesk import bearer, come_from_another
from tests.sidebar.goods import ALIX, found, order, summary
from tests.sidebar.stage import Stage, reason_of
from tests.sidebar.web.around_house import SISTER, AroundHouse, around_house, context
from tests.sidebar.web.counter import field, words

OWN = "QZVTRMALP"
"""The reference of the order that the PrestaShop has."""

HOSTILE = "<img src=x onerror=alert(1)>"


class BlindToGuests(Knowing):
    """As Shopify: it knows people, and by phone only those with an account."""

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(moves_money=False, has_people=True, finds_guests_by_phone=False)


@pytest.fixture
def knowing() -> BlindToGuests:
    """The sister shop, which knows its customers."""
    mail = Happening("m1", Group.MAIL, HOSTILE, 1_790_000_000_500)
    paid = Happening("p1", Group.PAYMENT, "Visa paid", 1_790_000_000_400)
    account = found("8", Match.EMAIL, customer_id=ALIX.id)
    return BlindToGuests(order(), (account,), happened={ALIX.id: (mail, paid)})


@pytest.fixture
def house(stage: Stage, knowing: BlindToGuests) -> AroundHouse:
    made = around_house(stage)
    made.shops[SISTER] = knowing
    return made


def known_in(answer: TestResponse) -> str:
    return html.unescape(field(answer.text, "known"))


def story(house: AroundHouse, **form: str) -> TestResponse:
    known = form.pop("known", "") or known_in(house.ask("/customer"))
    return house.ask("/timeline", known=known, **form)


def of_shop(answer: TestResponse, name: str) -> str:
    _, _, rest = answer.text.partition(f'data-shop="{name}"')
    return words(rest.partition("</div>")[0])


def test_each_shop_says_what_it_knows(house: AroundHouse) -> None:
    answer = house.ask("/customer")

    assert "Alix Moreau" in of_shop(answer, "Boutique")
    assert "1 commande · 56,80 €" in of_shop(answer, "Boutique")
    assert "fidèle" in of_shop(answer, "Atelier Nord")
    assert "Noor" not in answer.text


def test_a_shop_with_a_fault_is_named_and_the_others_are_shown(
    house: AroundHouse, knowing: BlindToGuests
) -> None:
    house.shop(house.own).fault = Unreachable("no")
    answer = house.ask("/customer")
    assert "ne répond pas" in of_shop(answer, "Boutique")
    assert "fidèle" in of_shop(answer, "Atelier Nord")

    knowing.people_fault = Unreachable("no")
    assert "ne répond pas" in of_shop(house.ask("/customer"), "Atelier Nord")


def test_a_shop_that_never_answers_is_not_waited_for(
    house: AroundHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requesters, "SECONDS", 0.05)
    monkeypatch.setattr(houses, "GRACE", 0.0)
    gate = Event()

    def late() -> None:
        gate.wait(5)

    house.shop(house.own).meanwhile = late
    answer = house.ask("/customer")
    gate.set()

    assert "ne répond pas" in of_shop(answer, "Boutique")


def test_a_phone_alone_is_looked_for_and_said_to_be_what_was_found_by(
    house: AroundHouse, knowing: BlindToGuests
) -> None:
    house.shop(house.own).found = (found("7", Match.PHONE),)
    knowing.found = ()
    person = {"name": "Visiteur", "identities": [{"type": "phone_number", "value": "+33612345678"}]}

    answer = house.ask("/customer", said=context(ticket_requester=person))

    assert knowing.searches[-1].phones == ("+33612345678",)
    assert "somebody else of the household" in of_shop(answer, "Boutique") or "foyer" in of_shop(
        answer, "Boutique"
    )
    blind = of_shop(answer, "Atelier Nord")
    assert "only customers with an account" in blind or "ayant un compte" in blind


def test_orders_of_another_with_the_same_phone_are_left_out(house: AroundHouse) -> None:
    other = found("6", Match.PHONE, customer_id="3", email="autre@courriel.example")
    house.shop(house.own).found = (found("7", Match.EMAIL), other)

    assert "1 commande" in of_shop(house.ask("/customer"), "Boutique")


def test_nobody_is_looked_for_where_nobody_is_named(house: AroundHouse) -> None:
    answer = house.ask("/customer", said=context(ticket_requester={"name": "Alix"}))

    assert not house.shop(house.own).searches
    assert "requester-timeline" not in answer.text.replace("#requester-timeline", "")


def test_the_same_person_is_not_read_again_and_another_is(house: AroundHouse) -> None:
    person = field(house.ask("/customer").text, "person")
    other = {"name": "Sacha", "email": "sacha@courriel.example"}

    assert house.ask("/customer", person=person).status_code == 204
    assert house.ask("/customer?again=yes", person=person).status_code == 200
    said = context(ticket_requester=other, ticket_id=99)
    assert house.ask("/customer", person=person, said=said).status_code == 200
    assert house.ask("/customer", person=person, said=context(ticket_id=99)).status_code == 204


def test_each_shop_tells_its_moments_in_its_own_time_zone(
    house: AroundHouse, knowing: BlindToGuests
) -> None:
    shops.change(house.panel.stage.desk, house.sister.id, timezone="America/New_York")
    late = Happening("m9", Group.MAIL, "late", 1_790_033_400_000)  # 23:30 UTC on September 21.
    knowing.happened = {ALIX.id: (late,)}
    house.shop(house.own).order = order(summary=summary(placed_at=late.at))
    said = story(house).text

    assert re.search(r'title="21 [^"]*19:30"', said)
    assert re.search(r'title="22 [^"]*01:30"', said)


def test_the_tickets_of_the_customer_here_are_listed_and_part_of_the_story(
    house: AroundHouse,
) -> None:
    assert house.open(house.own).status_code == 200

    answer = house.ask("/customer")

    assert "Ticket n° 1001" in words(answer.text)
    assert "Camille Fournier" in words(story(house, known=known_in(answer)).text)


def test_the_story_is_woven_from_every_shop(house: AroundHouse) -> None:
    said = story(house).text

    assert "Visa paid" in said
    assert OWN in said
    assert "&lt;img src=x" in said
    assert HOSTILE not in said


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"app": "prestashop"}, {"Visa paid", OWN}),
        ({"app": "ours"}, set()),
        ({"about": "payment"}, {"Visa paid"}),
        ({"store": "shp_none", "app": "nonsense"}, {"Visa paid", OWN}),
    ],
)
def test_the_story_is_filtered(
    house: AroundHouse, filters: dict[str, str], expected: set[str]
) -> None:
    said = story(house, **filters).text

    assert {text for text in ("Visa paid", OWN) if text in said} == expected


def test_one_store_alone_is_told(house: AroundHouse) -> None:
    said = story(house, store=house.sister.id).text

    assert "Visa paid" in said
    assert OWN not in said


def test_filters_are_kept_for_another_person_and_dropped_where_nothing_meets_them(
    house: AroundHouse, knowing: BlindToGuests
) -> None:
    person = house.ask("/customer", app="prestashop", about="payment")
    assert 'name="app" value="prestashop"' in person.text

    knowing.found = ()
    without = story(house, store=house.sister.id).text
    assert OWN in without


def test_a_shop_away_is_named_in_the_story_too(house: AroundHouse, knowing: BlindToGuests) -> None:
    known = known_in(house.ask("/customer"))
    knowing.people_fault = Unreachable("no")

    said = words(story(house, known=known).text)

    assert "Atelier Nord" in said
    assert "ne répond pas" in said
    assert OWN in said


def test_a_shop_put_away_since_is_not_told_of(house: AroundHouse) -> None:
    known = known_in(house.ask("/customer"))
    with house.panel.stage.desk.database.writing() as store:
        connecting.show(store, house.helpdesk, house.sister.id, is_shown=False)

    assert "Visa paid" not in story(house, known=known).text


def test_what_was_found_is_taken_back_from_the_same_helpdesk_only(house: AroundHouse) -> None:
    known = known_in(house.ask("/customer"))
    viewer = come_from_another(house.panel.stage.desk, house.own.id, house.sister.id)
    stranger = bearer(house.panel, viewer)
    answer = house.panel.ask("POST", "/around/timeline", stranger, known=known)

    assert (answer.status_code, reason_of(answer)) == (422, "bad_request")
    assert "Visa" not in answer.text
    assert "Visa" in story(house, known=known).text


@pytest.mark.parametrize("known", ["", "x", "a.b.c", "x" * 30_000])
def test_what_nobody_sealed_is_refused(house: AroundHouse, known: str) -> None:
    answer = house.ask("/timeline", known=known)

    assert (answer.status_code, reason_of(answer)) == (422, "bad_request")


def test_earlier_happenings_are_had_by_the_mark_of_the_page(
    house: AroundHouse, knowing: BlindToGuests
) -> None:
    many = (Happening(f"e{n}", Group.ORDER, f"entry {n}", 2_000_000 - n) for n in range(5))
    knowing.happened = {ALIX.id: tuple(many)}
    known = known_in(house.ask("/customer"))
    shown = list[str]()
    path = "/timeline"
    while path:
        page = house.ask(path, known=known).text
        shown += re.findall(r"entry \d", page)
        more = re.search(r'hx-post="/around(/timeline\?mark=[^"]+)"', page)
        path = html.unescape(more.group(1)) if more else ""

    assert shown == [f"entry {n}" for n in range(5)]


def test_hostile_marks_and_contexts_break_nothing(house: AroundHouse) -> None:
    known = known_in(house.ask("/customer"))

    assert house.ask("/timeline?mark=[[[[", known=known).status_code == 200
    assert house.ask("/customer", said="[" * 3000).status_code == 422
    assert house.ask("/customer", said=json.dumps([1])).status_code == 200
