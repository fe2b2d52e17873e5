"""The page of the sink: every mail that came, newest first, shown as text whatever it contains."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from flask import Flask, Response, abort, jsonify, render_template, request, send_file

from platforms.mail.sandbox.faults import Fault, FaultKind, Faults
from platforms.mail.sandbox.kept import Kept, Mail
from platforms.mail.sandbox.writing import Outbox, writing_desk

_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'"


def reading_room(kept: Kept, faults: Faults, outbox: Outbox | None = None) -> Flask:
    """The sink's page, its list for programs (``/mails.json``) and its faults (``/fault``)."""
    room = Flask(__name__)
    room.jinja_env.globals["takes_answers"] = outbox is not None
    if outbox is not None:
        writing_desk(room, kept, outbox)
    room.context_processor(_words)
    room.after_request(_locked)

    @room.get("/")
    def mails() -> str:
        return render_template("mails.html", mails=kept.mails()[::-1])

    @room.get("/mails/<int:number>")
    def mail(number: int) -> str:
        return render_template("mail.html", mail=kept.find(number) or abort(404))

    @room.get("/mails/<int:number>/files/<int:place>")
    def file(number: int, place: int) -> Response:
        mail = kept.find(number)
        if mail is None or place >= len(mail.files):
            abort(404)
        found = mail.files[place]
        # Whatever it is: to be saved, and never a page here.
        return send_file(
            io.BytesIO(found.content),
            mimetype="application/octet-stream",
            as_attachment=True,
            download_name=found.name or "file",
        )

    @room.get("/mails.json")
    def listed() -> Response:
        return jsonify([_described(mail) for mail in kept.mails()[::-1]])

    @room.post("/fault")
    def broken() -> tuple[str, int]:
        faults.set(_fault(request.get_json()))
        return "", 204

    @room.delete("/fault")
    def mended() -> tuple[str, int]:
        faults.mend()
        return "", 204

    return room


def _described(mail: Mail) -> dict[str, object]:
    return {
        "number": mail.number,
        "received_at": mail.received_at,
        "sender": mail.sender,
        "recipients": list(mail.recipients),
        "from": mail.header("From"),
        "to": mail.header("To"),
        "subject": mail.subject,
        "message_id": mail.header("Message-ID"),
        "in_reply_to": mail.header("In-Reply-To"),
        "references": mail.header("References").split(),
        "headers": mail.raw_headers,
        "text": mail.text,
        "files": [
            {"name": file.name, "type": file.content_type, "size": file.size} for file in mail.files
        ],
    }


def _fault(wanted: dict[str, Any]) -> Fault:
    """``{"kind": …, "times": …, "seconds": …}``; anything else is a 400."""
    try:
        kind = FaultKind(wanted.get("kind", ""))
    except ValueError:
        abort(400)
    return Fault(kind, times=wanted.get("times"), seconds=wanted.get("seconds", 0))


def _locked(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _words() -> dict[str, object]:
    """What the pages write with: both languages, without the panel's catalogues."""
    asked = request.args.get("lang", "")
    language = asked if asked in {"fr", "en"} else _preferred()

    def say(*, en: str, fr: str) -> str:
        return fr if language == "fr" else en

    def dated(moment: datetime) -> str:
        return format_datetime(moment, "d MMM y, HH:mm:ss", locale=language) + " UTC"

    return {"language": language, "say": say, "dated": dated}


def _preferred() -> str:
    return request.accept_languages.best_match(["en", "fr"]) or "en"
