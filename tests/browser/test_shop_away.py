"""A slow, dead or hostile shop never takes the ticket away from the agent."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from platforms.prestashop.sandbox import Fault, Kind
from sidebar.actions import speaking
from sidebar.actions.speaking import Reply
from sidebar.rules.conversation import MessageKind
from sidebar.rules.viewer import Role, Viewer
from tests.browser.stage import Stage, panel_of


def test_a_dead_shop_leaves_the_last_reading_with_its_age_and_a_retry(
    browser_page: Page, stage: Stage
) -> None:
    panel_of(browser_page, stage)
    stage.store.sandbox.faults.set(Fault(Kind.MAINTENANCE))
    browser_page.goto(stage.launch_page())
    browser_page.get_by_role("button", name="Actualiser les commandes").click()

    orders = browser_page.locator("#orders")
    expect(orders.locator(".notice")).to_contain_text("a été lu il y a")
    expect(orders).to_contain_text("56,80 €")

    stage.store.sandbox.faults.reset()
    orders.get_by_role("button", name="Réessayer").click()
    expect(orders.locator(".notice.warning")).to_have_count(0)
    expect(orders).to_contain_text("56,80 €")


def test_a_ticket_opened_while_the_shop_was_away_learns_whom_it_is_about(
    browser_page: Page, stage: Stage
) -> None:
    stage.store.sandbox.faults.set(Fault(Kind.MAINTENANCE))
    browser_page.goto(stage.launch_page())
    expect(browser_page.locator("#orders .notice")).to_contain_text("fermée pour maintenance")
    expect(browser_page.locator("#to")).to_contain_text("seule une note")
    browser_page.locator("#body").fill("Bonjour, vous avez raison.")
    browser_page.locator(".send").click()
    expect(browser_page.locator("#notice [data-reason=no_address]")).to_be_visible()

    stage.store.sandbox.faults.reset()
    browser_page.get_by_role("button", name="Réessayer").click()

    expect(browser_page.locator("#to")).to_contain_text("alix.moreau@courriel.example")
    expect(browser_page.locator("#bar")).to_contain_text("Alix Moreau")
    assert browser_page.locator("#body").input_value() == "Bonjour, vous avez raison."
    browser_page.locator(".send").click()
    expect(browser_page.locator(".message.agent")).to_have_count(1)


def test_the_ticket_paints_while_a_slow_shop_is_still_thinking(
    browser_page: Page, stage: Stage
) -> None:
    panel_of(browser_page, stage)
    browser_page.wait_for_timeout(5200)
    # Longer than anybody waits for it: its answer never comes.
    stage.store.sandbox.faults.set(Fault(Kind.SLOW, seconds=20.0))

    browser_page.goto(stage.launch_page(), wait_until="commit")

    expect(browser_page.locator("#body")).to_be_editable()
    expect(browser_page.locator("#history")).to_be_visible()
    expect(browser_page.locator("#orders")).to_contain_text("56,80 €")
    assert browser_page.locator("#orders .notice").count() == 0
    expect(browser_page.locator("#orders .notice")).to_be_visible()


def test_nothing_moves_when_parts_arrive(browser_page: Page, stage: Stage) -> None:
    stage.store.sandbox.faults.set(Fault(Kind.SLOW, seconds=0.4))
    for width in (320, 400, 1200):
        browser_page.set_viewport_size({"width": width, "height": 850})
        browser_page.add_init_script(
            "window.shifts = []; new PerformanceObserver(list => list.getEntries().forEach("
            "entry => window.shifts.push(entry.value)))"
            ".observe({type: 'layout-shift', buffered: true})"
        )
        browser_page.goto(stage.launch_page())
        browser_page.locator("#related .order").first.wait_for(state="attached")
        browser_page.wait_for_timeout(300)
        shifts = json.loads(browser_page.evaluate("JSON.stringify(window.shifts)"))
        assert sum(shifts) <= 0.01, (width, shifts)


def test_hostile_text_is_shown_and_never_run(
    browser_page: Page, stage: Stage, page_faults: list[str]
) -> None:
    panel_of(browser_page, stage)
    browser_page.goto(stage.launch_page())
    browser_page.locator("#panel").wait_for()
    ticket_id = browser_page.url.rpartition("/")[2]
    hostile = (
        "<img src=x onerror=\"document.title='hacked'\">"
        "<script>document.title='hacked'</script>\u202egnp.exe\x00"
    )
    noted = Reply(hostile, MessageKind.NOTE, None, "ask-1", 99)
    mallory = Viewer("agt_x", stage.shop.id, "<b>Mallory</b>", Role.REPLY, "fr")
    speaking.send(stage.desk, stage.shop, mallory, ticket_id, noted)

    browser_page.reload()
    expect(browser_page.locator(".message.note")).to_contain_text("<script>")
    expect(browser_page.locator(".message.note strong")).to_have_text("<b>Mallory</b>")
    expect(browser_page.locator(".message.note")).to_contain_text("[U+202E]")
    expect(browser_page.locator(".message.note img")).to_have_count(0)
    assert "hacked" not in browser_page.title()
    assert page_faults == []


def test_a_session_that_ended_says_so_and_keeps_the_text(browser_page: Page, stage: Stage) -> None:
    browser_page.goto(stage.launch_page())
    browser_page.locator("#panel").wait_for()
    browser_page.evaluate("sessionStorage.setItem('comptoir-token', 'worn-out')")
    browser_page.reload()
    expect(browser_page.locator("[data-reason=session_ended]")).to_be_visible()
