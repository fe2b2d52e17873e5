"""An order too old for the app is not called deleted, and its shop can be asked for more."""

from __future__ import annotations

from platforms.shopify.scopes import OPTIONAL
from tests.sidebar.stage import Panel
from tests.sidebar.web.in_shopify import ATELIER, NOOR, InShopify

OLD = "6661001"
"""An order of the sandbox's that no app sees without a permission for it."""


def test_an_unknown_order_may_be_too_old_and_the_shop_can_be_asked(admin: InShopify) -> None:
    page = admin.document("/order", admin.proof(NOOR), shop=ATELIER, id=OLD)

    assert page.status_code == 404
    assert "older than what this app may see" in page.text
    assert [f'data-scope="{name}"' in page.text for name in OPTIONAL] == [True]
    assert "scopes.js" in page.text


def test_the_settings_say_how_older_orders_are_had(admin: InShopify) -> None:
    opened = admin.opened("maud")
    headers = {"HX-Request": "true", "Authorization": f"Bearer {admin.proof('maud')}"}

    answer = admin.app.test_client().get(f"/inbox/{opened.shop.id}/settings", headers=headers)

    assert 'data-scope="read_all_orders"' in answer.text


def test_a_shop_that_is_no_hosts_offers_nothing_of_the_kind(panel: Panel) -> None:
    opened = panel.stage.enter()

    assert "data-scope" not in panel.on(opened).text
