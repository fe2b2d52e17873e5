"""What a customer writes, put where the counter looks for mail: nothing leaves this machine."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

from flask import Flask, Response, abort, render_template, request, url_for
from werkzeug.datastructures import FileStorage

from platforms.mail.sandbox.kept import Kept, Mail

_ADDRESS = re.compile(r"[^\s<>@,;\"]{1,64}@[A-Za-z0-9.-]{1,200}")
_NUMBERED = re.compile(r"([1-9]\d*)\.eml")
_LONGEST = 100_000


@dataclass
class Outbox:
    """Numbered files in a folder for each domain, in which the counter finds its incoming mail."""

    folder: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def drop(self, mail: EmailMessage) -> int:
        """Puts the mail there whole, under the next number; answers it."""
        with self._lock:
            box = self.folder / domain_of(str(mail["To"]))
            box.mkdir(parents=True, exist_ok=True)
            taken = (_NUMBERED.fullmatch(path.name) for path in box.iterdir())
            number = max((int(found[1]) for found in taken if found), default=0) + 1
            part = box / f"{number}.part"
            part.write_bytes(mail.as_bytes(policy=SMTP))
            part.rename(box / f"{number}.eml")
            return number


def domain_of(address: str) -> str:
    """The folder's name: letters that no path is made of."""
    domain = address.rpartition("@")[2].strip(" >").lower()
    return re.sub(r"[^a-z0-9.-]", "", domain).strip(".") or "nowhere"


def writing_desk(room: Flask, kept: Kept, outbox: Outbox) -> None:
    """Adds the pages on which a customer answers a mail, or writes one of their own."""

    @room.get("/write")
    def write() -> str:
        return render_template("write.html", mail=None, typed={}, fault="")

    @room.post("/write")
    def written() -> Response | tuple[str, int]:
        return _sent(outbox, None)

    @room.post("/mails/<int:number>/answer")
    def answer(number: int) -> Response | tuple[str, int]:
        return _sent(outbox, kept.find(number) or abort(404))


def _sent(outbox: Outbox, answered: Mail | None) -> Response | tuple[str, int]:
    typed = {name: request.form.get(name, "") for name in ("sender", "to", "subject", "text")}
    text = typed["text"].strip()
    addresses = (typed["sender"], typed["to"]) if answered is None else ()
    fault = "empty" if not text or len(text) > _LONGEST else ""
    if not all(_ADDRESS.fullmatch(one.strip()) for one in addresses):
        fault = "address"
    if fault:
        return render_template("write.html", mail=answered, typed=typed, fault=fault), 422
    mail = _new(typed) if answered is None else _answer(answered)
    mail.set_content(text)
    for file in request.files.getlist("files"):
        _enclose(mail, file)
    number = outbox.drop(mail)
    language = request.args.get("lang")
    return Response(status=303, headers={"Location": url_for("mails", lang=language, sent=number)})


def _new(typed: dict[str, str]) -> EmailMessage:
    mail = _dated()
    mail["From"], mail["To"] = typed["sender"].strip(), typed["to"].strip()
    mail["Subject"] = _one_line(typed["subject"])
    return mail


def _answer(answered: Mail) -> EmailMessage:
    """From whom it was sent to, to where it asks to be answered."""
    mail = _dated()
    mail["From"] = answered.recipients[0] if answered.recipients else "nobody@courriel.example"
    mail["To"] = answered.header("Reply-To") or answered.sender
    mail["Subject"] = f"Re: {_one_line(answered.subject)}"
    named = answered.header("Message-ID")
    if named:
        mail["In-Reply-To"] = named
        mail["References"] = " ".join([*answered.header("References").split(), named])
    return mail


def _dated() -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain="courriel.example")
    return mail


def _enclose(mail: EmailMessage, file: FileStorage) -> None:
    if not file.filename:
        return
    kind, _, finer = (file.mimetype or "application/octet-stream").partition("/")
    mail.add_attachment(
        file.read(), maintype=kind, subtype=finer or "octet-stream", filename=file.filename
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
