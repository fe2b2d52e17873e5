"""Beside a helpdesk's ticket: its customer's orders of every shop, and our ticket of any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from platforms.prestashop.sandbox.faults import Fault as ShopFault
from platforms.prestashop.sandbox.faults import Kind
from platforms.zendesk.sandbox import Fault
from tests.browser.helpdesk_stage import (
    ALIX,
    CHAT,
    NO_ORDER,
    HelpStage,
    helped,
    open_ticket,
    our_frame,
    sidebar_of,
)

OLIVER_PERSON = "9004"
DEAF = """
if (window === top) {
  window.isDeaf = true;
  const isAsked = ({ data }) => data.includes?.('"request"');
  const lose = (event) => isDeaf && isAsked(event) && event.stopImmediatePropagation();
  addEventListener("message", lose, true);
}
"""
"""What an app asks the helpdesk's page for is not heard; that it is there is."""

PRESTASHOP, SHOPIFY = "Boutique", "Boutique Lumière"


@pytest.fixture(scope="module")
def zendesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HelpStage]:
    folder: Path = tmp_path_factory.mktemp("zendesk")
    with helped(folder) as running:
        yield running


@pytest.fixture(autouse=True)
def well(zendesk: HelpStage) -> Iterator[None]:
    """Each test ends with shops and helpdesk that work."""
    yield
    zendesk.stage.store.sandbox.faults.reset()
    zendesk.sandbox.faults.clear()


def of_shop(name: str = SHOPIFY) -> str:
    """Where one shop's orders are listed."""
    return f".of-shop[data-shop='{name}']"


def listed(side: FrameLocator, name: str = SHOPIFY) -> list[str]:
    """The references of one shop's orders."""
    side.locator(of_shop(name)).wait_for()
    return side.locator(f"{of_shop(name)} .reference").all_inner_texts()


def counted(page: Page) -> list[str]:
    """From now on, what is asked of us around the ticket."""
    asked: list[str] = []
    page.on("request", lambda it: asked.append(it.url) if it.url.endswith("/around") else None)
    return asked


