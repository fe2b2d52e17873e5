"""What is typed is never lost, never sent twice, and never sent unseen."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from platforms.mail.sandbox.faults import Fault, FaultKind
from sidebar.rules.conversation import LONGEST_MESSAGE
from tests.browser.stage import Stage, panel_of, wait_for_mails


def test_the_draft_survives_a_reload_and_is_in_the_other_tab(
    browser_page: Page, stage: Stage
) -> None:
    browser_page.goto(stage.launch_page())
    browser_page.locator("#body").fill("Bonjour, je regarde")
    expect(browser_page.locator(".saved")).to_have_text("Brouillon enregistré")

    browser_page.reload()
    expect(browser_page.locator("#body")).to_have_value("Bonjour, je regarde")

    other = browser_page.context.new_page()
    other.goto(stage.launch_page())
    expect(other.locator("#body")).to_have_value("Bonjour, je regarde")


def test_what_was_typed_a_moment_before_leaving_is_kept(browser_page: Page, stage: Stage) -> None:
    browser_page.goto(stage.launch_page())
    browser_page.locator("#body").press_sequentially("à la hâte", delay=1)
    browser_page.goto("about:blank")

    browser_page.goto(stage.launch_page())
    expect(browser_page.locator("#body")).to_have_value("à la hâte")


def test_a_tab_left_open_shows_the_draft_written_in_another(
    browser_page: Page, stage: Stage
) -> None:
    browser_page.goto(stage.launch_page())
    browser_page.locator("#body").wait_for()
    other = browser_page.context.new_page()
    other.goto(stage.launch_page())
    other.locator("#body").fill("écrit ailleurs")
    expect(other.locator(".saved")).to_have_text("Brouillon enregistré")

    browser_page.evaluate("htmx.trigger('#pulse', 'pulse')")

    expect(browser_page.locator("#body")).to_have_value("écrit ailleurs")


def test_control_enter_sends_and_a_double_click_sends_once(
    browser_page: Page, stage: Stage
) -> None:
    panel = panel_of(browser_page, stage)
    panel.locator("#body").fill("Au clavier")
    panel.locator("#body").press("Control+Enter")
    expect(panel.locator(".message.agent")).to_have_count(1)

    panel.locator("#body").fill("À la souris")
    panel.locator(".send").dblclick()
    expect(panel.locator(".message.agent")).to_have_count(2)
    wait_for_mails(stage, 2)
    browser_page.wait_for_timeout(1500)
    assert len(stage.mail.mails) == 2


def test_an_empty_or_endless_message_is_refused_and_stays_typed(
    browser_page: Page, stage: Stage
) -> None:
    panel = panel_of(browser_page, stage)
    panel.locator(".send").click()
    expect(panel.locator("#notice [data-reason=empty]")).to_be_visible()

    endless = "é" * (LONGEST_MESSAGE * 2)
    panel.locator("#body").fill(endless)
    panel.locator(".send").click()
    expect(panel.locator("#notice [data-reason=too_long]")).to_be_visible()
    assert panel.locator("#body").input_value() == endless
    expect(panel.locator(".message")).to_have_count(0)


def test_a_reply_written_while_something_arrived_asks_once_before_it_goes(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    browser_page.goto(stage.launch_page())
    browser_page.locator("#body").fill("Ma réponse")
    other.goto(stage.launch_page(employee="robin"))
    other.locator("[value=note]").check()
    other.locator("#body").fill("Attends, j’ai appelé le client.")
    other.locator(".send").click()
    expect(other.locator(".message.note")).to_have_count(1)

    browser_page.evaluate("htmx.trigger('#pulse', 'pulse')")
    expect(browser_page.locator(".message.note")).to_have_count(1)
    browser_page.locator(".send").click()

    expect(browser_page.locator("#notice [data-reason=moved_on]")).to_be_visible()
    expect(browser_page.locator(".message.agent")).to_have_count(0)
    assert browser_page.locator("#body").input_value() == "Ma réponse"
    browser_page.get_by_role("button", name="Envoyer quand même").click()
    expect(browser_page.locator(".message.agent")).to_have_count(1)


def test_another_agent_is_seen_viewing_and_then_writing(
    browser_page: Page, other: Page, stage: Stage
) -> None:
    browser_page.goto(stage.launch_page())
    browser_page.locator("#panel").wait_for()
    other.goto(stage.launch_page(employee="robin"))
    other.evaluate("htmx.trigger('#pulse', 'pulse')")

    browser_page.evaluate("htmx.trigger('#pulse', 'pulse')")
    expect(browser_page.locator("#presence")).to_contain_text("consulte ce ticket")

    other.locator("#body").fill("I am on it")
    other.evaluate("htmx.trigger('#pulse', 'pulse')")
    other.wait_for_timeout(300)
    browser_page.evaluate("htmx.trigger('#pulse', 'pulse')")
    expect(browser_page.locator("#presence")).to_contain_text("en train d’écrire")
    expect(browser_page.locator("#body")).to_be_editable()

    other.goto("about:blank")
    browser_page.wait_for_timeout(300)
    browser_page.evaluate("htmx.trigger('#pulse', 'pulse')")
    expect(browser_page.locator("#presence")).to_have_text("")


def test_a_letter_the_server_does_not_take_is_shown_waiting(
    browser_page: Page, stage: Stage
) -> None:
    stage.mail.faults.set(Fault(FaultKind.DEFER_RECIPIENT))
    panel = panel_of(browser_page, stage)
    panel.locator("#body").fill("Le serveur dort")
    panel.locator(".send").click()

    expect(panel.locator("[data-fate=queued]")).to_contain_text("prochain essai")
    expect(panel.locator(".message.agent")).to_contain_text("Le serveur dort")
