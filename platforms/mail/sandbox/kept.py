"""The mails that came, in the order they came, exactly as they came."""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a mail."""

    name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)


@dataclass(frozen=True)
class Mail:
    """One mail as the sink was given it: the envelope, and every byte between the envelopes."""

    number: int
    received_at: int
    """UTC milliseconds."""
    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return BytesParser(EmailMessage, policy=policy.default).parsebytes(self.content)

    def header(self, name: str) -> str:
        """A header as a person reads it, or empty."""
        return _shown(str(self.message.get(name, "")))

    @property
    def subject(self) -> str:
        return self.header("Subject")

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.received_at / 1000, UTC)

    @property
    def raw_headers(self) -> list[tuple[str, str]]:
        """Names and values as they stood on the wire, folding included."""
        return [(name, _shown(str(value))) for name, value in self.message.raw_items()]

    @property
    def text(self) -> str:
        """The plain text, or the HTML's source, line ends as people write them."""
        part = self.message.get_body(("plain", "html"))
        payload = part.get_payload(decode=True) if part is not None else b""
        written = payload if isinstance(payload, bytes) else b""
        charset = (part.get_content_charset() if part is not None else None) or "utf-8"
        try:
            text = written.decode(charset, "replace")
        except LookupError:
            text = written.decode("utf-8", "replace")
        return text.replace("\r\n", "\n")

    @cached_property
    def files(self) -> tuple[File, ...]:
        """What came with the words."""
        return tuple(
            File(_shown(part.get_filename() or ""), part.get_content_type(), _bytes(part))
            for part in self.message.iter_attachments()
        )


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    # A mail inside a mail has no bytes of its own.
    return payload if isinstance(payload, bytes) else part.as_bytes()


def _shown(text: str) -> str:
    """Bytes that were no text come out of the parser as surrogates, which no page can carry."""
    return text.encode("utf-8", "replace").decode()


class Kept:
    """Mails in memory, and in a folder too where one is given: there before they are accepted."""

    def __init__(self, folder: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._folder = folder
        self._mails: list[Mail] = []
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._mails = [_read(path) for path in sorted(folder.glob("*.json"))]

    def mails(self) -> tuple[Mail, ...]:
        """Oldest first."""
        with self._lock:
            return tuple(self._mails)

    def find(self, number: int) -> Mail | None:
        return next((mail for mail in self.mails() if mail.number == number), None)

    def keep(self, *, sender: str, recipients: tuple[str, ...], content: bytes) -> Mail:
        """Keeps one more mail and gives it its number."""
        with self._lock:
            number = self._mails[-1].number + 1 if self._mails else 1
            mail = Mail(number, int(time.time() * 1000), sender, recipients, content)
            if self._folder is not None:
                _write(self._folder, mail)
            self._mails.append(mail)
        return mail


def _write(folder: Path, mail: Mail) -> None:
    """Under another name until it is whole, so that a half-written mail is never read back."""
    record = {
        "number": mail.number,
        "received_at": mail.received_at,
        "sender": mail.sender,
        "recipients": list(mail.recipients),
        "content": base64.b64encode(mail.content).decode(),
    }
    unfinished = folder / f"{mail.number:08}.part"
    with unfinished.open("w") as out:
        json.dump(record, out)
        out.flush()
        os.fsync(out.fileno())
    unfinished.rename(folder / f"{mail.number:08}.json")


def _read(path: Path) -> Mail:
    record = json.loads(path.read_text())
    return Mail(
        number=record["number"],
        received_at=record["received_at"],
        sender=record["sender"],
        recipients=tuple(record["recipients"]),
        content=base64.b64decode(record["content"]),
    )
