"""From a ticket to the one before or after it, in the list that it was opened from."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import Blueprint, Flask, Response, g, request

from sidebar.actions import inbox, showing
from sidebar.rules.filtering import LONGEST_VALUE, filters_of
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import NOTICE, PANEL, parts
from sidebar.web.session import with_viewer
from sidebar.web.ticket_values import page_values

blueprint = Blueprint("trail", __name__)


def install(app: Flask) -> None:
    """Registers the templates' way to the list that a page goes back to."""
    app.jinja_env.globals["kept_list"] = kept_list


def kept_list() -> str:
    """The list that whoever asks comes from: said in the address, or by the page they are on."""
    query = request.values.get("list", "") or request.headers.get("Comptoir-List", "")
    return filters_of(query).query(place=parse_qs(query).get("place", [""])[0][:LONGEST_VALUE])


@blueprint.get("/tickets/<ticket_id>/beside")
@with_viewer
def beside(viewer: Viewer, ticket_id: str) -> Response:
    """The panel of the next (or previous) ticket, or a word that there is none."""
    showing.locate(desk(), viewer, ticket_id)
    query = request.args.get("list", "")
    filters, place = filters_of(query), parse_qs(query).get("place", [""])[0]
    is_after = request.args.get("to") != "previous"
    home: Viewer = g.home
    entry = inbox.beside(desk(), home, filters, place, ticket_id=ticket_id, is_after=is_after)
    if entry is None:
        reason = "last_of_list" if is_after else "first_of_list"
        return parts(NOTICE, reason=reason)
    g.viewer = inbox.in_shop_of(desk(), home, entry.ticket)
    page = showing.show(desk(), g.viewer, entry.ticket.id)
    return parts(PANEL, **page_values(page), list=filters.query(place=entry.place))
