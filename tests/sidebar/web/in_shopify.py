"""Two stores of a Shopify on loopback and a PrestaShop, all served by one counter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from platforms import demo
from platforms.shopify.sandbox import CounterApp, Sandbox
from platforms.shopify.sandbox.id_tokens import mint_id_token
from platforms.shopify.sandbox.store import Store
from platforms.shopify.sandbox.webhooks import Message
from sidebar.actions import embedded, shops
from sidebar.actions.opening import Opened
from sidebar.store import copying
from sidebar.store.shops import MailAddressing
from tests.sidebar.stage import Panel, Stage
from tests.sidebar.web.doors import House
from tests.sidebar.web.furnishing import furnished

KIND = "shopify"
BOUTIQUE, ATELIER = "boutique-lumiere.myshopify.com", "atelier-nord.myshopify.com"
ORDER, NOORS_ORDER = "5551001", "6662001"
APP = CounterApp(*demo.APP)
NOOR = "noor"
MAIL = MailAddressing(sender="support@boutique.example", host="127.0.0.1", security="none")
SAID_OF_ALIX = ("Alix", "Moreau", "alix.moreau", "secret de la maison", "brouillon")
"""What nobody without a proof may read, in an answer or in a log."""


@dataclass(frozen=True)
class InShopify:
    """The counter as browsers and Shopify itself see it."""

    panel: Panel
    sandbox: Sandbox
    framing: str
    """The one origin of the sandbox: of its stores as of its admin."""

    @property
    def app(self) -> Flask:
        return self.panel.app

    @property
    def stage(self) -> Stage:
        return self.panel.stage

    def store(self, host: str) -> Store:
        return self.sandbox.stores[host]

    def proof(self, handle: str = "camille", *, secret: str = "", **changes: Any) -> str:
        """An ID token of someone; None leaves a claim out."""
        store = self.store(ATELIER if handle == NOOR else BOUTIQUE)
        person = next(one for one in store.staff.values() if one.handle == handle)
        now = self.stage.clock.now()
        return mint_id_token(store, person, app=APP, now=now, secret=secret, **changes)

    def document(self, path: str = "", token: str = "", **said: str) -> TestResponse:
        """A page in the admin's frame, with what its address says."""
        told = {"shop": BOUTIQUE, "host": "aG9zdA", "embedded": "1", "id_token": token, **said}
        query = {name: text for name, text in told.items() if text}
        return self.app.test_client().get(f"/embedded/{KIND}{path}", query_string=query)

    def opened(self, handle: str = "camille", order: str = ORDER) -> Opened:
        """Someone opens an order's ticket, by a document."""
        page = self.document("/order", self.proof(handle), id=order)
        assert page.status_code == 200, page.text
        admitted = embedded.arrive(self.stage.desk, KIND, self.proof(handle))
        return embedded.open_order(self.stage.desk, admitted, order)

    def house(self) -> House:
        """Camille's ticket at the boutique, with one of everything behind it."""
        opened = self.opened()
        shops.change(self.stage.desk, opened.shop.id, mail=MAIL)
        return furnished(self.panel, opened)

    def push(self, message: Message, *, body: bytes | None = None, **told: str) -> TestResponse:
        """A webhook as Shopify sends it, with these headers in another wording."""
        said = {**message.headers(APP.secret), **headers_named(told)}
        sent = message.body if body is None else body
        return self.app.test_client().post(f"/webhooks/{KIND}", data=sent, headers=said)

    def whole(self) -> dict[str, list[str]]:
        """Every row of every table."""
        return {
            table: sorted(str(dict(row)) for row in self.stage.rows(table))
            for table in copying.KEYS
        }


def headers_named(told: Mapping[str, str]) -> dict[str, str]:
    """``shop_domain`` is X-Shopify-Shop-Domain; ``content_type`` is everybody's."""
    return {
        ("" if name == "content_type" else "X-Shopify-") + re.sub("_", "-", name).title(): text
        for name, text in told.items()
    }
