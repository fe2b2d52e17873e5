"""What stands around a helpdesk's ticket: orders of every shop it shows, each opened from there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zlib import crc32

import msgspec
from flask import Blueprint, Response, g, request

from platforms.contract import PlatformError
from platforms.shapes import Line
from sidebar.actions import orders, showing
from sidebar.actions.helping import linking, surrounding
from sidebar.actions.helping.surrounding import Around
from sidebar.actions.opening import Opened
from sidebar.actions.showing import TicketPage
from sidebar.errors import NotFound, Refused
from sidebar.rules.around import Said, said_of
from sidebar.rules.looking import LONGEST_TYPED
from sidebar.rules.viewer import Viewer
from sidebar.store.customers import KnownCustomer
from sidebar.store.tickets import Ticket
from sidebar.web import session
from sidebar.web.desk import desk
from sidebar.web.fragments import NOTICE, PANEL, Part, parts
from sidebar.web.host_news import news_parts
from sidebar.web.orders import LONGEST_CURSOR, MORE_LINES
from sidebar.web.session import with_viewer
from sidebar.web.ticket_values import page_values

blueprint = Blueprint("around", __name__)

BARE = Part("panel", "helpdesk/_bare.html")
TOP = Part("around-top", "helpdesk/_top.html")
CUSTOMER = Part("around-customer", "helpdesk/_customer.html")
WHO = Part("around-who", "helpdesk/_who.html")
LINKED = Part("around-linked", "helpdesk/_linked.html")
FOUND = Part("around-found", "helpdesk/_found.html")
MARK = Part("around-mark", "helpdesk/_mark.html")

SEARCHED = "searched"
"""Marks a list of what somebody typed: it stays while the ticket is about the same person."""

LONGEST_SAID = 400_000
"""Characters: fifty entries of a conversation, and what else a helpdesk says of its ticket."""


@blueprint.post("/around")
@with_viewer
def look(viewer: Viewer) -> Response:
    """The orders for what the page says of its ticket, and who is looking."""
    _from_helpdesk(viewer)
    told = said()
    spoken = viewer.language
    viewer, was_met = _met(viewer, told)
    found = surrounding.look(desk(), viewer, told)
    person, mark = _person(told, viewer), _mark(found, viewer)
    # What is shown stays as it is, unfolded orders too, unless the answer is another.
    before = request.form.get("mark", "")
    is_same = before in (mark, f"{person}.{SEARCHED}")
    who = (WHO,) if viewer.language == spoken else (TOP, CUSTOMER)
    shown = () if is_same else (*who, LINKED, FOUND, MARK)
    # One of our tickets may be open in front of the list: it is said there.
    is_other = bool(before) and before.partition(".")[0] != person
    notice = (NOTICE,) if is_other else ()
    values = {**_values(found, mark=mark), "reason": "requester_changed", "tone": "question"}
    answer = parts(*shown, *notice, *news_parts(viewer, told.ticket_id), **values)
    return session.spoken_to(viewer, answer) if was_met else answer


@blueprint.get("/around")
@with_viewer
def back(viewer: Viewer) -> Response:
    """No ticket of ours is open: what stands around the helpdesk's shows again, as it was."""
    _from_helpdesk(viewer)
    return parts(BARE)


@blueprint.post("/around/orders")
@with_viewer
def search(viewer: Viewer) -> Response:
    """The orders for what was typed; with nothing typed, those of the ticket's customer again."""
    _from_helpdesk(viewer)
    typed = request.form.get("looked", "")[:LONGEST_TYPED].strip()
    told = said()
    found = surrounding.look(desk(), viewer, told, typed)
    mark = f"{_person(told, viewer)}.{SEARCHED}" if typed else _mark(found, viewer)
    return parts(FOUND, MARK, **_values(found, mark=mark))


@blueprint.post("/around/shops/<shop_id>")
@with_viewer
def ask_again(viewer: Viewer, shop_id: str) -> Response:
    """One shop asked once more, with more time than all of them together have."""
    _in(viewer, shop_id)
    typed = request.form.get("looked", "")[:LONGEST_TYPED].strip()
    one = surrounding.look_in(desk(), viewer, said(), typed)
    g.timezone = one.shop.timezone
    part = Part(f"around-{shop_id}", "helpdesk/_shop.html")
    return parts(part, one=one, typed=typed, said=said(), focus=shop_id)


@blueprint.get("/around/shops/<shop_id>/orders/<order_id>")
@with_viewer
def details(viewer: Viewer, shop_id: str, order_id: str) -> Response:
    """A listed order, read from its shop now."""
    _in(viewer, shop_id)
    shop = surrounding.shop_of(desk(), viewer)
    g.timezone = shop.timezone
    view = orders.read_order(desk(), shop, order_id)
    part = Part(f"around-{shop_id}-{order_id}", "helpdesk/_order.html")
    return parts(part, order_view=view, order_id=order_id, order_shop=shop, **_no_ticket(shop_id))


