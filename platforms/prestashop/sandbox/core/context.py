"""The context one command runs in: who acts, where rows are, which mail server, what is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from platforms.prestashop.sandbox.core.refusals import unknown_order
from platforms.prestashop.sandbox.core.tables import Mail, Tables
from platforms.prestashop.sandbox.shop import Row, Shop

Tell = Callable[[str, int, Mapping[str, Any]], object]
"""A hook: kind, order, small facts."""


class Died(Exception):
    """PHP is gone in the middle of a command: what was written stays written."""


def tell_nobody(kind: str, order: int, facts: Mapping[str, Any]) -> None:
    """No module listens."""


@dataclass(slots=True)
class Core:
    """What a module has to prepare before it gives a command."""

    shop: Shop
    tables: Tables
    employee: int = 0
    tell: Tell = tell_nobody
    is_mail_down: bool = False
    dies_after: str = ""
    """A step ("stock", "slip", "state") after which nothing more is done; empty: none."""
    moved: dict[int, int] = field(default_factory=dict)
    """Units that this context's commands put on the shelf, by stock_availables row."""

    def order(self, number: int) -> Row:
        """Raises CoreRefusal where there is none."""
        row = self.shop.row("orders", number)
        if row is None:
            raise unknown_order(number)
        return row

    def now(self) -> str:
        """The shop's own clock, as it writes dates."""
        zone = ZoneInfo(self.shop.setting("PS_TIMEZONE", "UTC"))
        return datetime.now(zone).strftime("%Y-%m-%d %H:%M:%S")

    def special(self, name: str, installed: int) -> int:
        """The id of a special state, as configured or as installed."""
        return int(self.shop.setting(name) or installed)

    def passed(self, step: str) -> None:
        """Raises Died where this was the last step."""
        if step == self.dies_after:
            raise Died

    def mail(self, template: str, subject: str, order: Row) -> bool:
        """Whether the customer's mail was taken by the server."""
        if self.is_mail_down:
            self.tables.failures.append(template)
            return False
        customer = self.shop.row("customers", order["id_customer"]) or {"email": ""}
        shop = self.shop.rows("shops")[0]["name"]
        mail = Mail(customer["email"], template, f"[{shop}] {subject}", order["id"])
        self.tables.mails.append(mail)
        return True
