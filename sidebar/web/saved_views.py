"""Views that are saved from a list, and their names."""

from __future__ import annotations

import dataclasses

from flask import Blueprint, Response, request

from sidebar.actions import viewing
from sidebar.errors import Forbidden, NotFound
from sidebar.rules.filtering import Filters, filters_of
from sidebar.rules.viewer import Role, Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import NOTICE, parts
from sidebar.web.inbox import FOUND, VIEWS, around_values, asked_filters, found_values
from sidebar.web.session import with_viewer

blueprint = Blueprint("saved_views", __name__)


@blueprint.post("/inbox/<shop_id>/views")
@with_viewer
def save(viewer: Viewer, shop_id: str) -> Response:
    """Keeps the list as it is shown by a name."""
    _check(viewer, shop_id)
    name, is_shared = request.form.get("name", ""), request.form.get("shared") == "yes"
    view = viewing.save(desk(), viewer, asked_filters(), name, is_shared=is_shared)
    return _shown(viewer, dataclasses.replace(filters_of(view.filters), saved=view.id))


@blueprint.put("/inbox/<shop_id>/views/<view_id>")
@with_viewer
def rename(viewer: Viewer, shop_id: str, view_id: str) -> Response:
    """Gives a view another name."""
    _check(viewer, shop_id)
    viewing.rename(desk(), viewer, view_id, request.form.get("name", ""))
    return _shown(viewer, asked_filters())


@blueprint.delete("/inbox/<shop_id>/views/<view_id>")
@with_viewer
def delete(viewer: Viewer, shop_id: str, view_id: str) -> Response:
    """Keeps a view no more; its tickets go on being shown."""
    _check(viewer, shop_id)
    viewing.delete(desk(), viewer, view_id)
    return _shown(viewer, dataclasses.replace(asked_filters(), saved=""))


def _check(viewer: Viewer, shop_id: str) -> None:
    if shop_id != viewer.shop_id:
        raise NotFound
    if not viewer.may(Role.REPLY):
        raise Forbidden("reply")


def _shown(viewer: Viewer, filters: Filters) -> Response:
    values = {**found_values(viewer, filters), **around_values(viewer)}
    return parts(FOUND, VIEWS, NOTICE, **values)
