"""The half of a Shopify shop that moves money: reviewed, composed, sent once, settled or asked for.

Reviews are read with the shop's key; what moves money goes out with the key of the human who acts,
so that Shopify itself holds them to their rights.
"""

from __future__ import annotations

from platforms.contract import BadAnswer, MissingPermission, NotFound, NotSent, PlatformError
from platforms.http import Deadline
from platforms.moves import (
    Act,
    CancelChoice,
    CancelReview,
    Capabilities,
    Declined,
    Done,
    Going,
    Outcome,
    PaidBack,
    Picked,
    Refundable,
    RefundReview,
    Sent,
)
from platforms.shopify import cancelling, outcome, reviewing, settling
from platforms.shopify.composing import bears, composed, key_of
from platforms.shopify.gid import gid
from platforms.shopify.reading.node import Node
from platforms.shopify.refundable import refundable_of, stand_of
from platforms.shopify.sending import Repeated, send_refund
from platforms.shopify.transport import AdminApi
from platforms.shopify.weighing import standing, weigh, weigh_again

_MAYBE_OURS = frozenset({"already_cancelled", "cancel_in_progress"})


class Writes:
    """Reviews and writes to one shop."""

    def __init__(self, api: AdminApi) -> None:
        self._api = api

    @property
    def capabilities(self) -> Capabilities:
        """Money goes back the way it came; store credit is for the merchant's own hand."""
        return Capabilities(
            moves_money=True, has_people=True, finds_guests_by_phone=False, writes_slips=False
        )

    def read_refundable(self, order_id: str, *, within: float) -> Refundable:
        """The order and what may be given back of it. Raises NotFound or another PlatformError."""
        return refundable_of(weigh(self._api, order_id, Deadline.within(within)))

    def review_refund(self, order_id: str, picked: Picked, *, within: float) -> RefundReview:
        """What the shop would move for this choice. Raises Barred or PlatformError."""
        asked, deadline = reviewing.asked_of(picked), Deadline.within(within)
        try:
            weighed = weigh_again(self._api, order_id, deadline, asked=asked)
            return reviewing.review_of(weighed, picked)
        except (BadAnswer, MissingPermission):
            # Shopify answers a choice that cannot be with an error of its own: ours names it.
            left = refundable_of(weigh_again(self._api, order_id, deadline))
            reviewing.check_choice(left, picked)
            raise

    def review_cancel(
        self, order_id: str, *, within: float, choice: CancelChoice | None = None
    ) -> CancelReview:
        """What cancelling would do. Raises Barred or PlatformError."""
        weighed = weigh_again(self._api, order_id, Deadline.within(within))
        return reviewing.cancellation_of(weighed, choice or CancelChoice())

    def compose(self, review: RefundReview | CancelReview, act: Act) -> str:
        """The exact body of the call."""
        return composed(review, act)

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined | Going:
        """Sends what was kept. Raises NotSent, or another PlatformError if it is unknown."""
        _check_kept(act, key_of(act.key))
        deadline = Deadline.within(within)
        wanted = settling.wanted_by(act.written, review.total)
        order = self._before(review, deadline)
        if stand_of(order) != review.refundable.stand:
            known = outcome.refund_of(order, act.key)
            return settling.done_of(known, order, wanted) if known else Declined("moved")
        said = send_refund(self._api, act.written, deadline, sleep=self._api.sleep)
        if isinstance(said, Declined):
            return said
        if isinstance(said, Repeated):
            return _of_key(said)
        return settling.done_of(said.refund, said.order, wanted)

    def cancel(self, review: CancelReview, act: Act, *, within: float) -> Done | Declined | Going:
        """Sends what was kept and follows the job. Raises as ``refund`` does."""
        _check_kept(act, act.key)
        deadline = Deadline.within(within)
        order = self._before(review, deadline)
        if stand_of(order) != review.refundable.stand:
            return _cancelled_before(order, review, act) or Declined("moved")
        started = cancelling.send_cancel(self._api, act.written, deadline)
        if isinstance(started, Declined):
            return self._not_started(review, act, started, deadline)
        found = cancelling.watched(
            self._api, order.identity("Order"), started.job, deadline, sleep=self._api.sleep
        )
        if isinstance(found, Going):
            return Going(cancelling.word_of(started.job))
        return _done_with(found, review) if isinstance(found, cancelling.Cancelled) else found

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        """What became of a write. Raises PlatformError where nobody can tell."""
        deadline = Deadline.within(within)
        if sent is not None and sent.is_cancel:
            return outcome.of_cancel(self._api, key, order_id, deadline, sent)
        return outcome.of_refund(self._api, key, order_id, deadline, sent)

    def read_paid_back(self, reference: str, *, within: float) -> tuple[PaidBack, ...]:
        """Where the money of a refund is by now. Raises PlatformError."""
        variables = {"id": gid("Refund", reference)}
        told = self._api.read("refund_by_id", variables, deadline=Deadline.within(within))
        refund = Node("data", told.content).node("refund")
        if refund is None:
            raise NotFound(f"refund {reference}")
        return settling.paid_back_of(refund)

    def put_aside(self, key: str, *, within: float) -> None:
        """Nothing bars an order: what a write came to stands on it, or it never arrived."""

    def _not_started(
        self, review: CancelReview, act: Act, said: Declined, deadline: Deadline
    ) -> Done | Declined | Going:
        """Of a call that arrived twice, the second copy is refused because of the first."""
        if said.reason not in _MAYBE_OURS:
            return said
        try:
            order = standing(self._api, review.refundable.order.id, deadline)
        except PlatformError:
            return Going(cancelling.word_of(""))
        if cancelling.cancelled_of(order) is None:
            return Going(cancelling.word_of(""))
        return _cancelled_before(order, review, act) or said

    def _before(self, review: RefundReview | CancelReview, deadline: Deadline) -> Node:
        """The order as it stands right before a write: Shopify itself compares nothing.

        Raises NotSent where it cannot be read.
        """
        try:
            return standing(self._api, review.refundable.order.id, deadline)
        except PlatformError as fault:
            raise NotSent(f"not read again: {type(fault).__name__}") from None


def _cancelled_before(order: Node, review: CancelReview, act: Act) -> Done | None:
    """What this very operation has done already, if it has."""
    found = cancelling.cancelled_of(order)
    is_ours = found is not None and bears(found.note, act.key)
    return _done_with(found, review) if found is not None and is_ours else None


def _done_with(found: cancelling.Cancelled, review: CancelReview) -> Done:
    """What a cancellation did; the refunds that were there before are no part of it."""
    known = {slip.id for slip in review.refundable.order.credit_slips}
    fresh = (one for one in found.refunds if one.identity("Refund") not in known)
    return cancelling.done_of(found, fresh, review.gives_back)


def _check_kept(act: Act, mark: str) -> None:
    """Raises NotSent for words that were not kept for this very operation."""
    if mark not in act.written:
        raise NotSent("words that were not kept for this operation")


def _of_key(said: Repeated) -> Declined | Going:
    """A key that Shopify met before, though it is sent but once here."""
    return Declined("key_reused") if said is Repeated.OTHER_WORDS else Going()
