"""An order is cancelled by one call that is never repeated, and a job that is watched to its end.

What went back to the customer is read afterwards: the job says only that it ran.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from platforms.amounts import Money
from platforms.contract import BadAnswer, NotFound, PlatformError
from platforms.http import Deadline
from platforms.moves import Declined, Done, Going
from platforms.shopify.answers import Told
from platforms.shopify.faults import fault_of_problems
from platforms.shopify.gid import gid
from platforms.shopify.reading.moneys import sum_of
from platforms.shopify.reading.node import Node
from platforms.shopify.reading.standing import state_of
from platforms.shopify.refusals import declined_by, declined_of
from platforms.shopify.settling import given_back, money_warnings, paid_back_of
from platforms.shopify.transport import AdminApi

_PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0)
"""Together as long as somebody waits for it; then the sweep asks."""

# The job dates its refund and the cancellation itself, a moment apart.
_SAME_JOB = 60_000

# What reading the order's money afterwards may take.
_KEPT_BACK = 5.0


@dataclass(frozen=True, slots=True)
class Started:
    """A cancellation that runs; ``job`` is Shopify's id of its result, empty where it gave none."""

    job: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A cancelled order, with its refunds."""

    order: Node
    note: str
    at: int

    @property
    def refunds(self) -> tuple[Node, ...]:
        return self.order.nodes("refunds")


def send_cancel(api: AdminApi, written: str, deadline: Deadline) -> Started | Declined:
    """Sends these words, once. Raises NotSent, or another PlatformError if it is unknown."""
    return cancel_said(api.write(written, deadline=deadline))


def cancel_said(told: Told) -> Started | Declined:
    """What an answer to it means. Raises PlatformError where only the order can tell."""
    answer = Node("data", told.content)
    payload = answer.node("orderCancel") if answer.has("orderCancel") else None
    if payload is None:
        refused = declined_by(told.problems)
        if refused is not None:
            return refused
        raise fault_of_problems(told.problems) or BadAnswer("a cancellation without a word on it")
    errors = payload.nodes("orderCancelUserErrors")
    if any(one.text("code") == "INTERNAL_ERROR" for one in errors):
        raise BadAnswer("a cancellation that broke inside the shop")
    if errors:
        return declined_of(errors)
    result = payload.node("jobResult")
    return Started(result.text("id") if result else "")


def watched(
    api: AdminApi,
    order_id: str,
    job: str,
    deadline: Deadline,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Cancelled | Declined | Going:
    """Follows the job to its end, as long as there is time. A read that fails is no end of it."""
    for pause in _PAUSES:
        if deadline.left() <= pause + _KEPT_BACK:
            break
        sleep(pause)
        try:
            found = looked_at(api, order_id, job, deadline)
        except PlatformError:
            continue
        if isinstance(found, Cancelled | Declined):
            return found
    return Going()


def word_of(job: str) -> str:
    """What is kept of an answer: the job that runs, as far as the shop named it."""
    return json.dumps({"job": job})


def started_by(written: str) -> Started | None:
    """The job that is kept under what was sent; nothing where no answer was seen."""
    _, _, word = written.partition("\n")
    try:
        job = json.loads(word)["job"]
    except (ValueError, KeyError, TypeError):
        return None
    return Started(job) if isinstance(job, str) else None


def read_cancelled(api: AdminApi, order_id: str, deadline: Deadline) -> Cancelled | None:
    """The order if it is cancelled. Raises NotFound or another PlatformError."""
    return cancelled_of(read_order(api, order_id, deadline))


def read_order(api: AdminApi, order_id: str, deadline: Deadline) -> Node:
    """As far as its cancellation goes. Raises NotFound or another PlatformError."""
    told = api.read("order_cancelled", {"id": gid("Order", order_id)}, deadline=deadline)
    order = Node("data", told.content).node("order")
    if order is None:
        raise NotFound(f"order {order_id}")
    return order


def cancelled_of(order: Node) -> Cancelled | None:
    """The order if it is cancelled."""
    at, cancellation = order.moment("cancelledAt"), order.node("cancellation")
    if at is None:
        return None
    return Cancelled(order, cancellation.text("staffNote") if cancellation else "", at)


def done_of(cancelled: Cancelled, refunds: Iterable[Node], expected: Money | None) -> Done:
    """What it did: ``refunds`` may have come with it, ``expected`` is what should go back."""
    currency = cancelled.order.text("presentmentCurrencyCode")
    # Told to give nothing back, it gave nothing: a refund beside it is somebody else's.
    given = _made_by(cancelled, refunds) if expected is not None and expected.minor else ()
    nothing = Money(0, currency)
    ways = tuple(way for one in given for way in paid_back_of(one))
    total = sum_of((given_back(one, paid_back_of(one), currency) for one in given), currency)
    warnings = money_warnings(ways)
    if expected is not None and total != expected and "money_failed" not in warnings:
        warnings = (*warnings, "amount_differs")
    moved = next((one for one in given if one.nodes("transactions")), None)
    return Done(
        reference=moved.identity("Refund") if moved else "",
        total=total,
        shipping=nothing,
        state=state_of(cancelled.order),
        warnings=warnings,
        paid_back=ways,
    )


def _made_by(cancelled: Cancelled, refunds: Iterable[Node]) -> tuple[Node, ...]:
    """The one refund that the job itself wrote: somebody may have made another just before."""
    found: tuple[int, tuple[Node, ...]] = (_SAME_JOB, ())
    for one in refunds:
        at = one.moment("createdAt")
        apart = _SAME_JOB if at is None else abs(at - cancelled.at)
        # Of two at the same moment it is the later one: nobody refunds what is cancelled.
        if apart <= found[0]:
            found = (apart, (one,))
    return found[1]


def looked_at(
    api: AdminApi, order_id: str, job: str, deadline: Deadline
) -> Cancelled | Declined | Going | None:
    """What it came to; nothing where no job runs and the order is not cancelled either."""
    if not job:
        return read_cancelled(api, order_id, deadline)
    variables = {"orderId": gid("Order", order_id), "jobId": job}
    said = Node("data", api.read("order_cancel_status", variables, deadline=deadline).content)
    result = said.node("result")
    if result is not None and result.text("status") == "FAILED":
        return declined_of(result.nodes("errors"))
    if result is not None and not result.is_set("done"):
        return Going()
    return read_cancelled(api, order_id, deadline)
