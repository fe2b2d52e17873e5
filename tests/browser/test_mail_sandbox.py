"""The sandbox's mails are readable by everyone, on any screen, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from platforms.mail.letters import Letter, Mailbox, SmtpSettings
from platforms.mail.outgoing import deliver
from platforms.mail.sandbox import MailSandbox, serve

LETTER = Letter(
    message_id="<msg_2@boutique.example>",
    in_reply_to="<msg_1@boutique.example>",
    references=("<msg_1@boutique.example>",),
    sender=Mailbox("Boutique d’Été", "sav@boutique.example"),
    reply_to="sav@boutique.example",
    recipient=Mailbox("Alix Noël", "alix@example.com"),
    subject="Votre commande XKBKNABJK",
    text="Bonjour Alix,\n\nVotre colis est parti. <b>À bientôt</b>",
    language="fr",
    written_at=1_700_000_000_000,
)


@pytest.fixture
def sandbox() -> Iterator[MailSandbox]:
    """Two mails, one of them with a subject that has nowhere to break."""
    running = serve("127.0.0.1")
    settings = SmtpSettings("127.0.0.1", running.smtp_port, "none")
    for subject in ("X" * 200, LETTER.subject):
        deliver(replace(LETTER, subject=subject), settings, lambda: None)
    yield running
    running.stop()


@pytest.mark.parametrize("path", ["/", "/mails/1", "/mails/2"])
@pytest.mark.parametrize("width", [320, 1200])
def test_a_page_fits_its_screen_and_breaks_no_accessibility_rule(
    browser_page: Page, sandbox: MailSandbox, path: str, width: int
) -> None:
    browser_page.set_viewport_size({"width": width, "height": 700})
    for scheme in ("light", "dark"):
        browser_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        browser_page.goto(f"{sandbox.url}{path}")
        assert browser_page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(browser_page)
        assert found.violations_count == 0, found.generate_report()


def test_a_mail_is_opened_and_its_text_is_only_text(
    browser_page: Page, sandbox: MailSandbox
) -> None:
    browser_page.goto(sandbox.url)
    browser_page.get_by_role("link", name=LETTER.subject).click()
    # Where lines break is said by the style sheet.
    browser_page.wait_for_load_state("load")
    assert browser_page.inner_text(".text").strip() == LETTER.text
    browser_page.get_by_text("Tous les en-têtes").click()
    assert browser_page.get_by_text("<msg_2@boutique.example>").is_visible()
