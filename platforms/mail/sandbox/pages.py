"""The page of the sink: every mail that came, newest first, shown as text whatever it contains."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from flask import Flask, Response, abort, jsonify, render_template, request

from platforms.mail.sandbox.faults import Fault, FaultKind, Faults
from platforms.mail.sandbox.kept import Kept, Mail

_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"


def reading_room(kept: Kept, faults: Faults) -> Flask:
    """The sink's page, its list for programs (``/mails.json``) and its faults (``/fault``)."""
    room = Flask(__name__)
    room.context_processor(_words)
    room.after_request(_locked)

    @room.get("/")
    def mails() -> str:
        return render_template("mails.html", mails=kept.mails()[::-1])

    @room.get("/mails/<int:number>")
    def mail(number: int) -> str:
        return render_template("mail.html", mail=kept.find(number) or abort(404))

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
