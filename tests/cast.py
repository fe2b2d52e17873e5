"""The fixed cast and the small stage every story plays on: a shop, a desk, a launch.

Camille (agent, fr), Robin (agent, en), Maud (manager), Lou (may look, not touch), Noor (another
shop, must see nothing), Alix (customer).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt

from platforms import registry
from platforms.mail.letters import Letter, SmtpSettings
from platforms.prestashop.sandbox import (
    Pairing,
    Running,
    Sandbox,
    create_sandbox,
    sandbox_of,
    serve,
)
from sidebar import texts
from sidebar.actions import shops
from sidebar.actions.desk import Desk
from sidebar.actions.shops import NewShop
from sidebar.clock import Clock, SystemClock
from sidebar.settings import Settings
from sidebar.store.database import Database
from sidebar.store.shops import MailAddressing, Shop
from sidebar.vault import Vault, new_key

PUBLIC_URL = "http://127.0.0.1:8000"
KEY = "K" * 32
SECRET_KEY = "s" * 40
VAULT_KEY = new_key()
ORDER, REFERENCE = "1001", "QZVTRMALP"
"""Alix's order in the lively sandbox."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who launches the panel."""

    id: int
    first: str
    last: str
    language: str
    profile: int = 4
    is_superuser: bool = False
    may_view: bool = True
    may_edit: bool = True


CAMILLE = Person(3, "Camille", "Fournier", "fr")
ROBIN = Person(4, "Robin", "Baker", "en")
MAUD = Person(1, "Maud", "Keller", "fr", profile=1, is_superuser=True)
LOU = Person(5, "Lou", "Perrin", "fr", profile=3, may_edit=False)


@dataclass
class PostBox:
    """Takes letters in memory; ``fault`` is raised instead when set."""

    letters: list[Letter] = field(default_factory=list)
    fault: Exception | None = None

    def deliver(
        self, letter: Letter, _settings: SmtpSettings, before_data: Callable[[], None]
    ) -> None:
        if self.fault is not None:
            raise self.fault
        before_data()
        self.letters.append(letter)


@dataclass(frozen=True)
class ShopStage:
    """A sandbox shop that is up, and what can be done to it."""

    running: Running
    sandbox: Sandbox

    @property
    def url(self) -> str:
        return self.running.url


def open_shop(pairing: Pairing | None = None, *, seed: str = "lively", port: int = 0) -> ShopStage:
    """A PrestaShop on loopback."""
    app = create_sandbox(seed=seed, comptoir=pairing, webservice_key=KEY)
    return ShopStage(serve(app, "127.0.0.1", port), sandbox_of(app))


def settings_of(database_url: str, public_url: str = PUBLIC_URL) -> Settings:
    """Settings for a test."""
    return Settings(
        database_url=database_url,
        public_url=public_url,
        secret_key=SECRET_KEY,
        encryption_keys=(VAULT_KEY,),
        host="127.0.0.1",
        port=0,
        workers=1,
        threads=8,
        worker_inline=False,
        trusted_proxies=0,
    )


def desk_over(
    database: Database,
    *,
    clock: Clock | None = None,
    post: PostBox | None = None,
    public_url: str = PUBLIC_URL,
) -> Desk:
    """A desk with the real adapters and a post box in memory."""
    return Desk(
        database=database,
        clock=clock or SystemClock(),
        vault=Vault((VAULT_KEY,)),
        adapter=registry.platform,
        launch_reader=registry.launch_reader,
        hook_reader=registry.hook_reader,
        deliver=(post or PostBox()).deliver,
        subject=texts.subject_line,
        letter_page=texts.letter_page,
        signing_key=SECRET_KEY,
        letter_text=texts.money_letter,
        note_text=texts.shop_note,
        news_text=texts.news_letter,
        public_url=public_url,
        kinds=frozenset(registry.kinds()),
        helpdesks=registry.helpdesks(),
    )


def connect_shop(desk: Desk, url: str, *, name: str = "Boutique", **more: Any) -> tuple[Shop, str]:
    """Connects a shop with working mail; answers it with its launch secret."""
    mail = MailAddressing(sender="support@boutique.example", host="127.0.0.1", security="none")
    return shops.connect(desk, NewShop("prestashop", url, KEY, name=name, mail=mail, **more))


def launch(
    desk: Desk,
    shop: Shop,
    secret: str,
    person: Person = CAMILLE,
    *,
    order: str = ORDER,
    reference: str = REFERENCE,
    **claims: Any,
) -> str:
    """What the shop's module would sign for this person on this order; claims may be overridden."""
    now = desk.clock.now() // 1000
    told = {
        "iss": shop.id,
        "aud": desk.public_url,
        "iat": now,
        "exp": now + 60,
        "jti": secrets.token_urlsafe(12),
        "shop": {"id": 1, "url": shop.base_url, "version": "9.1.4"},
        "order": {"id": int(order), "reference": reference, "customer": 2, "currency": "EUR"},
        "employee": {
            "id": person.id,
            "firstname": person.first,
            "lastname": person.last,
            "email": f"{person.first.lower()}@boutique.example",
            "profile": person.profile,
            "superadmin": person.is_superuser,
            "orders": {
                "view": person.may_view,
                "add": False,
                "edit": person.may_edit,
                "delete": False,
            },
        },
        "language": person.language,
        "links": {},
    }
    return jwt.encode({**told, **claims}, secret, algorithm="HS256")
