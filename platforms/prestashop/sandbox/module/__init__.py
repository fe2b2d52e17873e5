"""The Comptoir module inside the stand-in: the signed API, its ledger, its notices."""

from __future__ import annotations

from platforms.prestashop.sandbox.module.ledger import Ledger, Operation, Stage
from platforms.prestashop.sandbox.module.outbox import Notice, Outbox
from platforms.prestashop.sandbox.module.state import Module

__all__ = ["Ledger", "Module", "Notice", "Operation", "Outbox", "Stage"]
