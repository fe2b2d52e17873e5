"""The outer systems of the demonstration, each a sandbox on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import rmtree

from werkzeug.serving import WSGIRequestHandler

from platforms.embedding import Embedding
from platforms.mail import sandbox as mail
from platforms.mail.sandbox import MailSandbox
from platforms.prestashop import sandbox as prestashop
from platforms.prestashop.sandbox import Pairing, Running
from platforms.prestashop.sandbox.employees import employees
from platforms.shopify import sandbox as shopify
from platforms.shopify.embedding import ShopifyApp, ShopifyEmbedding
from platforms.shopify.sandbox import CounterApp
from platforms.shopify.sandbox.seeding import staff_of
from platforms.translating import sandbox as translating
from platforms.translating.sandbox import Words

__all__ = ["HOST", "Pairing", "order_page", "start_mail", "start_shop", "start_stores"]

HOST = "127.0.0.1"
WEBSERVICE_KEY = "DEMODEMODEMODEMODEMODEMODEMODEMO"
"""Opens nothing but the sandbox shop on this machine's loopback."""

APP = ("comptoir-in-the-sandbox", "what-only-this-machines-sandbox-signs-with")
"""The id and the secret of our app at the sandbox's Shopify."""

STORES = {
    "boutique-lumiere.myshopify.com": "Boutique Lumière",
    "atelier-nord.myshopify.com": "Atelier Nord",
}
"""Of one merchant, who sees a customer's orders in both."""

ANSWERS = "answers"
"""The folder in which the counter finds what customers write."""

SHOWN_ORDERS = {"camille": 1012, "robin": 1013, "maud": 1012}
"""The orders the demonstration begins with: a French customer's and an English one's."""


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


def stores_page(stores: shopify.Running) -> Callable[[str], str]:
    """Where a person of the first sandbox store sees the order to begin with."""
    return lambda person: f"{stores.url}/store/boutique-lumiere/orders/5551001?person={person}"


def start_stores(port: int, counter_url: str) -> shopify.Running:
    """A Shopify with two stores whose admin frames the counter. Raises OSError likewise."""
    counter = CounterApp(*APP, url=counter_url)
    app = shopify.create_sandbox(counter, sends_webhooks=True)
    return shopify.serve(app, HOST, port)


def start_translator() -> str:
    """A translation service that knows a few words; its address. Raises OSError likewise."""
    return translating.start(Words(), HOST).url


def embeddings(stores: shopify.Running) -> Mapping[str, Embedding]:
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
