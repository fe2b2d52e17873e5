"""The money forms as people fill them in: each field read exactly, each fault put beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from flask import request

from platforms.contract import Barred
from platforms.moves import CancelChoice, Gives, Picked, PickedLine
from platforms.shapes import Money
from sidebar.actions.money.drafting import Preparing, Wanted
from sidebar.errors import Refused
from sidebar.rules.operation import OperationKind
from sidebar.web.amounts import BadAmount, amount_typed, plain
from sidebar.web.forms import ask_id

MOST_LINES = 500
"""More lines than any shop's order has; a form with more was not made by the page."""

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_COUNT = re.compile(r"\d{1,6}", re.ASCII)

_FIELD_OF = {
    "bad_shipping": "shipping",
    "shipping_too_high": "shipping",
    "bad_restock": "restock",
    "restock_forced": "restock",
    "unknown_line": "quantity",
    "bad_quantity": "quantity",
    "quantity_too_high": "quantity",
    "amount_too_high": "quantity",
    "no_reason": "reason",
    "note_too_long": "note",
}
"""Where each refusal is shown; any other one is about the choice as a whole."""


class BadForm(Exception):
    """``faults``: the stable name of what is wrong, by field, in the page's order."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(dict(faults))
        self.faults = dict(faults)


def typed_or(preparing: Preparing, *, is_new_ask: bool) -> dict[str, str]:
    """What the form shows: what was typed into it, or how it begins."""
    empty = {"gives": Gives.MONEY.value, "shipping": "", "reason": "", "note": ""}
    if request.method == "GET":
        begins = {"mails": "yes", "restocks": "yes", "refunds": "yes"}
        return {**empty, **begins, "notifies": _begins(preparing), "ask_id": preparing.ask_id}
    kept = "" if is_new_ask else ask_id()
    return {**empty, **request.form.to_dict(), "ask_id": kept or preparing.ask_id}


def _begins(preparing: Preparing) -> str:
    """The shop's own mail is chosen from the start only where none of ours could leave."""
    person, mail = preparing.ticket.customer, preparing.shop.mail
    is_ours = person is not None and person.email and mail.sender and mail.host
    can_notify = preparing.refundable is not None and preparing.refundable.can_notify
    return "yes" if can_notify and not is_ours else ""


def refund_wanted() -> Wanted:
    """The refund that the form asks for. Raises BadForm."""
    faults: dict[str, str] = {}
    lines = tuple(_lines(faults))
    shipping = _shipping(faults)
    picked = Picked(lines, shipping, _gives(), notifies=_is_yes("notifies"))
    return _wanted(OperationKind.REFUND, picked, faults)


def cancel_wanted() -> Wanted:
    """The cancellation that the form asks for. Raises BadForm."""
    choice = None
    if _is_yes("chooses"):
        choice = CancelChoice(
            restocks=_is_yes("restocks"),
            refunds=_is_yes("refunds"),
            notifies=_is_yes("notifies"),
        )
    return _wanted(OperationKind.CANCEL, None, {}, choice)


def _is_yes(name: str) -> bool:
    return request.form.get(name) == "yes"


def _wanted(
    kind: OperationKind,
    picked: Picked | None,
    faults: dict[str, str],
    choice: CancelChoice | None = None,
) -> Wanted:
    form = request.form
    if not ask_id():
        raise Refused("bad_request")
    if not form.get("reason"):
        faults["reason"] = "no_reason"
    if faults:
        raise BadForm(faults)
    return Wanted(
        ask_id=ask_id(),
        kind=kind,
        picked=picked,
        reason=form.get("reason", ""),
        note=form.get("note", "").strip(),
        mails=_is_yes("mails"),
        choice=choice,
    )


def _lines(faults: dict[str, str]) -> Iterator[PickedLine]:
    named = [name.partition("-")[2] for name in request.form if name.startswith("quantity-")]
    if len(named) > MOST_LINES:
        raise Refused("bad_request")
    for line_id in named:
        quantity = _count(f"quantity-{line_id}", "bad_quantity", faults)
        if quantity:
            restock = _restock(line_id, quantity, faults)
            yield PickedLine(line_id, quantity, restock)


def _restock(line_id: str, quantity: int, faults: dict[str, str]) -> int:
    """Without a box of its own the shop leaves no choice, and the page said which way."""
    name = f"restock-{line_id}"
    if name not in request.form:
        return quantity if request.form.get(f"forced-{line_id}") == "yes" else 0
    restock = _count(name, "bad_restock", faults)
    if restock > quantity:
        faults[name] = "bad_restock"
    return restock


def _count(name: str, reason: str, faults: dict[str, str]) -> int:
    text = request.form.get(name, "").strip()
    if text and not _COUNT.fullmatch(text):
        faults[name] = reason
        return 0
    return int(text or 0)


def _shipping(faults: dict[str, str]) -> Money:
    currency = request.form.get("currency", "")
    if not _CURRENCY.fullmatch(currency):
        raise Refused("bad_request")
    try:
        return amount_typed(request.form.get("shipping", ""), currency)
    except BadAmount as fault:
        faults["shipping"] = fault.reason
        return Money(0, currency)


def _gives() -> Gives:
    return Gives.VOUCHER if request.form.get("gives") == Gives.VOUCHER.value else Gives.MONEY


def fields_of(wanted: Wanted) -> list[tuple[str, str]]:
    """What the review's own form carries: the choice as it was understood."""
    fields = [("ask_id", wanted.ask_id), ("reason", wanted.reason), ("note", wanted.note)]
    if wanted.mails:
        fields.append(("mails", "yes"))
    if wanted.picked is not None:
        shipping = wanted.picked.shipping
        fields += [("currency", shipping.currency), ("gives", wanted.picked.gives.value)]
        fields.append(("shipping", plain(shipping, "en")))
        for line in wanted.picked.lines:
            fields.append((f"quantity-{line.line_id}", str(line.quantity)))
            fields.append((f"restock-{line.line_id}", str(line.restock)))
    return fields + [(name, "yes") for name in _chosen(wanted)]


def _chosen(wanted: Wanted) -> Iterator[str]:
    """The boxes that are ticked, beside the one about our own mail."""
    if wanted.picked is not None and wanted.picked.notifies:
        yield "notifies"
    if wanted.choice is not None:
        yield "chooses"
        names = ("restocks", "refunds", "notifies")
        yield from (name for name in names if getattr(wanted.choice, name))


def fault_of(refusal: Barred | Refused) -> dict[str, str]:
    """A refusal beside the field that it is about."""
    place = _FIELD_OF.get(refusal.reason, "form")
    line_id = getattr(refusal, "line_id", "")
    if place in ("quantity", "restock"):
        return {f"{place}-{line_id}" if line_id else "form": refusal.reason}
    return {place: refusal.reason}
