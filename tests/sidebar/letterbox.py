"""A shop's mailbox in the tests: a folder into which mails are put, and the round that reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import Any

from sidebar.actions.receiving import rounds, setting
from sidebar.actions.receiving.setting import WantedMailbox
from sidebar.clock import HOUR
from sidebar.store import tickets
from sidebar.store.database import Row
from sidebar.store.tickets import Ticket
from tests.sidebar.stage import Stage

SUPPORT = "support@boutique.example"
ALIX = "alix@courriel.example"

_numbers = count(1)


def written(
    text: str = "Où est mon colis ?",
    *,
    sender: str = f"Alix Moreau <{ALIX}>",
    subject: str = "Mon colis",
    to: str = SUPPORT,
    html: str = "",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """A mail as a mail program writes it; ``In_Reply_To`` and the like name more headers."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = "Sun, 22 Nov 2026 10:00:00 +0100"
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    mail["Message-ID"] = given.pop("Message-ID", f"<{next(_numbers)}@courriel.example>")
    for name, value in given.items():
        mail[name] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


@dataclass
class Letterbox:
    """One shop's mailbox, read from its beginning."""

    stage: Stage
    folder: Path
    uids: count[int] = field(default_factory=lambda: count(1))

    def put(self, raw: bytes) -> int:
        uid = next(self.uids)
        (self.folder / f"{uid}.eml").write_bytes(raw)
        return uid

    def look(self) -> int:
        """One round, once it is due again."""
        self.stage.clock.advance(HOUR)
        return rounds.receive_due(self.stage.desk)

    def arrive(self, raw: bytes) -> Row:
        """What became of a mail."""
        uid = self.put(raw)
        self.look()
        (row,) = [
            row
            for row in self.stage.rows("mails")
            if row["uid"] == uid and row["shop_id"] == self.stage.shop.id
        ]
        return row

    def receive(self, text: str = "Où est mon colis ?", **told: Any) -> Row:
        return self.arrive(written(text, **told))

    def box(self) -> Row:
        (row,) = [
            row for row in self.stage.rows("mailboxes") if row["shop_id"] == self.stage.shop.id
        ]
        return row

    def ticket(self, ticket_id: str) -> Ticket:
        with self.stage.desk.database.reading() as store:
            found = tickets.find(store, ticket_id, shop_id=self.stage.shop.id)
        assert found is not None
        return found


def letterbox(stage: Stage, folder: Path, **told: Any) -> Letterbox:
    """The stage's shop reads its mail from this folder."""
    folder.mkdir(exist_ok=True)
    wanted = WantedMailbox(kind="folder", folder=str(folder), takes_old=True, **told)
    setting.keep(stage.desk, stage.shop.id, wanted)
    return Letterbox(stage, folder)
