"""The customer's mail about an operation: shown before, and staged only once the shop confirmed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from platforms.moves import CancelReview, Done, Gives, MoneyState, MoneyWay, RefundReview
from platforms.shapes import Money
from sidebar.actions import aftermath, speaking
from sidebar.actions.desk import Desk
from sidebar.actions.money.words import MoneyLetter
from sidebar.actions.speaking import Said
from sidebar.errors import Refused
from sidebar.rules.called import plain
from sidebar.rules.conversation import MessageKind
from sidebar.rules.following import accepted, carried, sum_in
from sidebar.rules.operation import OperationKind
from sidebar.rules.reviewed import StoredReview, stored
from sidebar.rules.viewer import Viewer
from sidebar.store import messages
from sidebar.store.database import Connection
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Requester:
    """Whoever asked for the operation: its letter is theirs, whoever settles it."""

    agent_id: str
    name: str


def check(shop: Shop, ticket: Ticket) -> None:
    """Raises Refused (``no_sender``, ``no_address``) where no mail could leave."""
    if not (shop.mail.sender and shop.mail.host):
        raise Refused("no_sender")
    if not (ticket.customer and ticket.customer.email):
        raise Refused("no_address")


def preview(
    desk: Desk, shop: Shop, ticket: Ticket, viewer: Viewer, review: RefundReview | CancelReview
) -> tuple[str, str]:
    """Subject and text as the customer would read them; a voucher has no code yet."""
    kind = OperationKind.REFUND if isinstance(review, RefundReview) else OperationKind.CANCEL
    letter = _letter(shop, ticket, stored(review), kind=kind, agent_name=viewer.name)
    subject = desk.subject(letter.language, ticket.order_reference, ticket.number, ticket.subject)
    return subject, desk.letter_text(letter)


def stage(
    store: Connection, desk: Desk, shop: Shop, ticket: Ticket, *, operation: Operation, done: Done
) -> bool:
    """Writes the message and stages its letter; answers False where no mail can leave any more.

    The message's ask is the operation: however often this runs, there is one letter.
    """
    try:
        check(shop, ticket)
    except Refused:
        return False
    letter = _letter(
        shop,
        ticket,
        operation.review,
        kind=operation.kind,
        agent_name=operation.agent_name,
        done=done,
    )
    author = Requester(operation.agent_id, plain(operation.agent_name))
    said = Said(MessageKind.AGENT, desk.letter_text(letter))
    message = speaking.written(desk, shop, ticket, said, author=author)
    earlier = messages.mail_ids(store, ticket.id, most=speaking.MOST_REFERENCES)
    if not messages.write(store, message, ask_id=operation.id):
        return False
    aftermath.said(store, desk, message, shop_id=shop.id)
    speaking.stage(store, desk, shop, ticket, message=message, earlier=earlier)
    return True


def _letter(
    shop: Shop,
    ticket: Ticket,
    review: StoredReview,
    *,
    kind: OperationKind,
    agent_name: str,
    done: Done | None = None,
) -> MoneyLetter:
    customer = ticket.customer
    if customer is None:
        raise Refused("no_address")
    lines = tuple((_named(line.name, line.variant), line.quantity) for line in review.lines)
    # What was done is what the customer is told; what was reviewed when it says no more.
    is_as_reviewed = done is None or _sums(done) == (review.total, review.shipping)
    return MoneyLetter(
        kind=kind,
        language="fr" if customer.language == "fr" else "en",
        customer_name=customer.name,
        agent_name=plain(agent_name),
        shop_name=shop.mail.sender_name or shop.name,
        reference=ticket.order_reference,
        amount=review.total if done is None else carried(done),
        gives=review.gives if kind is OperationKind.REFUND else Gives.MONEY,
        voucher="" if done is None else done.voucher,
        lines=lines if is_as_reviewed else (),
        shipping=review.shipping if done is None else done.shipping,
        kept=_kept(review),
        is_by_hand=review.money_way is MoneyWay.BY_HAND,
        is_on_its_way=bool(review.ways) and not all(way.is_by_hand for way in review.ways),
    )


def correction(desk: Desk, shop: Shop, ticket: Ticket, viewer: Viewer, operation: Operation) -> str:
    """What may be written to the customer about money that did not arrive.

    Raises Refused (``not_failed``, ``no_address``).
    """
    result = operation.result
    if result is None or not sum_in(MoneyState.FAILED, result).minor:
        raise Refused("not_failed")
    letter = _letter(
        shop, ticket, operation.review, kind=operation.kind, agent_name=viewer.name, done=result
    )
    amount = sum_in(MoneyState.FAILED, result)
    return desk.letter_text(replace(letter, amount=amount, is_correction=True))


def _kept(review: StoredReview) -> Money | None:
    """What was paid and stays, where its agent could have given it back with the cancellation."""
    stays = review.choice is not None and not review.total.minor and review.paid.minor > 0
    return review.paid if stays else None


def _sums(done: Done) -> tuple[Money, Money]:
    return accepted(done), done.shipping


def _named(name: str, variant: str) -> str:
    return f"{name} ({variant})" if variant else name
