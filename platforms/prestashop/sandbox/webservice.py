"""The webservice on the wire: /api, its checks in the real one's order, its answers and headers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from urllib.parse import quote

from flask import Blueprint, Response, request

from platforms.prestashop.sandbox import showing_json, showing_xml
from platforms.prestashop.sandbox.breaking import Closed, fail_first, spoil
from platforms.prestashop.sandbox.log import Exchange
from platforms.prestashop.sandbox.reading import Asked, read
from platforms.prestashop.sandbox.refusals import (
    REALM,
    Elsewhere,
    Fatal,
    Unknown,
    WebserviceRefusal,
)
from platforms.prestashop.sandbox.standin import VERSION, Sandbox

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
HTML = "text/html; charset=utf-8"


def webservice(sandbox: Sandbox) -> Blueprint:
    """The routes below /api."""
    routes = Blueprint("webservice", __name__)

    def answer(path: str = "") -> Response:
        query = request.query_string.decode("ascii", "replace")
        with sandbox.log.keep(method=request.method, path=path, query=query) as exchange:
            reply = _answer(sandbox, path, exchange)
            exchange.status = reply.status_code
            return reply

    for rule in ("/api/", "/api/<path:path>"):
        routes.add_url_rule(
            rule,
            endpoint="answer",
            view_func=answer,
            methods=METHODS,
            provide_automatic_options=False,
        )
    return routes


def _answer(sandbox: Sandbox, path: str, exchange: Exchange) -> Response:
    met = sandbox.faults.strike(exchange.resource)
    try:
        broken = fail_first(met, exchange.resource)
        return broken or spoil(_right_answer(sandbox, path, exchange), met)
    except WebserviceRefusal as refusal:
        return _refusal(refusal, exchange)
    except Unknown:
        return _headed(_plain(404, ""), exchange)
    except Fatal:
        return _plain(500, HTML)
    except Elsewhere:
        return _front_page(path)
    except Closed as closed:
        raise ConnectionAbortedError from closed


def _right_answer(sandbox: Sandbox, path: str, exchange: Exchange) -> Response:
    key = _key()
    if key is None:
        reply = _plain(401, HTML, b"401 Unauthorized")
        reply.headers["WWW-Authenticate"] = REALM
        return reply
    asked = Asked(
        method=request.method,
        segments=tuple(path.split("/")),
        query=tuple(request.args.items(multi=True)),
        key=key,
        is_json=_is_json(),
        base=f"{request.url_root}api/",
    )
    body, media_type = read(sandbox, asked)
    reply = _headed(_plain(200, media_type, body), exchange)
    reply.headers["Content-Sha1"] = hashlib.sha1(body, usedforsecurity=False).hexdigest()
    return reply


def _key() -> str | None:
    """The user name of Basic authentication, or ws_key; None where neither was sent."""
    given = request.authorization
    if given is not None and given.type == "basic":
        return given.username or ""
    return request.args.get("ws_key")


def _is_json() -> bool:
    """By parameter or by PrestaShop's own headers; Accept is ignored."""
    names = ("output_format", "io_format")
    given = [request.args.get(it) for it in names]
    given += [request.headers.get(it) for it in ("Output-Format", "Io-Format")]
    return next((it for it in given if it), "XML").upper() == "JSON"


def _refusal(refusal: WebserviceRefusal, exchange: Exchange) -> Response:
    show = showing_json if _is_json() else showing_xml
    body = show.show_errors(refusal.errors).encode()
    reply = _plain(refusal.status, show.MEDIA_TYPE, body)
    if refusal.asks_for_key:
        reply.headers["WWW-Authenticate"] = REALM
    return _headed(reply, exchange, version=VERSION if refusal.is_authenticated else "0")


def _headed(reply: Response, exchange: Exchange, *, version: str = VERSION) -> Response:
    took = time.monotonic() - exchange.started
    reply.headers["Access-Time"] = str(int(time.time()))
    reply.headers["PSWS-Version"] = version
    reply.headers["Execution-Time"] = f"{took:.3f}"
    return reply


def _plain(status: int, media_type: str, body: bytes = b"") -> Response:
    reply = Response(body, status=status, content_type=media_type)
    if not media_type:
        reply.headers.remove("Content-Type")
    return reply


def _front_page(path: str) -> Response:
    kept: Mapping[str, str] = {it: text for it, text in request.args.items() if it != "id_shop"}
    rest = "".join(f"&{name}={quote(text)}" for name, text in kept.items())
    reply = _plain(302, HTML)
    reply.headers["Location"] = f"{request.url_root}?url={quote(path, safe='')}{rest}"
    return reply
