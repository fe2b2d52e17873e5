"""The outer systems of the demonstration, each a sandbox on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from werkzeug.serving import WSGIRequestHandler

from platforms.embedding import Embedding
from platforms.helpdesks import Helpdesk
from platforms.mail import sandbox as mail
from platforms.mail.sandbox import MailSandbox
from platforms.prestashop import sandbox as prestashop
from platforms.prestashop.sandbox import Pairing, Running
from platforms.prestashop.sandbox.employees import employees
from platforms.shopify import sandbox as shopify
from platforms.shopify.embedding import ShopifyApp, ShopifyEmbedding
from platforms.shopify.sandbox import CounterApp, mint_id_token
from platforms.shopify.sandbox.seeding import staff_of
from platforms.translating import sandbox as translating
from platforms.translating.sandbox import Words
from platforms.zendesk import sandbox as zendesk
from platforms.zendesk.launch import Zendesk

__all__ = [
    "HOST",
    "Pairing",
    "order_page",
    "start_helpdesk",
    "start_mail",
    "start_shop",
    "start_stores",
]

HOST = "127.0.0.1"
WEBSERVICE_KEY = "DEMODEMODEMODEMODEMODEMODEMODEMO"
"""Opens nothing but the sandbox shop on this machine's loopback."""

APP = ("comptoir-in-the-sandbox", "what-only-this-machines-sandbox-signs-with")
"""The id and the secret of our app at the sandbox's Shopify."""

STORES = {
    "boutique-lumiere.myshopify.com": ("Boutique Lumière", "Europe/Paris"),
    "atelier-nord.myshopify.com": ("Atelier Nord", "Europe/London"),
}
"""Their names and time zones; of one merchant, who sees a customer's orders in both."""

ANSWERS = "answers"
"""The folder in which the counter finds what customers write."""

SHOWN_ORDERS = {"camille": 1012, "robin": 1013, "maud": 1012}
"""The orders the demonstration begins with: a French customer's and an English one's."""


SHOWN_TICKETS = {"camille": 4101, "robin": 4102, "maud": 4101}
"""The helpdesk's tickets to begin with: of a customer of every shop, and one naming an order."""


@dataclass(frozen=True, slots=True)
class Stores:
    """The sandbox's Shopify that is up."""

    url: str
    sandbox: shopify.Sandbox

    def first_proofs(self) -> list[str]:
        """What the first person of each store brings when they open the counter there."""
        return [first_proof(self.sandbox, store) for store in self.sandbox.stores.values()]


@dataclass(frozen=True, slots=True)
class TicketsHost:
    """The sandbox's Zendesk that is up."""

    url: str
    sandbox: zendesk.Sandbox

    def told(self) -> tuple[str, str, str]:
        """What an administrator of the account tells us: its address, our number there, our key."""
        return self.url, self.sandbox.installation, self.sandbox.public_key

    def helpdesks(self) -> Mapping[str, Helpdesk]:
        """What verifies the launches of the account, with its own script."""
        return {Zendesk.kind: Zendesk(f"{self.url}{zendesk.SCRIPT}", self.url)}