@blueprint.get("/around/shops/<shop_id>/orders/<order_id>/lines")
@with_viewer
def lines(viewer: Viewer, shop_id: str, order_id: str) -> Response:
    """More lines of a long order, put where the button for them stood."""
    _in(viewer, shop_id)
    shop = surrounding.shop_of(desk(), viewer)
    page = request.args.get("page", default=1, type=int)
    after, fault = request.args.get("after", "")[:LONGEST_CURSOR], None
    rows: tuple[Line, ...] = ()
    try:
        rows, after = orders.more_lines(desk(), shop, order_id, after)
    except PlatformError as away:
        fault = away
    part = Part(f"lines-{shop_id}{order_id}-{page}", MORE_LINES)
    told: dict[str, Any] = {"shown_order": order_id, "rows": rows, "after": after, "page": page}
    return parts(part, status=200, shop_fault=fault, **told, **_no_ticket(shop_id))


@blueprint.post("/around/shops/<shop_id>/orders/<order_id>/ticket")
@with_viewer
def open_order(viewer: Viewer, shop_id: str, order_id: str) -> Response:
    """The order's ticket, the one it has or a new one, with the whole panel."""
    _in(viewer, shop_id)
    return _opened(viewer, linking.open_order(desk(), viewer, said(), order_id))


@blueprint.post("/around/shops/<shop_id>/tickets")
@with_viewer
def open_alone(viewer: Viewer, shop_id: str) -> Response:
    """A ticket for this customer about no order."""
    _in(viewer, shop_id)
    return _opened(viewer, linking.open_alone(desk(), viewer, said()))


def said() -> Said:
    """What the page says of the helpdesk's ticket. Raises Refused (``bad_request``)."""
    written = request.form.get("said", "")
    if len(written) > LONGEST_SAID:
        raise Refused("bad_request")
    try:
        told = msgspec.json.decode(written or "{}")
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused("bad_request") from error
    return said_of(told if isinstance(told, dict) else {})


def _opened(viewer: Viewer, opened: Opened) -> Response:
    """The panel; and what is shown around the helpdesk's ticket knows of it once one goes back."""
    told, ticket = said(), opened.ticket
    page = showing.show(desk(), viewer, ticket.id)
    values = {
        **page_values(page),
        "arrival": "created" if opened.was_created else "found",
        "is_unlinked": not told.ticket_id,
        "orders_owner": _owner(page, told),
        "said": told,
        "linked": surrounding.linked_tickets(desk(), viewer, told),
    }
    act = Part(f"around-act-{viewer.shop_id}-{ticket.order_id}", "helpdesk/_act.html")
    beside = (act,) if ticket.order_id else ()
    known: dict[str, Any] = {"at_shop": viewer.shop_id, "at_order": ticket.order_id, "ours": ticket}
    return parts(PANEL, LINKED, *beside, **values, **known)


def _owner(page: TicketPage, told: Said) -> KnownCustomer | None:
    """Whose order it is, where that is not whom the helpdesk's ticket is about."""
    person, order = page.ticket.customer, page.order.order if page.order else None
    if person is None or not page.ticket.order_id:
        return None
    emails, phones = [person.email], [person.phone]
    if order is not None:
        emails.append(order.customer.email)
        phones += order.customer.phones
        for address in (order.delivery_address, order.invoice_address):
            phones += address.phones if address else ()
    return person if told.is_other_than(emails, phones) else None


def _from_helpdesk(viewer: Viewer) -> None:
    if not viewer.helpdesk_id:
        raise NotFound


def _in(viewer: Viewer, shop_id: str) -> None:
    """Who looks from elsewhere in the helpdesk moves there (``session.with_viewer``)."""
    _from_helpdesk(viewer)
    if viewer.shop_id != shop_id:
        raise NotFound


def _met(viewer: Viewer, told: Said) -> tuple[Viewer, bool]:
    known = surrounding.met(desk(), viewer, told)
    if known is viewer:
        return viewer, False
    g.viewer = g.home = known
    g.language = known.language
    return known, True


def _values(found: Around, **more: Any) -> dict[str, Any]:
    return {
        "around": found,
        "said": found.said,
        "typed": found.typed,
        "linked": found.linked,
        "shops": found.shops,
        **more,
    }


def _mark(found: Around, viewer: Viewer) -> str:
    """Changes when anything listed does, or whom it is listed for."""
    shown = [
        (one.shop.id, one.orders, one.gaps, type(one.fault).__name__, *_numbers(one.tickets))
        for one in found.answers
    ]
    linked = [(one.id, one.status.value) for one in found.linked]
    return f"{_person(found.said, viewer)}.{crc32(repr((shown, linked)).encode()):x}"


def _person(told: Said, viewer: Viewer) -> str:
    """Changes with whom the ticket is about, and with the language that this is told in."""
    named = (told.ticket_id, told.name, told.emails, told.phones, viewer.language)
    return f"{crc32(repr(named).encode()):x}"


def _numbers(ours: Mapping[str, Ticket]) -> list[tuple[int, str]]:
    return [(ticket.number, ticket.status.value) for ticket in ours.values()]


def _no_ticket(shop_id: str) -> dict[str, Any]:
    """For the templates of an order, which elsewhere stands beside a ticket."""
    return {"ticket": {"id": "", "order_id": "", "shop_id": shop_id}, "lines_shop": shop_id}
