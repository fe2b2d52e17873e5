"""The page where a manager keeps the lists to choose from on tickets."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g

from sidebar.actions import curating
from sidebar.actions.curating import Written
from sidebar.errors import NotFound, Refused
from sidebar.rules.choices import LASTING, ChoiceList
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.staff import own, text

blueprint = Blueprint("lists", __name__)

PAGE = Part("panel", "lists/_lists.html")


@blueprint.get("/inbox/<shop_id>/settings/lists")
@with_viewer
def show(viewer: Viewer, shop_id: str) -> Response:
    """Every list, archived entries included."""
    own(viewer, shop_id)
    return _page(viewer)


@blueprint.post("/inbox/<shop_id>/settings/lists/<which>")
@with_viewer
def add(viewer: Viewer, shop_id: str, which: str) -> Response:
    """A new entry; one that cannot be stays typed."""
    own(viewer, shop_id)
    chosen, written = _list(which), _written()

    def act() -> None:
        curating.add(desk(), viewer, chosen, written)

    return _done(viewer, act, place=which, written=written)


@blueprint.put("/inbox/<shop_id>/settings/lists/<which>/<code>")
@with_viewer
def change(viewer: Viewer, shop_id: str, which: str, code: str) -> Response:
    """Other names for it."""
    own(viewer, shop_id)
    chosen, written = _list(which), _written()

    def act() -> None:
        curating.change(desk(), viewer, chosen, code, written)

    return _done(viewer, act, place=f"{which}-{code}", written=written)


@blueprint.put("/inbox/<shop_id>/settings/lists/<which>/<code>/archive")
@with_viewer
def archive(viewer: Viewer, shop_id: str, which: str, code: str) -> Response:
    """Offered no more, or again."""
    own(viewer, shop_id)
    chosen, is_archived = _list(which), text("archived") == "yes"

    def act() -> None:
        curating.archive(desk(), viewer, chosen, code, is_archived=is_archived)

    return _done(viewer, act, place=f"{which}-{code}")


def _list(which: str) -> ChoiceList:
    try:
        return ChoiceList(which)
    except ValueError as error:
        raise NotFound from error


def _written() -> Written:
    return Written(
        name_fr=text("name_fr"),
        name_en=text("name_en"),
        aliases=text("aliases"),
        takes_rating=text("takes_rating") == "yes",
        is_marketplace=text("is_marketplace") == "yes",
    )


def _done(
    viewer: Viewer, act: Callable[[], None], *, place: str, written: Written | None = None
) -> Response:
    try:
        act()
    except Refused as refusal:
        return _page(viewer, fault=refusal.reason, place=place, written=written, status=422)
    return _page(viewer, is_saved=True, place=place)


def _page(
    viewer: Viewer,
    *,
    fault: str = "",
    place: str = "",
    written: Written | None = None,
    is_saved: bool = False,
    status: int = 200,
) -> Response:
    shop, lists = curating.show(desk(), viewer)
    g.timezone = shop.timezone
    return parts(
        PAGE,
        status=status,
        shop=shop,
        lists=lists,
        which=tuple(ChoiceList),
        lasting=LASTING,
        fault=fault,
        place=place,
        written=written,
        is_saved=is_saved,
        section="lists",
    )
