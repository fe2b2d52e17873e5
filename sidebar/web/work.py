"""Who works on a ticket and what it is: shown beside it, and changed in place."""

from __future__ import annotations

from flask import Blueprint, Response, request

from sidebar.actions.working import facts, people, tags
from sidebar.errors import MovedOn, Refused
from sidebar.rules.viewer import Viewer
from sidebar.store.work import Fact
from sidebar.store.work import Part as Role
from sidebar.web.desk import desk
from sidebar.web.forms import count
from sidebar.web.fragments import NOTICE, Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.tickets import changed
from sidebar.web.work_values import (
    FACTS,
    PEOPLE,
    TAG_FORM,
    TAGS,
    WORDS,
    WORK,
    news,
    unsaved,
    work_values,
)

blueprint = Blueprint("work", __name__)


@blueprint.get("/tickets/<ticket_id>/work")
@with_viewer
def show(viewer: Viewer, ticket_id: str) -> Response:
    """The whole card."""
    return parts(WORK, **work_values(viewer, ticket_id))


@blueprint.get("/tickets/<ticket_id>/work-news")
@with_viewer
def read_again(viewer: Viewer, ticket_id: str) -> Response:
    """What another button of the page changed on the card."""
    values = work_values(viewer, ticket_id)
    return parts(*news(values), **values, keeps_pickers=True)


@blueprint.put("/tickets/<ticket_id>/facts/<name>")
@with_viewer
def state(viewer: Viewer, ticket_id: str, name: str) -> Response:
    """The type, department, channel, subject or account, from what was shown to what is chosen."""
    if name not in {fact.value for fact in Fact}:
        raise Refused("bad_request")
    fact, old, new = Fact(name), request.form.get(f"old_{name}", ""), request.form.get(name, "")
    try:
        facts.state(desk(), viewer, ticket_id, fact, old=old, new=new)
    except MovedOn as fault:
        if fact in facts.LONGEST:
            late = MovedOn("line_changed")
            return _as_it_is(viewer, ticket_id, late, WORDS, overtaken=fact.value)
        return _as_it_is(viewer, ticket_id, fault, FACTS, WORDS)
    if fact in facts.LONGEST:
        others = {name: line for name, line in unsaved().items() if name != fact.value}
        return answered(viewer, ticket_id, WORDS, typed=others)
    return answered(viewer, ticket_id, FACTS, WORDS)


@blueprint.put("/tickets/<ticket_id>/rating")
@with_viewer
def rate(viewer: Viewer, ticket_id: str) -> Response:
    """What the customer gave, out of five."""
    try:
        old = count("old_rating") or None
        facts.rate(desk(), viewer, ticket_id, old=old, new=count("rating"))
    except MovedOn as fault:
        return _as_it_is(viewer, ticket_id, fault, FACTS)
    return answered(viewer, ticket_id, FACTS)


@blueprint.post("/tickets/<ticket_id>/tags")
@with_viewer
def tag(viewer: Viewer, ticket_id: str) -> Response:
    """One more tag, or several with commas between them."""
    wanted = [name for name in request.form.get("tag", "").split(",") if name.strip()]
    for name in wanted or [""]:
        tags.add(desk(), viewer, ticket_id, name)
    return answered(viewer, ticket_id, TAGS, TAG_FORM, focus="new-tag")


@blueprint.post("/tickets/<ticket_id>/tags/removed")
@with_viewer
def untag(viewer: Viewer, ticket_id: str) -> Response:
    """One tag less."""
    tags.remove(desk(), viewer, ticket_id, request.form.get("tag", ""))
    return answered(viewer, ticket_id, TAGS, focus="work-tags")


@blueprint.post("/tickets/<ticket_id>/people")
@with_viewer
def join(viewer: Viewer, ticket_id: str) -> Response:
    """One more to see to the ticket, or to follow it."""
    given = people.assign if _role() is Role.ASSIGNEE else people.follow
    given(desk(), viewer, ticket_id, request.form.get("agent", ""))
    return answered(viewer, ticket_id, PEOPLE, focus=f"work-{_role().value}s")


@blueprint.post("/tickets/<ticket_id>/people/removed")
@with_viewer
def leave(viewer: Viewer, ticket_id: str) -> Response:
    """One less."""
    taken = people.unassign if _role() is Role.ASSIGNEE else people.unfollow
    taken(desk(), viewer, ticket_id, request.form.get("agent", ""))
    return answered(viewer, ticket_id, PEOPLE, focus=f"work-{_role().value}s")


@blueprint.put("/tickets/<ticket_id>/team")
@with_viewer
def give(viewer: Viewer, ticket_id: str) -> Response:
    """To the team that is chosen, or to none."""
    try:
        people.give_to_team(desk(), viewer, ticket_id, request.form.get("team", ""))
    except MovedOn as fault:
        return _as_it_is(viewer, ticket_id, fault, PEOPLE)
    return answered(viewer, ticket_id, PEOPLE)


def answered(viewer: Viewer, ticket_id: str, *wanted: Part, **values: object) -> Response:
    """The changed parts of the card, and the ticket's bar and history, which tell of it."""
    told = {**work_values(viewer, ticket_id), **values}
    told.pop("viewer")
    return changed(viewer, ticket_id, *wanted, **told)


def _as_it_is(
    viewer: Viewer, ticket_id: str, fault: MovedOn, *wanted: Part, overtaken: str = ""
) -> Response:
    """Someone was quicker: what it is now is shown, and nothing was changed.

    A line that was ``overtaken`` keeps what was typed into it.
    """
    told = {"reason": fault.reason, "tone": "error", "overtaken": overtaken}
    values = {**work_values(viewer, ticket_id), **told}
    return parts(*wanted, NOTICE, status=409, **values)


def _role() -> Role:
    word = request.form.get("part", "")
    if word not in {role.value for role in Role}:
        raise Refused("bad_request")
    return Role(word)
