"""The customer beside a helpdesk's ticket, whether or not any ticket of ours is about them yet."""

from __future__ import annotations

from zlib import crc32

import jwt
import msgspec
from flask import Blueprint, Response, g, request, url_for

from sidebar.actions.helping import happening, requesters
from sidebar.actions.helping.requesters import Known, Requester
from sidebar.errors import NotFound, Refused
from sidebar.rules.around import Said
from sidebar.rules.viewer import Viewer
from sidebar.web import timelines
from sidebar.web.around import said
from sidebar.web.desk import counter, desk
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer
from sidebar.web.timelines import Asking

blueprint = Blueprint("requesters", __name__)

REQUESTER = Part("requester", "helpdesk/_requester.html")
AUDIENCE = "comptoir-requester"
LONGEST_KNOWN = 20_000


@blueprint.post("/around/customer")
@with_viewer
def show(viewer: Viewer) -> Response:
    """Who the requester is in every shop shown; nothing while the page shows that already."""
    _from_helpdesk(viewer)
    told = said()
    person = _person(told, viewer)
    if request.form.get("person", "") == person and not request.args.get("again"):
        return Response(status=204)
    found = requesters.find(desk(), viewer, told)
    g.timezone = _zone(found)
    return parts(
        REQUESTER,
        said=told,
        requester=found,
        person=person,
        known=_sealed(viewer, found),
        filtered=timelines.filters_of(timelines.wanted()),
    )


@blueprint.post("/around/timeline")
@with_viewer
def timeline(viewer: Viewer) -> Response:
    """What happened to them, as far as the filters let it through; or its next stretch."""
    _from_helpdesk(viewer)
    written = request.form.get("known", "")
    g.timezone, known = _unsealed(viewer, written)
    wanted, mark = timelines.wanted(), timelines.mark()
    view = happening.read(desk(), viewer, known, wanted, mark)
    address = url_for("requesters.timeline")
    return timelines.answer(view, Asking("requester-timeline", "post", address, written))


def _from_helpdesk(viewer: Viewer) -> None:
    if not viewer.helpdesk_id:
        raise NotFound


def _person(told: Said, viewer: Viewer) -> str:
    """Changes with whom the page is about, and with the language that this is told in."""
    return f"{crc32(repr((told.emails, told.phones, viewer.language)).encode()):x}"


def _zone(found: Requester) -> str:
    """Of the first shop: moments of several stand in one list."""
    return next((one.shop.timezone for one in found.in_shops), "UTC")


def _sealed(viewer: Viewer, found: Requester) -> str:
    """Whom we found, to be given back by the same helpdesk's page and by no other."""
    known = msgspec.to_builtins(found.known)
    claims = {"aud": AUDIENCE, "of": viewer.helpdesk_id, "zone": _zone(found), "known": known}
    return jwt.encode(claims, counter().settings.secret_key, algorithm="HS256")


def _unsealed(viewer: Viewer, written: str) -> tuple[str, tuple[Known, ...]]:
    """The time zone to be read in, and whom we had found.

    Raises Refused (``bad_request``) for what was not sealed for this helpdesk.
    """
    if len(written) > LONGEST_KNOWN:
        raise Refused("bad_request")
    key = counter().settings.secret_key
    try:
        claims = jwt.decode(written, key, algorithms=["HS256"], audience=AUDIENCE)
    except jwt.PyJWTError as error:
        raise Refused("bad_request") from error
    if claims.get("of") != viewer.helpdesk_id:
        raise Refused("bad_request")
    return str(claims["zone"]), msgspec.convert(claims["known"], type=tuple[Known, ...])
