"""PrestaShop's own commands, as a live 9.1 was measured: with its checks, and with its bugs."""

from __future__ import annotations

from platforms.prestashop.sandbox.core.context import Core, Died
from platforms.prestashop.sandbox.core.messages import add_message
from platforms.prestashop.sandbox.core.refunds import PartialRefund, issue_partial_refund
from platforms.prestashop.sandbox.core.refusals import CoreRefusal
from platforms.prestashop.sandbox.core.states import update_status
from platforms.prestashop.sandbox.core.tables import Mail, StockMovement, Tables
from platforms.prestashop.sandbox.core.tracking import set_tracking

__all__ = [
    "Core",
    "CoreRefusal",
    "Died",
    "Mail",
    "PartialRefund",
    "StockMovement",
    "Tables",
    "add_message",
    "issue_partial_refund",
    "set_tracking",
    "update_status",
]