def test_an_order_is_unfolded_opened_and_left_again_as_it_was(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = open_ticket(browser_page, zendesk)
    assert len(listed(side)) > 1
    assert "MESANGEAX" in listed(side, PRESTASHOP)
    order = side.locator(f"{of_shop(PRESTASHOP)} .order", has_text="MESANGEAX")
    expect(order).to_contain_text("même e-mail")
    order.locator("summary").first.click()
    expect(order.locator(".order-body")).to_contain_text("Total")
    frame = our_frame(browser_page, zendesk)
    order.locator("[data-order]").scroll_into_view_if_needed()
    place = frame.evaluate("scrollY")
    assert place > 0

    order.locator("[data-order]").press("Enter")
    expect(side.locator("#bar h1")).to_contain_text("MESANGEAX")
    expect(side.locator("#bar h1")).to_be_focused()
    expect(side.locator("#around")).to_be_hidden()
    expect(side.locator("#history")).to_contain_text(str(ALIX))
    expect(side.locator("#composer")).to_be_visible()
    side.locator("#tabs [data-tab=customer]").click()
    link = side.locator("#work-hosts a")
    expect(link).to_have_attribute("href", f"{zendesk.running.url}/agent/tickets/{ALIX}")

    side.locator("#to-around").click()
    expect(order.locator(".order-body")).to_be_visible()
    expect(order.locator("[data-order]")).to_be_focused()
    expect(side.locator("#around-linked")).to_contain_text("MESANGEAX")
    assert frame.evaluate("[scrollY, location.search.includes('app_guid')]") == [place, True]
    side.locator("#around-linked button").click()
    expect(side.locator("#bar h1")).to_be_focused()
    side.locator("#to-around").press("Enter")
    expect(side.locator("#around-linked button")).to_be_focused()


def test_the_list_follows_the_requester_even_behind_an_open_ticket(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = open_ticket(browser_page, zendesk)
    side.locator(f"{of_shop()} [data-order]").first.click()
    expect(side.locator("#bar")).to_be_visible()

    browser_page.locator(".tab:not([hidden]) select[name=requester]").select_option(OLIVER_PERSON)
    expect(side.locator("#notice [data-reason=requester_changed]")).to_be_visible()
    side.locator("#to-around").click()
    expect(side.locator("#around-title")).to_have_text("Oliver Bennett")
    expect(side.locator("#notice")).to_be_hidden()
    expect(side.locator(of_shop(PRESTASHOP))).to_contain_text("ROBINNEST")
    browser_page.locator(".tab:not([hidden]) select[name=requester]").select_option("9001")
    expect(side.locator("#around-title")).to_have_text("Alix Moreau")


def test_who_switches_tabs_finds_all_as_it_was(browser_page: Page, zendesk: HelpStage) -> None:
    side = open_ticket(browser_page, zendesk)
    first = side.locator(f"{of_shop()} summary").first
    first.click()
    side.locator(".order-body").first.wait_for()
    asked = counted(browser_page)

    browser_page.locator(f"[data-open='{CHAT}']").click()
    expect(browser_page.get_by_role("heading", name="Visiteur")).to_be_visible()
    other = sidebar_of(browser_page)
    assert listed(other)
    browser_page.locator(f"[data-open='{ALIX}']").click()
    expect(side.locator("#around-title")).to_have_text("Alix Moreau")
    expect(side.locator(".order-body").first).to_be_visible()
    browser_page.wait_for_timeout(400)
    assert len(asked) == 1


def test_a_chat_with_only_a_phone_shows_that_phones_orders(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = open_ticket(browser_page, zendesk, CHAT)

    assert listed(side)
    expect(side.locator(of_shop()).first).to_contain_text("même téléphone")
    expect(side.locator(of_shop(PRESTASHOP))).to_contain_text("+33698765432")


def test_any_order_is_found_by_hand_and_a_stranger_gets_a_ticket_without_one(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = open_ticket(browser_page, zendesk, NO_ORDER)
    expect(side.locator(of_shop())).to_contain_text("Boutique Lumière")
    for typed, name, reference in (
        ("QZVTRMALP", PRESTASHOP, "QZVTRMALP"),
        ("alix@example.com", SHOPIFY, "#1019"),
        ("+33612345678", PRESTASHOP, "TUKAMOZEL"),
    ):
        side.locator("#looked").fill(typed)
        side.locator("#around-look button").click()
        expect(side.locator("#around-found .typed")).to_contain_text(typed)
        assert reference in listed(side, name)
    side.locator("#around-found .typed button").click()
    expect(side.locator("#around-found .typed")).to_have_count(0)

    side.locator(f"{of_shop()} button[hx-post$='/tickets']").click()
    expect(side.locator("#bar h1")).to_contain_text("lamps")
    expect(side.locator("#history")).to_contain_text(str(NO_ORDER))


def test_one_shop_that_is_away_hides_nothing_of_the_other(
    browser_page: Page, zendesk: HelpStage
) -> None:
    zendesk.stage.store.sandbox.faults.set(ShopFault(Kind.MAINTENANCE))
    side = open_ticket(browser_page, zendesk)
    away = side.locator(of_shop(PRESTASHOP))
    expect(away).to_contain_text("maintenance")
    assert listed(side)

    zendesk.stage.store.sandbox.faults.reset()
    away.locator(".notice button").click()
    expect(away.locator(".reference").first).to_be_visible()


@pytest.mark.parametrize(("fault", "told"), [(Fault.SCRIPT, "missing"), (Fault.SILENT, "silent")])
def test_a_helpdesk_that_does_not_speak_is_named_and_orders_are_found_by_hand(
    browser_page: Page, zendesk: HelpStage, fault: Fault, told: str
) -> None:
    zendesk.sandbox.faults.add(fault)
    side = open_ticket(browser_page, zendesk)
    trouble = side.locator(f"[data-trouble={told}]")

    expect(trouble).to_be_visible()
    expect(trouble.locator("a")).to_have_count(1)
    side.locator("#looked").fill("QZVTRMALP")
    side.locator("#around-look button").click()
    assert listed(side, PRESTASHOP) == ["QZVTRMALP"]


def test_a_helpdesk_that_is_only_slow_is_heard_once_it_speaks(
    browser_page: Page, zendesk: HelpStage
) -> None:
    browser_page.add_init_script(DEAF)
    side = open_ticket(browser_page, zendesk)
    expect(side.locator("[data-trouble=silent]")).to_be_visible()

    browser_page.evaluate("window.isDeaf = false")

    assert listed(side)
    expect(side.locator("[data-trouble=silent]")).to_be_hidden()


def test_a_ticket_being_begun_opens_ours_and_says_that_nothing_is_linked_yet(
    browser_page: Page, zendesk: HelpStage
) -> None:
    side = open_ticket(browser_page, zendesk, "new", person="robin")
    side.locator(of_shop()).wait_for()
    side.locator("#looked").fill("ROBINNEST")
    side.locator("#around-look button").click()
    side.locator(f"{of_shop(PRESTASHOP)} [data-order]").click()

    expect(side.locator(".arrival")).to_contain_text("no number yet")


@pytest.mark.parametrize("person", ["camille", "robin"])
def test_nothing_is_wider_than_the_narrow_sidebar(
    browser_page: Page, zendesk: HelpStage, person: str
) -> None:
    side = open_ticket(browser_page, zendesk, person=person)
    side.locator(f"{of_shop()} summary").first.click()
    side.locator(".order-body").first.wait_for()
    frame = our_frame(browser_page, zendesk)

    assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert frame.evaluate("innerWidth") <= 320
    expect(side.locator("#around-top button[type=submit]")).to_have_text(
        "Chercher" if person == "camille" else "Look for it"
    )
