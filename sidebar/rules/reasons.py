"""Why money goes back or an order is cancelled: a short list that a shop may replace by its own."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.shapes import Wording
from sidebar.rules.operation import OperationKind


@dataclass(frozen=True, slots=True)
class Reason:
    """One choice. Those of ours have no text of their own: the catalogues say them."""

    code: str
    text: Wording | None = None


REFUND_REASONS = tuple(
    map(
        Reason,
        (
            "damaged",
            "missing",
            "late",
            "wrong_item",
            "changed_mind",
            "goodwill",
            "duplicate",
            "other",
        ),
    )
)
CANCEL_REASONS = tuple(
    map(
        Reason,
        ("customer_asked", "out_of_stock", "payment_failed", "fraud", "duplicate", "other"),
    )
)


def offered(kind: OperationKind, own: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The list to choose from: the shop's own, or ours where it has none."""
    return own or (REFUND_REASONS if kind is OperationKind.REFUND else CANCEL_REASONS)


def chosen(code: str, reasons: tuple[Reason, ...]) -> Reason | None:
    """The reason of that code, if it is offered."""
    return next((reason for reason in reasons if reason.code == code), None)
