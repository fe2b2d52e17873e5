"""Mails as they came, in a frame without scripts, origin or forms, at addresses that we signed."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template, url_for
from itsdangerous import BadData, URLSafeSerializer

from sidebar.actions import reach
from sidebar.actions.receiving import looks
from sidebar.clock import HOUR
from sidebar.errors import NotFound
from sidebar.rules.viewer import language_of
from sidebar.store.messages import Message
from sidebar.store.tickets import Ticket
from sidebar.web.desk import counter, desk
from sidebar.web.headers import framed_by, ruled_by
from sidebar.web.language import current

blueprint = Blueprint("looks", __name__)

SHOWN_FOR = 12
"""Hours for which an address works: a day's work at one ticket."""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:{pictures}; form-action 'none';"
    " base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""The page is a stranger's: it runs nothing, is of no origin, and its links open elsewhere."""


def mail_look(message: Message, ticket: Ticket) -> str:
    """A signed address of how a message's mail came: a frame cannot send a bearer header."""
    return _address(ticket.shop_id, ticket.id, message.id, with_remote=False, spoken=current())


def _address(
    shop_id: str, ticket_id: str, message_id: str, *, with_remote: bool, spoken: str
) -> str:
    # Of whole hours, so that a page painted again has the same address and loads nothing anew.
    until = desk().clock.now() // HOUR + SHOWN_FOR
    told = [shop_id, ticket_id, message_id, int(with_remote), spoken, until]
    return url_for("looks.show", signed=_signer().dumps(told))


@blueprint.get("/mails/<signed>")
def show(signed: str) -> Response:
    """The mail; with pictures from elsewhere only where the address says they were asked for."""
    try:
        shop_id, ticket_id, message_id, with_remote, spoken, until = _signer().loads(signed)
    except (BadData, ValueError) as error:
        raise NotFound from error
    if desk().clock.now() // HOUR > until:
        raise NotFound
    g.language = language_of(spoken)
    look = looks.look(desk(), shop_id, ticket_id, message_id, with_remote=bool(with_remote))
    framed_by(("'self'", *reach.framing(desk(), look.shop)))
    ruled_by(POLICY.format(pictures=" https:" if with_remote else ""))
    more = _address(shop_id, ticket_id, message_id, with_remote=True, spoken=spoken)
    return make_response(render_template("mailbox/look.html", look=look, more=more))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(counter().settings.secret_key, salt="mail-look")
