"""The list goes along wherever a ticket leads, and whoever works by keyboard keeps their place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage
from tests.browser.test_lists import file_tickets, open_list


def open_ticket_of_list(page: Page, stage: Stage) -> None:
    file_tickets(stage, 8)
    open_list(page, stage)
    page.locator("#view-all").click()
    expect(page.locator("#found")).to_have_attribute("data-address", re.compile("view=all"))
    page.locator(".narrowing-more summary").click()
    page.locator("#narrow-tag").select_option("lot")
    expect(page.locator(".tickets .entry")).to_have_count(4)
    page.locator(".tickets .entry").nth(1).click()
    page.locator("#bar").wait_for()


def test_print_a_new_ticket_and_a_reload_keep_the_list(browser_page: Page, stage: Stage) -> None:
    page = browser_page
    open_ticket_of_list(page, stage)
    for there, back in (("#to-print", "#leave-print"), ("#new-from-this", "#leave-new")):
        page.locator("#menu-button").click()
        page.locator(there).click()
        page.locator(back).click()
        page.locator("#bar").wait_for()
    page.reload()
    page.locator("#bar").wait_for()
    expect(page.locator("#to-next")).to_be_visible()
    before = page.locator("h1").inner_text()
    page.locator("#to-next").click()
    expect(page.locator("h1")).not_to_have_text(before)
    expect(page.locator("#list")).to_have_value(re.compile("tag=lot"))
    page.locator("#to-inbox").click()

    expect(page.locator("#narrow-tag")).to_have_value("lot")
    expect(page.locator(".tickets .entry")).to_have_count(4)


@pytest.mark.parametrize(("width", "height"), [(320, 480), (400, 700)])
def test_on_a_small_screen_the_conversation_keeps_its_room(
    browser_page: Page, stage: Stage, width: int, height: int
) -> None:
    page = browser_page
    page.set_viewport_size({"width": width, "height": height})
    open_ticket_of_list(page, stage)
    page.locator(".add-file").wait_for()

    kept = page.locator(".scroll").evaluate("place => place.clientHeight")
    assert kept >= 0.4 * height
    send = page.locator(".send").bounding_box()
    assert send is not None
    assert send["y"] + send["height"] <= height
    page.locator("#body").fill("Bonjour\n" * 12)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    expect(page.locator(".send")).to_be_in_viewport()


def test_the_focus_stays_at_the_list_and_rows_stay_under_the_reader(
    browser_page: Page, stage: Stage
) -> None:
    page = browser_page
    file_tickets(stage, 60)
    open_list(page, stage)
    page.locator("#more-tickets").click()
    expect(page.locator(".tickets .entry")).to_have_count(50)
    picked, beside = page.locator(".tickets > li").nth(40), page.locator(".tickets .entry").nth(42)
    name = beside.get_attribute("id")
    picked.locator(".row-pick").click()
    picked.scroll_into_view_if_needed()
    place = "id => document.getElementById(id).getBoundingClientRect().top"
    before = page.evaluate(place, name)
    page.locator("#bulk-mine").click()
    expect(page.locator("#found .row-pick :checked")).to_have_count(0)
    expect(page.locator("#found")).to_be_focused()

    assert abs(page.evaluate(place, name) - before) < 8
    page.locator("#search").fill("objet 3")
    page.locator("#clear").click()
    expect(page.locator("#search")).to_have_value("")
    expect(page.locator("#found")).to_be_focused()
