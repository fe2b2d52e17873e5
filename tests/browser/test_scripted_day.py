"""An ordinary day at the counter, from the mail that arrives to the ticket that is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.day_stage import Day, begin, listed
from tests.browser.stage import Stage
from tests.dovecot import Dovecot, made


@pytest.fixture
def server() -> Iterator[Dovecot]:
    """A mail server of its own."""
    running = made()
    yield running
    running.stop()


@pytest.fixture
def day(stage: Stage, server: Dovecot) -> Day:
    return begin(stage, server)


def test_a_day_at_the_counter(browser_page: Page, other: Page, day: Day, tmp_path: Path) -> None:
    arrives(browser_page, day)
    answered(browser_page, day, tmp_path)
    comes_back(browser_page, day)
    two_meet(browser_page, other, day)
    merged_printed_closed(browser_page, day)


def arrives(page: Page, day: Day) -> None:
    """A mail about an order becomes that order's ticket, and a rule answers it once."""
    day.writes(
        "Bonjour,\n\nOù en est ma commande QZVTRMALP ?\n\nAlix", subject="Ma commande QZVTRMALP"
    )
    page.goto(day.stage.launch_page(order="1012"))
    page.locator("#to-inbox").click()
    listed(page, "Ma commande QZVTRMALP").click()
    expect(page.locator(".message.customer")).to_contain_text("Où en est ma commande")
    expect(page.locator("#bar")).to_contain_text("E-mail")
    expect(page.locator("#orders .order").first).to_contain_text("56,80 €")
    [thanks] = day.mails(1)
    assert "nous vous répondons sous un jour" in thanks.text
    assert thanks.header("Auto-Submitted") == "auto-replied"
    expect(page.locator(".message", has_text="sous un jour")).to_be_visible()


def answered(page: Page, day: Day, folder: Path) -> None:
    """A default reply in the order's language, two files, and one look more at another channel."""
    page.locator("#open-replies").click()
    page.locator("#reply-offer .entry", has_text="Commande partie").click()
    page.locator("[data-insert]").first.click()
    expect(page.locator("#body")).to_have_value(
        re.compile("Bonjour Alix,\n\nLa commande QZVTRMALP est partie.")
    )
    for kind, name in (("invoice", "facture.pdf"), ("photo", "colis.png")):
        file = folder / name
        file.write_bytes(b"%PDF-1.4 facture" if kind == "invoice" else b"\x89PNG\r\n\x1a\n....")
        page.locator("#file-type").select_option(kind)
        page.locator("#file-choice").set_input_files(file)
        expect(page.locator("#file-list")).to_contain_text(name)
    text = page.locator("#body").input_value()
    page.locator("#body").fill(f"{text}\n\nComme sur Amazon, vous avez 30 jours.")
    page.locator("#composer .send").click()
    expect(page.locator("[data-reason=other_channel]")).to_contain_text("Amazon")
    page.locator("#send-anyway").click()
    sent = page.locator(".message.agent", has_text="est partie")
    expect(sent).to_contain_text("facture.pdf")
    expect(sent).to_contain_text("Commande partie")
    expect(page.locator("#history")).to_contain_text("désigne un autre canal")
    _, reply = day.mails(2)
    parts = [part.get_filename() for part in message_from_bytes(reply.content).walk()]
    assert [name for name in parts if name] == ["facture.pdf", "colis.png"]


def comes_back(page: Page, day: Day) -> None:
    """The customer's answer is on the same ticket, and no rule greets them again."""
    _, reply = day.mails(2)
    day.writes("Parfait, merci !", subject="Re: autre chose", answers=reply)
    expect(page.locator(".message.customer", has_text="Parfait, merci")).to_be_visible(
        timeout=45_000
    )
    expect(page.locator("#bar [data-status=client_replied]")).to_be_visible()
    assert len(day.stage.mail.mails) == 2


def two_meet(page: Page, other: Page, day: Day) -> None:
    """Robin opens it too: both are told, and both see what either does to it."""
    other.goto(day.stage.launch_page(employee="robin"))
    expect(other.locator("#panel")).to_contain_text("Parfait, merci")
    expect(other.locator("#presence")).to_contain_text("Camille")
    expect(page.locator("#presence")).to_contain_text("Robin")
    other.locator("#new-tag").fill("fidèle")
    other.locator("#add-tag").click()
    expect(other.locator("#work-tags")).to_contain_text("fidèle")
    other.locator("#follower-me").click()
    expect(other.locator("#work-followers")).to_contain_text("Robin")
    other.locator("#open-new-task").click()
    other.locator("#title-new").fill("Vérifier la livraison")
    other.locator("#add-task").click()
    expect(other.locator("#tasks")).to_contain_text("Vérifier la livraison")
    expect(page.locator("#bar [data-tag='fidèle']")).to_be_visible()
    page.locator("[name=kind][value=note]").check()
    page.locator("#body").fill("@Robin peux-tu rappeler Alix ?")
    page.locator("#composer .send").click()
    expect(page.locator(".message.note")).to_contain_text("peux-tu rappeler")
    news = day.mails(3)[2]
    assert news.recipients == ("robin@atelier-mesange.example",)


def merged_printed_closed(page: Page, day: Day) -> None:
    """A second mail of the same customer joins the first; then all of it is printed and closed."""
    day.writes("Et pour mon autre question ?", subject="Une question sur le carnet")
    page.locator("#to-inbox").click()
    listed(page, "Une question sur le carnet").click()
    page.locator("#menu-button").click()
    page.locator("#to-merge").click()
    page.locator("#life .choose button", has_text="QZVTRMALP").first.click()
    page.locator("#confirm-merge").click()
    expect(page.locator(".message.customer", has_text="autre question")).to_be_visible()
    expect(page.locator("#history")).to_contain_text("a fusionné le ticket")
    page.locator("#menu-button").click()
    page.locator("#to-print").click()
    expect(page.locator(".paper")).to_contain_text("Parfait, merci")
    expect(page.locator(".paper")).to_contain_text("autre question")
    page.locator("#leave-print").click()
    page.locator("#quick-close").click()
    page.locator("#notice .primary").click()
    expect(page.locator("#bar [data-status=closed]")).to_be_visible()
