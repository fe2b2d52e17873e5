"""A ticket's life by hand in a real browser: opened, tied, merged by keyboard, printed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.stage import Stage, panel_of
from tests.browser.till import pulse
from tests.cast import REFERENCE


def choose(page: Page, item: str) -> None:
    """Opens the menu and takes one of its items."""
    page.locator("#menu-button").click()
    page.locator(item).click()


def begin(page: Page) -> None:
    """Opens a ticket by hand; what is wrong at first is mended, and nothing typed is lost."""
    choose(page, "#new-empty")
    page.locator("#new-body").fill("Elle a appelé ce matin.")
    page.locator("#new-ticket .primary").click()
    expect(page.locator("#new-looked")).to_be_focused()
    expect(page.locator("#new-body")).to_have_value("Elle a appelé ce matin.")
    page.locator("#new-subject").fill("Colis ouvert")
    page.locator("#new-email").fill("zoe@courriel.example")
    page.locator("#new-ticket .primary").click()
    expect(page.locator("#bar h1")).to_have_text("Colis ouvert")


def test_the_menu_is_opened_and_left_by_the_keyboard(browser_page: Page, stage: Stage) -> None:
    page = browser_page
    page.goto(stage.launch_page())
    page.locator("#menu-button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(page.locator("#menu-button")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#to-links").press("Enter")
    expect(page.locator("#life-title")).to_be_focused()
    page.locator("#life [data-close]").click()
    expect(page.locator("#menu-button")).to_be_focused()


def test_an_open_menu_stays_open_when_news_of_the_ticket_arrive(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    page = browser_page
    page.goto(stage.launch_page())
    page.locator("#menu-button").click()
    page.locator("#to-links").focus()
    other.goto(stage.launch_page(employee="robin"))
    other.locator("#new-tag").fill("fidèle")
    other.locator("#add-tag").click()
    expect(other.locator("#work-tags")).to_contain_text("fidèle")

    pulse(page)

    expect(page.locator("#bar [data-tag='fidèle']")).to_be_visible()
    expect(page.locator("#menu")).to_be_visible()
    expect(page.locator("#to-links")).to_be_focused()
    page.locator("#to-links").click()
    expect(page.locator("#life-title")).to_be_focused()


def test_a_ticket_is_opened_by_hand_tied_merged_taken_apart_and_printed(
    browser_page: Page, stage: Stage
) -> None:
    page = browser_page
    page.set_viewport_size({"width": 400, "height": 760})
    page.goto(stage.launch_page())
    begin(page)
    page.locator("#tabs [data-tab=order]").click()
    page.locator("#looked").fill(REFERENCE)
    page.keyboard.press("Enter")
    page.locator(".candidate .tie button").click()
    expect(page.locator("#bar .title")).to_contain_text(REFERENCE)

    choose(page, "#to-merge")
    page.locator("#life .choose button").first.click()
    page.locator("#confirm-merge").click()
    expect(page.locator("#notice:has([data-reason=merged])")).to_be_focused()
    expect(page.locator("#history")).to_contain_text("Elle a appelé ce matin.")
    choose(page, "#to-links")
    page.locator("#life .step button").click()
    expect(page.locator("[data-reason=regrouping_undone]")).to_be_visible()

    choose(page, "#to-print")
    expect(page.locator(".paper")).to_contain_text("Elle a appelé ce matin.")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".sheet .no-print").first).to_be_hidden()
    expect(page.locator(".paper")).to_have_css("background-color", "rgb(255, 255, 255)")
    page.emulate_media(media="screen")
    page.locator("#leave-print").click()
    expect(page.locator("#bar")).to_be_visible()


def test_in_the_shops_own_page_nothing_of_the_menu_is_cut_off_on_a_small_screen(
    browser_page: Page, stage: Stage
) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 640})
    panel = panel_of(browser_page, stage)
    panel.locator("#menu-button").click()
    frame = browser_page.locator("iframe").bounding_box()
    menu = panel.locator("#menu").bounding_box()
    assert frame is not None
    assert menu is not None
    assert menu["x"] >= frame["x"]
    assert menu["x"] + menu["width"] <= frame["x"] + frame["width"]
    assert menu["y"] + menu["height"] <= frame["y"] + frame["height"]
    browser_page.mouse.click(frame["x"] + 4, frame["y"] + 4)
    expect(panel.locator("#menu")).to_be_hidden()
