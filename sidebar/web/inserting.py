"""The small page over a helpdesk's answer: an order, a text made of it, and what is inserted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import msgspec
from flask import Blueprint, Response, g, request
from markupsafe import Markup

from platforms.shapes import Order
from sidebar import i18n, texts
from sidebar.actions.helping import inserting, surrounding
from sidebar.actions.helping.inserting import Look, Subject
from sidebar.actions.replies.filling import Written
from sidebar.errors import NotFound
from sidebar.rules.inserted import (
    Confirmation,
    Insertion,
    Standing,
    addresses,
    is_plain,
    on_one_line,
)
from sidebar.rules.looking import LONGEST_TYPED
from sidebar.rules.replies import DefaultReply
from sidebar.rules.viewer import LANGUAGES, Viewer
from sidebar.web import session
from sidebar.web.around import said
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.language import current
from sidebar.web.session import with_viewer

blueprint = Blueprint("inserting", __name__)

INSERT = Part("insert", "insert/_insert.html")
TEXT = Part("text", "insert/_text.html", swap="outerMorph")

LONGEST_SEARCH = 200
LONGEST_FILLING = 500
MOST_LINES = 40
FILLING = "fill-"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Made:
    """A text ready to be inserted; ``lacking`` says why there is none (a stable name)."""

    text: str = ""
    language: str = ""
    languages: tuple[str, ...] = LANGUAGES
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """How one parcel is followed."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands under the choice: a text, or the default replies to choose one of."""

    made: Made
    replies: tuple[tuple[DefaultReply, Written], ...] = ()
    has_more: bool = False
    wanted: str = ""
    look: Look | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    confirmed: tuple[Confirmation, ...] = ()
    """Refunds to choose from; the text is of the newest, or of those that were chosen."""
    chosen: str = ""
    is_fresh: bool = False
    """It was just gone to, and takes the focus of what was pressed for it."""


@blueprint.post("/inserting")
@with_viewer
def begin(viewer: Viewer) -> Response:
    """The orders around the ticket that the page read, one of them chosen."""
    inserting.check(viewer)
    told = said()
    typed = request.form.get("typed", "")[:LONGEST_TYPED].strip()
    met = surrounding.met(desk(), viewer, told)
    g.viewer = g.home = met
    g.language = met.language
    around = surrounding.look(desk(), met, told, typed)
    offered = inserting.offered(around)
    first = offered[0].summary if offered else None
    kind = Insertion.TRACKING if first and first.tracking_number else Insertion.SUMMARY
    answer = parts(INSERT, around=around, offered=offered, kind=kind, kinds=tuple(Insertion))
    return answer if met is viewer else session.spoken_to(met, answer)


@blueprint.post("/inserting/text")
@with_viewer
def write(viewer: Viewer) -> Response:
    """The text of the chosen kind, to be looked at and inserted."""
    told = said()
    shop_id, _, order_id = request.form.get("order", "").partition("/")
    on = inserting.subject(desk(), viewer, shop_id, order_id, host_ticket_id=told.ticket_id)
    g.timezone = on.shop.timezone
    kind = _kind()
    shown = _shown(on, kind)
    channel, formats = _host()
    # A host reads what is inserted as markup, even where its editor then keeps the letters alone.
    lines = str(Markup("<br>").join(shown.made.text.split("\n")))
    plain = is_plain(channel, told.channel, is_rich=formats)
    return parts(
        TEXT,
        on=on,
        kind=kind,
        shown=shown,
        is_plain=plain,
        inserted=lines if plain else texts.rich(shown.made.text, _links(on, shown)),
        named=lambda code: i18n.language_name(code, current()),
    )


@blueprint.post("/inserting/used")
@with_viewer
def used(viewer: Viewer) -> tuple[str, int]:
    """The helpdesk took a default reply; nothing is shown of that."""
    shop_id, _, order_id = request.form.get("order", "").partition("/")
    inserting.used(desk(), viewer, shop_id, order_id, request.form.get("reply", ""))
    return "", 204


def _host() -> tuple[str, str]:
    """The channel that the editor writes to, by the host's name of it, and whether it formats.

    Empty and "none" where the host's page says nothing of it; ``around.said`` has checked the rest.
    """
    told = msgspec.json.decode(request.form.get("said", "") or "{}")
    known: dict[str, object] = told if isinstance(told, dict) else {}
    channel = known.get("ticket.editor.targetChannel")
    name = channel.get("name") if isinstance(channel, dict) else channel
    formats = str(known.get("comment.useRichText")).lower()
    return (name if isinstance(name, str) else ""), formats


