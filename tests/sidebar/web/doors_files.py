"""The doors of files, of messages taken back and of those handed on."""

from __future__ import annotations

from sidebar.actions.opening import Opened
from sidebar.store import attachments
from sidebar.store.attachments import Attachment
from tests.sidebar.stage import Stage
from tests.sidebar.web.door import Door

SENT, WAITING = "att_sent0000000000000000000001", "att_waiting00000000000000000001"
"""A file on the note, and one beside the text."""

TICKET, MESSAGE = "/tickets/{ticket}", "/tickets/{ticket}/messages/{message}"


def _write(endpoint: str, method: str, path: str, **form: str) -> Door:
    return Door(endpoint, method, path, form, is_write=True)


FILES = (
    Door("attachments.show", "GET", f"{TICKET}/files"),
    Door("attachments.show", "GET", f"{TICKET}/files?list=yes"),
    Door("attachments.download", "GET", f"{TICKET}/files/{SENT}"),
    _write("attachments.add", "POST", f"{TICKET}/files", type="other"),
    _write(
        "attachments.change_type",
        "PUT",
        f"{TICKET}/files/{WAITING}",
        **{f"type-{WAITING}": "photo"},
    ),
    _write("attachments.remove", "DELETE", f"{TICKET}/files/{WAITING}"),
    _write("retracting.take_back", "POST", f"{MESSAGE}/retraction"),
    _write("retracting.take_back", "POST", f"{MESSAGE}/retraction", edit="yes"),
    _write("forwarding.show", "GET", f"{MESSAGE}/forward"),
    _write("forwarding.send", "POST", f"{MESSAGE}/forward", address="a@b.example", ask_id="f1"),
)


def furnish_files(stage: Stage, opened: Opened) -> None:
    """One of each, with its bytes."""
    note = next(row["id"] for row in stage.rows("messages") if row["kind"] == "note")
    stage.desk.files.put("bytes", b"secret de la maison")
    with stage.desk.database.writing() as store:
        for fresh_id, message_id in ((SENT, note), (WAITING, None)):
            row = Attachment(
                id=fresh_id,
                shop_id=opened.shop.id,
                ticket_id=opened.ticket.id,
                message_id=message_id,
                agent_id=opened.viewer.agent_id,
                name="plan.txt",
                type="other",
                content_type="text/plain",
                size=19,
                digest="",
                key="bytes",
                refused="",
                added_at=stage.clock.now(),
            )
            attachments.add(store, row)
