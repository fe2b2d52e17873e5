"""The panel on any screen, by day and by night, by keyboard and by screen reader."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage


@pytest.mark.parametrize("employee", ["camille", "robin", "lou"])
def test_no_accessibility_rule_is_broken_and_nothing_sticks_out(
    browser_page: Page, stage: Stage, employee: str
) -> None:
    for width in (320, 400, 1200):
        browser_page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            browser_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            browser_page.goto(stage.launch_page(employee=employee))
            browser_page.locator("#related .order").first.wait_for(state="attached")
            for tab in ("conversation", "order", "customer") if width < 840 else ("conversation",):
                if width < 840:
                    browser_page.locator(f"#tabs [data-tab={tab}]").click()
                found = Axe().run(browser_page)
                assert found.violations_count == 0, found.generate_report()
                wide = browser_page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (width, tab, wide)


def test_a_refused_launch_is_a_page_everyone_can_read(browser_page: Page, stage: Stage) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 700})
    browser_page.goto(f"{stage.url}/launch/prestashop#eyJhbGciOiJub25lIn0.e30.")
    expect(browser_page.locator("[data-reason=launch_malformed]")).to_be_visible()
    found = Axe().run(browser_page)
    assert found.violations_count == 0, found.generate_report()


def test_the_whole_job_is_done_by_keyboard(browser_page: Page, stage: Stage) -> None:
    browser_page.goto(stage.launch_page())
    browser_page.locator("#panel").wait_for()
    for _ in range(40):
        browser_page.keyboard.press("Tab")
        if browser_page.evaluate("document.activeElement.id") == "body":
            break
    browser_page.keyboard.type("Sans souris")
    browser_page.keyboard.press("Control+Enter")

    expect(browser_page.locator(".message.agent")).to_contain_text("Sans souris")
    assert browser_page.evaluate("document.activeElement.id") == "body"


def test_the_focus_stays_where_it_was_after_each_act(browser_page: Page, stage: Stage) -> None:
    browser_page.goto(stage.launch_page())
    browser_page.locator("#status").focus()
    browser_page.keyboard.press("ArrowDown")
    expect(browser_page.locator("#bar [data-status=open]")).to_be_visible()
    browser_page.locator("#status").select_option("resolved")
    for name, answered in (("apply-status", "/status"), ("refresh", "/order")):
        browser_page.locator(f"#{name}").focus()
        with browser_page.expect_response(f"**{answered}"):
            browser_page.keyboard.press("Enter")
        browser_page.wait_for_timeout(300)
        assert browser_page.evaluate("document.activeElement.id") == name


def test_on_a_narrow_screen_one_part_is_shown_at_a_time(browser_page: Page, stage: Stage) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 700})
    browser_page.goto(stage.launch_page())
    expect(browser_page.locator("#body")).to_be_visible()
    expect(browser_page.locator("#orders")).to_be_hidden()

    browser_page.get_by_role("button", name="Commandes", exact=True).click()

    expect(browser_page.locator("#orders")).to_be_visible()
    expect(browser_page.locator("#body")).to_be_hidden()
