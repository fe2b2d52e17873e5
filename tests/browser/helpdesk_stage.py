"""The whole product beside a helpdesk's tickets, on loopback, for one browser test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, FrameLocator, Page, expect

from platforms import demo, registry
from platforms.serving import Running
from platforms.shopify import sandbox as shopify
from platforms.shopify.sandbox import CounterApp
from platforms.zendesk import sandbox as zendesk
from platforms.zendesk.sandbox import Sandbox
from sidebar.actions import demonstrating, embedded
from sidebar.actions.helping import surrounding
from sidebar.store.helpdesks import Helpdesk
from sidebar.store.shops import Shop
from tests.browser.stage import Stage, staged
from tests.helpdesk import connect_helpdesk, key_pair

ALIX, JAMES, CHAT, NO_ORDER = 4101, 4102, 4104, 4105
"""Tickets: of a customer of every shop, one naming #1002, one with a phone only, a stranger's."""


@dataclass(frozen=True)
class HelpStage:
    """Where everything is."""

    stage: Stage
    running: Running
    sandbox: Sandbox
    helpdesk: Helpdesk
    stores: tuple[Shop, ...]
    """The Shopify ones."""
    shopify: shopify.Sandbox

    @property
    def shops(self) -> tuple[Shop, ...]:
        return (self.stage.shop, *self.stores)

    def ticket_page(self, ticket: int | str = ALIX, *, person: str = "camille") -> str:
        """A page of the helpdesk: a ticket's number, or "new"."""
        return f"{self.running.url}/agent/tickets/{ticket}?person={person}"

    def saved_tags(self, ticket: int = ALIX) -> list[str]:
        """As the helpdesk has them; a page shows what it will save."""
        tags: list[str] = self.sandbox.tickets[ticket]["tags"]
        return tags


@contextmanager
def helped(
    folder: Path, *, stores: tuple[str, ...] = ("boutique-lumiere",), **told: Any
) -> Iterator[HelpStage]:
    """Starts everything on free ports and stops it; ``told`` is the helpdesk's own."""
    with ExitStack() as stack:
        # A machine that runs all tests at once is slower than any shop.
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(surrounding, "ASIDE_SECONDS", 20.0)
        app = zendesk.create_sandbox(key=key_pair())
        sandbox = zendesk.sandbox_of(app)
        running = zendesk.serve(app, "127.0.0.1", 0)
        stack.callback(running.stop)
        admin = shopify.create_sandbox(None, stores=stores)
        admin_running = shopify.serve(admin, "127.0.0.1", 0)
        stack.callback(admin_running.stop)
        hosts = registry.helpdesks(f"{running.url}{zendesk.SCRIPT}", running.url)
        embeddings = demo.embeddings(admin_running)
        stage = stack.enter_context(staged(folder, helpdesks=hosts, embeddings=embeddings))
        sandbox.counter_url = stage.url
        found = shopify.sandbox_of(admin)
        found.counter = CounterApp(*demo.APP, url=stage.url)
        opened = tuple(_opened(stage, found, name) for name in stores)
        shown = {stage.shop.id: None, **{shop.id: None for shop in opened}}
        helpdesk = connect_helpdesk(stage.desk, *shown, more_origins=(running.url,), **told)
        yield HelpStage(stage, running, sandbox, helpdesk, opened, found)


def _opened(stage: Stage, sandbox: shopify.Sandbox, name: str) -> Shop:
    """A store with a key of its own: someone has opened the app there once."""
    store = next(it for it in sandbox.stores.values() if it.handle == name)
    sink = demonstrating.sink("127.0.0.1", stage.mail.smtp_port)
    demonstrating.connect_stores(stage.desk, {store.host: demo.STORES[store.host]}, sink)
    return embedded.arrive(stage.desk, "shopify", demo.first_proof(sandbox, store)).shop


def open_ticket(
    page: Page, stage: HelpStage, ticket: int | str = ALIX, *, person: str = "camille"
) -> FrameLocator:
    """The helpdesk's page of a ticket; answers our sidebar in it, once it is there."""
    page.goto(stage.ticket_page(ticket, person=person))
    return sidebar_of(page)


def sidebar_of(page: Page) -> FrameLocator:
    """Our sidebar in the tab that is shown."""
    panel = page.frame_locator(".tab:not([hidden]) .tray iframe")
    panel.locator("main").first.wait_for()
    return panel


def refund_one(side: FrameLocator, order: str) -> None:
    """One unit of the first line of an order that is listed, for the first reason there is."""
    side.locator(f"[data-order='{order}']").click()
    side.locator("#tabs [data-tab=order]").click()
    side.locator("#to-refund").click()
    side.locator("#money input[name^=quantity-]").first.fill("1")
    side.locator("#money select[name=reason]").select_option(index=1)
    side.locator("#to-review").click()
    side.locator("#confirm").click()
    expect(side.locator("#money [data-money=done]")).to_be_visible()


def open_editor(page: Page) -> FrameLocator:
    """Presses our button in the editor's toolbar; answers our page over the editor."""
    page.locator(".tab:not([hidden]) .opener").click()
    panel = page.frame_locator(".tab:not([hidden]) .popover iframe")
    panel.locator("main").first.wait_for()
    return panel


def our_frame(page: Page, stage: HelpStage, place: str = "sidebar") -> Frame:
    """Our page as a frame, for what a locator cannot do (evaluate)."""
    path = f"{stage.stage.url}/helpdesks/zendesk/{place}"
    return next(frame for frame in page.frames if frame.url.startswith(path))


def tags_shown(page: Page) -> list[str]:
    """The tags of the ticket that is shown, saved or not."""
    items = page.locator(".tab:not([hidden]) .tags li")
    tags: list[str] = items.evaluate_all("items => items.map((one) => one.dataset.tag)")
    return tags


def written(page: Page) -> str:
    """What stands in the editor of the ticket that is shown."""
    return page.locator(".tab:not([hidden]) .editor").inner_text()
