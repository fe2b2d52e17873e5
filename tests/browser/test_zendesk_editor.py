"""The page over a helpdesk's answer, in a real browser: what it inserts, and where it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from platforms.zendesk.sandbox import Fault
from sidebar.rules.replies import DefaultReply
from sidebar.store import default_replies
from tests.browser.helpdesk_stage import (
    ALIX,
    CHAT,
    NO_ORDER,
    HelpStage,
    helped,
    open_editor,
    our_frame,
    written,
)

LATE = "Votre colis {{ order.tracking_number }} a du retard."
EDITOR = ".tab:not([hidden]) .editor"
BETWEEN = """
place => {
  place.textContent = "Bonjour  à bientôt";
  place.focus();
  getSelection().collapse(place.firstChild, 8);
}
"""
GONE = "() => { Range.prototype.insertNode = () => { throw new Error('gone'); }; }"
"""The host's editor is not there any more."""


@pytest.fixture(scope="module")
def helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HelpStage]:
    """One for all tests of this file: each has a ticket or a page of its own."""
    with helped(tmp_path_factory.mktemp("helpdesk")) as stage:
        for shop in stage.shops:
            reply = DefaultReply(f"late-{shop.id}", shop.id, "", "Retard", updated_at=1)
            with stage.stage.desk.database.writing() as store:
                default_replies.keep(store, reply, by="agt_x")
                default_replies.keep_text(store, reply.id, "fr", LATE)
        yield stage


def over(page: Page, stage: HelpStage, ticket: int = ALIX) -> FrameLocator:
    """Our page over the answer, with the cursor between two words of it."""
    page.goto(stage.ticket_page(ticket))
    page.locator(EDITOR).evaluate(BETWEEN)
    return open_editor(page)


def test_a_text_comes_between_the_words_where_the_cursor_is(
    browser_page: Page, helpdesk: HelpStage
) -> None:
    page = over(browser_page, helpdesk)

    page.locator('[name="kind"][value="summary"]').check()
    told = page.locator("#preview-summary ul li").first.inner_text()
    frame = our_frame(browser_page, helpdesk, "editor")
    sizes = frame.evaluate("[document.documentElement.scrollHeight, innerHeight, innerWidth]")
    page.locator("#put").click()

    expect(browser_page.locator(f"{EDITOR} ul li").first).to_have_text(told)
    said = written(browser_page)
    assert said.startswith("Bonjour")
    assert said.rstrip().endswith("à bientôt")
    assert sizes[0] <= sizes[1] <= 320
    # Our page went away, and whoever writes goes on writing.
    expect(browser_page.locator(".tab:not([hidden]) .popover iframe")).to_be_hidden()
    expect(browser_page.locator(EDITOR)).to_be_focused()


def test_a_chat_gets_letters_alone(browser_page: Page, helpdesk: HelpStage) -> None:
    page = over(browser_page, helpdesk, CHAT)

    page.locator('[name="kind"][value="summary"]').check()
    lines = page.locator("#preview-summary .text").inner_text().strip().split("\n")
    page.locator("#put").click()

    expect(browser_page.locator(EDITOR)).to_contain_text(lines[0])
    assert browser_page.locator(f"{EDITOR} :is(p, ul, a, b)").count() == 0
    said = written(browser_page)
    assert all(line in said.split("\n") for line in lines[1:-1] if line)


def test_what_is_not_known_is_filled_in_before_a_reply_is_inserted(
    browser_page: Page, helpdesk: HelpStage
) -> None:
    page = over(browser_page, helpdesk)

    page.locator('[name="kind"][value="reply"]').check()
    page.locator(".entry").first.click()
    expect(page.locator('[data-lacking="unfilled"]')).to_contain_text("order.tracking_number")
    expect(page.locator("#put")).to_have_count(0)
    box = page.locator('[name="fill-order.tracking_number"]')
    expect(box).to_be_focused()
    box.press_sequentially("MX 4711", delay=60)
    expect(page.locator("#put")).to_be_visible()
    expect(box).to_have_value("MX 4711")
    expect(box).to_be_focused()
    page.locator("#put").click()

    expect(browser_page.locator(EDITOR)).to_contain_text("Votre colis MX 4711 a du retard.")


@pytest.mark.parametrize("is_lost", [False, True])
def test_who_inserts_before_the_last_letters_arrived_inserts_them_too(
    browser_page: Page, helpdesk: HelpStage, *, is_lost: bool
) -> None:
    page = over(browser_page, helpdesk)
    page.locator('[name="kind"][value="reply"]').check()
    page.locator(".entry").first.click()
    box = page.locator('[name="fill-order.tracking_number"]')
    box.fill("MX 47")
    expect(page.locator(".preview .said")).to_contain_text("MX 47")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if is_lost and not held:
            route.abort()
        held.append(route)

    browser_page.route("**/inserting/text", hold)

    with browser_page.expect_request("**/inserting/text"):
        box.fill("MX 4711")
    with browser_page.expect_request("**/inserting/text"):
        page.locator("#put").click()
    browser_page.wait_for_timeout(300)
    assert "MX" not in written(browser_page)
    held[-1].continue_()

    expect(browser_page.locator(EDITOR)).to_contain_text("Votre colis MX 4711 a du retard.")


def test_no_order_says_what_was_looked_for_and_another_can_be(
    browser_page: Page, helpdesk: HelpStage
) -> None:
    page = over(browser_page, helpdesk, NO_ORDER)

    expect(page.locator(".found-nothing")).to_contain_text("f.campbell@work.example")
    page.locator("#typed").fill("alix.moreau@courriel.example")
    page.locator("#typed").press("Enter")

    expect(page.locator("#of-order option").first).to_be_attached()
    expect(page.locator("#put")).to_be_visible()


def test_a_helpdesk_that_does_not_take_the_text_loses_none_of_it(
    browser_page: Page, helpdesk: HelpStage
) -> None:
    page = over(browser_page, helpdesk)

    page.locator('[name="kind"][value="summary"]').check()
    told = page.locator("#preview-summary").inner_text().split("\n")[0]
    browser_page.evaluate(GONE)
    page.locator("#put").click()

    expect(page.locator("#copy")).to_be_visible()
    expect(page.locator("#copy")).to_be_focused()
    assert page.locator("#copy").input_value().startswith(told)
    assert "Bonjour" in written(browser_page)
    expect(page.locator("#put")).to_be_visible()


def test_without_the_helpdesks_script_the_page_says_so(
    browser_page: Page, helpdesk: HelpStage
) -> None:
    helpdesk.sandbox.faults.add(Fault.SCRIPT)
    try:
        page = over(browser_page, helpdesk)
        expect(page.locator('[data-trouble="missing"]')).to_be_visible()
    finally:
        helpdesk.sandbox.faults.discard(Fault.SCRIPT)
