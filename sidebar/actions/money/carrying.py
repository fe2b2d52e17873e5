"""Carries an asked operation to the shop: claimed, called once outside any transaction, settled."""

from __future__ import annotations

import re

from platforms.contract import Barred, NotSent, Platform, PlatformError
from platforms.moves import Act, Actor, CancelReview, Declined, RefundReview
from sidebar.actions.desk import Desk
from sidebar.actions.money import access, drafting, settling
from sidebar.actions.money.settling import Answer, Doubt, Nothing
from sidebar.actions.money.words import ShopNote
from sidebar.errors import NotFound
from sidebar.rules.operation import CALL_SECONDS, LEASE, OperationState, next_try
from sidebar.rules.reasons import chosen
from sidebar.rules.refundable import seal
from sidebar.rules.viewer import language_of
from sidebar.store import agents, shops, steps, tickets
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop

Review = RefundReview | CancelReview


def carry_out(desk: Desk, operation_id: str, *, fresh: Review | None = None) -> Operation:
    """Brings an asked operation to the shop; answers it as it then stands.

    ``fresh`` is its review if it was read a moment ago; else the shop is read again first, and
    what is no longer as it was reviewed is refused. An operation that another worker has, or that
    is not *asked*, is left alone.
    """
    operation = access.reload(desk, operation_id)
    with desk.database.reading() as store:
        shop = shops.find(store, operation.shop_id)
    if shop is None or operation.state is not OperationState.ASKED:
        return operation
    review = fresh or _read_again(desk, shop, operation)
    if review is not None:
        _send(desk, shop, operation, review)
    return access.reload(desk, operation_id)


def _read_again(desk: Desk, shop: Shop, operation: Operation) -> Review | None:
    """The review as it was seen; nothing when the operation has to wait, or ended here."""
    try:
        review = drafting.read_again(desk, shop, operation.order_id, operation.picked)
    except Barred as barred:
        settling.refuse(desk, operation, barred.reason)
        return None
    except PlatformError as fault:
        _put_off(desk, operation, fault)
        return None
    if seal(review) == operation.review.seal:
        return review
    settling.refuse(desk, operation, "moved")
    return None


def _put_off(desk: Desk, operation: Operation, fault: PlatformError) -> None:
    now = desk.clock.now()
    if now >= operation.give_up_at:
        settling.refuse(desk, operation, "shop_unreachable")
        return
    due_at = next_try(operation.attempt + 2, now)
    with desk.database.writing() as store:
        steps.put_off(store, operation, due_at=due_at, fault=name_of(fault))


def _send(desk: Desk, shop: Shop, operation: Operation, review: Review) -> None:
    platform = desk.platform(shop)
    act = _act(desk, shop, operation)
    with desk.database.writing() as store:
        lease_until = desk.clock.now() + LEASE
        if not steps.claim(store, operation, lease_until=lease_until):
            return
    answer = _call(platform, review, act)
    settling.settle(desk, operation, answer, attempt=operation.attempt + 1)


def _call(platform: Platform, review: Review, act: Act) -> Answer:
    """The one call of this attempt. Only what surely did nothing may be tried again."""
    try:
        if isinstance(review, RefundReview):
            return platform.refund(review, act, within=CALL_SECONDS)
        return platform.cancel(review, act, within=CALL_SECONDS)
    except NotSent as fault:
        return Nothing(name_of(fault))
    except Barred as barred:
        # By the contract nothing was asked of the shop.
        return Declined(barred.reason)
    except PlatformError as fault:
        return Doubt(name_of(fault))


def _act(desk: Desk, shop: Shop, operation: Operation) -> Act:
    with desk.database.reading() as store:
        agent = agents.find(store, operation.agent_id)
        ticket = tickets.find(store, operation.ticket_id, shop_id=shop.id)
    if agent is None or ticket is None:
        raise NotFound
    language = language_of(agent.language)
    reason = chosen(operation.reason, shop.money.reasons(operation.kind))
    own_words = reason.text.to(language) if reason is not None and reason.text else ""
    note = ShopNote(
        kind=operation.kind,
        language=language,
        amount=operation.amount,
        agent_name=operation.agent_name,
        approver_name=operation.approver_name,
        ticket_number=ticket.number,
        operation_id=operation.id,
        reason="" if own_words else operation.reason,
        reason_text=own_words,
        note=operation.note,
    )
    return Act(operation.id, Actor(agent.host_id, operation.agent_name), desk.note_text(note))


def name_of(fault: PlatformError) -> str:
    """The stable name of a failed exchange: ``bad_answer`` for BadAnswer."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(fault).__name__).lower()
