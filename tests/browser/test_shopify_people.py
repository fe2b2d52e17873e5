"""Who the customer is, what happened to them and what else they bought, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.shopify_stage import (
    ShopifyStage,
    app_frame,
    open_from_order,
    shopify_staged,
)

OLD = "6661001"
"""An order that no app sees without a permission for it."""

LONG_ORDER, DOUBTED_ORDER = "5551013", "5551007"
LINES_OF_LONG_ORDER = 64


@pytest.fixture
def shopify(tmp_path: Path) -> Iterator[ShopifyStage]:
    with shopify_staged(tmp_path) as running:
        yield running
    assert running.sandbox.troubles == []


def timeline_of(panel: FrameLocator) -> FrameLocator:
    """Brings the pane into view, which is what asks for it; the card above it is there by then."""
    panel.locator("#orders .lines").first.wait_for()
    panel.locator("#related .order").first.wait_for()
    panel.locator("#people").scroll_into_view_if_needed()
    panel.locator("#timeline-about").wait_for()
    return panel


def test_the_profile_names_the_account_and_what_it_agreed_to(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = timeline_of(open_from_order(browser_page, shopify))

    profile = panel.locator("#profile")
    expect(profile).to_contain_text("Alix Moreau")
    expect(profile.locator("dd", has_text="alix@example.com")).to_contain_text("accepté")
    expect(profile).to_contain_text("fidèle")


def test_the_timeline_is_filtered_and_cleared_by_its_icon(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = timeline_of(open_from_order(browser_page, shopify))
    entries = panel.locator("#timeline .happenings li")
    clear = panel.get_by_role("button", name="Effacer le filtre")
    expect(panel.locator("#timeline")).to_contain_text("placed this order")
    expect(panel.locator("#timeline")).to_contain_text("newsletter")
    expect(clear).to_have_count(0)
    everything = entries.count()

    panel.locator("#timeline-about").select_option("payment")
    expect(entries).to_have_count(1)
    expect(entries).to_contain_text("payment was processed")

    panel.locator("#timeline-about").select_option("")
    panel.locator("#timeline-store").select_option("ours")
    expect(entries.first).to_contain_text("Comptoir")
    expect(panel.locator("#timeline")).not_to_contain_text("placed this order")

    clear.click()
    expect(entries).to_have_count(everything)
    expect(clear).to_have_count(0)


def test_every_product_of_a_long_order_can_be_had(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify, order=LONG_ORDER)
    lines, more = panel.locator("#orders .lines > li"), panel.locator("#orders .more button")
    expect(more).to_have_count(1)
    assert lines.count() < LINES_OF_LONG_ORDER

    more.click()

    expect(lines).to_have_count(LINES_OF_LONG_ORDER)
    expect(more).to_have_count(0)


def test_an_order_of_a_sister_store_is_named_by_its_store_and_opened(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    there = shopify.admin("/apps/comptoir", person="noor", store="atelier-nord")
    browser_page.goto(there)
    app_frame(browser_page, shopify)
    panel = open_from_order(browser_page, shopify)
    sister = panel.locator("#related .order", has_text="Atelier Nord").first

    sister.locator("summary").first.click()

    expect(sister.locator(".lines > li").first).to_be_visible()
    expect(sister.locator("button", has_text="Rembourser")).to_have_count(0)


def test_what_the_shop_doubts_is_seen_on_the_card(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify, order=DOUBTED_ORDER)

    expect(panel.locator("#orders .notice.warning", has_text="fraudes")).to_be_visible()


def test_the_owner_grants_what_shows_older_orders(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    old = f"/apps/comptoir/order?person=noor&id={OLD}"
    browser_page.goto(f"{shopify.running.url}/store/atelier-nord{old}")
    page = browser_page.frame_locator("iframe")
    page.locator("[data-scope]").click()

    expect(page.locator("[data-outcome=granted]")).to_be_visible()
    expect(page.locator("[data-outcome=refused]")).to_be_hidden()
