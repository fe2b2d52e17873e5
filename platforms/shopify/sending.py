"""A refund goes out once, in words that were kept; only the very same words ever go out again.

Shopify does a thing once per key: while it is still at it, it is asked again under the same one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from platforms.contract import BadAnswer, NotSent
from platforms.http import Deadline
from platforms.moves import Declined
from platforms.shopify.answers import Told
from platforms.shopify.faults import fault_of_problems
from platforms.shopify.reading.node import Node
from platforms.shopify.refusals import declined_by, declined_of
from platforms.shopify.transport import AdminApi

_PAUSES = (0.5, 1.0, 2.0, 4.0)


class Repeated(StrEnum):
    """What Shopify says of a key that it has met before, other than by the result itself."""

    RUNNING = "IDEMPOTENCY_CONCURRENT_REQUEST"
    OTHER_WORDS = "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
    FAILED_BEFORE = "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED"
    FORGOTTEN = "IDEMPOTENCY_RECORD_NOT_FOUND"


_SENTENCES = {
    "This request is currently in progress, please try again.": Repeated.RUNNING,
    "The same idempotency key cannot be used with different operation parameters.": (
        Repeated.OTHER_WORDS
    ),
    "A previous request with this idempotency key failed. Retry with a new idempotency key.": (
        Repeated.FAILED_BEFORE
    ),
}


@dataclass(frozen=True, slots=True)
class Written:
    """The refund that Shopify wrote."""

    refund: Node
    order: Node


def send_refund(
    api: AdminApi,
    written: str,
    deadline: Deadline,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Written | Declined | Repeated:
    """What became of these words. Raises NotSent, or another PlatformError if that is unknown."""
    said = refund_said(api.write(written, deadline=deadline))
    for pause in _PAUSES:
        if said is not Repeated.RUNNING or deadline.left() <= pause + 1.0:
            break
        sleep(pause)
        try:
            said = refund_said(api.write(written, deadline=deadline))
        except NotSent:
            # True of this call alone: the one that runs may still do it.
            break
    return said


def refund_said(told: Told) -> Written | Declined | Repeated:
    """What an answer to a refund means. Raises PlatformError where only the order can tell."""
    answer = Node("data", told.content)
    payload = answer.node("refundCreate") if answer.has("refundCreate") else None
    errors = payload.nodes("userErrors") if payload else ()
    if payload is not None and payload.has("refund"):
        return Written(payload.needed("refund"), payload.needed("order"))
    repeated = _repeated(told, errors)
    if repeated is not None:
        return repeated
    if errors:
        return declined_of(errors)
    refused = declined_by(told.problems)
    if refused is not None:
        return refused
    raise fault_of_problems(told.problems) or BadAnswer("a refund without a word on it")


def _repeated(told: Told, errors: tuple[Node, ...]) -> Repeated | None:
    """Shopify says it beside the answer, or as an error of the write itself."""
    said = [(one.code, one.message) for one in told.problems]
    said += [(one.text("code") if one.has("code") else "", one.text("message")) for one in errors]
    for code, message in said:
        if code in {one.value for one in Repeated}:
            return Repeated(code)
        if message in _SENTENCES:
            return _SENTENCES[message]
    return None
