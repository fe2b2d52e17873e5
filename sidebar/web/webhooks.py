"""The door for what hosts push: verified over its raw bytes, kept, and answered at once."""

from __future__ import annotations

from flask import Blueprint, Response, request

from platforms.hooks import HookRefused
from sidebar.actions import deliveries
from sidebar.web.desk import desk

blueprint = Blueprint("webhooks", __name__)

_STATUS = {"unauthorized": 401, "too_large": 413}


@blueprint.post("/webhooks/<kind>")
def take(kind: str) -> Response:
    """Whoever is not verified learns nothing but that; the work itself is done later.

    What is signed and cannot be taken is not believed, and not asked for again either.
    """
    body = request.get_data(cache=False)
    try:
        deliveries.receive(desk(), kind, {name.lower(): it for name, it in request.headers}, body)
    except HookRefused as refusal:
        return Response(status=_STATUS.get(refusal.reason, 200))
    return Response(status=200)
