"""The service's own front: what it is, and whether it is up."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue

from sidebar.actions import health
from sidebar.web import embedded
from sidebar.web.desk import desk

blueprint = Blueprint("root", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The app's home where a host asks for it, and a page for whoever comes without a launch.

    A host joins every address of the app's to that of its home, which is therefore this one.
    """
    kind = embedded.kind_asking()
    return embedded.home(kind) if kind else render_template("panel/front.html")


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 when the store answers and is migrated, 503 otherwise."""
    is_ready = health.is_ready(desk())
    return make_response(jsonify(ok=is_ready), 200 if is_ready else 503)
