"""Beside a helpdesk's ticket: its customer, and what it is told of the money that moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from sidebar.actions import shops
from sidebar.store.shops import MoneyRules
from tests.browser.helpdesk_stage import (
    CHAT,
    HelpStage,
    helped,
    open_ticket,
    our_frame,
    refund_one,
    tags_shown,
    written,
)

PAID_ORDER = "5551001"
OLIVER = "9004"


@pytest.fixture
def zendesk(tmp_path: Path) -> Iterator[HelpStage]:
    with helped(tmp_path) as running:
        for shop in shops.connected(running.stage.desk):
            if shop.kind == "shopify":
                shops.change(running.stage.desk, shop.id, money=MoneyRules())
        yield running


def untold(stage: HelpStage) -> int:
    with stage.stage.desk.database.reading() as store:
        return len(store.all("SELECT id FROM helpdesk_news WHERE told_at IS NULL"))


def unfolded(side: FrameLocator) -> FrameLocator:
    """The customer's part, read whole."""
    side.locator("[data-order]").first.wait_for()
    side.locator("#around-customer > summary").click()
    # What is read once it is seen must come into view.
    side.locator("#requester").scroll_into_view_if_needed()
    side.locator("#requester-timeline").scroll_into_view_if_needed()
    side.locator("#requester-timeline .happenings li").first.wait_for()
    return side


def test_a_refund_tags_the_helpdesks_ticket_and_offers_a_note_that_is_not_sent(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = open_ticket(browser_page, zendesk)
    refund_one(side, PAID_ORDER)

    expect(browser_page.locator(".tab:not([hidden]) [data-tag=shopify_refund]")).to_be_visible()
    assert tags_shown(browser_page).count("shopify_refund") == 1
    # Kept by the host already, though nobody submitted its form.
    assert "shopify_refund" in zendesk.saved_tags()
    side.locator("[data-put-note]").click()
    expect(side.locator("[data-outcome=put]")).to_be_visible()

    assert "89,00" in written(browser_page)
    assert "op_" in written(browser_page)
    assert browser_page.locator(".kinds [value=internalNote]").is_checked()
    assert len(zendesk.sandbox.tickets[4101]["conversation"]) == 3
    assert untold(zendesk) == 0


def test_a_note_is_never_put_into_an_answer_already_begun(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = open_ticket(browser_page, zendesk)
    refund_one(side, PAID_ORDER)
    browser_page.locator(".tab:not([hidden]) .editor").fill("Chère Alix,")
    side.locator("[data-put-note]").click()

    expect(side.locator("[data-outcome=begun]")).to_be_visible()
    expect(side.locator(".note-text")).to_contain_text("89,00")
    assert written(browser_page).strip() == "Chère Alix,"
    assert browser_page.locator(".kinds input:checked").get_attribute("value") != "internalNote"


def test_a_host_that_takes_nothing_leaves_the_tag_waiting_and_the_note_to_be_copied(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = open_ticket(browser_page, zendesk)
    our_frame(browser_page, zendesk).evaluate(
        "async () => { const { client } = await import("
        "document.querySelector('script[src*=\"/helpdesk.\"]').src);"
        " client.invoke = async () => ({ name: 'TimeoutError' });"
        " client.request = async () => { throw new Error('403'); }; }"
    )
    refund_one(side, PAID_ORDER)
    side.locator("[data-put-note]").click()

    expect(side.locator("[data-outcome=failed]")).to_be_visible()
    expect(side.locator(".note-text")).to_contain_text("89,00")
    assert untold(zendesk) == 1

    open_ticket(browser_page, zendesk)
    expect(browser_page.locator(".tab:not([hidden]) [data-tag=shopify_refund]")).to_be_visible()


def test_the_customer_follows_the_requester_and_the_filters_go_by_one_icon(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = unfolded(open_ticket(browser_page, zendesk))
    story, clear = (
        side.locator("#requester-timeline"),
        side.get_by_role("button", name="Effacer le filtre"),
    )
    expect(side.locator("#requester")).to_contain_text("fidèle")
    expect(story).to_contain_text("newsletter")
    side.locator("#requester-timeline-app").select_option("prestashop")
    expect(story).not_to_contain_text("newsletter")
    expect(story).to_contain_text("MESANGEAX")

    browser_page.locator(".tab:not([hidden]) select[name=requester]").select_option(OLIVER)
    expect(side.locator("#requester")).to_contain_text("Oliver Bennett")
    story.scroll_into_view_if_needed()
    expect(side.locator("#requester-timeline-app")).to_have_value("prestashop")
    expect(side.locator("#requester")).not_to_contain_text("MESANGEAX")

    clear.click()
    expect(clear).to_have_count(0)
    expect(side.locator("#requester-timeline-app")).to_have_value("")
    expect(side.locator("#requester-timeline-title")).to_be_focused()


def test_whoever_comes_back_to_the_tab_finds_the_customer_as_it_was(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = unfolded(open_ticket(browser_page, zendesk))
    side.locator("#requester-timeline-about").select_option("refund")
    expect(side.locator("#requester-timeline")).not_to_contain_text("newsletter")
    mine = our_frame(browser_page, zendesk)
    mine.evaluate("document.getElementById('requester').dataset.mark = 'mine'")

    browser_page.locator("[data-open='4102']").click()
    expect(browser_page.get_by_role("heading", name="Where is my order")).to_be_visible()
    browser_page.locator("[data-open='4101']").first.click()
    browser_page.wait_for_timeout(600)

    expect(side.locator("#requester[data-mark=mine]")).to_be_visible()
    expect(side.locator("#requester-timeline-about")).to_have_value("refund")


def test_a_chat_with_a_phone_alone_finds_its_customer_and_says_by_what(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = open_ticket(browser_page, zendesk, CHAT)
    side.locator("#around-customer > summary").click()

    found = side.locator("#requester")
    expect(found).to_contain_text("Sacha")
    expect(found.locator("[data-shop='Boutique Lumière']")).to_contain_text("33698765432")
