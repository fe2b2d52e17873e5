"""What stands around a helpdesk's ticket: orders of every shop shown, each with its own state."""

from __future__ import annotations

import re
from threading import Event

import jwt
import pytest
from werkzeug.test import TestResponse

from platforms.contract import Match, MissingPermission, PlatformError, Unreachable
from platforms.partly import FoundInPart
from sidebar.actions import houses, shops
from sidebar.actions.helping import connecting, surrounding
from tests.cast import ORDER, SECRET_KEY
from tests.helpdesk import MAUD
from tests.sidebar.from_helpdesk import bearer, come
from tests.sidebar.goods import found
from tests.sidebar.stage import Stage, reason_of
from tests.sidebar.web.around_house import AGENT, ALIX, AroundHouse, around_house, context


@pytest.fixture
def house(stage: Stage) -> AroundHouse:
    return around_house(stage)


def listed(answer: TestResponse) -> list[str]:
    """The orders, as shop and id, in the order in which they are shown."""
    folds = re.findall(r'id="fold-(shp_\w+)-(\w+)"', answer.text)
    names = dict(
        re.findall(r'id="around-(shp_\w+)" class="card of-shop".*?data-shop="([^"]*)"', answer.text)
    )
    return [f"{names[shop]} {number}" for shop, number in folds]


def of_shop(answer: TestResponse, name: str) -> str:
    """The section of one shop."""
    _, _, rest = answer.text.partition(f'data-shop="{name}"')
    return rest.partition("</section>")[0]


def test_orders_of_every_shop_shown_are_listed_with_why(house: AroundHouse) -> None:
    answer = house.ask()

    assert sorted(listed(answer)) == sorted(
        [f"Atelier Nord {ORDER}", "Atelier Nord 8", f"Boutique {ORDER}"]
    )
    assert "même e-mail" in of_shop(answer, "Boutique")
    assert "même téléphone" in of_shop(answer, "Atelier Nord")


def test_each_shop_is_asked_for_addresses_numbers_and_what_was_written(house: AroundHouse) -> None:
    person = {
        "name": "Alix",
        "email": ALIX,
        "identities": [{"type": "phone_number", "value": "+33612345678"}],
    }
    said = [{"message": {"content": "<b>Et #1002 ?</b>"}}]
    house.ask(said=context(ticket_requester=person, ticket_conversation=said))

    for shop in (house.own, house.sister):
        (search,) = house.shop(shop).searches
        assert search.emails == (ALIX,)
        assert search.phones == ("+33612345678",)
        assert search.texts == ("Ma commande", "Et #1002 ?")


@pytest.mark.parametrize("path", ["", "/orders"])
def test_each_shop_dates_its_orders_in_its_own_time_zone(house: AroundHouse, path: str) -> None:
    shops.change(house.panel.stage.desk, house.sister.id, timezone="America/New_York")
    late = found("77", Match.EMAIL, placed_at=1_790_033_400_000)  # 23:30 UTC on September 21.
    house.shop(house.own).found = house.shop(house.sister).found = (late,)
    answer = house.ask(path, looked="alix@courriel.example")

    assert "22 sept." in of_shop(answer, "Boutique")
    assert "21 sept." in of_shop(answer, "Atelier Nord")


def test_a_shop_that_the_helpdesk_does_not_show_is_never_asked(house: AroundHouse) -> None:
    for path in ("", "/orders", f"/shops/{house.stranger.id}"):
        house.ask(path, looked="alix")
    house.ask(f"/shops/{house.stranger.id}/orders/9", "GET")
    opened = house.open(house.stranger, "9")

    assert (opened.status_code, reason_of(opened)) == (404, "not_found")
    assert not house.shop(house.stranger).searches
    assert "Noor" not in house.ask().text


def test_a_shop_put_away_is_left_out_at_once(house: AroundHouse) -> None:
    with house.panel.stage.desk.database.writing() as store:
        connecting.show(store, house.helpdesk, house.sister.id, is_shown=False)

    assert listed(house.ask()) == [f"Boutique {ORDER}"]
    assert house.ask(f"/shops/{house.sister.id}").status_code == 404


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Unreachable("off"), "La boutique ne répond pas."),
        (MissingPermission("orders"), "La clé de la boutique ne permet pas de lire"),
    ],
)
def test_a_shop_with_a_fault_says_it_and_hides_nothing_of_the_others(
    house: AroundHouse, fault: PlatformError, told: str
) -> None:
    house.shop(house.own).fault = fault
    answer = house.ask()

    assert told in of_shop(answer, "Boutique")
    assert [name for name in listed(answer) if "Boutique" in name] == []
    assert len(listed(answer)) == 2


def test_what_a_key_may_not_read_is_said_beside_what_was_found(house: AroundHouse) -> None:
    house.shop(house.own).fault = FoundInPart(("customers",), (found("7", Match.REFERENCE),))
    section = of_shop(house.ask(), "Boutique")

    assert "citée dans le texte" in section
    assert "ne permet pas de lire" in section


def test_a_slow_shop_is_not_waited_for_and_answers_when_asked_again(
    house: AroundHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surrounding, "ASIDE_SECONDS", 0.1)
    monkeypatch.setattr(houses, "GRACE", 0.1)
    gate = Event()

    def wait() -> None:
        gate.wait(5)

    house.shop(house.own).meanwhile = wait
    answer = house.ask()
    gate.set()

    assert "La boutique ne répond pas." in of_shop(answer, "Boutique")
    assert len(listed(answer)) == 2
    assert listed(house.ask(f"/shops/{house.own.id}")) == [f"Boutique {ORDER}"]


