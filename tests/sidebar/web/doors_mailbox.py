"""The doors of a shop's mailbox, and of the mails that were not made messages."""

from __future__ import annotations

from sidebar.actions.opening import Opened
from sidebar.actions.receiving import setting
from sidebar.actions.receiving.setting import WantedMailbox
from sidebar.store import mails
from sidebar.store.mails import KeptMail, MailState
from tests.sidebar.stage import Stage
from tests.sidebar.web.door import Door

IGNORED = "mai_ignored0000000000000000000001"
"""Bulk mail."""

PAGE = "/inbox/{shop}/settings/mailbox"
WANTED = {"host": "127.0.0.1", "port": "9", "security": "tls", "user": "u", "folder": "INBOX"}


def _managers(endpoint: str, method: str, path: str, form: dict[str, str] | None = None) -> Door:
    return Door(endpoint, method, path, form or {}, is_write=True, right="manage")


MAILBOX = (
    _managers("mailbox.show", "GET", PAGE),
    _managers("mailbox.save", "PUT", PAGE, WANTED),
    _managers("mailbox.try_it", "POST", f"{PAGE}/tries"),
    _managers("mailbox.download", "GET", f"{PAGE}/mails/{IGNORED}"),
    _managers("mailbox.make_ticket", "POST", f"{PAGE}/mails/{IGNORED}/ticket"),
)


def furnish_mailbox(stage: Stage, opened: Opened) -> None:
    """A mailbox that is not there, and one mail of it."""
    box = WantedMailbox(kind="folder", folder="/nowhere/at/all", is_on=False)
    setting.keep(stage.desk, opened.shop.id, box)
    raw = b"From: eve@x.example\nSubject: secret de la maison\n\nsecret de la maison\n"
    key = f"{opened.shop.id}/mails/x"
    stage.desk.files.put(key, raw)
    record = KeptMail(
        id=IGNORED,
        shop_id=opened.shop.id,
        uid_validity=1,
        uid=1,
        digest="x",
        mail_id="",
        state=MailState.IGNORED,
        reason="list",
        from_address="eve@x.example",
        subject="secret de la maison",
        key=key,
        ticket_id=None,
        message_id=None,
        arrived_at=stage.clock.now(),
    )
    with stage.desk.database.writing() as store:
        mails.take(store, record)
