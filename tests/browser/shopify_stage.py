"""The whole product inside a Shopify admin, on loopback, for one browser test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import FrameLocator, Page
from werkzeug.serving import make_server

from platforms import demo
from platforms.mail import sandbox as mail_sandbox
from platforms.mail.outgoing import deliver
from platforms.mail.sandbox import MailSandbox
from platforms.shopify import sandbox as shopify
from platforms.shopify.sandbox import CounterApp, Running, Sandbox
from sidebar import worker
from sidebar.actions import demonstrating
from sidebar.actions.desk import Desk
from sidebar.clock import SystemClock
from sidebar.store.database import connect
from sidebar.store.migrate import migrate
from sidebar.web import create_app
from tests.browser.stage import Later, Quiet
from tests.cast import desk_over, settings_of

ORDER = "5551001"
"""Alix's first order at the boutique: #1001."""
STORE = "boutique-lumiere"


@dataclass(frozen=True)
class ShopifyStage:
    """Where everything is."""

    desk: Desk
    url: str
    running: Running
    sandbox: Sandbox
    mail: MailSandbox

    def admin(self, path: str = "", *, person: str = "camille", store: str = STORE) -> str:
        """A page of a store's admin."""
        return f"{self.running.url}/store/{store}{path}?person={person}"

    def order_page(self, order: str = ORDER, *, person: str = "camille") -> str:
        return self.admin(f"/orders/{order}", person=person)

    def app_home(self, *, person: str = "camille") -> str:
        return self.admin("/apps/comptoir", person=person)


@contextmanager
def shopify_staged(folder: Path) -> Iterator[ShopifyStage]:
    """Starts everything on free ports and stops it again."""
    later = Later()
    server = make_server("127.0.0.1", 0, later, threaded=True, request_handler=Quiet)
    # By another name than the admin's: browsers hold the two apart, as they do Shopify and us.
    url = f"http://localhost:{server.server_port}"
    app = shopify.create_sandbox(CounterApp(*demo.APP, url=url))
    running = shopify.serve(app, "127.0.0.1", 0)
    database = connect(f"sqlite:///{folder / 'comptoir.sqlite3'}")
    migrate(database, SystemClock())
    plain = desk_over(database, public_url=url)
    desk = replace(plain, deliver=deliver, embeddings=demo.embeddings(running))
    mail = mail_sandbox.serve("127.0.0.1")
    demonstrating.connect_stores(desk, demo.STORES, demonstrating.sink("127.0.0.1", mail.smtp_port))
    later.app = create_app(desk, settings_of("sqlite:///unused", url))
    stopped = threading.Event()
    works = (
        threading.Thread(target=server.serve_forever, daemon=True),
        threading.Thread(target=worker.work, args=(desk, stopped), daemon=True),
    )
    for work in works:
        work.start()
    yield ShopifyStage(desk, url, running, shopify.sandbox_of(app), mail)
    stopped.set()
    server.shutdown()
    for work in works:
        work.join()
    server.server_close()
    running.stop()
    mail.stop()
    database.close()


def open_from_order(
    page: Page, stage: ShopifyStage, *, order: str = ORDER, person: str = "camille"
) -> FrameLocator:
    """The order's page, its menu of actions, the app's page: and the panel in its frame."""
    page.goto(stage.order_page(order, person=person))
    page.locator(".title .menu > summary").click()
    page.locator(".title .menu a").click()
    return app_frame(page, stage)


def app_frame(page: Page, stage: ShopifyStage) -> FrameLocator:
    """Our page inside the admin's, once it is there."""
    panel = page.frame_locator("iframe")
    panel.locator("#panel").wait_for()
    ours = next(frame for frame in page.frames if frame.url.startswith(stage.url))
    ours.wait_for_load_state("load")
    return panel