def test_where_nothing_was_found_it_is_said_what_was_looked_for(house: AroundHouse) -> None:
    house.shop(house.own).found = ()
    section = of_shop(house.ask(), "Boutique")

    assert ALIX in section
    assert f"/around/shops/{house.own.id}/tickets" in section


def test_the_same_answer_leaves_the_list_alone_and_another_does_not(house: AroundHouse) -> None:
    first = house.ask()
    mark = re.search(r'name="mark" value="([^"]+)"', first.text)
    assert mark
    again = house.ask(mark=mark.group(1))
    house.shop(house.own).found = (found("77", Match.EMAIL),)
    other = house.ask(mark=mark.group(1))

    assert "around-found" not in again.text
    assert "Boutique 77" in listed(other)
    assert reason_of(other) == ""


def test_another_requester_is_told_in_front_of_an_opened_ticket(house: AroundHouse) -> None:
    mark = re.search(r'name="mark" value="([^"]+)"', house.ask().text)
    assert mark
    person = {"name": "Bela", "email": "bela@courriel.example"}
    answer = house.ask(mark=mark.group(1), said=context(ticket_requester=person))

    assert reason_of(answer) == "requester_changed"
    assert "Bela" in answer.text


def test_what_was_typed_is_looked_for_everywhere(house: AroundHouse) -> None:
    for typed, told in (
        ("#1002", {"references": ("#1002",)}),
        ("zoe@courriel.example", {"emails": ("zoe@courriel.example",)}),
        ("06 12 34 56 78", {"phones": ("06 12 34 56 78",)}),
    ):
        house.ask("/orders", looked=typed)
        for shop in (house.own, house.sister):
            search = house.shop(shop).searches[-1]
            assert {name: getattr(search, name) for name in told} == told


def test_a_name_is_looked_for_among_each_shops_own_customers(house: AroundHouse) -> None:
    house.open(house.own)
    house.ask("/orders", looked="Alix Moreau")

    assert house.shop(house.own).searches[-1].customer_ids == ("2",)
    assert house.shop(house.sister).searches[-1].customer_ids == ()


def test_what_was_searched_by_hand_stays_when_the_conversation_goes_on(house: AroundHouse) -> None:
    house.ask()
    searched = house.ask("/orders", looked="#1002")
    mark = re.search(r'name="mark" value="([^"]+)"', searched.text)
    assert mark
    more = [{"message": {"content": "Merci"}}]

    assert (
        "around-found"
        not in house.ask(mark=mark.group(1), said=context(ticket_conversation=more)).text
    )


def test_an_order_unfolds_with_its_lines_from_its_own_shop(house: AroundHouse) -> None:
    answer = house.ask(f"/shops/{house.sister.id}/orders/{ORDER}", "GET")

    assert answer.status_code == 200
    assert f'id="around-{house.sister.id}-{ORDER}"' in answer.text
    assert "Coussin Ours brun" in answer.text
    assert house.shop(house.own).searches == []


def test_who_is_said_to_look_is_greeted_in_their_language(house: AroundHouse) -> None:
    viewer = come(house.panel.stage.desk, is_named=False)
    token = bearer(house.panel, viewer)
    agent = {**AGENT, "name": "Robin Baker", "locale": "en-GB"}
    answer = house.panel.ask("POST", "/around", token, said=context(currentUser=agent))
    again = house.panel.ask("POST", "/around", token, said=context(currentUser=agent))

    claims = jwt.decode(
        answer.headers["Comptoir-Token"],
        SECRET_KEY,
        algorithms=["HS256"],
        audience="comptoir-panel",
    )
    assert (claims["name"], claims["language"], claims["role"]) == ("Robin Baker", "en", "refund")
    assert "same e-mail" in answer.text
    assert "Comptoir-Token" not in again.headers
    names = {row["name"] for row in house.panel.stage.rows("agents") if row["helpdesk_id"]}
    assert names == {"Robin Baker"}


def test_a_name_gives_no_right(house: AroundHouse) -> None:
    agent = {**AGENT, "name": "Maud Keller", "role": "admin", "id": int(MAUD)}
    answer = house.ask(said=context(currentUser=agent))

    told = jwt.decode(
        answer.headers["Comptoir-Token"],
        SECRET_KEY,
        algorithms=["HS256"],
        audience="comptoir-panel",
    )
    assert told["role"] == "refund"


def test_noise_in_place_of_a_context_is_refused_or_says_nothing(house: AroundHouse) -> None:
    noise = ("{", "[" * 100_000, '"x"', "[]", "\u00ff", "1e999", '{"a":"\\ud800"}')
    answers = [house.ask(said=said).status_code for said in noise]

    assert set(answers) <= {200, 422}
    assert house.shop(house.own).searches == []


def test_a_context_longer_than_any_ticket_is_refused(house: AroundHouse) -> None:
    answer = house.ask(said=context(ticket_subject="x" * 500_000))

    assert (answer.status_code, reason_of(answer)) == (422, "bad_request")


def test_an_agent_of_a_shop_finds_nothing_here(house: AroundHouse) -> None:
    camille = house.panel.stage.enter
    for method, path in (("POST", "/around"), ("GET", "/around"), ("POST", "/around/orders")):
        answer = house.panel.ask(method, path, camille())
        assert (answer.status_code, reason_of(answer)) == (404, "not_found")
