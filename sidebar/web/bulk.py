"""One act on the tickets that are picked in a list; closing, which is final, is asked for twice."""

from __future__ import annotations

from flask import Blueprint, Response, request

from sidebar.actions import bulk
from sidebar.actions.bulk import Done
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.viewer import Role, Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import NOTICE, Part, parts
from sidebar.web.inbox import FOUND, VIEWS, around_values, asked_filters, found_values, rows_wanted
from sidebar.web.session import with_viewer

blueprint = Blueprint("bulk", __name__)

BAR = Part("bulk-bar", "inbox/_bulk.html")


@blueprint.post("/inbox/<shop_id>/bulk")
@with_viewer
def act(viewer: Viewer, shop_id: str) -> Response:
    """Does what the pressed button says to every ticket picked."""
    if shop_id != viewer.shop_id:
        raise NotFound
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")
    wanted, picked = request.form.get("act", ""), request.form.getlist("ticket")
    filters = asked_filters()
    if wanted == "keep" or (wanted == "close" and request.form.get("confirmed") != "yes"):
        values = found_values(viewer, filters)
        return parts(
            BAR, status=409 if wanted == "close" else 200, asks=wanted, picked=picked, **values
        )
    done = _acted(viewer, wanted, picked)
    values = {**found_values(viewer, filters, most=rows_wanted()), **around_values(viewer)}
    return parts(FOUND, VIEWS, NOTICE, done=done, **values)


def _acted(viewer: Viewer, wanted: str, picked: list[str]) -> Done:
    kind, _, whom = request.form.get("whom", "").partition(":")
    if wanted == "mine":
        return bulk.assign(desk(), viewer, picked, viewer.agent_id)
    if wanted == "give" and kind == "agent":
        return bulk.assign(desk(), viewer, picked, whom)
    if wanted == "give" and kind == "team":
        return bulk.give(desk(), viewer, picked, whom)
    if wanted == "give":
        raise Refused("nobody_chosen")
    if wanted == "tag":
        return bulk.tag(desk(), viewer, picked, request.form.get("tag", ""))
    if wanted == "close":
        return bulk.close(desk(), viewer, picked)
    raise Refused("bad_request")
