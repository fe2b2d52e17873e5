"""One verified request to the module, and who may make it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from platforms.prestashop.sandbox.core.context import Core
from platforms.prestashop.sandbox.employees import may_edit_orders
from platforms.prestashop.sandbox.faults import Kind
from platforms.prestashop.sandbox.module.asked import Body, number
from platforms.prestashop.sandbox.module.refused import Refused
from platforms.prestashop.sandbox.shop import Row
from platforms.prestashop.sandbox.standin import Sandbox


@dataclass(frozen=True, slots=True)
class Call:
    """``met``: the faults that this request meets. ``root``: the shop's own address.

    ``raw``: the body's very bytes, which say whether two requests are one.
    """

    sandbox: Sandbox
    action: str
    body: Body
    met: Collection[Kind] = ()
    root: str = ""
    raw: bytes = b""

    def order(self) -> Row:
        """The asked order. Raises Refused."""
        row = self.sandbox.shop.row("orders", number(self.body, "order"))
        if row is None:
            raise Refused("unknown_order")
        return row

    def employee(self) -> int:
        """Whom the write is done for. Raises Refused where they may not."""
        found = self.sandbox.shop.row("employees", number(self.body, "employee"))
        if found is None or found["active"] != "1" or not may_edit_orders(found):
            raise Refused("employee_refused")
        return int(found["id"])

    def core(self, employee: int, key: str) -> Core:
        """The context of a command, prepared anew for each one."""
        outbox = self.sandbox.module.outbox
        return Core(
            shop=self.sandbox.shop,
            tables=self.sandbox.tables,
            employee=employee,
            tell=lambda kind, order, facts: outbox.add(kind, order, key, facts),
            is_mail_down=Kind.MAIL_FAILED in self.met,
        )
