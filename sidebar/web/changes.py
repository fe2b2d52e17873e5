"""The page that tells who changed what in a shop's settings."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from sidebar.actions import staffing
from sidebar.rules.viewer import Viewer
from sidebar.store import setting_events
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.staff import own

blueprint = Blueprint("changes", __name__)

PAGE = Part("panel", "settings/_changes.html")
MORE = Part("more-changes", "settings/_change_rows.html")
A_PAGE = 50


@blueprint.get("/inbox/<shop_id>/settings/changes")
@with_viewer
def show(viewer: Viewer, shop_id: str) -> Response:
    """The newest changes, or those before one of them."""
    own(viewer, shop_id)
    staffing.check(viewer)
    before = request.args.get("before", "")[:80]
    with desk().database.reading() as store:
        shop = staffing.found(store, viewer)
        found = setting_events.of_shop(store, shop.id, most=A_PAGE + 1, before=before)
    g.timezone = shop.timezone
    return parts(
        MORE if before else PAGE,
        shop=shop,
        changes=found[:A_PAGE],
        has_more=len(found) > A_PAGE,
        section="changes",
    )
