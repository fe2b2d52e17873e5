"""Money that did not arrive: a message to the customer is prepared in the box, and not sent."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response

from sidebar.actions import presence, showing
from sidebar.actions.money import letters, watching
from sidebar.errors import Forbidden
from sidebar.rules.conversation import MessageKind
from sidebar.rules.viewer import Role, Viewer
from sidebar.web.desk import desk
from sidebar.web.drafts import typed
from sidebar.web.fragments import COMPOSER, NOTICE, parts
from sidebar.web.session import with_viewer
from sidebar.web.ticket_values import page_values

blueprint = Blueprint("correcting", __name__)


@blueprint.post("/tickets/<ticket_id>/operations/<operation_id>/correction")
@with_viewer
def prepare(viewer: Viewer, ticket_id: str, operation_id: str) -> Response:
    """The box with the message in it, below what was typed there already."""
    if not viewer.may(Role.REFUND):
        raise Forbidden("refund")
    shop, ticket, operation = watching.operation_on(desk(), viewer, ticket_id, operation_id)
    text, mine = letters.correction(desk(), shop, ticket, viewer, operation), typed()
    # What someone writes for colleagues stays a note: nothing of it may leave unawares.
    begun = mine.body.rstrip()
    kept = replace(mine, body=f"{begun}\n\n{text}") if begun else _fresh(mine, text)
    presence.save_draft(desk(), viewer, ticket_id, kept, is_forced=True)
    return parts(COMPOSER, NOTICE, **page_values(showing.show(desk(), viewer, ticket_id)))


def _fresh(mine: presence.Typed, text: str) -> presence.Typed:
    return replace(mine, kind=MessageKind.AGENT.value, body=text)
