"""The pages where a manager writes what is done by itself, and tries it without doing anything."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from sidebar.actions.automating import keeping, trying
from sidebar.actions.automating.keeping import RuleFaulty, RuleForm
from sidebar.actions.automating.sketching import Sketch
from sidebar.rules.automating import CauseKind
from sidebar.rules.opening_hours import WEEK
from sidebar.rules.ticket import Status
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.staff import own

blueprint = Blueprint("automations", __name__)

PAGE = Part("panel", "automations/_list.html")
FORM = Part("panel", "automations/_form.html")
TRIAL = Part("trial", "automations/_trial.html")

LONGEST, LONGEST_TEXT = 10_000, 60_000
"""Characters: above what any field may hold, so that too much is told and not cut unseen."""

MOST_CHOSEN = 200
STATUSES = tuple(status for status in Status if status is not Status.CLIENT_REPLIED)


@blueprint.get("/inbox/<shop_id>/settings/rules")
@with_viewer
def show(viewer: Viewer, shop_id: str) -> Response:
    """Every rule, in order, with what it did last."""
    own(viewer, shop_id)
    return _listed(viewer)


@blueprint.get("/inbox/<shop_id>/settings/rules/new")
@with_viewer
def fresh(viewer: Viewer, shop_id: str) -> Response:
    """An empty form."""
    own(viewer, shop_id)
    return _written(keeping.form(desk(), viewer))


@blueprint.get("/inbox/<shop_id>/settings/rules/<rule_id>")
@with_viewer
def edit(viewer: Viewer, shop_id: str, rule_id: str) -> Response:
    """The form of a rule."""
    own(viewer, shop_id)
    return _written(keeping.form(desk(), viewer, rule_id))


@blueprint.post("/inbox/<shop_id>/settings/rules")
@with_viewer
def create(viewer: Viewer, shop_id: str) -> Response:
    """A new rule; one that cannot be stays written, with what is wrong."""
    own(viewer, shop_id)
    return _kept(viewer)


@blueprint.put("/inbox/<shop_id>/settings/rules/<rule_id>")
@with_viewer
def save(viewer: Viewer, shop_id: str, rule_id: str) -> Response:
    """The rule as it shall be from now on."""
    own(viewer, shop_id)
    return _kept(viewer, rule_id)


@blueprint.put("/inbox/<shop_id>/settings/rules/<rule_id>/switch")
@with_viewer
def switch(viewer: Viewer, shop_id: str, rule_id: str) -> Response:
    """On or off."""
    own(viewer, shop_id)
    keeping.switch(desk(), viewer, rule_id, is_on=_text("on") == "yes")
    return _listed(viewer, is_saved=True)


@blueprint.put("/inbox/<shop_id>/settings/rules/<rule_id>/archive")
@with_viewer
def archive(viewer: Viewer, shop_id: str, rule_id: str) -> Response:
    """Put away with what it did, or taken back."""
    own(viewer, shop_id)
    keeping.archive(desk(), viewer, rule_id, is_archived=_text("archived") == "yes")
    return _listed(viewer, is_saved=True)


@blueprint.put("/inbox/<shop_id>/settings/rules/<rule_id>/place")
@with_viewer
def move(viewer: Viewer, shop_id: str, rule_id: str) -> Response:
    """One place up or down."""
    own(viewer, shop_id)
    keeping.move(desk(), viewer, rule_id, by=-1 if _text("by") == "up" else 1)
    return _listed(viewer, is_saved=True)


@blueprint.post("/inbox/<shop_id>/settings/rules/<rule_id>/attempt")
@with_viewer
def attempt(viewer: Viewer, shop_id: str, rule_id: str) -> Response:
    """Whether it would fire on a ticket now, and what stands against it."""
    own(viewer, shop_id)
    trial = trying.attempt(desk(), viewer, rule_id, _text("number"))
    return parts(TRIAL, trial=trial)


def _listed(viewer: Viewer, *, is_saved: bool = False) -> Response:
    page = keeping.show(desk(), viewer)
    g.timezone = page.shop.timezone
    return parts(PAGE, page=page, shop=page.shop, is_saved=is_saved, section="automations")


def _kept(viewer: Viewer, rule_id: str = "") -> Response:
    try:
        rule = keeping.keep(desk(), viewer, _sketch(), rule_id)
    except RuleFaulty as faulty:
        return _written(faulty.form, status=422)
    return _written(keeping.form(desk(), viewer, rule.id), is_saved=True)


def _written(form: RuleForm, *, is_saved: bool = False, status: int = 200) -> Response:
    g.timezone = form.shop.timezone
    return parts(
        FORM,
        status=status,
        form=form,
        shop=form.shop,
        causes=tuple(CauseKind),
        statuses=STATUSES,
        is_saved=is_saved,
        section="automations",
    )


def _sketch() -> Sketch:
    return Sketch(
        name=_text("name"),
        cause=_text("cause"),
        tag=_text("tag"),
        hours=_text("hours"),
        channels=_chosen("channels"),
        types=_chosen("types"),
        shops=_chosen("shops"),
        words=_text("words"),
        needs_every_word=_text("every_word") == "yes",
        when=_text("when"),
        days=tuple(_text(f"day-{day}") for day in range(WEEK)),
        reply_id=_text("reply_id"),
        text_fr=_text("text_fr", LONGEST_TEXT),
        text_en=_text("text_en", LONGEST_TEXT),
        tags=_text("tags"),
        agent_id=_text("agent_id"),
        team_id=_text("team_id"),
        status=_text("status"),
        is_on=_text("is_on") == "yes",
    )


def _text(name: str, most: int = LONGEST) -> str:
    return request.form.get(name, "")[:most]


def _chosen(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(request.form.getlist(name)[:MOST_CHOSEN]))
