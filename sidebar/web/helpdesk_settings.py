"""The page where managers say what connected helpdesks show of their shop and may do in it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, request

from sidebar.actions.helping import administered, administering
from sidebar.actions.helping.administered import EVERYONE
from sidebar.actions.helping.administering import Ruled
from sidebar.errors import Refused
from sidebar.rules.viewer import Role, Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.staff import own, text

blueprint = Blueprint("helpdesk_settings", __name__)

PAGE = Part("panel", "helpdesks/_helpdesks.html")
ROLE = "role-"


@blueprint.get("/inbox/<shop_id>/settings/helpdesks")
@with_viewer
def show(viewer: Viewer, shop_id: str) -> Response:
    """The helpdesks that this shop is connected with."""
    own(viewer, shop_id)
    return _page(viewer)


@blueprint.put("/inbox/<shop_id>/settings/helpdesks/<helpdesk_id>")
@with_viewer
def rule(viewer: Viewer, shop_id: str, helpdesk_id: str) -> Response:
    """Its switches and its people's roles, as a whole or not at all."""
    own(viewer, shop_id)
    wanted = _ruled()
    return _done(
        viewer, lambda: administering.rule(desk(), viewer, helpdesk_id, wanted), place=helpdesk_id
    )


@blueprint.put("/inbox/<shop_id>/settings/helpdesks/<helpdesk_id>/shops/<shown_id>")
@with_viewer
def switch(viewer: Viewer, shop_id: str, helpdesk_id: str, shown_id: str) -> Response:
    """A shop shown there, or not any more."""
    own(viewer, shop_id)
    is_shown, seen = text("shown") == "yes", text("seen")

    def act() -> None:
        administering.switch(desk(), viewer, helpdesk_id, shown_id, is_shown=is_shown, seen=seen)

    return _done(viewer, act, place=helpdesk_id)


@blueprint.put("/inbox/<shop_id>/settings/helpdesks/<helpdesk_id>/employee")
@with_viewer
def stand_in(viewer: Viewer, shop_id: str, helpdesk_id: str) -> Response:
    """In whose name this shop is asked for people of the helpdesk."""
    own(viewer, shop_id)
    employee_id, seen = text("employee"), text("seen")

    def act() -> None:
        administering.stand_in(desk(), viewer, helpdesk_id, employee_id, seen=seen)

    return _done(viewer, act, place=helpdesk_id)


def _ruled() -> Ruled:
    roles = {name.removeprefix(ROLE): text(name) for name in request.form if name[:5] == ROLE}
    added = text("new_person")
    if added:
        roles[added] = text("new_role")
    return Ruled(
        seen=text("seen"),
        refunds_on=text("refunds_on") == "yes",
        cancellations_on=text("cancellations_on") == "yes",
        roles=roles,
    )


def _done(viewer: Viewer, act: Callable[[], None], *, place: str) -> Response:
    try:
        act()
    except Refused as refusal:
        return _page(viewer, fault=refusal.reason, place=place, status=422)
    return _page(viewer, is_saved=True, place=place)


def _page(
    viewer: Viewer, *, fault: str = "", place: str = "", is_saved: bool = False, status: int = 200
) -> Response:
    shop, installed = administered.show(desk(), viewer)
    g.timezone = shop.timezone
    return parts(
        PAGE,
        status=status,
        shop=shop,
        installed=installed,
        everyone=EVERYONE,
        choices=[role.word for role in Role],
        fault=fault,
        place=place,
        typed=text("new_person") if fault else "",
        is_saved=is_saved,
        section="helpdesks",
    )
