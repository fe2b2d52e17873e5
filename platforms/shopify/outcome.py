"""What became of a write is read from the order itself, where our operation is written.

A refund may be sent again in the very same words while Shopify surely still knows its key, and a
cancellation never: after a while what is not there is taken for never arrived, unless its job was
heard of.
"""

from __future__ import annotations

from collections.abc import Iterator

from platforms.amounts import Money
from platforms.contract import BadAnswer, NotSent
from platforms.http import Deadline
from platforms.moves import Declined, Going, Outcome, Sent, Unclear
from platforms.shopify import cancelling, settling
from platforms.shopify.composing import bears
from platforms.shopify.reading.node import Node
from platforms.shopify.refundable import stand_of
from platforms.shopify.refusals import NOT_ALLOWED
from platforms.shopify.sending import Written, send_refund
from platforms.shopify.transport import AdminApi
from platforms.shopify.weighing import MOST_REFUNDS, standing

_MINUTE = 60_000

RESENT_WITHIN = 5 * _MINUTE
"""Shopify keeps a key for a day: this is far from its end."""

ARRIVES_WITHIN = 10 * _MINUTE
"""What was not done by then is no longer under way anywhere."""

# Our clock and the shop's may differ, and a cancellation's refund is dated by the shop.
_APART = _MINUTE


def of_refund(
    api: AdminApi, key: str, order_id: str, deadline: Deadline, sent: Sent | None
) -> Outcome:
    """Whether this refund is on the order. Raises PlatformError where nobody can tell."""
    order = standing(api, order_id, deadline)
    found = refund_of(order, key)
    if found is not None:
        return settling.done_of(found, order, _wanted(found, sent))
    if sent is None:
        return Going()
    age = api.now() - sent.sent_at
    if age < RESENT_WITHIN and sent.written and stand_of(order) == sent.stand:
        return _again(api, sent, deadline)
    return Going() if age < ARRIVES_WITHIN else Declined("never_arrived")


def of_cancel(api: AdminApi, key: str, order_id: str, deadline: Deadline, sent: Sent) -> Outcome:
    """Whether this cancellation is on the order. Raises PlatformError where nobody can tell."""
    order = cancelling.read_order(api, order_id, deadline)
    started, found = cancelling.started_by(sent.written), cancelling.cancelled_of(order)
    if found is None and started is not None and started.job:
        looked = cancelling.looked_at(api, order_id, started.job, deadline)
        if isinstance(looked, Declined | Going):
            return looked
        found = looked
    if found is not None:
        if not bears(found.note, key):
            return Declined("already_cancelled")
        return cancelling.done_of(found, _refunds_with(found, sent), sent.total)
    if api.now() - sent.sent_at < ARRIVES_WITHIN or order.has("cancellation"):
        return Going()
    if started is not None:
        return Unclear("a cancellation that began, and of which nothing is left")
    return Declined("never_arrived")


def refund_of(order: Node, key: str) -> Node | None:
    """The refund that bears the key. Raises BadAnswer where it may be among those not read."""
    refunds = order.nodes("refunds")
    found = next((one for one in refunds if bears(one.text("note"), key)), None)
    if found is None and len(refunds) >= MOST_REFUNDS:
        raise BadAnswer("more refunds than are read")
    return found


def _wanted(refund: Node, sent: Sent | None) -> settling.Wanted:
    """As it was kept; where nothing was kept, nobody knows what else was wanted."""
    if sent is not None and sent.written:
        return settling.wanted_by(sent.written, sent.total)
    total = sent.total if sent is not None else refund.money("totalRefundedSet")
    return settling.Wanted(total, Money(0, total.currency), 0)


def _again(api: AdminApi, sent: Sent, deadline: Deadline) -> Outcome:
    """The very same words once more.

    A refusal counts only if it is one of the refund itself: the first call may have been let in
    where this one was not.
    """
    try:
        said = send_refund(api, sent.written, deadline, sleep=api.sleep)
    except NotSent:
        return Going()
    if isinstance(said, Written):
        return settling.done_of(said.refund, said.order, _wanted(said.refund, sent))
    if isinstance(said, Declined) and said.reason not in {NOT_ALLOWED, "bad_request"}:
        return said
    return Going()


def _refunds_with(cancelled: cancelling.Cancelled, sent: Sent) -> Iterator[Node]:
    """The refunds that the cancellation made: those written since it was sent."""
    for one in cancelled.refunds:
        at = one.moment("createdAt")
        if at is not None and at >= sent.sent_at - _APART:
            yield one
