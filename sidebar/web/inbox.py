"""The inbox: where the shop's menu leads, and where every ticket can be left for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request

from sidebar.actions import inbox, privacy
from sidebar.actions.inbox import View
from sidebar.actions.money import approving
from sidebar.actions.shops import find
from sidebar.errors import NotFound, Refused
from sidebar.rules.viewer import LANGUAGES, Role, Viewer
from sidebar.store.operations import Operation
from sidebar.store.tickets import Place
from sidebar.web import session
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.headers import shown_in
from sidebar.web.session import with_viewer

blueprint = Blueprint("inbox", __name__)

INBOX = Part("panel", "inbox/_inbox.html")
MORE = Part("more", "inbox/_rows.html")


@blueprint.get("/inbox/<shop_id>")
def show(shop_id: str) -> Response | str:
    """The list; without a token, an empty page that brings its own from this tab's memory."""
    if not request.headers.get("Authorization"):
        shown_in(find(desk(), shop_id))
        return render_template("inbox/shell.html", shop_id=shop_id)
    return listed(shop_id)


@with_viewer
def listed(viewer: Viewer, shop_id: str) -> Response:
    """The whole list, or what follows the last ticket shown."""
    if shop_id != viewer.shop_id:
        raise NotFound
    after = _after()
    values = inbox_values(viewer, after)
    return parts(INBOX if after is None else MORE, **values)


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
    return session.spoken_to(fresh, parts(INBOX, **inbox_values(fresh)))


def inbox_values(viewer: Viewer, after: Place | None = None) -> dict[str, Any]:
    """What the templates of the inbox are given."""
    found = inbox.list_tickets(desk(), viewer, _view(), after)
    g.timezone = found.shop.timezone
    return {
        "shop": found.shop,
        "inbox": found,
        "views": tuple(View),
        "waiting": _waiting(viewer) if after is None else (),
        "asked": privacy.waiting(desk(), viewer) if after is None else None,
        "viewer": viewer,
        "now": desk().clock.now(),
    }


def _waiting(viewer: Viewer) -> tuple[Operation, ...]:
    """What waits for a manager's word; nobody else is shown money."""
    return tuple(approving.waiting(desk(), viewer)) if viewer.may(Role.APPROVE) else ()


def _view() -> View:
    try:
        return View(request.args.get("view", View.OPEN))
    except ValueError:
        return View.OPEN


def _after() -> Place | None:
    moment, _, identity = request.args.get("after", "").partition("-")
    is_place = moment.isascii() and moment.isdigit() and len(moment) < 16 and identity
    return Place(int(moment), identity) if is_place else None
