"""What is shown can be used at once; a late answer is shown on the page it belongs to."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.stage import Stage
from tests.browser.test_lists import file_tickets, open_list
from tests.browser.till import pulse

# Whatever waits for its turn in the page waits long.
SLOW_TURNS = (
    "const later = window.setTimeout;"
    "window.setTimeout = (act, wait = 0, ...more) => later(act, wait < 60 ? 3000 : wait, ...more);"
)


class Late:
    """An answer of an address, the next one or one after it: held back until it is let go."""

    def __init__(self, page: Page, address: str, *, after: int = 0) -> None:
        self.page = page
        self.held: list[Route] = []
        self._free = after
        page.route(address, self._hold)

    def _hold(self, route: Route) -> None:
        if self._free:
            self._free -= 1
        elif not self.held:
            self.held.append(route)
            return
        route.continue_()

    def wait(self) -> None:
        """Until the request is on its way."""
        while not self.held:
            self.page.wait_for_timeout(20)

    def let_go(self) -> None:
        """Answers it; the page has had its time with the answer afterwards."""
        with self.page.expect_response(lambda answer: answer.request == self.held[0].request):
            self.held[0].continue_()
        self.page.wait_for_timeout(200)


def test_what_is_shown_can_be_used_at_once(browser_page: Page, stage: Stage) -> None:
    page = browser_page
    file_tickets(stage, 3)
    page.add_init_script(SLOW_TURNS)
    page.goto(stage.launch_page())
    page.locator("#body").fill("À peine ouvert")
    expect(page.locator(".saved")).to_have_text("Brouillon enregistré")
    page.locator("#to-inbox").click()
    page.locator("#view-all").click()
    expect(page.locator("#found")).to_have_attribute("data-address", re.compile("view=all"))
    page.locator(".tickets .entry").first.click()

    expect(page.locator("#composer")).to_be_visible()


def test_an_act_is_answered_though_news_replaced_its_button(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    page = browser_page
    page.goto(stage.launch_page())
    page.locator("#body").fill("Presque fini")
    expect(page.locator(".saved")).to_have_text("Brouillon enregistré")
    other.goto(stage.launch_page(employee="robin"))
    other.locator("#status").select_option("closed")
    other.locator("#apply-status").click()
    other.get_by_role("button", name="Close the ticket").click()
    expect(other.locator("#bar [data-status=closed]")).to_be_visible()
    # What a poll brings polls again as soon as it is there, with the text that was in the box.
    news = Late(page, "**/pulse", after=1)
    page.evaluate("htmx.trigger('#pulse', 'pulse')")
    news.wait()
    expect(page.locator("#unsent")).to_have_value("Presque fini")
    opened = Late(page, "**/next")
    page.get_by_role("button", name="Nouveau ticket sur cette commande").click()
    opened.wait()
    button = page.locator("#composer button").element_handle()
    news.let_go()
    page.wait_for_function("it => !it.isConnected", arg=button)
    opened.let_go()

    expect(page.locator("#bar [data-status=open]")).to_be_visible()
    expect(page.locator("#body")).to_have_value("Presque fini")


def test_what_is_new_on_one_ticket_is_never_shown_on_another(
    browser_page: Page, stage: Stage
) -> None:
    page = browser_page
    file_tickets(stage, 3)
    open_list(page, stage)
    page.locator("#view-all").click()
    expect(page.locator("#found")).to_have_attribute("data-address", re.compile("view=all"))
    page.locator(".tickets .entry", has_text="Objet 1").click()
    page.locator("#body").fill("Au client de l’objet 1")
    expect(page.locator(".saved")).to_have_text("Brouillon enregistré")
    pulse(page)
    news = Late(page, "**/pulse")
    page.evaluate("document.querySelector('#pulse [name=mark]').value = ''")
    page.evaluate("htmx.trigger('#pulse', 'pulse')")
    news.wait()
    page.locator("#to-next").click()
    expect(page.locator("h1")).not_to_contain_text("Objet 1")
    shown = page.locator("h1").inner_text()
    news.let_go()

    expect(page.locator("h1")).to_have_text(shown)
    expect(page.locator("#body")).to_have_value("")
    pulse(page)
    expect(page.locator("h1")).to_have_text(shown)


def test_what_a_message_was_asked_for_comes_though_the_history_was_read_again(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    page = browser_page
    page.goto(stage.launch_page())
    page.locator("#body").fill("Votre colis est parti")
    page.locator(".send").click()
    expect(page.locator(".message.agent")).to_have_count(1)
    other.goto(stage.launch_page(employee="robin"))
    other.locator("[value=note]").check()
    other.locator("#body").fill("Seen")
    other.locator(".send").click()
    expect(other.locator(".message.note")).to_have_count(1)
    forward = Late(page, "**/forward*")
    page.locator(".message.agent .forward").click()
    forward.wait()
    button = page.locator(".message.agent .forward").element_handle()
    pulse(page)
    expect(page.locator(".message.note")).to_have_count(1)
    page.wait_for_function("it => !it.isConnected", arg=button)
    forward.let_go()

    expect(page.locator("#forwarding form")).to_be_visible()
