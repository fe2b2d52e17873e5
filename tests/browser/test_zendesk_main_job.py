"""The main job inside a helpdesk: from its ticket to the money and back to its answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sidebar.actions import shops
from sidebar.store.shops import MoneyRules
from tests.browser.helpdesk_stage import (
    ALIX,
    HelpStage,
    helped,
    open_editor,
    open_ticket,
    refund_one,
    written,
)

BOUTIQUE, ORDER = "boutique-lumiere.myshopify.com", "5551001"
EDITOR = ".tab:not([hidden]) .editor"


@pytest.fixture
def zendesk(tmp_path: Path) -> Iterator[HelpStage]:
    """A helpdesk over a PrestaShop and two stores of Shopify's; nobody must be asked for money."""
    with helped(tmp_path, stores=("boutique-lumiere", "atelier-nord")) as running:
        for shop in shops.connected(running.stage.desk):
            shops.change(running.stage.desk, shop.id, money=MoneyRules())
        yield running
    assert running.shopify.troubles == []


def given_back(stage: HelpStage) -> list[str]:
    """What Shopify itself has given back of the order."""
    nodes = stage.shopify.stores[BOUTIQUE].nodes
    refunds = nodes[f"gid://shopify/Order/{ORDER}"]["refunds"]
    return [str(nodes[gid]["totalRefundedSet"]["shopMoney"]["amount"]) for gid in refunds]


@pytest.mark.parametrize("person", ["camille", "robin"])
def test_a_customer_of_every_shop_is_refunded_and_told(
    browser_page: Page, zendesk: HelpStage, person: str
) -> None:
    side = open_ticket(browser_page, zendesk, ALIX, person=person)
    for name, order in (("Boutique", "MESANGEAX"), ("Boutique Lumière", "#1001")):
        shop = side.locator(f"[data-shop='{name}']")
        expect(shop.locator("summary", has_text=order)).to_be_visible()
    expect(side.locator("[data-shop='Atelier Nord'] summary").first).to_be_visible()

    refund_one(side, ORDER)
    expect(browser_page.locator(".tags [data-tag=shopify_refund]")).to_be_visible()
    assert given_back(zendesk) == ["89.0"]
    wide = "document.documentElement.scrollWidth <= innerWidth"
    assert all(frame.evaluate(wide) for frame in browser_page.frames)

    browser_page.locator(EDITOR).click()
    browser_page.keyboard.type("Alix, . Merci !")
    for _ in ". Merci !":
        browser_page.keyboard.press("ArrowLeft")
    over = open_editor(browser_page)
    over.locator('[name="kind"][value="refund"]').check()
    expect(over.locator(".preview")).to_contain_text("89")
    over.locator("#put").click()
    expect(browser_page.locator(EDITOR)).to_contain_text("89")
    assert written(browser_page).startswith("Alix,")
    assert written(browser_page).rstrip().endswith(". Merci !")

    browser_page.locator(".bar [type=submit]").click()
    expect(browser_page.locator(".said .ours").last).to_contain_text("Merci !")
    assert zendesk.saved_tags() == ["casse", "shopify_refund"]
