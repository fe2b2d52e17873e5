"""Views that people save: their own as they like, the whole shop's by its managers alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from sidebar import ids
from sidebar.actions import recording
from sidebar.actions.desk import Desk
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.filtering import Filters
from sidebar.rules.viewer import Role, Viewer
from sidebar.rules.words import folded
from sidebar.store import saved_views
from sidebar.store.database import Connection
from sidebar.store.saved_views import SavedView

LONGEST_NAME = 60
MOST_VIEWS = 30
"""Seen by one person: each is counted whenever the list is opened."""

SECTION = "views"


def save(desk: Desk, viewer: Viewer, filters: Filters, name: str, *, is_shared: bool) -> SavedView:
    """Keeps the list by a name; for the whole shop, by a manager.

    Raises Forbidden or Refused (``bad_view_name``, ``view_name_taken``, ``too_many_views``).
    """
    if is_shared and not viewer.may(Role.MANAGE):
        raise Forbidden("manage")
    now = desk.clock.now()
    view = SavedView(ids.new_id("svw", now), _named(name), filters.kept(), is_shared)
    with desk.database.writing() as store:
        seen = saved_views.seen_by(store, viewer.shop_id, viewer.agent_id)
        if len(seen) >= MOST_VIEWS:
            raise Refused("too_many_views")
        _check_free(seen, view)
        owner = None if is_shared else viewer.agent_id
        saved_views.keep(store, view, shop_id=viewer.shop_id, agent_id=owner, now=now)
        _told(store, desk, viewer, view, new=view.name)
    return view


def rename(desk: Desk, viewer: Viewer, view_id: str, name: str) -> SavedView:
    """Gives the view another name.

    Raises Forbidden, NotFound or Refused (``bad_view_name``, ``view_name_taken``).
    """
    wanted = _named(name)
    with desk.database.writing() as store:
        view = _changeable(store, viewer, view_id)
        seen = saved_views.seen_by(store, viewer.shop_id, viewer.agent_id)
        _check_free(seen, dataclasses.replace(view, name=wanted))
        saved_views.rename(store, view.id, wanted)
        _told(store, desk, viewer, view, old=view.name, new=wanted)
        return dataclasses.replace(view, name=wanted)


def delete(desk: Desk, viewer: Viewer, view_id: str) -> None:
    """Keeps the view no more. Raises Forbidden or NotFound."""
    with desk.database.writing() as store:
        view = _changeable(store, viewer, view_id)
        saved_views.delete(store, view.id)
        _told(store, desk, viewer, view, old=view.name)


def _named(name: str) -> str:
    plain = " ".join("".join(one if one.isprintable() else " " for one in name).split())
    if not plain or len(plain) > LONGEST_NAME:
        raise Refused("bad_view_name")
    return plain


def _check_free(seen: Iterable[SavedView], view: SavedView) -> None:
    """Two views that read alike could not be told apart."""
    if any(one.id != view.id and folded(one.name) == folded(view.name) for one in seen):
        raise Refused("view_name_taken")


def _changeable(store: Connection, viewer: Viewer, view_id: str) -> SavedView:
    seen = saved_views.seen_by(store, viewer.shop_id, viewer.agent_id)
    view = next((one for one in seen if one.id == view_id), None)
    if view is None:
        raise NotFound
    if view.is_shared and not viewer.may(Role.MANAGE):
        raise Forbidden("manage")
    return view


def _told(
    store: Connection, desk: Desk, viewer: Viewer, view: SavedView, *, old: str = "", new: str = ""
) -> None:
    """What the whole shop sees is a setting; what one person keeps is theirs."""
    if view.is_shared:
        recording.settled(
            store, desk, viewer, section=SECTION, subject=new or old, old=old, new=new
        )