def _kind() -> Insertion:
    try:
        return Insertion(request.form.get("kind", ""))
    except ValueError:
        raise NotFound from None


def _shown(on: Subject, kind: Insertion) -> Shown:
    if kind is Insertion.REPLY:
        return _of_replies(on)
    if kind is Insertion.REFUND:
        return _of_refunds(on)
    language = _language(on)
    if kind is Insertion.SUMMARY:
        return Shown(_made(on, kind, _summary(on.order, language)))
    parcels = _parcels(on.order)
    if not parcels:
        return Shown(Made(language=language, lacking="no_parcel"))
    return Shown(_made(on, kind, {"parcels": parcels}))


def _of_refunds(on: Subject) -> Shown:
    """The newest refund that is done, another, or all of them."""
    known = inserting.refunds(desk(), on)
    if not known.confirmed:
        lacking = "under_way" if known.is_under_way else "no_refund"
        return Shown(Made(language=_language(on), lacking=lacking))
    chosen = request.form.get("operation", "")
    wanted = tuple(one for one in known.confirmed if chosen in (ALL, one.operation_id))
    told = wanted or known.confirmed[:1]
    takes_days = any(one.standing in (Standing.GIVEN, Standing.ON_ITS_WAY) for one in told)
    facts: dict[str, object] = {"confirmed": told, "takes_days": takes_days}
    made = _made(on, Insertion.REFUND, facts)
    return Shown(made, confirmed=known.confirmed, chosen=ALL if len(told) > 1 else chosen)


def _language(on: Subject) -> str:
    return inserting.language_of(on, _wanted_language(), LANGUAGES)


def _wanted_language() -> str:
    """What was chosen for this very order: each one is answered in its own language at first."""
    form = request.form
    return form.get("language", "") if form.get("spoken_of") == form.get("order") else ""


def _made(on: Subject, kind: Insertion, facts: dict[str, object]) -> Made:
    language = _language(on)
    told = {
        "reference": on_one_line(on.order.reference),
        "day": partial(i18n.day, language=language, timezone=on.shop.timezone),
        **facts,
    }
    return Made(texts.inserted(kind.value, language, **told), language)


def _parcels(order: Order) -> list[Parcel]:
    """Each once; what the order's own line of a list says, where no parcel is told."""
    told = [(one.carrier, one.tracking_number, one.tracking_url) for one in order.shipments]
    known = [one for one in told if one[1] or one[2]]
    summary = order.summary
    if not known and (summary.tracking_number or summary.tracking_url):
        known = [("", summary.tracking_number, summary.tracking_url)]
    named = (Parcel(on_one_line(f"{carrier} {number}"), url) for carrier, number, url in known)
    return list(dict.fromkeys(named))


def _links(on: Subject, shown: Shown) -> set[str]:
    """Of a parcel, and what a default reply's own words name: nobody else chooses where to lead."""
    look = shown.look
    own = addresses(look.reply.texts[look.written.chosen.language]) if look else frozenset()
    return {one.url for one in _parcels(on.order)} | own


def _summary(order: Order, language: str) -> dict[str, object]:
    lines = [
        {
            "quantity": line.quantity,
            "name": on_one_line(f"{line.name} ({line.variant})" if line.variant else line.name),
            "total": line.total,
        }
        for line in order.lines[:MOST_LINES]
    ]
    return {
        "order": order,
        "lines": lines,
        "has_more": len(order.lines) > MOST_LINES or bool(order.lines_after),
        "state": on_one_line(order.summary.state.name.to(language)),
    }


def _of_replies(on: Subject) -> Shown:
    """The list of default replies, or the one that was chosen of it."""
    wanted, language = request.form.get("q", "")[:LONGEST_SEARCH], _wanted_language()
    is_fresh = "fresh" in request.form
    reply_id = "" if "all" in request.form else request.form.get("reply", "")
    if not reply_id:
        replies, has_more = inserting.replies(desk(), on, wanted=wanted)
        return Shown(Made(), replies, has_more, wanted, is_fresh=is_fresh)
    given = {
        name.removeprefix(FILLING): value[:LONGEST_FILLING]
        for name, value in request.form.items()
        if name.startswith(FILLING) and value.strip()
    }
    look = inserting.look(desk(), on, reply_id, language=language, given=given)
    return Shown(_of_reply(look), look=look, given=given, is_fresh=is_fresh)


def _of_reply(look: Look) -> Made:
    """What is still to be filled in keeps the whole text back."""
    written = look.written
    is_whole = not written.filled.left
    return Made(
        written.filled.text if is_whole else "",
        written.chosen.language,
        tuple(look.reply.texts),
        "" if is_whole else "unfilled",
    )
