"""Carries an asked operation to the shop: claimed, called once outside any transaction, settled."""

from __future__ import annotations

from dataclasses import replace

from platforms.contract import Barred, NotSent, Platform, PlatformError, Unauthorized
from platforms.moves import Act, Actor, CancelReview, Declined, Done, Going, RefundReview
from sidebar.actions.desk import Desk
from sidebar.actions.helping import standing
from sidebar.actions.money import access, checking, drafting, settling
from sidebar.actions.money.checking import name_of
from sidebar.actions.money.settling import NEVER_SENT, Answer, Doubt, Nothing
from sidebar.actions.money.stumbling import STUMBLED, Steadied
from sidebar.actions.money.words import ShopNote
from sidebar.errors import NotFound
from sidebar.rules.operation import CALL_SECONDS, GOING, LEASE, READ_AGAIN, OperationState
from sidebar.rules.reasons import chosen
from sidebar.rules.refundable import seal
from sidebar.rules.viewer import language_of
from sidebar.store import agents, shops, steps, tickets
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop

Review = RefundReview | CancelReview

KEY_REUSED = "key_reused"

SESSION_OVER = "shop_session_over"
"""Why nothing was sent: the shop no longer vouches for whoever it would be done by."""


def carry_out(desk: Desk, operation_id: str, *, fresh: Review | None = None) -> Operation:
    """Brings an asked operation to the shop, once in its life; answers it as it then stands.

    ``fresh`` is used if it is the very review that was kept; else the shop is read again first,
    and what is no longer as it was reviewed is refused. What was sent before is asked about
    instead: whatever the order looks like by now, it may look so because of it. An operation that
    another worker has, or that is not *asked*, is left alone.
    """
    operation = access.reload(desk, operation_id)
    with desk.database.reading() as store:
        shop = shops.find(store, operation.shop_id)
    if shop is None or operation.state is not OperationState.ASKED:
        return operation
    if operation.attempt != NEVER_SENT:
        checking.check(desk, operation)
        return access.reload(desk, operation_id)
    is_fresh = fresh is not None and seal(fresh) == operation.review.seal
    review = fresh if is_fresh else _read_again(desk, shop, operation)
    if review is not None:
        _send(desk, shop, operation, review)
    return access.reload(desk, operation_id)


def _read_again(desk: Desk, shop: Shop, operation: Operation) -> Review | None:
    """The review as it was seen; nothing when the operation has to wait, or ended here."""
    try:
        review = drafting.read_again(
            desk, shop, operation.order_id, operation.picked, operation.choice
        )
    except Barred as barred:
        settling.refuse(desk, operation, barred.reason)
        return None
    except PlatformError as fault:
        put_off(desk, operation, name_of(fault))
        return None
    if seal(review) == operation.review.seal:
        return review
    settling.refuse(desk, operation, "moved")
    return None


def put_off(desk: Desk, operation: Operation, fault: str) -> None:
    """What was never sent is looked at again, until it has been tried for long enough."""
    now = desk.clock.now()
    if now >= operation.give_up_at:
        settling.refuse(desk, operation, "shop_unreachable")
        return
    with desk.database.writing() as store:
        steps.put_off(store, operation, due_at=now + READ_AGAIN, fault=fault)


def _send(desk: Desk, shop: Shop, operation: Operation, review: Review) -> None:
    if not _is_proven(desk, shop, operation):
        return
    platform = desk.platform(shop, agent_id=operation.actor_id)
    act = _act(desk, shop, operation)
    act = replace(act, written=platform.compose(review, act))
    with desk.database.writing() as store:
        now = desk.clock.now()
        lease_until, written = now + LEASE, act.written
        if not steps.claim(store, operation, lease_until=lease_until, written=written, now=now):
            return
    # Who stood still so long may already be taken for dead, and what they sent for never arrived.
    is_late = desk.clock.now() >= lease_until
    answer = Nothing("not_sent") if is_late else _called(platform, review, act)
    settling.settle(desk, operation, answer, attempt=operation.attempt + 1)


def _is_proven(desk: Desk, shop: Shop, operation: Operation) -> bool:
    """Whether the shop would know who acts; the operation has ended, or waits, where it would not.

    Looked at before the call: a key that is missing only then would leave everybody in doubt.
    """
    try:
        access.prove(desk, shop, operation.actor_id)
    except Unauthorized:
        settling.refuse(desk, operation, SESSION_OVER)
        return False
    except PlatformError as fault:
        put_off(desk, operation, name_of(fault))
        return False
    return True


def _called(platform: Platform, review: Review, act: Act) -> Answer:
    """The call's answer; whatever breaks on the way, the shop may have done it."""
    with Steadied(act.key):
        return _call(platform, review, act)
    return Doubt(STUMBLED)


def _call(platform: Platform, review: Review, act: Act) -> Answer:
    """The one call there is."""
    try:
        if isinstance(review, RefundReview):
            answer = platform.refund(review, act, within=CALL_SECONDS)
        else:
            answer = platform.cancel(review, act, within=CALL_SECONDS)
        if isinstance(answer, Going):
            return Doubt(GOING, answer.word)
        return answer if not _is_of_another_call(answer) else Doubt(KEY_REUSED)
    except NotSent as fault:
        return Nothing(name_of(fault))
    except Barred as barred:
        # By the contract nothing was asked of the shop.
        return Declined(barred.reason)
    except PlatformError as fault:
        return Doubt(name_of(fault))


def _is_of_another_call(answer: Done | Declined) -> bool:
    """The shop knows the key from a call that said otherwise: what that one did, it did not say."""
    return isinstance(answer, Declined) and answer.reason == KEY_REUSED


def _act(desk: Desk, shop: Shop, operation: Operation) -> Act:
    with desk.database.reading() as store:
        agent = agents.find(store, operation.agent_id)
        ticket = tickets.find(store, operation.ticket_id, shop_id=shop.id)
        if agent is None or ticket is None:
            raise NotFound
        employee = standing.employee_for(store, operation, agent)
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
    actor = Actor(employee, operation.agent_name)
    return Act(operation.id, actor, desk.note_text(note), operation.reason)
