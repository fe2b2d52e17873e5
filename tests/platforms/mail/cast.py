"""Camille's letter to Alix, and what the tests change in it."""

from __future__ import annotations

from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from platforms.mail.composing import compose
from platforms.mail.letters import Letter, Mailbox

REPLY = Letter(
    message_id="<msg_2@boutique.example>",
    in_reply_to="<msg_1@boutique.example>",
    references=("<msg_0@boutique.example>", "<msg_1@boutique.example>"),
    sender=Mailbox("Camille, Boutique d’Été", "sav@boutique.example"),
    reply_to="sav+42@boutique.example",
    recipient=Mailbox("Alix Noël", "alix@example.com"),
    subject="Votre commande XKBKNABJK",
    text="Bonjour Alix,\n\nVotre colis est parti.\n.\n..\nÀ bientôt",
    language="fr",
    written_at=1_700_000_000_123,
)


def subject(text: str) -> Letter:
    return replace(REPLY, subject=text)


def read(content: bytes) -> EmailMessage:
    """The bytes as a mail reader understands them."""
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(content)


def reread(letter: Letter) -> EmailMessage:
    return read(compose(letter))
