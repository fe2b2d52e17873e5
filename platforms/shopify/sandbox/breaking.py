"""Carries the faults out on the wire, before or after the right answer is made."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Sequence
from typing import Any, NoReturn

from flask import Response, request

from platforms.shopify.sandbox.faults import Fault, Kind

HTML = "text/html; charset=utf-8"
PAGE = "<!doctype html><title>Something went wrong</title><h1>What happened?</h1>"
OTHER_VERSION = "2027-01"
ENDLESS = (
    "[API] Non-expiring access tokens are no longer accepted for the Admin API. "
    "Start using expiring offline tokens."
)
UNRECOGNISED = "[API] Invalid API key or access token (unrecognized login or wrong password)"

_PLAIN: dict[Kind, tuple[int, Any]] = {
    Kind.UNAUTHORIZED: (401, {"errors": UNRECOGNISED}),
    Kind.FROZEN: (402, {"errors": "Unavailable Shop"}),
    Kind.FORBIDDEN: (403, {"errors": "[API] This action requires merchant approval."}),
    Kind.ENDLESS: (403, {"errors": ENDLESS}),
    Kind.UNKNOWN: (404, {"errors": "Not Found"}),
    Kind.LOCKED: (423, {"errors": ["Locked"]}),
    Kind.BUSY: (429, {"errors": "Exceeded API call rate limit. Reduce request rates."}),
    Kind.RISK: (430, {"errors": {"base": ["Request rejected for security reasons."]}}),
    Kind.BROKEN: (500, {"errors": "Internal Server Error"}),
}
_PAGES = {Kind.GATEWAY: 502, Kind.DOWN: 503, Kind.HTML: 200}
_MOVES = {Kind.MOVED: 302, Kind.MOVED_WHOLE: 307}


class Closed(Exception):
    """The connection is gone."""


def fail_first(met: Sequence[Fault]) -> Response | None:
    """Wait, then the answer of the first fault that gives one. Raises Closed where that is it."""
    time.sleep(sum(it.seconds for it in met if it.kind is Kind.SLOW))
    for fault in met:
        reply = _instead(fault)
        if reply is not None:
            return reply
    return None


def spoil(reply: Response, met: Sequence[Fault]) -> Response:
    """What was done stays done; its answer is lost, late or wrong. Raises Closed where lost."""
    time.sleep(sum(it.seconds for it in met if it.kind is Kind.LATE))
    for fault in met:
        reply = _after(reply, fault)
    return reply


def plain(status: int, body: Any) -> Response:
    """An answer outside GraphQL."""
    return Response(json.dumps(body), status=status, content_type="application/json")


def top_level(message: str, code: str, **more: Any) -> dict[str, Any]:
    """One entry of a GraphQL answer's errors."""
    return {"message": message, "extensions": {"code": code, **more}}


def internal() -> Response:
    """Shopify's own confession, under HTTP 200."""
    said = "Internal error. Looks like something went wrong on our end."
    error = top_level(said, "INTERNAL_SERVER_ERROR", requestId="sandbox")
    return plain(200, {"errors": [error]})


def hang_up() -> NoReturn:
    """Raises Closed. Only the real server has a socket; the test client sees the exception."""
    wire = request.environ.get("werkzeug.socket")
    if isinstance(wire, socket.socket):
        wire.shutdown(socket.SHUT_RDWR)
    raise Closed


def _instead(fault: Fault) -> Response | None:
    kind = fault.kind
    if kind is Kind.CLOSE:
        hang_up()
    if kind in _PLAIN:
        reply = plain(*_PLAIN[kind])
        if kind is Kind.BUSY:
            reply.headers["Retry-After"] = str(fault.seconds or 2.0)
        return reply
    if kind in _PAGES:
        return Response(PAGE, status=_PAGES[kind], content_type=HTML)
    if kind in _MOVES:
        return Response(status=_MOVES[kind], headers={"Location": fault.target})
    if kind is Kind.NOT_JSON:
        return Response("{]", status=200, content_type="application/json")
    if kind is Kind.THROTTLED:
        return _throttled(fault.seconds or 1.0)
    return internal() if kind is Kind.INTERNAL else None


def _throttled(seconds: float) -> Response:
    """An empty bucket that has enough again after so long."""
    rate = 100.0
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": 0, "restoreRate": rate}
    cost = {
        "requestedQueryCost": int(seconds * rate),
        "actualQueryCost": None,
        "throttleStatus": status,
    }
    errors = [top_level("Throttled", "THROTTLED")]
    return plain(200, {"errors": errors, "extensions": {"cost": cost}})


def _after(reply: Response, fault: Fault) -> Response:
    match fault.kind:
        case Kind.LOST:
            hang_up()
        case Kind.GATEWAY_AFTER:
            return Response(PAGE, status=502, content_type=HTML)
        case Kind.INTERNAL_AFTER:
            return internal()
        case Kind.TRUNCATED:
            whole = reply.get_data()
            reply.set_data(whole[: len(whole) // 2])
        case Kind.OTHER_VERSION:
            reply.headers["X-Shopify-API-Version"] = OTHER_VERSION
    return reply
