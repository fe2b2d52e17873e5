"""The page where a manager says where mail arrives, and sees what was not made a message."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from sidebar.actions.receiving import reviewing, setting
from sidebar.actions.receiving.setting import WantedMailbox
from sidebar.errors import NotFound, Refused
from sidebar.rules.viewer import Viewer
from sidebar.store.mailboxes import KeptMailbox
from sidebar.web.desk import desk
from sidebar.web.forms import count
from sidebar.web.fragments import Part, parts
from sidebar.web.session import with_viewer

blueprint = Blueprint("mailbox", __name__)

PAGE = Part("panel", "mailbox/_mailbox.html")
LONGEST = 320


@blueprint.get("/inbox/<shop_id>/settings/mailbox")
@with_viewer
def show(viewer: Viewer, shop_id: str) -> Response:
    """The mailbox as it is."""
    _own(viewer, shop_id)
    return _page(viewer)


@blueprint.put("/inbox/<shop_id>/settings/mailbox")
@with_viewer
def save(viewer: Viewer, shop_id: str) -> Response:
    """The mailbox as it shall be; what cannot be saved stays typed."""
    _own(viewer, shop_id)
    wanted = _written()
    try:
        setting.save(desk(), viewer, wanted)
    except Refused as refused:
        return _page(viewer, typed=wanted, fault=refused.reason, status=422)
    return _page(viewer, is_saved=True)


@blueprint.post("/inbox/<shop_id>/settings/mailbox/tries")
@with_viewer
def try_it(viewer: Viewer, shop_id: str) -> Response:
    """Looks into the mailbox now, and says what is there or what is in the way."""
    _own(viewer, shop_id)
    try:
        seen = setting.try_it(desk(), viewer)
    except Refused as refused:
        return _page(viewer, fault=refused.reason, status=422)
    return _page(viewer, waiting=seen.waiting)


@blueprint.get("/inbox/<shop_id>/settings/mailbox/mails/<mail_id>")
@with_viewer
def download(viewer: Viewer, shop_id: str, mail_id: str) -> Response:
    """The whole mail as a file; never shown in our own origin."""
    _own(viewer, shop_id)
    answer = Response(reviewing.whole(desk(), viewer, mail_id), mimetype="message/rfc822")
    answer.headers["Content-Disposition"] = "attachment; filename=mail.eml"
    return answer


@blueprint.post("/inbox/<shop_id>/settings/mailbox/mails/<mail_id>/ticket")
@with_viewer
def make_ticket(viewer: Viewer, shop_id: str, mail_id: str) -> Response:
    """A ticket of it after all."""
    _own(viewer, shop_id)
    try:
        ticket_id = reviewing.make_ticket(desk(), viewer, mail_id)
    except Refused as refused:
        return _page(viewer, fault=refused.reason, status=422)
    return _page(viewer, made=ticket_id)


def _own(viewer: Viewer, shop_id: str) -> None:
    if shop_id != viewer.shop_id:
        raise NotFound


def _page(
    viewer: Viewer,
    *,
    typed: WantedMailbox | None = None,
    is_saved: bool = False,
    fault: str = "",
    made: str = "",
    waiting: int | None = None,
    status: int = 200,
) -> Response:
    page = setting.show(desk(), viewer)
    g.timezone = page.shop.timezone
    return parts(
        PAGE,
        status=status,
        page=page,
        shop=page.shop,
        section="mailbox",
        box=typed or page.box or _usual(viewer),
        is_known=page.box is not None,
        is_saved=is_saved,
        fault=fault,
        made=made,
        waiting=waiting,
    )


def _usual(viewer: Viewer) -> KeptMailbox:
    """What most providers ask for; nothing is known yet."""
    return KeptMailbox(viewer.shop_id)


def _written() -> WantedMailbox:
    return WantedMailbox(
        host=_text("host"),
        port=count("port"),
        security=_text("security"),
        user=_text("user"),
        # A password may begin or end with a space; an empty field leaves the one that is known.
        password=request.form.get("password", "")[:LONGEST] or None,
        folder=_text("folder"),
        is_on=_text("is_on") == "yes",
        takes_tags=_text("takes_tags") == "yes",
        takes_old=_text("takes_old") == "yes",
    )


def _text(name: str) -> str:
    return request.form.get(name, "").strip()[:LONGEST]
