"""The page where a manager keeps teams, and lets people of sister shops work here."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, request

from sidebar.actions import staffing
from sidebar.errors import NotFound, Refused
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer

blueprint = Blueprint("staff", __name__)

PAGE = Part("panel", "people/_people.html")
LONGEST = 200


@blueprint.get("/inbox/<shop_id>/settings/people")
@with_viewer
def show(viewer: Viewer, shop_id: str) -> Response:
    """People, teams and sister shops as they are."""
    own(viewer, shop_id)
    return _page(viewer)


@blueprint.post("/inbox/<shop_id>/settings/teams")
@with_viewer
def create_team(viewer: Viewer, shop_id: str) -> Response:
    """A new team; a name that cannot be stays typed."""
    own(viewer, shop_id)
    name = text("name")
    return _done(viewer, lambda: staffing.create_team(desk(), viewer, name), typed=name)


@blueprint.put("/inbox/<shop_id>/settings/teams/<team_id>")
@with_viewer
def rename_team(viewer: Viewer, shop_id: str, team_id: str) -> Response:
    """Another name for it."""
    own(viewer, shop_id)
    name = text("name")
    return _done(viewer, lambda: staffing.rename_team(desk(), viewer, team_id, name), place=team_id)


@blueprint.put("/inbox/<shop_id>/settings/teams/<team_id>/archive")
@with_viewer
def archive_team(viewer: Viewer, shop_id: str, team_id: str) -> Response:
    """Offered no more, or again."""
    own(viewer, shop_id)
    is_archived = text("archived") == "yes"
    return _done(
        viewer,
        lambda: staffing.archive_team(desk(), viewer, team_id, is_archived=is_archived),
        place=team_id,
    )


@blueprint.put("/inbox/<shop_id>/settings/teams/<team_id>/members")
@with_viewer
def man_team(viewer: Viewer, shop_id: str, team_id: str) -> Response:
    """Someone in it, or out of it."""
    own(viewer, shop_id)
    agent_id, is_member = text("agent"), text("member") == "yes"
    return _done(
        viewer,
        lambda: staffing.man_team(desk(), viewer, team_id, agent_id, is_member=is_member),
        place=team_id,
    )


@blueprint.put("/inbox/<shop_id>/settings/grants")
@with_viewer
def grant(viewer: Viewer, shop_id: str) -> Response:
    """What someone of a sister shop may do here."""
    own(viewer, shop_id)
    agent_id, role = text("agent"), text("role")
    return _done(viewer, lambda: staffing.grant(desk(), viewer, agent_id, role))


def own(viewer: Viewer, shop_id: str) -> None:
    """Raises NotFound where the address is another shop's."""
    if shop_id != viewer.shop_id:
        raise NotFound


def text(name: str) -> str:
    """A field of the form, as far as any honest one goes."""
    return request.form.get(name, "").strip()[:LONGEST]


def _done(viewer: Viewer, act: Callable[[], None], *, typed: str = "", place: str = "") -> Response:
    """The page again; the team that was changed, ``place``, stays unfolded."""
    try:
        act()
    except Refused as refusal:
        return _page(viewer, fault=refusal.reason, typed=typed, place=place, status=422)
    return _page(viewer, is_saved=True, place=place)


def _page(
    viewer: Viewer,
    *,
    fault: str = "",
    typed: str = "",
    place: str = "",
    is_saved: bool = False,
    status: int = 200,
) -> Response:
    staff = staffing.show(desk(), viewer)
    g.timezone = staff.shop.timezone
    return parts(
        PAGE,
        status=status,
        shop=staff.shop,
        staff=staff,
        fault=fault,
        typed=typed,
        place=place,
        is_saved=is_saved,
        section="people",
    )
