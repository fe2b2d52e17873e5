"""The module's front controller on the wire: one address, JSON in and out, signed both ways."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, abort, request

from platforms.prestashop.sandbox.breaking import (
    FATAL_PAGE,
    HTML,
    Closed,
    fail_first,
    hang_up,
    spoil,
)
from platforms.prestashop.sandbox.core.context import Died
from platforms.prestashop.sandbox.faults import Fault, Kind
from platforms.prestashop.sandbox.module.asked import read_body
from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.reads import READS
from platforms.prestashop.sandbox.module.refused import Refused
from platforms.prestashop.sandbox.module.signing import Sealed, answer_text, signature, verified
from platforms.prestashop.sandbox.module.writes import DEEDS, write
from platforms.prestashop.sandbox.standin import Sandbox

LONGEST = 64 * 1024
"""More bytes than this are refused unread, and so unsigned."""
WEBSERVICE_ONLY = frozenset({Kind.FORBID, Kind.DISABLED})
"""Faults of the webservice, which the module does not use."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

Answer = tuple[int, Mapping[str, Any]]


def module_api(sandbox: Sandbox) -> Blueprint:
    """The route /index.php of a module's front controller."""
    routes = Blueprint("module_api", __name__)

    def answer() -> Response:
        asked = {name: request.args.get(name) for name in ("fc", "module", "controller")}
        if asked != {"fc": "module", "module": "comptoir", "controller": "api"}:
            abort(404)
        action = request.args.get("action", "")
        with sandbox.log.keep(method=request.method, path=f"module.{action}", query="") as exchange:
            # Read first, whatever is answered: what is left on the wire is taken for a new request.
            request.get_data()
            try:
                reply = _met(sandbox, action)
            except Closed as closed:
                raise ConnectionAbortedError from closed
            exchange.status = reply.status_code
            return reply

    routes.add_url_rule("/index.php", "answer", answer, methods=METHODS)
    return routes


def _met(sandbox: Sandbox, action: str) -> Response:
    """The answer with everything that goes wrong around it."""
    met = sandbox.faults.strike(f"module.{action}")
    if any(it.kind is Kind.REFUSE for it in met):
        return _written(401, _envelope(Refused("unauthorized")))
    broken = fail_first([it for it in met if it.kind not in WEBSERVICE_ONLY], action)
    if broken is not None:
        return broken
    reply = _after(sandbox, _sealed(sandbox, action, [it.kind for it in met]), met)
    return spoil(reply, met)


def _after(sandbox: Sandbox, reply: Response, met: Sequence[Fault]) -> Response:
    """What happens to an answer when everything is done. Raises Closed."""
    for fault in met:
        if fault.kind is Kind.LATE:
            time.sleep(fault.seconds)
        elif fault.kind is Kind.LOST:
            if fault.seconds:
                sandbox.faults.set(Fault(Kind.AWAY, seconds=fault.seconds))
            hang_up()
        elif fault.kind is Kind.HTML_AFTER:
            return Response(FATAL_PAGE, status=500, content_type=HTML)
        elif fault.kind is Kind.UNSIGNED:
            reply.headers.remove("Comptoir-Signature")
    return reply


def _sealed(sandbox: Sandbox, action: str, met: Sequence[Kind]) -> Response:
    """The right answer, signed where the request was."""
    if request.method != "POST":
        return _written(405, _envelope(Refused("post_only")))
    if (request.content_length or 0) > LONGEST:
        return _written(413, _envelope(Refused("too_large")))
    body = request.get_data()
    seal = _seal(sandbox, action, body)
    if seal is None:
        return _written(401, _envelope(Refused("unauthorized")))
    try:
        status, said = _answer(sandbox, action, body, met)
    except Died:
        return Response(b"", status=500, content_type=HTML)
    reply = _written(status, said)
    text = answer_text(status, seal.nonce, reply.get_data())
    reply.headers["Comptoir-Signature"] = signature(seal.secret, text)
    return reply


def _seal(sandbox: Sandbox, action: str, body: bytes) -> Sealed | None:
    if sandbox.pairing is None:
        return None
    seal = verified(
        dict(request.headers),
        path=f"/comptoir/v1/{action}",
        shop_id=sandbox.pairing.shop_id,
        body=body,
        good=sandbox.pairing.secrets,
    )
    return seal if seal and sandbox.module.nonces.is_new(seal.nonce) else None


def _answer(sandbox: Sandbox, action: str, body: bytes, met: Sequence[Kind]) -> Answer:
    try:
        return 200, {"ok": True, "result": _result(sandbox, action, body, met)}
    except Refused as refused:
        return refused.status, _envelope(refused)


def _result(sandbox: Sandbox, action: str, body: bytes, met: Sequence[Kind]) -> Mapping[str, Any]:
    if action not in READS and action not in DEEDS:
        raise Refused("unknown_action")
    call = Call(sandbox, action, read_body(body), met, request.url_root.rstrip("/"), body)
    if action in DEEDS:
        return write(call)
    if Kind.FAULT in met:
        raise Refused("fault")
    return READS[action](call)


def _envelope(refused: Refused) -> Mapping[str, Any]:
    return {"ok": False, "error": refused.error}


def _written(status: int, said: Mapping[str, Any]) -> Response:
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    reply = Response(body, status=status, content_type="application/json")
    reply.headers["Cache-Control"] = "no-store"
    return reply
