"""Files over HTTP: taken one by one, handed out to be saved, and never shown in our origin."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from babel.numbers import format_decimal
from flask import Blueprint, Response, render_template, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.exceptions import RequestEntityTooLarge

from platforms.previews import MEDIA_TYPE, PICTURES, NoPicture, preview
from sidebar.actions import attaching
from sidebar.clock import DAY
from sidebar.errors import NotFound, Refused
from sidebar.rules import filing
from sidebar.rules.choices import offered
from sidebar.rules.viewer import Viewer
from sidebar.store.attachments import Attachment
from sidebar.web.desk import counter, desk
from sidebar.web.fragments import Part, parts
from sidebar.web.headers import sandboxed
from sidebar.web.language import current
from sidebar.web.session import with_viewer

blueprint = Blueprint("attachments", __name__)

FILES = Part("files", "ticket/_files.html")
FILE_LIST = Part("file-list", "ticket/_file_list.html")

MEGABYTE, KILOBYTE = 1024 * 1024, 1024

UPLOAD_FAULTS = {
    "file_too_large": 413,
    "files_away": 503,
}
"""Statuses of faults that are not the request's own sense."""


@blueprint.get("/tickets/<ticket_id>/files")
@with_viewer
def show(viewer: Viewer, ticket_id: str) -> Response:
    """The files that will go with the viewer's next message; ``list=yes`` for them alone."""
    wanted = FILE_LIST if request.args.get("list") else FILES
    return parts(wanted, **_values(viewer, ticket_id))


@blueprint.post("/tickets/<ticket_id>/files")
@with_viewer
def add(viewer: Viewer, ticket_id: str) -> Response:
    """Keeps one file; a refusal is a sentence for the page's own script, which names the file."""
    attaching.check(desk(), viewer, ticket_id)
    # More than the rest of the counter takes. One byte too many is read to tell, and none beyond.
    request.max_content_length = filing.LARGEST_FILE + 1
    try:
        name, content, type_code = _uploaded()
        attaching.add(desk(), viewer, ticket_id, name=name, content=content, type_code=type_code)
    except RequestEntityTooLarge:
        return _refused("file_too_large")
    except Refused as refusal:
        return _refused(refusal.reason)
    return Response(status=201)


def _uploaded() -> tuple[str, bytes, str]:
    """The name, the bytes and what the file is said to be: the body is the file and nothing else.

    Its name is a header: addresses are written down by servers on the way.
    """
    name, type_code = (
        unquote(request.headers.get(f"Comptoir-{it}", "")) for it in ("Name", "Type")
    )
    return name, request.get_data(cache=False), type_code


def _refused(reason: str) -> Response:
    sentence = render_template("ticket/_file_refused.txt", reason=reason)
    answer = Response(sentence, UPLOAD_FAULTS.get(reason, 422), mimetype="text/plain")
    answer.headers["Comptoir-Reason"] = reason
    return answer


@blueprint.put("/tickets/<ticket_id>/files/<file_id>")
@with_viewer
def change_type(viewer: Viewer, ticket_id: str, file_id: str) -> Response:
    """Says what the file is."""
    type_code = request.form.get(f"type-{file_id}", "")
    attaching.change_type(desk(), viewer, ticket_id, file_id, type_code)
    return Response(status=204)


@blueprint.delete("/tickets/<ticket_id>/files/<file_id>")
@with_viewer
def remove(viewer: Viewer, ticket_id: str, file_id: str) -> Response:
    """Takes it away from the text that is being written."""
    attaching.remove(desk(), viewer, ticket_id, file_id)
    return parts(FILE_LIST, **_values(viewer, ticket_id))


def _values(viewer: Viewer, ticket_id: str) -> dict[str, Any]:
    waiting = attaching.waiting(desk(), viewer, ticket_id)
    known = waiting.lists.attachments
    return {
        "waiting": waiting,
        "types": offered(known),
        "types_of": {file.id: offered(known, chosen=file.type) for file in waiting.files},
        "ticket_id": ticket_id,
        "limits": filing,
    }


@blueprint.get("/tickets/<ticket_id>/files/<file_id>")
@with_viewer
def download(viewer: Viewer, ticket_id: str, file_id: str) -> Response:
    """The bytes, to be saved: whatever they are, no browser takes them for a page of ours."""
    file, content = attaching.read(desk(), viewer, ticket_id, file_id)
    sandboxed()
    answer = Response(content, mimetype="application/octet-stream")
    # RFC 6266: every browser reads this form, and no name breaks out of it.
    named = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    answer.headers["Content-Disposition"] = named
    return answer


@blueprint.get("/previews/<signed>")
def show_preview(signed: str) -> Response:
    """A small picture drawn anew, for as long as its address is fresh."""
    try:
        shop_id, file_id, day = _signer().loads(signed)
    except (BadData, ValueError) as error:
        raise NotFound from error
    if not 0 <= _today() - day <= 1:
        raise NotFound
    try:
        file, content = attaching.read_signed(desk(), shop_id, file_id)
        picture = preview(content)
    except (NoPicture, Refused) as error:
        raise NotFound from error
    if file.content_type not in PICTURES:
        raise NotFound
    sandboxed()
    answer = Response(picture, mimetype=MEDIA_TYPE)
    answer.headers["Cache-Control"] = f"private, max-age={DAY // 1000}, immutable"
    return answer


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(counter().settings.secret_key, salt="file-preview")


def _today() -> int:
    return desk().clock.now() // DAY


@blueprint.app_template_filter("preview_address")
def preview_address(file: Attachment) -> str:
    """Signed, because an image tag cannot send a bearer; empty for what has no preview."""
    if file.content_type not in PICTURES or not file.is_kept:
        return ""
    return f"/previews/{_signer().dumps([file.shop_id, file.id, _today()])}"


@blueprint.app_template_filter("measured")
def measured(size: int) -> tuple[str, str]:
    """A number of bytes as the reader writes it, and its unit: ``MB``, ``kB`` or ``B``."""
    if size >= MEGABYTE:
        return format_decimal(round(size / MEGABYTE, 1), locale=current()), "MB"
    if size >= KILOBYTE:
        return format_decimal(round(size / KILOBYTE), locale=current()), "kB"
    return format_decimal(size, locale=current()), "B"
