"""Carries the faults out on the wire, before or after the right answer is made."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from typing import NoReturn

from flask import Response, request

from platforms.prestashop.sandbox.faults import EVERYONE, Fault, Kind, spoiled
from platforms.prestashop.sandbox.pictures import MEDIA_TYPE as PICTURES
from platforms.prestashop.sandbox.refusals import bad_key, not_granted, switched_off

HTML = "text/html; charset=utf-8"
CLOSED_PAGE = (
    "<!doctype html><title>Maintenance</title><h1>Closed for maintenance</h1>"
    "<p>This shop opens again in a moment.</p>"
)
FATAL_PAGE = (
    "<strong>TCPDF ERROR: </strong>[Image] Unable to get the size of the image: "
    "http://127.0.0.1/img/"
)


class Closed(Exception):
    """The connection is gone."""


def fail_first(met: Sequence[Fault], resource: str) -> Response | None:
    """Wait, then the answer of the first fault that gives one.

    Raises WebserviceRefusal or Closed where that is the fault.
    """
    time.sleep(sum(it.seconds for it in met if it.kind is Kind.SLOW))
    for fault in met:
        reply = _instead(fault, resource)
        if reply is not None:
            return reply
    return None


def spoil(reply: Response, met: Sequence[Fault]) -> Response:
    """A right answer, cut short or with wrong types where a fault says so."""
    for fault in met:
        if fault.kind in {Kind.TRUNCATED, Kind.TYPES} and reply.mimetype != PICTURES:
            reply.set_data(spoiled(reply.get_data(as_text=True), fault.kind))
    return reply


def _instead(fault: Fault, resource: str) -> Response | None:
    match fault.kind:
        case Kind.REFUSE:
            nothing = (21, "No permission for this authentication key")
            raise bad_key((20, "Authentification key is not active"), nothing)
        case Kind.FORBID:
            raise not_granted(resource if fault.resource == EVERYONE else fault.resource)
        case Kind.DISABLED:
            raise switched_off()
        case Kind.CLOSE | Kind.AWAY:
            hang_up()
        case Kind.MAINTENANCE:
            return Response(CLOSED_PAGE, status=503, content_type=HTML)
        case Kind.HTML:
            return Response(FATAL_PAGE, status=200, content_type=HTML)
        case Kind.EMPTY:
            return Response(b"", status=500, content_type=HTML)
    return None


def hang_up() -> NoReturn:
    """Raises Closed. Only the real server has a socket; the test client sees the exception."""
    wire = request.environ.get("werkzeug.socket")
    if isinstance(wire, socket.socket):
        wire.shutdown(socket.SHUT_RDWR)
    raise Closed
