"""Money of a Shopify order, moved from the panel in the admin's frame: once, and as reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from platforms.shopify.sandbox.faults import Fault, Kind
from sidebar.actions import shops
from sidebar.store.shops import MoneyRules
from tests.browser.shopify_stage import ORDER, ShopifyStage, open_from_order, shopify_staged

BOUTIQUE = "boutique-lumiere.myshopify.com"


@pytest.fixture
def shopify(tmp_path: Path) -> Iterator[ShopifyStage]:
    with shopify_staged(tmp_path) as running:
        for shop in shops.connected(running.desk):
            shops.change(running.desk, shop.id, money=MoneyRules())
        yield running
    assert running.sandbox.troubles == []


def choose(panel: FrameLocator, quantity: str = "1") -> None:
    """Units of the first line, for the first reason there is."""
    panel.locator("#to-refund").click()
    panel.locator("#money input[name^=quantity-]").first.fill(quantity)
    panel.locator("#money select[name=reason]").select_option(index=1)
    panel.locator("#to-review").click()


def refunds(stage: ShopifyStage) -> list[dict[str, object]]:
    """What Shopify itself has given back of the order."""
    nodes = stage.sandbox.stores[BOUTIQUE].nodes
    return [nodes[gid] for gid in nodes[f"gid://shopify/Order/{ORDER}"]["refunds"]]


def test_a_part_is_refunded_and_restocked_and_everything_says_so(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify, person="maud")
    choose(panel)
    expect(panel.locator("#review")).to_contain_text("89,00")
    expect(panel.locator("#review")).to_contain_text("Atelier de Lyon")
    expect(panel.locator("#review")).to_contain_text("4242")
    expect(panel.locator("#confirm")).to_contain_text("Rembourser 89,00")
    panel.locator("#confirm").click()

    expect(panel.locator("#money")).to_contain_text("Confirmé par le prestataire de paiement.")
    (refund,) = refunds(shopify)
    number = str(refund["id"]).rpartition("/")[2]
    expect(panel.locator("#money")).to_contain_text(number)
    expect(panel.locator("#bar")).to_contain_text("Remboursement fait")
    expect(panel.locator(".event", has_text=number)).to_contain_text("89,00")
    panel.get_by_role("button", name="Revenir à la commande").click()
    expect(panel.locator("#orders .order").first).to_contain_text("Partiellement remboursé")
    (mail,) = [mail for mail in until_mailed(browser_page, shopify) if "89,00" in mail]
    assert "#1001" in mail


def until_mailed(page: Page, stage: ShopifyStage) -> list[str]:
    for _ in range(100):
        if stage.mail.mails:
            return [mail.text for mail in stage.mail.mails]
        page.wait_for_timeout(100)
    raise AssertionError("no mail left")


def test_an_order_is_cancelled_with_its_money_back_in_english(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify, person="robin")
    panel.locator("#to-cancel").click()
    panel.locator("#money select[name=reason]").select_option("customer_asked")
    panel.locator("#to-review").click()
    expect(panel.locator("#review")).to_contain_text("€205.40")
    panel.locator("#confirm").click()

    expect(panel.locator("#money")).to_contain_text("€205.40")
    expect(panel.locator("#bar")).to_contain_text("Order cancelled")
    order = shopify.sandbox.stores[BOUTIQUE].nodes[f"gid://shopify/Order/{ORDER}"]
    assert order["cancelReason"] == "CUSTOMER"
    browser_page.goto(shopify.order_page(person="robin"))
    expect(browser_page.locator("body")).to_contain_text("Cancelled on")


def test_who_may_not_refund_in_shopify_itself_moves_nothing(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify, person="lou")
    choose(panel)
    panel.locator("#confirm").click()

    expect(panel.locator("#money .notice, #money [data-state]").first).to_be_visible()
    expect(panel.locator("#money")).to_contain_text("Shopify")
    assert refunds(shopify) == []


def test_an_answer_that_is_lost_is_not_said_to_have_moved_and_settles_by_itself(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify, person="maud")
    choose(panel)
    expect(panel.locator("#confirm")).to_be_visible()
    shopify.sandbox.faults.set(Fault(Kind.LOST, operation="refundCreate", host=BOUTIQUE, times=1))
    panel.locator("#confirm").click()

    expect(panel.locator("#money")).to_contain_text("9100", timeout=60_000)
    assert len(refunds(shopify)) == 1
    with shopify.desk.database.reading() as store:
        told = [row["kind"] for row in store.all("SELECT kind FROM events ORDER BY id")]
    assert told.index("money_unsure") < told.index("refunded")


def test_two_people_never_move_the_same_money(
    browser_page: Page, other: Page, shopify: ShopifyStage
) -> None:
    first = open_from_order(browser_page, shopify, person="maud")
    second = open_from_order(other, shopify, person="robin")
    for panel in (first, second):
        choose(panel)
        expect(panel.locator("#confirm")).to_be_visible()
    first.locator("#confirm").click()
    expect(first.locator("#money")).to_contain_text("Confirmé")
    second.locator("#confirm").click()

    expect(second.locator("#money").locator("[data-reason], [aria-invalid]").first).to_be_visible()
    assert len(refunds(shopify)) == 1
