"""A manager writes a rule, tries it and sees it fire; an agent reads in their own language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from platforms.translating.libretranslate import LibreTranslate
from platforms.translating.sandbox import Words, start
from sidebar import ids
from sidebar.actions import aftermath
from sidebar.rules.conversation import MessageKind
from sidebar.store import messages, tickets
from sidebar.store.database import Connection
from sidebar.store.messages import Message
from tests.browser.stage import Stage, panel_of, staged, wait_for_mails


@pytest.fixture
def words() -> Words:
    """The translation service's stand-in."""
    return Words()


@pytest.fixture
def translating(tmp_path: Path, words: Words) -> Iterator[Stage]:
    """The whole product, with translation switched on."""
    running = start(words)
    with staged(tmp_path, translator=LibreTranslate(running.url)) as stage:
        yield stage
    running.stop()


def writes(stage: Stage, body: str) -> None:
    """Alix writes on the only ticket."""
    now = stage.desk.clock.now()
    with stage.desk.database.writing() as store:
        message = Message(
            id=ids.new_id("msg", now),
            ticket_id=_only(store),
            kind=MessageKind.CUSTOMER,
            author_id="",
            author_name="Alix Martin",
            body=body,
            mail_id="",
            written_at=now,
        )
        messages.write(store, message, ask_id=message.id)
        tickets.touch(store, message.ticket_id, now=now, has_message=True)
        aftermath.said(store, stage.desk, message, shop_id=stage.shop.id)


def _only(store: Connection) -> str:
    return str(store.written("SELECT id FROM tickets ORDER BY id LIMIT 1")["id"])


def rules_of(page: Page, stage: Stage) -> FrameLocator:
    """Maud's way to the rules, from an order."""
    panel = panel_of(page, stage, employee="maud")
    panel.locator("#to-inbox").click()
    panel.locator("#to-settings").click()
    panel.locator("#section-automations").click()
    panel.locator("#new-automation").wait_for()
    return panel


def test_a_rule_is_written_tried_and_fires(browser_page: Page, translating: Stage) -> None:
    panel = rules_of(browser_page, translating)
    expect(panel.locator("#translator-title + p")).to_contain_text("LibreTranslate")
    panel.locator("#new-automation").click()
    panel.locator("#name").fill("Colis")
    panel.locator("#words").fill("colis, livraison")
    expect(panel.locator("#hours")).to_be_hidden()
    panel.locator("#cause").select_option("no_answer")
    expect(panel.locator("#hours")).to_be_visible()
    panel.locator("#cause").select_option("client_replied")
    panel.locator("#save-automation").click()
    expect(panel.locator("#deeds-fault")).to_be_visible()
    expect(panel.locator("#words")).to_have_value("colis, livraison")
    panel.locator(".own-text summary").click()
    panel.locator("#text_fr").fill("Votre colis est en route, {{ customer.first_name }}.")
    panel.locator("#tags").fill("colis")
    panel.locator("#save-automation").click()
    expect(panel.locator("[data-saved]")).to_be_visible()

    with translating.desk.database.reading() as store:
        number = store.written("SELECT number FROM tickets")["number"]
    panel.locator("#number").fill(f"#{number}")
    panel.locator("#try-automation").click()
    expect(panel.locator("[data-stands=words]")).to_be_visible()
    agent = panel_of(browser_page, translating)
    agent.locator("#body").fill("Bonjour")
    agent.locator(".send").click()
    wait_for_mails(translating, 1)
    writes(translating, "Je n'ai pas reçu mon colis.")
    mails = wait_for_mails(translating, 2)
    assert "Votre colis est en route, Alix." in mails[-1].text
    expect(agent.locator(".message .automatic")).to_be_visible()
    expect(agent.locator(".event", has_text="Colis")).to_contain_text("colis")
    expect(agent.locator("[data-tag=colis]").first).to_be_visible()


def test_a_message_is_read_in_the_agents_language(
    browser_page: Page, translating: Stage, words: Words
) -> None:
    panel = panel_of(browser_page, translating, employee="robin")
    writes(translating, "Bonjour,\n\nOù est mon colis ? Merci")
    message = panel.locator(".message.customer")
    words.fault = 429
    message.get_by_role("button", name="Translate").click()
    expect(message.locator("[data-reason=translator_quota]")).to_be_visible()
    words.fault = 0
    message.get_by_role("button", name="Try again").click()
    expect(message.locator("details .text")).to_contain_text("my parcel")
    expect(message.locator(".translation summary")).to_be_focused()
    expect(message.locator(".text").first).to_contain_text("Où est mon colis")

    # The history is painted anew, and what was translated stays where it is.
    writes(translating, "Merci encore")
    expect(panel.locator(".message.customer")).to_have_count(2)
    expect(message.first.locator("details .text")).to_contain_text("my parcel")
    message.first.locator("summary").click()
    expect(message.first.locator("details .text")).to_be_hidden()
