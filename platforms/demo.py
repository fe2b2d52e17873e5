"""The outer systems of the demonstration, each a sandbox on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from platforms.mail import sandbox as mail
from platforms.mail.sandbox import MailSandbox
from platforms.prestashop import sandbox as prestashop
from platforms.prestashop.sandbox import Pairing, Running

__all__ = ["HOST", "Pairing", "order_page", "start_mail", "start_shop"]

HOST = "127.0.0.1"
WEBSERVICE_KEY = "DEMODEMODEMODEMODEMODEMODEMODEMO"
"""Opens nothing but the sandbox shop on this machine's loopback."""

SHOWN_ORDERS = {"camille": 1012, "robin": 1013, "maud": 1012}
"""The orders the demonstration begins with: a French customer's and an English one's."""


def begin_anew(folder: Path, port: int) -> None:
    """Forgets the demonstration before this one. Raises OSError where one still runs on the port.

    Its keys stay, so that nothing else of the folder has to be made again.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
    for name in ("comptoir.sqlite3", "comptoir.sqlite3-wal", "comptoir.sqlite3-shm"):
        (folder / name).unlink(missing_ok=True)


def order_page(shop: Running) -> Callable[[str], str]:
    """Where an employee of the sandbox shop sees the order to begin with."""
    return lambda employee: (
        f"{shop.url}/admin-demo/orders/{SHOWN_ORDERS[employee]}?employee={employee}"
    )


def start_mail(http_port: int, smtp_port: int, folder: Path | None) -> MailSandbox:
    """A mail server that delivers nowhere. Raises OSError when a port is taken."""
    return mail.serve(HOST, smtp_port=smtp_port, http_port=http_port, folder=folder)


def start_shop(port: int, pairing: Pairing) -> Running:
    """A lively PrestaShop whose purple button opens the counter. Raises OSError likewise."""
    app = prestashop.create_sandbox(
        seed="lively", comptoir=pairing, webservice_key=WEBSERVICE_KEY, sends_notices=True
    )
    return prestashop.serve(app, HOST, port)
