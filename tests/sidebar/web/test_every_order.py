"""Every order of a lively shop has a card, whatever is on it, in both languages."""

from __future__ import annotations

import pytest

from sidebar.clock import SystemClock
from sidebar.store.database import connect
from sidebar.store.migrate import migrate
from sidebar.web import create_app
from tests.cast import (
    CAMILLE,
    ROBIN,
    Person,
    ShopStage,
    connect_shop,
    desk_over,
    launch,
    settings_of,
)


@pytest.mark.parametrize("person", [CAMILLE, ROBIN])
def test_every_order_of_the_lively_shop_is_shown(
    lively_shop: ShopStage, tmp_path: object, person: Person
) -> None:
    database = connect(f"sqlite:///{tmp_path}/comptoir.sqlite3")
    migrate(database, SystemClock())
    desk = desk_over(database)
    shop, secret = connect_shop(desk, lively_shop.url)
    client = create_app(desk, settings_of("sqlite:///unused")).test_client()

    orders = lively_shop.sandbox.shop.rows("orders")
    assert len(orders) >= 14
    for row in orders:
        order, reference = str(row["id"]), str(row["reference"])
        token = launch(desk, shop, secret, person, order=order, reference=reference)
        answer = client.post("/launch/prestashop", data={"token": token})
        assert (answer.status_code, order) == (200, order)
        assert f'<strong class="reference">{reference}</strong>' in answer.text
        assert f'<html lang="{person.language}">' in answer.text
    database.close()
