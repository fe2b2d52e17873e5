"""Reports in a real browser: opened from the inbox, narrowed, taken away as files, printed."""

from __future__ import annotations

import csv
import re
from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from sidebar.actions import opening
from sidebar.rules.reporting import day_in
from tests.browser.stage import Stage
from tests.cast import MAUD, ROBIN, launch
from tests.ledger_year import Till, fill


def open_report(page: Page, stage: Stage) -> None:
    """A manager's way: from an order to the inbox, and from there to the figures."""
    agents = [
        opening.open_from_launch(
            stage.desk, "prestashop", launch(stage.desk, stage.shop, stage.secret, person)
        ).viewer.agent_id
        for person in (MAUD, ROBIN)
    ]
    since = day_in(stage.desk.clock.now(), stage.shop.timezone) - timedelta(days=367)
    with stage.desk.database.writing() as store:
        fill(store, [Till(stage.shop, agents)], count=500, since=since)
    page.goto(stage.launch_page(employee="maud"))
    page.locator("#to-inbox").click()
    page.locator("#to-reports").click()
    expect(page.locator("#report-title")).to_be_visible()


def test_a_report_is_narrowed_followed_to_its_operations_and_taken_away(
    browser_page: Page, stage: Stage
) -> None:
    page = browser_page
    open_report(page, stage)
    page.locator("#report-period").focus()
    page.locator("#report-period").select_option("own")
    expect(page.locator("#report-from")).to_be_visible()
    expect(page.locator("#report-period")).to_be_focused()
    page.locator("#report-from").fill("2026-02-01")
    page.locator("#report-to").fill("2026-01-01")
    page.locator("#report-show").click()
    expect(page.locator("[data-reason=days_reversed]")).to_be_visible()
    expect(page.locator("#report-to")).to_have_value("2026-01-01")

    page.locator("#report-period").select_option("year")
    page.locator("#report-kind").select_option("refund")
    expect(page).to_have_url(re.compile("kind=refund&period=year"))
    page.reload()
    expect(page.locator("#report-kind")).to_have_value("refund")
    number = page.locator(".report-done .report-number strong").inner_text()
    page.locator(".report-done .report-number").click()
    expect(page.locator("h1")).to_contain_text(number)
    with page.expect_download() as download:
        page.locator("#report-csv").click()
    assert download.value.suggested_filename.endswith(".csv")
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file, delimiter=";"))) == int(number)
    page.locator("[data-operation] .link").first.click()
    expect(page.locator("#to-inbox")).to_be_visible()
    expect(page.locator("#composer")).to_be_visible()


def legible(page: Page) -> None:
    """However many currencies: what a line is about has room, and the title is not cut up."""
    widths = page.locator(".report-table tbody th").evaluate_all(
        "all => all.map(it => it.getBoundingClientRect().width)"
    )
    assert min(widths) > 110
    title = page.locator(".bar h1").first
    assert title.evaluate("it => it.getBoundingClientRect().height") < 40
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main *:not(.hidden, svg *)')]"
        ".map(it => it.getBoundingClientRect().right)) - innerWidth"
    )
    assert right <= 1


def test_a_report_reads_well_on_any_screen_and_on_paper(browser_page: Page, stage: Stage) -> None:
    page = browser_page
    open_report(page, stage)
    for width in (320, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            for place in ("html", ".listed"):
                wide = page.locator(place).evaluate("it => it.scrollWidth - it.clientWidth")
                assert wide <= 0, (width, place, wide)
            legible(page)
    word = page.locator(".chart-word").first
    assert word.evaluate("it => parseFloat(getComputedStyle(it).fontSize)") >= 12

    page.set_viewport_size({"width": 700, "height": 900})
    page.emulate_media(media="print")
    expect(page.locator("#report-form")).to_be_hidden()
    expect(page.locator("#report-csv")).to_be_hidden()
    expect(page.locator(".chart").first).to_be_visible()
    listed = page.locator(".listed")
    assert listed.evaluate("it => getComputedStyle(it).overflowY") == "visible"
