"""What a helpdesk's people may keep beside their ticket of money that moved: from what was kept."""

from __future__ import annotations

from dataclasses import dataclass

from platforms.moves import Done, Gives
from platforms.shapes import Money
from sidebar.actions.desk import Desk
from sidebar.actions.helping import telling
from sidebar.rules.following import accepted, carried
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.reasons import chosen
from sidebar.rules.viewer import Viewer
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class HostNote:
    """One operation in words for colleagues. ``language`` is fr or en."""

    kind: OperationKind
    language: str
    amount: Money
    """What the shop accepted, less what then failed; zero where nothing goes back."""
    gives: Gives
    voucher: str
    number: str
    """The shop's own, of its credit slip or refund; may be empty."""
    is_slip: bool
    is_pending: bool
    """The money is not with the customer yet, as far as anyone says."""
    is_lost: bool
    """Nothing of the money arrived."""
    reference: str
    shop_name: str
    agent_name: str
    approver_name: str
    ticket_number: int
    operation_id: str
    reason: str
    """A code of ours, or empty where ``reason_text`` is the shop's own words."""
    reason_text: str
    lines: tuple[tuple[str, int], ...]
    """(name with its variant, units)."""
    shipping: Money


def offered(
    desk: Desk,
    viewer: Viewer,
    place: tuple[Shop, Ticket],
    operation: Operation,
    *,
    host_ticket_id: str,
) -> HostNote | None:
    """The note for the ticket around the page, once the shop has done what was asked.

    None for who is in no helpdesk, and where the helpdesk's ticket is not one of this ticket's.
    ``host_ticket_id`` is empty for one that has no number yet.
    """
    shop, ticket = place
    done = operation.result
    if not viewer.helpdesk_id or operation.state is not OperationState.DONE or done is None:
        return None
    if host_ticket_id and not telling.is_beside(desk, viewer, host_ticket_id, ticket.id):
        return None
    return _note(desk, viewer, shop, ticket, operation=operation, done=done)


def _note(
    desk: Desk, viewer: Viewer, shop: Shop, ticket: Ticket, *, operation: Operation, done: Done
) -> HostNote:
    reason = chosen(operation.reason, shop.money.reasons(operation.kind))
    own_words = reason.text.to(viewer.language) if reason is not None and reason.text else ""
    whole, left = accepted(done), carried(done)
    review = operation.review
    return HostNote(
        kind=operation.kind,
        language=viewer.language,
        amount=left if left.minor else whole,
        gives=review.gives,
        voucher=done.voucher,
        number=done.reference if operation.kind is OperationKind.REFUND else "",
        is_slip=desk.platform(shop).capabilities.writes_slips,
        is_pending=operation.money_state in ("pending", "unconfirmed"),
        is_lost=bool(whole.minor) and not left.minor,
        reference=operation.order_reference,
        shop_name=shop.name,
        agent_name=operation.agent_name,
        approver_name=operation.approver_name,
        ticket_number=ticket.number,
        operation_id=operation.id,
        reason="" if own_words else operation.reason,
        reason_text=own_words,
        lines=_lines(operation, done),
        shipping=done.shipping,
    )


def _lines(operation: Operation, done: Done) -> tuple[tuple[str, int], ...]:
    """Of a refund, what it was for, as the shop did it."""
    if operation.kind is not OperationKind.REFUND:
        return ()
    names = {
        line.line_id: f"{line.name} ({line.variant})" if line.variant else line.name
        for line in operation.review.lines
    }
    told = done.lines or operation.review.lines
    # A name with a line's end in it would be two lines.
    return tuple(
        (" ".join(names.get(line.line_id, "").split()), line.quantity)
        for line in told
        if line.quantity
    )
