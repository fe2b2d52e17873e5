"""The page where a ticket is opened by hand; whatever is typed stays until it is one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from sidebar import ids
from sidebar.actions import beginning, showing
from sidebar.actions.beginning import Form, Unfit
from sidebar.actions.working.access import check
from sidebar.errors import NotFound, Refused
from sidebar.rules.beginning import Typed
from sidebar.rules.looking import LONGEST_TYPED
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.forms import ask_id, record_id
from sidebar.web.fragments import Part, parts
from sidebar.web.regrouping import panel_saying
from sidebar.web.session import with_viewer

blueprint = Blueprint("new_ticket", __name__)

PAGE = Part("panel", "new_ticket/_page.html")
PEOPLE = Part("known-people", "new_ticket/_people.html")
FORM = Part("new-ticket", "new_ticket/_form.html")


@blueprint.get("/inbox/<shop_id>/new")
@with_viewer
def prepare(viewer: Viewer, shop_id: str) -> Response:
    """The empty form."""
    _own(viewer, shop_id)
    return parts(PAGE, **_values(beginning.form(desk(), viewer, Typed(ask_id=_minted()))))


@blueprint.get("/tickets/<ticket_id>/new")
@with_viewer
def prepare_from(viewer: Viewer, ticket_id: str) -> Response:
    """The form with what this ticket hands on."""
    check(viewer)
    _, ticket = showing.locate(desk(), viewer, ticket_id)
    typed = beginning.from_ticket(ticket, ask_id=_minted())
    return parts(PAGE, **_values(beginning.form(desk(), viewer, typed)))


@blueprint.get("/inbox/<shop_id>/customers")
@with_viewer
def customers(viewer: Viewer, shop_id: str) -> Response:
    """Customers whose name or address holds what was typed."""
    _own(viewer, shop_id)
    looked = request.args.get("looked", "")[:LONGEST_TYPED]
    people = beginning.known_customers(desk(), viewer, looked)
    chosen = request.args.get("customer_id", "")
    kept = beginning.form(desk(), viewer, Typed(customer_id=chosen)).customer
    return parts(PEOPLE, people=people, looked=looked, chosen=kept)


@blueprint.post("/inbox/<shop_id>/tickets")
@with_viewer
def begin(viewer: Viewer, shop_id: str) -> Response:
    """Opens it, and shows it; or shows beside each field what is wrong."""
    _own(viewer, shop_id)
    typed = _typed()
    try:
        ticket = beginning.begin(desk(), viewer, typed)
    except Unfit as unfit:
        asked = beginning.form(desk(), viewer, typed)
        known = beginning.known_customers(desk(), viewer, typed.looked)
        told = _values(asked, faults=unfit.faults, found=unfit.found, people=known)
        return parts(FORM, status=422, **told)
    is_unsent = typed.body.strip() and ticket.last_message_at is None
    return panel_saying(viewer, ticket.id, "begun_unsent" if is_unsent else "begun")


def _own(viewer: Viewer, shop_id: str) -> None:
    if shop_id != viewer.shop_id:
        raise NotFound


def _minted() -> str:
    return ids.new_id("ask", desk().clock.now())


def _typed() -> Typed:
    """Raises Refused (``bad_request``) for a form that this page did not make."""
    if not ask_id():
        raise Refused("bad_request")
    told = {name: request.form.get(name, "") for name in Typed.__dataclass_fields__}
    records = {name: record_id(name) for name in ("customer_id", "order_id", "previous_id")}
    return Typed(**{**told, **records, "ask_id": ask_id()})


def _values(asked: Form, **told: Any) -> dict[str, Any]:
    g.timezone = asked.shop.timezone
    return {
        "shop": asked.shop,
        "form": asked,
        "typed": asked.typed,
        "previous": asked.previous,
        "viewer": g.viewer,
        "faults": {},
        "found": (),
        "people": (),
        "looked": "",
        **told,
    }
