"""The page where a shop's manager rules who may do what at the counter, and how much."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from sidebar.actions import privacy, shop_rules
from sidebar.actions.shop_rules import LIMITED, RulesFaulty, RulesPage, ShopRules
from sidebar.errors import NotFound
from sidebar.rules.limits import Limit
from sidebar.rules.viewer import Role, Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer

blueprint = Blueprint("settings", __name__)

PAGE = Part("panel", "settings/_settings.html")
LONGEST = 320
"""Characters of any field: an address of mail has 254."""


@blueprint.get("/inbox/<shop_id>/settings")
@with_viewer
def show(viewer: Viewer, shop_id: str) -> Response:
    """The rules as they are."""
    _own(viewer, shop_id)
    return _page(viewer, shop_rules.show(desk(), viewer))


@blueprint.put("/inbox/<shop_id>/settings")
@with_viewer
def save(viewer: Viewer, shop_id: str) -> Response:
    """The rules as they shall be; what cannot be saved is said beside its field."""
    _own(viewer, shop_id)
    try:
        return _page(viewer, shop_rules.save(desk(), viewer, _written()), is_saved=True)
    except RulesFaulty as faulty:
        return _page(viewer, faulty.page, status=422)


@blueprint.get("/inbox/<shop_id>/requests/<request_id>")
@with_viewer
def file(viewer: Viewer, shop_id: str, request_id: str) -> Response:
    """What is kept of a customer who asked, for the shop to hand on."""
    _own(viewer, shop_id)
    answer = Response(privacy.file(desk(), viewer, request_id), mimetype="application/json")
    answer.headers["Content-Disposition"] = "attachment; filename=customer.json"
    return answer


def _own(viewer: Viewer, shop_id: str) -> None:
    if shop_id != viewer.shop_id:
        raise NotFound


def _page(
    viewer: Viewer, page: RulesPage, *, is_saved: bool = False, status: int = 200
) -> Response:
    g.timezone = page.shop.timezone
    return parts(
        PAGE,
        status=status,
        page=page,
        shop=page.shop,
        limited=[role.word for role in LIMITED],
        choices=[role.word for role in Role],
        is_saved=is_saved,
        asked=privacy.requests(desk(), viewer),
        erased=privacy.erasures(desk(), viewer),
        now=desk().clock.now(),
        section="general",
    )


def _written() -> ShopRules:
    roles = {
        name.removeprefix("role-"): _text(name) for name in request.form if name[:5] == "role-"
    }
    limits = {
        role.word: Limit(_text(f"limit-{role.word}-operation"), _text(f"limit-{role.word}-day"))
        for role in LIMITED
    }
    return ShopRules(
        refunds_on=_text("refunds_on") == "yes",
        cancellations_on=_text("cancellations_on") == "yes",
        limits=limits,
        roles=roles,
        sender_name=_text("sender_name"),
        sender=_text("sender"),
        reply_to=_text("reply_to"),
    )


def _text(name: str) -> str:
    return request.form.get(name, "").strip()[:LONGEST]
