"""A default reply is found, filled, put in the text and sent; its promises are asked about."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Page, expect

from platforms.shapes import Wording
from sidebar import ids
from sidebar.actions.replies import managing
from sidebar.rules.choices import Choice, ChoiceList
from sidebar.rules.replies import DefaultReply
from sidebar.rules.viewer import Role, Viewer
from sidebar.store import choices
from tests.browser.stage import Stage, panel_of, wait_for_mails

AMAZON = Choice("amazon", Wording("Amazon"), is_marketplace=True)
TEXTS = {
    "fr": "Bonjour {{ customer.first_name }},\nvotre commande {{ order.reference }} est partie.",
    "en": "Hello {{ customer.first_name }}, your order {{ order.reference }} has left.",
}
FILLED = "Bonjour Alix,\nvotre commande QZVTRMALP est partie."


def furnish(stage: Stage) -> None:
    maud = Viewer("agt_maud", stage.shop.id, "Maud Keller", Role.MANAGE, "fr")
    with stage.desk.database.writing() as store:
        fresh = ids.new_id("cho", 1)
        choices.keep(store, stage.shop.id, ChoiceList.CHANNEL, AMAZON, fresh_id=fresh, now=1)
    for category, title in (("Livraison", "Colis parti"), ("Retours", "Bon de retour")):
        reply = DefaultReply("", stage.shop.id, category, title, TEXTS)
        managing.save(stage.desk, maud, reply)


def pick(panel: FrameLocator) -> None:
    """With the keyboard, but for the one press on what the search found."""
    panel.locator("#open-replies").click()
    expect(panel.locator("#picker-q")).to_be_focused()
    panel.locator("#picker-q").press_sequentially("COLIS")
    expect(panel.locator("#reply-offer li")).to_have_count(1)
    panel.locator("#picker-q").press("Enter")
    panel.locator("#reply-offer li button").click()
    expect(panel.locator("[data-because=order]")).to_be_visible()
    expect(panel.locator("#insert-reply")).to_be_focused()
    panel.locator("#insert-reply").press("Enter")
    expect(panel.locator("#replies")).to_be_hidden()


def test_a_default_reply_is_inserted_at_the_cursor_and_the_browser_takes_it_back(
    browser_page: Page, stage: Stage
) -> None:
    furnish(stage)
    panel = panel_of(browser_page, stage)
    body = panel.locator("#body")
    body.fill("Avant. Après.")
    body.press("Home")
    for _ in range(7):
        body.press("ArrowRight")
    pick(panel)

    expect(body).to_have_value(f"Avant. {FILLED}Après.")
    expect(body).to_be_focused()
    expect(panel.locator(".saved")).to_have_text("Brouillon enregistré")
    body.press("Control+z")
    expect(body).to_have_value("Avant. Après.")
    assert stage.mail.mails == ()


def test_what_a_text_promises_is_asked_about_and_what_it_was_written_with_is_shown(
    browser_page: Page, stage: Stage
) -> None:
    furnish(stage)
    panel = panel_of(browser_page, stage)
    body = panel.locator("#body")
    pick(panel)
    body.press("Control+End")
    body.press_sequentially(" Ci-joint la facture, comme sur Amazon.", delay=1)
    body.press("Control+Enter")
    expect(panel.locator("[data-reason=other_channel]")).to_contain_text("Amazon")
    panel.locator("#keep-back").click()
    expect(panel.locator("#send-anyway")).to_have_count(0)
    expect(body).to_be_focused()
    panel.locator(".send").click()
    panel.locator("[data-reason=other_channel] ~ * #send-anyway").click()
    expect(panel.locator("[data-reason=no_file]")).to_contain_text("Ci-joint")
    panel.locator("#send-anyway").click()

    expect(panel.locator(".message.agent .used")).to_contain_text("Colis parti")
    (mail,) = wait_for_mails(stage, 1)
    assert FILLED.splitlines()[1] in mail.text
    expect(body).to_have_value("")
    expect(panel.locator("#reply-ids")).to_have_value("")
