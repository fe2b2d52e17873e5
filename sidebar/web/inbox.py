"""The inbox: where the shop's menu leads, and where every ticket can be left for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request

from sidebar.actions import inbox, privacy
from sidebar.actions.money import approving
from sidebar.actions.shops import find
from sidebar.errors import NotFound, Refused
from sidebar.rules.filtering import Filters, View, filters_in, filters_of
from sidebar.rules.viewer import LANGUAGES, Role, Viewer
from sidebar.store.operations import Operation
from sidebar.web import session
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.headers import shown_in
from sidebar.web.session import with_viewer

blueprint = Blueprint("inbox", __name__)

INBOX = Part("panel", "inbox/_inbox.html")
VIEWS = Part("views", "inbox/_views.html")
FOUND = Part("found", "inbox/_found.html")
MORE = Part("more", "inbox/_rows.html")


@blueprint.get("/inbox/<shop_id>")
def show(shop_id: str) -> Response | str:
    """The list; without a token, an empty page that brings its own from this tab's memory."""
    if not request.headers.get("Authorization"):
        shown_in(find(desk(), shop_id))
        query = filters_in(request.args).query()
        return render_template("inbox/shell.html", shop_id=shop_id, query=query)
    return listed(shop_id)


@with_viewer
def listed(viewer: Viewer, shop_id: str) -> Response:
    """The whole list, what is found in it, or what follows the last ticket shown."""
    if shop_id != viewer.shop_id:
        raise NotFound
    filters = asked_filters()
    if request.args.get("after"):
        return parts(MORE, **found_values(viewer, filters, after=request.args["after"]))
    if request.args.get("part") == "found":
        return parts(FOUND, **found_values(viewer, filters))
    return parts(INBOX, **inbox_values(viewer, filters, most=rows_wanted()))


@blueprint.put("/inbox/<shop_id>/language")
@with_viewer
def change_language(viewer: Viewer, shop_id: str) -> Response:
    """The same list in the other language, with a token that remembers it."""
    if shop_id != viewer.shop_id:
        raise NotFound
    wanted = request.form.get("language", "")
    if wanted not in LANGUAGES:
        raise Refused("bad_request")
    fresh = viewer.speaking(wanted)
    g.viewer, g.language = fresh, wanted
    return session.spoken_to(fresh, parts(INBOX, **inbox_values(fresh, asked_filters())))


def asked_filters() -> Filters:
    """What the address asks for: by name, or all in one as a ticket's page remembers it."""
    remembered = request.values.get("list", "")
    return filters_of(remembered) if remembered else filters_in(request.values)


def rows_wanted() -> int:
    """How many tickets were shown before; no more than are ever shown at once."""
    text = request.values.get("rows", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def inbox_values(
    viewer: Viewer, filters: Filters | None = None, *, most: int = 0
) -> dict[str, Any]:
    """What the templates of the whole inbox are given."""
    return {
        **found_values(viewer, filters or Filters(), most=most),
        **around_values(viewer),
        "waiting": _waiting(viewer),
        "asked": privacy.waiting(desk(), viewer),
    }


def around_values(viewer: Viewer) -> dict[str, Any]:
    """What the views and the filters are given."""
    return {"around": inbox.look_around(desk(), viewer), "views": tuple(View)}


def found_values(
    viewer: Viewer, filters: Filters, *, after: str = "", most: int = 0
) -> dict[str, Any]:
    """What the templates of a list alone are given."""
    found = inbox.list_tickets(desk(), viewer, filters, after, most=most)
    g.timezone = found.shop.timezone
    return {
        "shop": found.shop,
        "inbox": found,
        "filters": filters,
        "viewer": viewer,
        "now": desk().clock.now(),
    }


def _waiting(viewer: Viewer) -> tuple[Operation, ...]:
    """What waits for a manager's word; nobody else is shown money."""
    return tuple(approving.waiting(desk(), viewer)) if viewer.may(Role.APPROVE) else ()
