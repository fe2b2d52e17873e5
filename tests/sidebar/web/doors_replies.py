"""The doors of default replies, of names in notes, and of what a text is asked about."""

from __future__ import annotations

from sidebar.actions.opening import Opened
from sidebar.rules.replies import DefaultReply
from sidebar.store import default_replies
from tests.sidebar.stage import Stage
from tests.sidebar.web.door import Door

KNOWN = "rep_known00000000000000000001"
"""A default reply of Camille's shop."""

SETTINGS, TICKET = "/inbox/{shop}/settings/replies", "/tickets/{ticket}"
WRITTEN = {"title": "Retard", "text-fr": "Bonjour"}


def _managers(endpoint: str, method: str, path: str, form: dict[str, str] | None = None) -> Door:
    return Door(endpoint, method, path, form or {}, is_write=True, right="manage")


def _agents(endpoint: str, method: str, path: str, form: dict[str, str] | None = None) -> Door:
    return Door(endpoint, method, path, form or {}, is_write=True)


REPLIES = (
    _managers("replies.show", "GET", SETTINGS),
    _managers("replies.begin", "GET", f"{SETTINGS}/new"),
    _managers("replies.edit", "GET", f"{SETTINGS}/{KNOWN}"),
    _managers("replies.create", "POST", SETTINGS, WRITTEN),
    _managers("replies.save", "PUT", f"{SETTINGS}/{KNOWN}", WRITTEN),
    _managers("replies.archive", "PUT", f"{SETTINGS}/{KNOWN}/archive", {"archived": "yes"}),
    _managers("replies.preview", "POST", f"{SETTINGS}/preview", WRITTEN),
    _agents("replies.offer", "GET", f"{TICKET}/replies"),
    _agents("replies.look", "GET", f"{TICKET}/replies/{KNOWN}"),
    _agents("replies.colleagues", "GET", f"{TICKET}/colleagues"),
    _agents(
        "messages.keep_back",
        "POST",
        f"{TICKET}/messages/kept-back",
        {"guard": "no_file", "body": "ci-joint"},
    ),
)


def furnish_replies(stage: Stage, opened: Opened) -> None:
    """A reply that Noor must not see."""
    reply = DefaultReply(KNOWN, opened.shop.id, "Secrets", "secret de la maison", updated_at=1)
    with stage.desk.database.writing() as store:
        default_replies.keep(store, reply, by=opened.viewer.agent_id)
        default_replies.keep_text(store, KNOWN, "fr", "secret de la maison")
