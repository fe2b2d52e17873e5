"""The mails that Shopify itself would have sent to customers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notification:
    """One mail."""

    host: str
    kind: str
    """ "refund" or "cancellation"."""
    order: str
    """The order's gid."""
    to: str
    at: int
    """UTC ms."""
