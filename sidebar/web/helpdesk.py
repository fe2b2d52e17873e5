"""The door of helpdesks: a signed launch comes in, a page beside their ticket goes out."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from platforms.helpdesks import Place
from platforms.launches import LaunchRefused
from sidebar.actions.helping import connecting, entering
from sidebar.actions.helping.entering import Arrival
from sidebar.errors import NotFound
from sidebar.rules.viewer import Viewer
from sidebar.store.shops import Shop
from sidebar.web import headers, language, session
from sidebar.web.desk import desk

blueprint = Blueprint("helpdesk", __name__)

LONGEST_LAUNCH = 8192
"""Characters: Zendesk's launches are under 2 kB."""


@blueprint.get("/helpdesks/<kind>/<place>")
def unsigned(kind: str, place: str) -> ResponseReturnValue:
    """Says why a page that nobody signed for shows nothing."""
    _known(kind, place)
    frame_for_sender()
    return render_template("helpdesk/unsigned.html"), 405, {"Allow": "POST"}


@blueprint.post("/helpdesks/<kind>/<place>")
def enter(kind: str, place: str) -> str:
    """Verifies the launch and shows the page of that place."""
    _known(kind, place)
    frame_for_sender()
    arrival = entering.enter(desk(), kind, _launch(), language=language.current())
    _begin(arrival)
    return render_template(
        f"helpdesk/{Place(place).value}.html",
        token=session.issue(arrival.viewer),
        helpdesk=arrival.helpdesk,
        shops=arrival.shops,
        viewer=arrival.viewer,
    )


def helpdesk_name() -> str:
    """What the helpdesk is called that its viewer looks from; empty for who comes from a shop."""
    viewer: Viewer | None = g.get("viewer")
    if viewer is None or not viewer.helpdesk_id:
        return ""
    return connecting.find(desk(), viewer.helpdesk_id).name


def helpdesk_shops() -> list[Shop]:
    """The shops that it shows, by name; none for who comes from a shop (for templates)."""
    viewer: Viewer | None = g.get("viewer")
    if viewer is None or not viewer.helpdesk_id:
        return []
    return connecting.shops_of(desk(), viewer.helpdesk_id)


def _launch() -> str:
    """The one token of the form, as Zendesk posts it. Raises LaunchRefused."""
    if request.mimetype not in ("", "application/x-www-form-urlencoded"):
        raise LaunchRefused("malformed")
    tokens = request.form.getlist("token")
    if not any(tokens):
        raise LaunchRefused("unsigned")
    if len(tokens) > 1:
        raise LaunchRefused("malformed")
    if len(tokens[0]) > LONGEST_LAUNCH:
        raise LaunchRefused("oversized")
    return tokens[0]


def _known(kind: str, place: str) -> None:
    if kind not in desk().helpdesks or place not in set(Place):
        raise NotFound


def frame_for_sender() -> None:
    """Even a refusal must be readable inside the account that the frame says it is in."""
    headers.framed_by(connecting.framing(desk(), request.args.get("origin", "")))


def _begin(arrival: Arrival) -> None:
    headers.framed_by(arrival.helpdesk.origins)
    headers.speaks_by(desk().helpdesks[arrival.helpdesk.kind].script)
    g.viewer = g.home = arrival.viewer
    g.language = arrival.viewer.language
    g.token_issued_at = g.launched_at = desk().clock.now()
