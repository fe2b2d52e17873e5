"""The app's own setting says which shops are asked first; the others wait to be asked for."""

from __future__ import annotations

import pytest

from sidebar.rules.around import said_of
from tests.sidebar.stage import Stage
from tests.sidebar.web.around_house import AroundHouse, around_house, context


@pytest.fixture
def house(stage: Stage) -> AroundHouse:
    return around_house(stage)


def asked(house: AroundHouse) -> list[str]:
    return [shop.name for shop in (house.own, house.sister) if house.shop(shop).searches]


def test_only_the_shops_that_the_setting_names_are_asked_to_begin_with(house: AroundHouse) -> None:
    answer = house.ask(said=context(app_shops=" atelier nord , Somewhere"))

    assert asked(house) == ["Atelier Nord"]
    assert 'data-shop="Boutique"' in answer.text
    assert f"/around/shops/{house.own.id}" in answer.text


def test_the_others_are_asked_when_somebody_wants_it(house: AroundHouse) -> None:
    house.ask(f"/shops/{house.own.id}", said=context(app_shops="Atelier Nord"))

    assert asked(house) == ["Boutique"]


def test_a_setting_that_names_none_of_its_shops_asks_them_all(house: AroundHouse) -> None:
    for setting in ("", " , ", "Noor", "Somewhere else", None, 7, ["Boutique"]):
        for shop in (house.own, house.sister):
            house.shop(shop).searches.clear()
        house.ask(said=context(app_shops=setting))
        assert asked(house) == ["Boutique", "Atelier Nord"], setting


def test_what_is_typed_is_looked_for_in_every_shop(house: AroundHouse) -> None:
    house.ask("/orders", looked="alix@courriel.example", said=context(app_shops="Boutique"))

    assert asked(house) == ["Boutique", "Atelier Nord"]


def test_a_long_setting_is_cut() -> None:
    told = said_of({"app.shops": ",".join(f"Shop {number}" for number in range(999))})

    assert len(told.shops) == 50
    assert said_of({"app.shops": "A,a , B\x00,É"}).shops == ("a", "é")
