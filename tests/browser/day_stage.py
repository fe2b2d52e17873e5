"""A shop on an ordinary day: its mailbox at a real server, its reply, its rule, its channels."""

from __future__ import annotations

import time
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

from playwright.sync_api import Locator, Page, expect

from platforms.mail.sandbox.kept import Mail
from platforms.shapes import Wording
from sidebar.actions.receiving import setting
from sidebar.actions.receiving.setting import WantedMailbox
from sidebar.rules.automating import Automation, CauseKind, Conditions, Deeds
from sidebar.rules.choices import Choice, ChoiceList
from sidebar.rules.replies import DefaultReply
from sidebar.store import automations, choices, default_replies
from tests.browser.stage import Stage
from tests.dovecot import PASSWORD, Dovecot

MAILBOX = "support"
ALIX = "Alix Moreau <alix.moreau@courriel.example>"
SHIPPED = {
    "fr": "Bonjour {{ customer.first_name }},\n\nLa commande {{ order.reference }} est partie.",
    "en": "Hello {{ customer.first_name }},\n\nOrder {{ order.reference }} has left.",
}


@dataclass(frozen=True)
class Day:
    """The stage, and the mailbox in which customers' mails arrive."""

    stage: Stage
    server: Dovecot

    def writes(self, text: str, *, subject: str, answers: Mail | None = None) -> None:
        """Alix sends a mail: a new one, or an answer to one of ours."""
        mail = EmailMessage()
        mail["From"], mail["To"] = ALIX, "support@boutique.example"
        mail["Subject"] = subject
        mail["Message-ID"] = make_msgid(domain="courriel.example")
        if answers is not None:
            mail["In-Reply-To"] = answers.header("Message-ID")
            mail["References"] = answers.header("Message-ID")
        mail.set_content(text)
        self.server.deliver(MAILBOX, mail.as_bytes())

    def mails(self, count: int) -> tuple[Mail, ...]:
        """What was sent, once there is so much of it: the mailbox is looked at now and then."""
        deadline = time.monotonic() + 40
        while len(self.stage.mail.mails) < count:
            assert time.monotonic() < deadline, [mail.subject for mail in self.stage.mail.mails]
            time.sleep(0.1)
        return self.stage.mail.mails


def begin(stage: Stage, server: Dovecot) -> Day:
    """Sets the shop up as its manager would."""
    mailbox = WantedMailbox(
        host="127.0.0.1",
        port=server.port,
        security="none",
        user=MAILBOX,
        password=PASSWORD,
        takes_old=True,
    )
    setting.keep(stage.desk, stage.shop.id, mailbox)
    amazon = Choice("amazon", Wording("Amazon"), ("AMZ",), is_marketplace=True)
    thanks = Deeds(
        text_fr="Merci, nous vous répondons sous un jour.",
        text_en="Thank you, we answer within a day.",
    )
    rule = Automation(
        "aut_day",
        stage.shop.id,
        "Accusé de réception",
        CauseKind.NEW_TICKET,
        Conditions(channels=("email",)),
        thanks,
        is_on=True,
    )
    reply = DefaultReply("rpl_day", stage.shop.id, "Livraison", "Commande partie")
    with stage.desk.database.writing() as store:
        choices.keep(store, stage.shop.id, ChoiceList.CHANNEL, amazon, fresh_id="cho_day", now=1)
        automations.add(store, rule)
        default_replies.keep(store, reply, by="agt")
        for language, text in SHIPPED.items():
            default_replies.keep_text(store, reply.id, language, text)
    return Day(stage, server)


def listed(page: Page, words: str) -> Locator:
    """The row of the list with these words, once it is there: the list is asked for again."""
    row = page.locator(".entry", has_text=words).first
    for _ in range(40):
        if row.is_visible():
            return row
        page.locator("#view-open").click()
        page.wait_for_timeout(500)
    expect(row).to_be_visible()
    return row
