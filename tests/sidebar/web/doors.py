"""Every route that stands behind the bearer, so that no test of them forgets one."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.test import TestResponse

from sidebar.actions.opening import Opened
from tests.cast import ORDER
from tests.sidebar.stage import Panel
from tests.sidebar.web.door import Door
from tests.sidebar.web.doors_around import AROUND
from tests.sidebar.web.doors_automations import AUTOMATIONS
from tests.sidebar.web.doors_files import FILES
from tests.sidebar.web.doors_helpdesks import HELPDESK_SETTINGS
from tests.sidebar.web.doors_inserting import INSERTING
from tests.sidebar.web.doors_life import LIFE
from tests.sidebar.web.doors_lists import LISTS
from tests.sidebar.web.doors_mailbox import MAILBOX
from tests.sidebar.web.doors_people import people_doors
from tests.sidebar.web.doors_replies import REPLIES
from tests.sidebar.web.doors_reports import REPORTS
from tests.sidebar.web.doors_requesters import REQUESTERS
from tests.sidebar.web.doors_selftest import SELFTEST
from tests.sidebar.web.doors_side import SIDE

OPERATION = "op_waiting00000000000000000001"
"""A refund that awaits its manager."""


REPLY = {"body": "Bonjour", "kind": "agent", "ask_id": "a1", "seen_version": "999999"}

ASKED = {"ask_id": "a1", "reason": "damaged", "currency": "EUR", "quantity-1": "1", "seal": "x"}


def money_doors() -> tuple[Door, ...]:
    """Those that prepare, move and follow money."""
    ticket, operation = "/tickets/{ticket}", "/tickets/{ticket}/operations/{operation}"
    refuses = {"verdict": "refuse", "why": "x"}
    return (
        Door("operations.show", "GET", operation),
        _refund_door("money.refund", "GET", f"{ticket}/refund"),
        _refund_door("money.cancel", "GET", f"{ticket}/cancel"),
        _refund_door("money.review_refund", "POST", f"{ticket}/refund/review", ASKED),
        _refund_door("money.review_cancel", "POST", f"{ticket}/cancel/review", ASKED),
        _refund_door("money.confirm_refund", "POST", f"{ticket}/refund", ASKED),
        _refund_door("money.confirm_cancel", "POST", f"{ticket}/cancel", ASKED),
        _refund_door("money.stay", "POST", f"{ticket}/preparing"),
        _refund_door("money.leave", "DELETE", f"{ticket}/preparing"),
        _refund_door("operations.check", "POST", f"{operation}/check"),
        _refund_door("operations.see_to", "POST", f"{operation}/seen-to"),
        _refund_door("correcting.prepare", "POST", f"{operation}/correction"),
        _refund_door("ledger.show", "GET", f"{ticket}/ledger"),
        _refund_door("ledger.export", "GET", f"{ticket}/ledger.csv"),
        _refund_door("operations.withdraw", "DELETE", f"{operation}/approval"),
        _managers_door("operations.decide", f"{operation}/approval", {"verdict": "approve"}),
        _managers_door("operations.decide", f"{operation}/approval", refuses),
        _managers_door("operations.record", f"{operation}/record", {"found": "done", "note": "x"}),
    )


def _refund_door(endpoint: str, method: str, path: str, form: dict[str, str] | None = None) -> Door:
    return Door(endpoint, method, path, form or {}, is_write=True, right="refund")


def _managers_door(endpoint: str, path: str, form: dict[str, str]) -> Door:
    return Door(endpoint, "POST", path, form, is_write=True, right="approve")


def settings_doors() -> tuple[Door, ...]:
    """Those of the manager's own page."""
    rules = {"refunds_on": "yes", "role-4": "refund", "limit-refund-operation": "1.00"}
    path = "/inbox/{shop}/settings"
    return (
        Door("settings.show", "GET", path, is_write=True, right="manage"),
        Door("settings.file", "GET", "/inbox/{shop}/requests/x", is_write=True, right="manage"),
        Door("settings.save", "PUT", path, rules, is_write=True, right="manage"),
    )


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
    Door("orders.lines", "GET", "/tickets/{ticket}/orders/{order}/lines?after=x"),
    Door("people.profile", "GET", "/tickets/{ticket}/customer"),
    Door("people.timeline", "GET", "/tickets/{ticket}/timeline"),
    Door("inbox.show", "GET", "/inbox/{shop}"),
    Door("inbox.change_language", "PUT", "/inbox/{shop}/language", {"language": "en"}),
    *money_doors(),
    *settings_doors(),
    *people_doors(),
    *LISTS,
    *SIDE,
    *REPLIES,
    *REPORTS,
    *LIFE,
    *FILES,
    *AUTOMATIONS,
    *MAILBOX,
    *INSERTING,
    *SELFTEST,
    *AROUND,
    *REQUESTERS,
    *HELPDESK_SETTINGS,
)

FROM_HELPDESK = {door.endpoint for door in (*AROUND, *REQUESTERS, *INSERTING)}
"""What is there for nobody but who comes from a helpdesk."""

OPEN_TO_ALL = {
    "root.index",
    "root.healthz",
    "selftest.show",
    "selftest.pulse",
    "selftest.person",
    "launch.wait",
    "launch.enter",
    "helpdesk.unsigned",
    "helpdesk.enter",
    "images.show",
    "looks.show",
    "attachments.show_preview",
    "hooks.take",
    "webhooks.take",
    "storefront.show",
    "embedded.home",
    "embedded.order",
    "embedded.patch",
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
        letter = min(stage.rows("letters"), key=lambda row: str(row["id"]))
        message = next(row for row in stage.rows("messages") if row["kind"] == "note")
        return {
            "ticket": self.opened.ticket.id,
            "letter": letter["id"],
            "message": message["id"],
            "order": ORDER,
            "shop": self.opened.shop.id,
            "operation": OPERATION,
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
                *("attachments", "mailboxes", "mails"),
                *("customers", "agents", "shops", "readings", "counters"),
                *("operations", "accounts", "tags", "order_presence", "notices", "nonces"),
                *("ticket_agents", "tasks", "projects", "setting_events"),
                *("default_replies", "default_reply_texts", "mentions"),
            )
        }
