"""From the purple button to the customer's mail, as an agent does it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.stage import BUTTON, Stage, panel_of, wait_for_mails


def test_the_button_opens_the_ticket_and_the_reply_reaches_the_customer(
    browser_page: Page, stage: Stage
) -> None:
    panel = panel_of(browser_page, stage)
    expect(panel.locator("[data-arrival=created]")).to_be_visible()
    expect(panel.locator("h1")).to_have_text("Commande QZVTRMALP")
    expect(panel.locator("#customer")).to_contain_text("alix.moreau@courriel.example")
    expect(panel.locator("#orders .order").first).to_contain_text("56,80 €")

    panel.locator("#body").fill("Bonjour Alix,\n\nVotre colis est parti.")
    panel.get_by_role("button", name=re.compile("Envoyer (un|le) message")).click()

    expect(panel.locator(".message.agent")).to_contain_text("Votre colis est parti.")
    expect(panel.locator("#bar [data-status=pending]")).to_be_visible()
    expect(panel.locator("#body")).to_have_value("")
    [mail] = wait_for_mails(stage, 1)
    assert mail.recipients == ("alix.moreau@courriel.example",)
    assert "Votre colis est parti." in mail.text
    assert mail.subject == "Votre commande QZVTRMALP [#1001]"
    expect(panel.locator("[data-fate=sent]")).to_be_visible()


def test_the_second_click_finds_the_same_ticket(browser_page: Page, stage: Stage) -> None:
    first = panel_of(browser_page, stage)
    number = first.locator("#bar .quiet").inner_text()

    second = panel_of(browser_page, stage, employee="robin")

    expect(second.locator("[data-arrival=found]")).to_be_visible()
    expect(second.locator("h1")).to_have_text("Order QZVTRMALP")
    assert re.findall(r"\d+", second.locator("#bar .quiet").inner_text()) == re.findall(
        r"\d+", number
    )


def test_a_middle_click_opens_the_full_page(browser_page: Page, stage: Stage) -> None:
    browser_page.goto(stage.order_page())
    with browser_page.context.expect_page() as opened:
        browser_page.get_by_role("link", name=BUTTON).click(button="middle")

    full = opened.value
    full.locator("#panel").wait_for()
    expect(full).to_have_url(re.compile(re.escape(f"{stage.url}/tickets/")))


def test_a_launch_in_the_fragment_leaves_no_trace_in_the_address(
    browser_page: Page, stage: Stage
) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto(stage.launch_page(via="fragment"))
    browser_page.locator("#panel").wait_for()

    assert re.fullmatch(rf"{stage.url}/tickets/tkt_\w+", browser_page.url)
    assert not [url for url in asked if "eyJ" in url.partition("#")[0]]


def test_the_other_orders_say_why_they_are_listed_and_open_in_place(
    browser_page: Page, stage: Stage
) -> None:
    panel = panel_of(browser_page, stage)
    others = panel.locator("#related .order")
    expect(others.first).to_be_visible()
    expect(panel.locator("#related")).to_contain_text("même e-mail")
    expect(panel.locator("#related")).to_contain_text("même téléphone")
    expect(panel.locator("#customer")).to_contain_text("commandes ·")

    others.first.locator("summary").first.click()

    expect(others.first.locator(".lines li").first).to_be_visible()
    expect(others.first.locator("address").first).to_be_visible()


def test_the_panel_speaks_the_other_language_on_demand_and_keeps_doing_so(
    browser_page: Page, stage: Stage
) -> None:
    browser_page.goto(stage.launch_page())
    browser_page.get_by_role("button", name="English").click()

    expect(browser_page.locator("h1")).to_have_text("Order QZVTRMALP")
    assert browser_page.evaluate("document.documentElement.lang") == "en"
    browser_page.reload()
    expect(browser_page.locator("h1")).to_have_text("Order QZVTRMALP")


def test_a_closed_ticket_is_shown_with_the_choice_of_a_new_one(
    browser_page: Page, stage: Stage
) -> None:
    panel = panel_of(browser_page, stage)
    panel.locator("#status").select_option("closed")
    panel.locator("#apply-status").click()
    expect(panel.locator("#notice")).to_contain_text("Fermer ce ticket définitivement")
    expect(panel.locator("#bar [data-status=open]")).to_be_visible()
    panel.get_by_role("button", name="Fermer le ticket").click()
    expect(panel.locator("#bar [data-status=closed]")).to_be_visible()

    again = panel_of(browser_page, stage)
    expect(again.locator("#bar [data-status=closed]")).to_be_visible()
    again.get_by_role("button", name="Nouveau ticket sur cette commande").click()

    expect(again.locator("[data-arrival=created]")).to_be_visible()
    expect(again.locator("#bar .quiet")).to_contain_text("1002")
    expect(again.locator(".earlier")).to_contain_text("1001")


def test_an_agent_without_the_right_reads_and_is_told_why(browser_page: Page, stage: Stage) -> None:
    browser_page.goto(stage.launch_page(employee="lou"))

    expect(browser_page.locator("#composer")).to_contain_text("ne permet pas de modifier")
    expect(browser_page.locator("textarea")).to_have_count(0)
    expect(browser_page.locator("#status")).to_have_count(0)
