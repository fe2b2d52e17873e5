"""What every action needs at hand: the store, the time, the vault, the shops and the post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from platforms.contract import Connection, Platform
from platforms.embedding import Embedding, Grant
from platforms.files import Files, in_memory
from platforms.helpdesks import Helpdesk
from platforms.hooks import HookReader
from platforms.launches import LaunchReader
from platforms.mail.letters import Letter, SmtpSettings
from platforms.translating.contract import Translator
from sidebar.actions.keys import PersonKey, ShopKey
from sidebar.actions.money.words import MoneyLetter, ShopNote
from sidebar.actions.working.words import NewsLetter
from sidebar.clock import Clock
from sidebar.store.database import Database
from sidebar.store.shops import Shop
from sidebar.vault import Vault

Deliver = Callable[[Letter, SmtpSettings, Callable[[], None]], None]
"""Sends one letter; calls back at the last moment at which nothing of it has left."""


class Subject(Protocol):
    """Writes the subject line of a letter: of a ticket's own subject, else of its order."""

    def __call__(self, language: str, reference: str, number: int, about: str = "") -> str: ...


LetterPage = Callable[[str, str], str]
"""(text, language) → the same words as a page, for mail programs that show one."""


LetterText = Callable[[MoneyLetter], str]
"""What the customer reads once their money moved, or their order was cancelled."""

NewsText = Callable[[NewsLetter], tuple[str, str]]
"""The subject and the words of a mail that tells a colleague of a ticket's news."""

NoteText = Callable[[ShopNote], str]
"""The one line that the shop keeps beside its order."""


@dataclass(frozen=True)
class Secrets:
    """What is sealed of a shop. The newest launch secret comes first; one older is still valid."""

    key: str = field(repr=False)
    launch: tuple[str, ...] = field(repr=False)
    smtp_password: str = field(default="", repr=False)
    grant: Grant | None = None
    """The shop's own key, where keys end and are renewed."""


@dataclass(frozen=True)
class Desk:
    """Everything an action may reach, joined in one place (app.py) and in the tests."""

    database: Database
    clock: Clock
    vault: Vault
    adapter: Callable[[str, Connection], Platform]
    launch_reader: Callable[[str], LaunchReader]
    hook_reader: Callable[[str], HookReader]
    deliver: Deliver
    subject: Subject
    letter_text: LetterText
    note_text: NoteText
    news_text: NewsText
    public_url: str
    kinds: frozenset[str]
    """The kinds of shop there is an adapter for."""
    embeddings: Mapping[str, Embedding] = field(default_factory=dict)
    """The hosts that frame our pages and vouch for each person, by kind."""
    helpdesks: Mapping[str, Helpdesk] = field(default_factory=dict)
    """The helpdesks whose agents may be let in, by kind."""
    files: Files = field(default_factory=in_memory)
    """Where attachments and whole mails are kept."""
    undo_ms: int = 0
    """How long a letter waits before it leaves, so that it can be taken back."""
    signing_key: str = field(default="", repr=False)
    """Signs what leaves here to be recognised when it comes back."""
    translator: Translator | None = None
    """Nothing where nobody turned it on: no text then leaves for a translation."""
    letter_page: LetterPage = lambda _text, _language: ""

    def secrets(self, shop: Shop) -> Secrets:
        """The shop's secrets, opened for as long as they are needed."""
        opened = self.vault.open(shop.sealed) if shop.sealed else {}
        launch, grant = opened.get("launch"), opened.get("grant")
        return Secrets(
            key=str(opened.get("key", "")),
            launch=tuple(map(str, launch)) if isinstance(launch, list) else (),
            smtp_password=str(opened.get("smtp_password", "")),
            grant=msgspec.convert(grant, Grant) if grant else None,
        )

    def sealed(self, secrets: Secrets) -> str:
        """The secrets as the store keeps them."""
        return self.vault.seal(
            {
                "key": secrets.key,
                "launch": list(secrets.launch),
                "smtp_password": secrets.smtp_password,
                "grant": secrets.grant,
            }
        )

    def platform(self, shop: Shop, *, agent_id: str = "") -> Platform:
        """The shop's adapter, ready to be asked; money moves only with the agent's id.

        Where keys end, nothing is opened here: the key is read when the shop is asked.
        """
        embedding = self.embeddings.get(shop.kind)
        if embedding is not None:
            shop_key = ShopKey(self, embedding, shop.id, embedding.host_of(shop.base_url))
            connection = Connection(
                shop.base_url,
                "",
                shop.timezone,
                shop_id=shop.id,
                keys=shop_key,
                person=PersonKey(self, shop.id, agent_id, shop_key) if agent_id else None,
            )
            return self.adapter(shop.kind, connection)
        secrets = self.secrets(shop)
        connection = Connection(
            shop.base_url,
            secrets.key,
            shop.timezone,
            shop_id=shop.id,
            secrets=secrets.launch if shop.module.is_paired else (),
        )
        return self.adapter(shop.kind, connection)
