"""The whole product on loopback for one browser test: service, worker, shop, mail."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from platforms.mail import sandbox as mail_sandbox
from platforms.mail.outgoing import deliver
from platforms.mail.sandbox import MailSandbox
from platforms.mail.sandbox.kept import Mail
from platforms.prestashop.sandbox import Pairing
from sidebar import worker
from sidebar.actions import shops
from sidebar.actions.desk import Desk
from sidebar.clock import SystemClock
from sidebar.store.database import connect
from sidebar.store.migrate import migrate
from sidebar.store.shops import MailAddressing, Shop
from sidebar.web import create_app
from tests.cast import ORDER, ShopStage, connect_shop, desk_over, open_shop, settings_of

BUTTON = re.compile("Ticket client|Customer ticket", re.IGNORECASE)


@dataclass(frozen=True)
class Stage:
    """Where everything is."""

    desk: Desk
    url: str
    shop: Shop
    secret: str
    store: ShopStage
    mail: MailSandbox

    def order_page(self, *, order: str = ORDER, employee: str = "camille") -> str:
        """The back-office page with the purple button."""
        return f"{self.store.url}/admin-demo/orders/{order}?employee={employee}"

    def launch_page(self, *, order: str = ORDER, employee: str = "camille", via: str = "") -> str:
        """What the button opens: a fresh launch each time."""
        route = f"{self.store.url}/admin-demo/modules/comptoir/open/{order}?employee={employee}"
        return f"{route}&via={via}" if via else route


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing on the terminal."""


class Later:
    """A server knows its port before the application can be told its own address."""

    def __init__(self) -> None:
        self.app: Callable[..., Iterable[bytes]] | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        assert self.app is not None
        return self.app(environ, start_response)


@contextmanager
def staged(folder: Path, **told: Any) -> Iterator[Stage]:
    """Starts everything on free ports and stops it again; ``told`` is the desk's own."""
    later = Later()
    server = make_server("127.0.0.1", 0, later, threaded=True, request_handler=Quiet)
    url = f"http://127.0.0.1:{server.server_port}"
    database = connect(f"sqlite:///{folder / 'comptoir.sqlite3'}")
    migrate(database, SystemClock())
    desk = replace(desk_over(database, public_url=url), deliver=deliver, **told)
    mail = mail_sandbox.serve("127.0.0.1")
    store, shop, secret = _shop(desk, mail)
    later.app = create_app(desk, settings_of("sqlite:///unused", url))
    stopped = threading.Event()
    works = (
        threading.Thread(target=server.serve_forever, daemon=True),
        threading.Thread(target=worker.work, args=(desk, stopped), daemon=True),
    )
    for work in works:
        work.start()
    yield Stage(desk, url, shop, secret, store, mail)
    stopped.set()
    server.shutdown()
    for work in works:
        work.join()
    server.server_close()
    store.running.stop()
    mail.stop()
    database.close()


def _shop(desk: Desk, mail: MailSandbox) -> tuple[ShopStage, Shop, str]:
    """The shop knows the counter, and the counter the shop's address, which comes last."""
    store = open_shop()
    shop, secret = connect_shop(desk, store.url)
    store.sandbox.pairing = Pairing(shop.id, secret, desk.public_url)
    sink = MailAddressing(
        sender="support@boutique.example",
        host="127.0.0.1",
        port=mail.smtp_port,
        security="none",
    )
    return store, shops.change(desk, shop.id, mail=sink), secret


def panel_of(
    page: Page, stage: Stage, *, order: str = ORDER, employee: str = "camille"
) -> FrameLocator:
    """Presses the purple button and answers the panel in its modal."""
    page.goto(stage.order_page(order=order, employee=employee))
    page.get_by_role("link", name=BUTTON).click()
    panel = page.frame_locator("iframe")
    panel.locator("#panel").wait_for()
    next(frame for frame in page.frames if frame.url.startswith(stage.url)).wait_for_load_state(
        "load"
    )
    return panel


def wait_for_mails(stage: Stage, count: int) -> tuple[Mail, ...]:
    """The mails in the sink once there are that many. Raises AssertionError after ten seconds."""
    for _ in range(100):
        if len(stage.mail.mails) >= count:
            return stage.mail.mails
        time.sleep(0.1)
    raise AssertionError(f"{len(stage.mail.mails)} mails instead of {count}")
