"""Every route that stands behind the bearer, so that no test of them forgets one."""

from __future__ import annotations

from dataclasses import dataclass, field

from werkzeug.test import TestResponse

from sidebar.actions.opening import Opened
from tests.cast import ORDER
from tests.sidebar.stage import Panel


@dataclass(frozen=True)
class Door:
    """One request of the panel; names in braces are filled in from a ticket."""

    endpoint: str
    method: str
    path: str
    form: dict[str, str] = field(default_factory=dict)
    is_write: bool = False
    """Whether a right to reply is needed."""


REPLY = {"body": "Bonjour", "kind": "agent", "ask_id": "a1", "seen_version": "999999"}

DOORS = (
    Door("tickets.show", "GET", "/tickets/{ticket}"),
    Door("tickets.older", "GET", "/tickets/{ticket}/history?before={message}"),
    Door("tickets.pulse", "POST", "/tickets/{ticket}/pulse", {"body": "x", "mark": ""}),
    Door("tickets.leave", "DELETE", "/tickets/{ticket}/pulse"),
    Door(
        "tickets.change_status",
        "PUT",
        "/tickets/{ticket}/status",
        {"status": "pending"},
        is_write=True,
    ),
    Door(
        "tickets.change_status",
        "PUT",
        "/tickets/{ticket}/status",
        {"status": "closed", "confirmed": "yes"},
        is_write=True,
    ),
    Door(
        "tickets.change_status",
        "PUT",
        "/tickets/{ticket}/status",
        {"status": "closed"},
        is_write=True,
    ),
    Door("tickets.open_next", "POST", "/tickets/{ticket}/next", {}, is_write=True),
    Door("tickets.change_language", "PUT", "/tickets/{ticket}/language", {"language": "en"}),
    Door("messages.send", "POST", "/tickets/{ticket}/messages", REPLY, is_write=True),
    Door(
        "messages.send_again",
        "POST",
        "/tickets/{ticket}/letters/{letter}/attempts",
        {},
        is_write=True,
    ),
    Door(
        "drafts.save",
        "PUT",
        "/tickets/{ticket}/draft",
        {"body": "x", "kind": "note"},
        is_write=True,
    ),
    Door("drafts.take", "GET", "/tickets/{ticket}/draft"),
    Door("orders.card", "GET", "/tickets/{ticket}/order"),
    Door("orders.related", "GET", "/tickets/{ticket}/orders"),
    Door("orders.details", "GET", "/tickets/{ticket}/orders/{order}"),
)

OPEN_TO_ALL = {
    "root.index",
    "root.healthz",
    "launch.wait",
    "launch.enter",
    "images.show",
    "assets.show",
}
"""What asks for no bearer: each has a proof of its own, or nothing to tell."""


@dataclass(frozen=True)
class House:
    """A panel with a ticket that has one of everything: a reply, its letter, a note, a draft."""

    panel: Panel
    opened: Opened

    def names(self) -> dict[str, str]:
        stage = self.panel.stage
        (letter,) = stage.rows("letters")
        message = next(row for row in stage.rows("messages") if row["kind"] == "note")
        return {
            "ticket": self.opened.ticket.id,
            "letter": letter["id"],
            "message": message["id"],
            "order": ORDER,
        }

    def knock(self, door: Door, bearer: Opened | str | None, **names: str) -> TestResponse:
        path = door.path.format(**{**self.names(), **names})
        return self.panel.ask(door.method, path, bearer, **door.form)

    def whole(self) -> dict[str, list[str]]:
        """Everything in the store, to see that nothing changed."""
        return {
            table: sorted(str(dict(row)) for row in self.panel.stage.rows(table))
            for table in (
                *("tickets", "messages", "events", "letters", "drafts", "presence"),
                *("customers", "agents", "shops", "readings", "counters"),
            )
        }
