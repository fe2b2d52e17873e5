"""The door of helpdesks: a signed launch comes in, a page beside their ticket goes out."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from platforms.helpdesks import Place
from platforms.launches import LaunchRefused
from sidebar.actions.helping import connecting, entering
from sidebar.actions.helping.entering import Arrival
from sidebar.errors import NotFound
from sidebar.web import headers, language, session
from sidebar.web.desk import desk

blueprint = Blueprint("helpdesk", __name__)

LONGEST_LAUNCH = 8192
"""Characters: Zendesk's launches are under 2 kB."""


@blueprint.get("/helpdesks/<kind>/<place>")
def unsigned(kind: str, place: str) -> ResponseReturnValue:
    """Says why a page that nobody signed for shows nothing."""
    _known(kind, place)
    _frame_for_sender()
    return render_template("helpdesk/unsigned.html", kind=kind), 405, {"Allow": "POST"}


@blueprint.post("/helpdesks/<kind>/<place>")
def enter(kind: str, place: str) -> str:
    """Verifies the launch and shows the page of that place."""
    _known(kind, place)
    _frame_for_sender()
    token = request.form.get("token", "")
    if len(token) > LONGEST_LAUNCH:
        raise LaunchRefused("oversized")
    arrival = entering.enter(desk(), kind, token, language=language.current())
    _begin(arrival)
    return render_template(
        f"helpdesk/{Place(place).value}.html",
        token=session.issue(arrival.viewer),
        helpdesk=arrival.helpdesk,
        shops=arrival.shops,
        viewer=arrival.viewer,
    )


def _known(kind: str, place: str) -> None:
    if kind not in desk().helpdesks or place not in set(Place):
        raise NotFound


def _frame_for_sender() -> None:
    """Even a refusal must be readable inside the account that the frame says it is in."""
    said = request.args.get("origin", "")
    known = connecting.connected(desk())
    found = next((one for one in known if said in one.origins), None)
    if found is not None:
        headers.framed_by(found.origins)


def _begin(arrival: Arrival) -> None:
    headers.framed_by(arrival.helpdesk.origins)
    headers.speaks_by(desk().helpdesks[arrival.helpdesk.kind].script)
    g.viewer = g.home = arrival.viewer
    g.language = arrival.viewer.language
    g.token_issued_at = g.launched_at = desk().clock.now()
