"""A list is left for a ticket and found again as it was; words typed show what they find."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from sidebar.actions import opening, starting
from sidebar.store import tags
from sidebar.store.fresh_tickets import FreshTicket
from tests.browser.stage import Stage
from tests.cast import launch


def file_tickets(stage: Stage, count: int) -> None:
    """As many tickets, every second one with a tag."""
    token = launch(stage.desk, stage.shop, stage.secret)
    viewer = opening.open_from_launch(stage.desk, "prestashop", token).viewer
    with stage.desk.database.writing() as store:
        for number in range(count):
            fresh = FreshTicket(stage.shop.id, None, f"Objet {number} théière")
            ticket = starting.start(store, stage.desk, fresh, actor=viewer)
            if number % 2:
                tags.add(store, ticket.id, "lot", now=number)


def open_list(page: Page, stage: Stage) -> None:
    """By way of a ticket, as from the shop's order page."""
    page.goto(stage.launch_page())
    page.locator("#to-inbox").click()
    page.locator("#found .entry").first.wait_for()


@pytest.mark.parametrize("width", [320, 1200])
def test_back_leads_to_the_list_as_it_was(browser_page: Page, stage: Stage, width: int) -> None:
    page = browser_page
    page.set_viewport_size({"width": width, "height": 700})
    file_tickets(stage, 70)
    open_list(page, stage)
    page.locator("#view-all").click()
    expect(page.locator("#found")).to_have_attribute("data-address", re.compile("view=all"))
    page.locator(".narrowing-more summary").click()
    page.locator("#narrow-tag").select_option("lot")
    expect(page.locator("#found")).to_have_attribute("data-address", re.compile("tag=lot"))
    rows = page.locator(".tickets .entry")
    expect(rows).to_have_count(25)
    page.locator("#more-tickets").click()
    expect(rows).to_have_count(35)
    entry = rows.nth(28)
    name = entry.get_attribute("id")
    entry.scroll_into_view_if_needed()
    place = page.locator(".listed").evaluate("place => place.scrollTop")
    entry.click()
    page.locator("#to-next").click()
    expect(page.locator("#list")).not_to_have_attribute("data-of", name or "")
    page.locator("#to-previous").click()
    expect(page.locator("#list")).to_have_attribute("data-of", name or "")
    page.locator("#to-inbox").click()

    expect(rows).to_have_count(35)
    expect(page.locator("#narrow-tag")).to_have_value("lot")
    expect(page.locator(f"#{name}")).to_be_focused()
    assert abs(page.locator(".listed").evaluate("place => place.scrollTop") - place) < 60
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_typed_is_found_and_what_is_picked_is_closed_after_one_question(
    browser_page: Page, stage: Stage
) -> None:
    page = browser_page
    file_tickets(stage, 12)
    open_list(page, stage)
    page.locator("#search").press_sequentially("objet thei")

    expect(page.locator(".tickets .entry")).to_have_count(12)
    expect(page.locator(".row-excerpt mark").first).to_have_text("Objet")
    expect(page.locator("#search")).to_be_focused()
    page.locator("#pick-all").check()
    expect(page.locator("[data-picked]")).to_have_text("12")
    page.locator("#bulk-close").click()
    expect(page.locator("#bulk-bar .primary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".tickets .entry")).to_have_count(0)
    assert "q=objet" in page.url
