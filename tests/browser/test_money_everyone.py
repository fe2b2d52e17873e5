"""The money flow on any screen, by day and by night, for every reader; its ledger as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from platforms.prestashop.sandbox import Fault, Kind
from tests.browser.stage import Stage
from tests.browser.till import confirm, fill, opened, paired, review


def looked_at(page: Page, width: int, where: str) -> None:
    """Breaks no rule of accessibility by day or night, and sticks out nowhere."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found = Axe().run(page)
        assert found.violations_count == 0, (where, found.generate_report())
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, (where, wide)


@pytest.mark.parametrize("width", [320, 400, 1200])
def test_no_accessibility_rule_is_broken_from_the_form_to_the_result(
    browser_page: Page, stage: Stage, width: int
) -> None:
    stage = paired(stage)
    browser_page.set_viewport_size({"width": width, "height": 800})
    page = opened(browser_page, stage, employee="maud")
    looked_at(page, width, "card")
    fill(page, units="deux", reason="damaged")
    looked_at(page, width, "form")
    page.locator("#to-review").click()
    expect(page.locator("#pick-1-fault")).not_to_be_empty()
    looked_at(page, width, "faults")
    page.locator("#pick-1").fill("1")
    review(page)
    page.locator(".letter summary").click()
    looked_at(page, width, "review")
    stage.store.sandbox.faults.set(Fault(Kind.LOST, "module.refund", seconds=4.0, times=1))
    confirm(page, "unsure")
    page.locator(".record summary").click()
    looked_at(page, width, "unsure")
    expect(page.locator("#money [data-money=done]")).to_be_visible(timeout=40_000)
    looked_at(page, width, "result")
    page.locator("#money").get_by_role("button", name="Toutes les opérations").click()
    page.locator(".ledger").wait_for()
    looked_at(page, width, "ledger")


@pytest.mark.parametrize("width", [320, 1200])
def test_what_waits_for_a_manager_is_readable_on_the_ticket_and_in_the_list(
    browser_page: Page, other: Page, stage: Stage, width: int
) -> None:
    stage = paired(stage, most_alone="10.00")
    camille = opened(browser_page, stage)
    confirm(review(fill(camille)), "awaiting_approval")
    other.set_viewport_size({"width": width, "height": 800})
    maud = opened(other, stage, employee="maud")
    maud.locator("[data-unsettled] button").click()
    maud.locator(".refuse summary").click()
    looked_at(maud, width, "ticket")
    maud.locator("#to-inbox").click()
    maud.locator("#waiting h2").wait_for()
    looked_at(maud, width, "list")

    maud.locator("#waiting .refuse summary").click()
    maud.locator("#waiting [name=why]").fill("Pas sans photo")
    maud.locator("#waiting [name=why]").press("Enter")

    expect(maud.locator("#notice [data-reason=operation_refused]")).to_be_visible()
    expect(maud.locator("#waiting h2")).to_have_count(0)
    assert stage.store.sandbox.module.ledger.rows() == []


def test_the_ledger_is_taken_along_as_a_file(
    browser_page: Page, stage: Stage, tmp_path: Path
) -> None:
    stage = paired(stage)
    page = confirm(review(fill(opened(browser_page, stage))))
    page.locator("#money").get_by_role("button", name="Toutes les opérations").click()
    expect(page.locator(".ledger")).to_contain_text("Avoir n°")
    expect(page.locator(".ledger")).not_to_contain_text("Avoirs établis ailleurs")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Télécharger en CSV").click()
    taken.value.save_as(tmp_path / "ledger.csv")

    assert taken.value.suggested_filename == "comptoir-QZVTRMALP.csv"
    lines = (tmp_path / "ledger.csv").read_text().splitlines()
    assert len(lines) == 2
    assert "Camille Fournier" in lines[1]


def test_nothing_jumps_when_the_form_opens_and_the_other_tabs_keep_working(
    browser_page: Page, stage: Stage
) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 700})
    page = fill(opened(browser_page, paired(stage)))
    page.locator("#tabs [data-tab=conversation]").click()
    expect(page.locator("#body")).to_be_visible()
    page.locator("#tabs [data-tab=customer]").click()
    expect(page.locator("#customer")).to_be_visible()
    page.locator("#tabs [data-tab=order]").click()

    expect(page.locator("#pick-1")).to_have_value("1")
    expect(page.locator("#orders")).to_be_hidden()
    page.locator("#money [data-close]").first.click()
    expect(page.locator("#orders")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "to-refund"
