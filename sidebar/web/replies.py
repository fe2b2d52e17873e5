"""Default replies: the managers' pages, and the picker beside the text that is being written."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from sidebar import i18n
from sidebar.actions.replies import managing, picking
from sidebar.actions.replies.managing import Editor, ReplyFaulty
from sidebar.errors import NotFound
from sidebar.rules.replies import DefaultReply
from sidebar.rules.variables import GROUPS
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.language import current
from sidebar.web.session import with_viewer

blueprint = Blueprint("replies", __name__)

PAGE = Part("panel", "replies/_page.html")
FOUND = Part("reply-rows", "replies/_rows.html")
EDITOR = Part("panel", "replies/_editor.html")
PREVIEW = Part("reply-preview", "replies/_preview.html")
CATEGORY = Part("reply-category", "replies/_category.html")
OFFERED = Part("reply-offer", "replies/_offer.html")
LOOK = Part("reply-offer", "replies/_look.html")
COLLEAGUES = Part("colleagues", "replies/_colleagues.html")

LONGEST_SEARCH = 200
LONGEST_FIELD = 25_000
MOST_LANGUAGES = 30

COMMON_LANGUAGES = ("de", "es", "it", "nl", "pt", "pl", "sv", "da", "fi", "cs", "ro", "el", "hu")
"""Suggested beside French and English; any other may be typed."""


@blueprint.get("/inbox/<shop_id>/settings/replies")
@with_viewer
def show(viewer: Viewer, shop_id: str) -> Response:
    """Every reply by category, or those that a search finds."""
    _own(viewer, shop_id)
    return _listed(viewer, FOUND if "q" in request.args else PAGE)


@blueprint.get("/inbox/<shop_id>/settings/replies/new")
@with_viewer
def begin(viewer: Viewer, shop_id: str) -> Response:
    """An empty reply."""
    _own(viewer, shop_id)
    return _edited(managing.open_one(desk(), viewer))


@blueprint.get("/inbox/<shop_id>/settings/replies/<reply_id>")
@with_viewer
def edit(viewer: Viewer, shop_id: str, reply_id: str) -> Response:
    """One reply, to be changed."""
    _own(viewer, shop_id)
    return _edited(managing.open_one(desk(), viewer, reply_id))


@blueprint.post("/inbox/<shop_id>/settings/replies")
@with_viewer
def create(viewer: Viewer, shop_id: str) -> Response:
    """A new reply, as written."""
    _own(viewer, shop_id)
    return _saved(viewer, "")


@blueprint.put("/inbox/<shop_id>/settings/replies/<reply_id>")
@with_viewer
def save(viewer: Viewer, shop_id: str, reply_id: str) -> Response:
    """The reply as it shall be."""
    _own(viewer, shop_id)
    return _saved(viewer, reply_id)


@blueprint.put("/inbox/<shop_id>/settings/replies/<reply_id>/archive")
@with_viewer
def archive(viewer: Viewer, shop_id: str, reply_id: str) -> Response:
    """Puts it away, or offers it again."""
    _own(viewer, shop_id)
    is_archived = request.form.get("archived") == "yes"
    managing.archive(desk(), viewer, reply_id, is_archived=is_archived)
    return _listed(viewer, PAGE, is_saved=True)


@blueprint.post("/inbox/<shop_id>/settings/replies/preview")
@with_viewer
def preview(viewer: Viewer, shop_id: str) -> Response:
    """What is being written, as it would read on a ticket."""
    _own(viewer, shop_id)
    return parts(PREVIEW, previews=managing.previews(desk(), viewer, _texts()), named=_named)


@blueprint.get("/tickets/<ticket_id>/replies")
@with_viewer
def offer(viewer: Viewer, ticket_id: str) -> Response:
    """The replies that fit this ticket, or those of them that a search finds."""
    asked = request.args.get("q", "")[:LONGEST_SEARCH], request.args.get("category", "")
    found = picking.offered(desk(), viewer, ticket_id, wanted=asked[0], category=asked[1])
    wanted = (OFFERED,) if "q" in request.args else (CATEGORY, OFFERED)
    return parts(*wanted, offer=found, ticket=found.ticket, wanted=asked[0], category=asked[1])


@blueprint.get("/tickets/<ticket_id>/replies/<reply_id>")
@with_viewer
def look(viewer: Viewer, ticket_id: str, reply_id: str) -> Response:
    """One reply as it would be sent on this ticket."""
    language = request.args.get("language", "")
    seen = picking.look(desk(), viewer, ticket_id, reply_id, language=language)
    return parts(LOOK, look=seen, ticket=seen.ticket, named=_named)


@blueprint.get("/tickets/<ticket_id>/colleagues")
@with_viewer
def colleagues(viewer: Viewer, ticket_id: str) -> Response:
    """Who may be named in a note."""
    ticket, people = picking.colleagues(desk(), viewer, ticket_id)
    return parts(COLLEAGUES, ticket=ticket, people=people)


def _own(viewer: Viewer, shop_id: str) -> None:
    if shop_id != viewer.shop_id:
        raise NotFound


def _listed(viewer: Viewer, part: Part, *, is_saved: bool = False) -> Response:
    wanted = request.args.get("q", "")[:LONGEST_SEARCH]
    is_archived = request.args.get("archived", "") == "yes"
    page = managing.show(desk(), viewer, wanted=wanted, is_archived=is_archived)
    g.timezone = page.shop.timezone
    return parts(
        part,
        shop=page.shop,
        page=page,
        wanted=wanted,
        is_archived=is_archived,
        is_saved=is_saved,
        fault="",
        section="replies",
    )


def _saved(viewer: Viewer, reply_id: str) -> Response:
    written = _written(viewer, reply_id)
    try:
        if "add_language" in request.form and request.form.get("act") == "language":
            wanted = request.form["add_language"][:8]
            return _edited(managing.rewritten(desk(), viewer, written, language=wanted))
        managing.save(desk(), viewer, written)
    except ReplyFaulty as faulty:
        return _edited(faulty.editor, status=422)
    return _listed(viewer, PAGE, is_saved=True)


def _edited(editor: Editor, status: int = 200) -> Response:
    g.timezone = editor.shop.timezone
    return parts(
        EDITOR,
        status=status,
        shop=editor.shop,
        editor=editor,
        reply=editor.reply,
        groups=GROUPS,
        languages=COMMON_LANGUAGES,
        named=_named,
        is_saved=False,
        fault="reply_faulty" if editor.faults else "",
        section="replies",
    )


def _written(viewer: Viewer, reply_id: str) -> DefaultReply:
    form = request.form
    return DefaultReply(
        id=reply_id,
        shop_id=viewer.shop_id,
        category=form.get("category", "")[:LONGEST_FIELD],
        title=form.get("title", "")[:LONGEST_FIELD],
        texts=_texts(),
        channels=tuple(form.getlist("channels")),
        types=tuple(form.getlist("types")),
        shops=tuple(form.getlist("shops")),
    )


def _texts() -> dict[str, str]:
    """By language, in the order of the page."""
    names = [name for name in request.form if name.startswith("text-")][:MOST_LANGUAGES]
    return {
        name.removeprefix("text-"): request.form[name].replace("\r\n", "\n")[:LONGEST_FIELD]
        for name in names
    }


def _named(code: str) -> str:
    """What the reader calls a language."""
    return i18n.language_name(code, current())