class PathOnly(WSGIRequestHandler):
    """Says each request on the terminal without its query, which may hold someone's proof."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """One line."""
        path = self.path.partition("?")[0]
        self.log("info", '"%s %s" %s %s', self.command, path, code, size)


TALKED_ABOUT = ("1001", "1003", "1004", "1005", "1008", "1014")
"""Orders that the inbox has tickets of; those to begin with have none yet."""


def people() -> tuple[tuple[str, str, str, str, str, bool], ...]:
    """Who answers in the sandbox shop: id there, name, e-mail, language, profile, super-user."""
    return tuple(
        (str(one.id), one.name, one.email, one.language, str(one.profile), one.is_superadmin)
        for one in employees().values()
        if one.may_edit_orders
    )


def store_people(host: str) -> tuple[tuple[str, str, str, str, str, bool], ...]:
    """The same of one of the sandbox's stores, in which a person's role is their profile."""
    name = host.partition(".")[0]
    return tuple(
        (
            str(one["id"]),
            f"{one['first']} {one['last']}",
            one["email"],
            one["locale"],
            "owner" if one.get("owner") else "staff",
            bool(one.get("owner")),
        )
        for one in staff_of(name)
    )


def begin_anew(folder: Path, port: int) -> None:
    """Forgets the demonstration before this one. Raises OSError where one still runs on the port.

    Its keys stay, so that nothing else of the folder has to be made again.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
    for name in ("comptoir.sqlite3", "comptoir.sqlite3-wal", "comptoir.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)
    for name in ("files", ANSWERS):
        rmtree(folder / name, ignore_errors=True)


def order_page(shop: Running) -> Callable[[str], str]:
    """Where an employee of the sandbox shop sees the order to begin with."""
    return lambda employee: (
        f"{shop.url}/admin-demo/orders/{SHOWN_ORDERS[employee]}?employee={employee}"
    )


def tickets_page(helpdesk: TicketsHost) -> Callable[[str], str]:
    """Where an agent of the sandbox's helpdesk sees the ticket to begin with."""
    return lambda person: f"{helpdesk.url}/agent/tickets/{SHOWN_TICKETS[person]}?person={person}"


def stores_page(stores: Stores) -> Callable[[str], str]:
    """Where a person of the first sandbox store sees the order to begin with."""
    return lambda person: f"{stores.url}/store/boutique-lumiere/orders/5551001?person={person}"


def start_stores(port: int, counter_url: str) -> Stores:
    """A Shopify with two stores whose admin frames the counter. Raises OSError likewise."""
    counter = CounterApp(*APP, url=counter_url)
    app = shopify.create_sandbox(counter, sends_webhooks=True)
    return Stores(shopify.serve(app, HOST, port).url, shopify.sandbox_of(app))


def start_helpdesk(port: int, counter_url: str) -> TicketsHost:
    """A Zendesk whose tickets frame the counter. Raises OSError likewise."""
    app = zendesk.create_sandbox(counter_url)
    return TicketsHost(zendesk.serve(app, HOST, port).url, zendesk.sandbox_of(app))


def start_translator() -> str:
    """A translation service that knows a few words; its address. Raises OSError likewise."""
    return translating.start(Words(), HOST).url


def first_proof(sandbox: shopify.Sandbox, store: shopify.Store) -> str:
    """What the first person of a store brings when they open the counter there."""
    person = next(iter(store.staff.values()))
    app = CounterApp(*APP, url=sandbox.counter.url if sandbox.counter else "")
    return mint_id_token(store, person, app=app, now=sandbox.clock.now())


def embeddings(stores: Stores | shopify.Running) -> Mapping[str, Embedding]:
    """What vouches for the people of the sandbox's stores, and of no others."""
    client_id, secret = APP
    app = ShopifyApp(
        client_id,
        (secret,),
        address=f"{stores.url}/shops/{{host}}",
        admin=stores.url,
        bridge=f"{stores.url}/app-bridge.js",
    )
    return {ShopifyEmbedding.kind: ShopifyEmbedding(app)}


def start_mail(http_port: int, smtp_port: int, folder: Path) -> MailSandbox:
    """A mail server that delivers nowhere; what customers answer on its page is put beside it.

    Raises OSError when a port is taken.
    """
    return mail.serve(
        HOST,
        smtp_port=smtp_port,
        http_port=http_port,
        folder=folder / "mails",
        answers=folder / ANSWERS,
    )


def start_shop(port: int, pairing: Pairing) -> Running:
    """A lively PrestaShop whose purple button opens the counter. Raises OSError likewise."""
    app = prestashop.create_sandbox(
        seed="lively", comptoir=pairing, webservice_key=WEBSERVICE_KEY, sends_notices=True
    )
    return prestashop.serve(app, HOST, port)
