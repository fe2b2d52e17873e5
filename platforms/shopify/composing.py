"""A reviewed act becomes the exact text that is kept, sent, and sent again if it comes to that.

Shopify knows a repeated call by its key and by every byte of its variables, their order too: the
text is made once, and our operation stands in what Shopify keeps of the act.
"""

from __future__ import annotations

import json
import re
import uuid

from platforms.moves import Act, CancelReview, RefundReview
from platforms.shopify.gid import gid
from platforms.shopify.transport import worded

LONGEST_STAFF_NOTE = 255
LONGEST_NOTE = 2000

# Ours alone, for ever: another one would give a sent operation another key.
_NAMESPACE = uuid.UUID("7d7a4a50-3d0c-4f53-9a36-0f6f4f2f9c11")
_KEY = re.compile(r"[a-z0-9_]{8,64}")

_REASONS = {
    "customer_asked": "CUSTOMER",
    "out_of_stock": "INVENTORY",
    "payment_failed": "DECLINED",
    "fraud": "FRAUD",
}


def composed(review: RefundReview | CancelReview, act: Act) -> str:
    """The whole body of the call. Raises ValueError for a key that is none."""
    if not _KEY.fullmatch(act.key):
        raise ValueError("a key that no operation has")
    return _refund(review, act) if isinstance(review, RefundReview) else _cancel(review, act)


def key_of(operation: str) -> str:
    """The key under which Shopify does this operation once."""
    return str(uuid.uuid5(_NAMESPACE, operation))


def marked(note: str, key: str, *, longest: int) -> str:
    """The note, cut to its length, with our operation in what is left of it."""
    kept = note[:longest]
    return kept if bears(kept, key) else f"{key} {note}"[:longest]


def bears(note: str, key: str) -> bool:
    """Whether this is the note of our operation."""
    return re.search(rf"(?<![a-z0-9_]){re.escape(key)}(?![a-z0-9_])", note) is not None


def _refund(review: RefundReview, act: Act) -> str:
    words = json.loads(review.words)
    given = {
        "orderId": words["orderId"],
        "note": marked(act.note, act.key, longest=LONGEST_NOTE),
        "notify": review.notifies,
        "currency": words["currency"],
        "refundLineItems": words["refundLineItems"],
        **({"shipping": words["shipping"]} if "shipping" in words else {}),
        "transactions": words["transactions"],
    }
    return worded("refund_create", {"input": given, "idempotencyKey": key_of(act.key)})


def _cancel(review: CancelReview, act: Act) -> str:
    choice = review.choice
    return worded(
        "order_cancel",
        {
            "orderId": gid("Order", review.refundable.order.id),
            "reason": _REASONS.get(act.reason, "OTHER"),
            "restock": choice.restocks,
            "notifyCustomer": choice.notifies and review.refundable.can_notify,
            # Left out, Shopify would cancel a paid order without a word about its money.
            "refundMethod": {"originalPaymentMethodsRefund": choice.refunds},
            "staffNote": marked(act.note, act.key, longest=LONGEST_STAFF_NOTE),
        },
    )
