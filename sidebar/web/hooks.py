"""The door for a shop's own module: every call signed by its secret, every answer signed back."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from platforms.hooks import HookRefused
from sidebar.actions import hooks
from sidebar.errors import NotFound
from sidebar.web.desk import desk

blueprint = Blueprint("hooks", __name__)

MOST_BYTES = 70_000
"""A little over what a call may have: one that is larger is refused by its own name."""


@blueprint.post("/hooks/<kind>/<action>")
def take(kind: str, action: str) -> Response:
    """Takes one call. What is not verified learns nothing but that."""
    if kind not in desk().kinds:
        raise NotFound
    body = request.get_data(cache=False)[:MOST_BYTES]
    try:
        shop, call = hooks.verify(desk(), kind, action, dict(request.headers), body)
    except HookRefused as refusal:
        return _refused(kind, refusal)
    reader = desk().hook_reader(kind)
    try:
        status, answer = 200, reader.granting(hooks.take(desk(), shop, call))
    except HookRefused as refusal:
        status, answer = reader.refusing(refusal)
    except Exception:
        # The module reads envelopes, not pages: our own fault is told in one of its kind.
        current_app.logger.exception("a call of the shop's module failed")
        status, answer = 500, b'{"ok":false,"error":{"name":"fault","retryable":true}}'
    return Response(answer, status, headers=reader.answer(call, status, answer))


def _refused(kind: str, refusal: HookRefused) -> Response:
    """Signed where the caller proved who they are, else plain."""
    reader = desk().hook_reader(kind)
    status, answer = reader.refusing(refusal)
    if refusal.call is None:
        return Response(answer, status, content_type="application/json")
    return Response(answer, status, headers=reader.answer(refusal.call, status, answer))
