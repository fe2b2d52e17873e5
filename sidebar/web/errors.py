"""Every fault as one shape: a notice inside the panel, or a page that says what to do."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from platforms.contract import Barred, PlatformError
from platforms.embedding import ChainBroken, NotInstalled, ProofSpent
from platforms.launches import LaunchRefused
from sidebar.errors import (
    AskReused,
    Busy,
    CounterError,
    Forbidden,
    MovedOn,
    NotArrived,
    NotFound,
    OrderUnknown,
    Refused,
    ReviewChanged,
    ScopesLacking,
    SessionEnded,
    StoreUnreachable,
)
from sidebar.web import headers
from sidebar.web.fragments import NOTICE, parts

STATUS: tuple[tuple[type[CounterError], int], ...] = (
    (NotFound, 404),
    (OrderUnknown, 404),
    (Forbidden, 403),
    (ScopesLacking, 403),
    (MovedOn, 409),
    (AskReused, 409),
    (ReviewChanged, 409),
    (Busy, 409),
    (Refused, 422),
    (SessionEnded, 401),
    (NotArrived, 401),
    (StoreUnreachable, 503),
)


def install(app: Flask) -> None:
    """Registers the one answer for each kind of fault."""
    app.before_request(_refuse_unprintable)
    app.register_error_handler(CounterError, _counter_fault)
    app.register_error_handler(LaunchRefused, _launch_refused)
    app.register_error_handler(ScopesLacking, _scopes_lacking)
    app.register_error_handler(ProofSpent, _proof_spent)
    app.register_error_handler(ChainBroken, _keyless)
    app.register_error_handler(NotInstalled, _keyless)
    app.register_error_handler(Barred, _barred)
    app.register_error_handler(PlatformError, _shop_away)
    app.register_error_handler(HTTPException, _http_fault)
    app.register_error_handler(Exception, _unexpected)


def _refuse_unprintable() -> None:
    """No id holds a control character, and PostgreSQL takes no NUL: such a one is not found."""
    given = (*(request.view_args or {}).values(), *request.args.values())
    if not all(str(text).isprintable() for text in given):
        raise NotFound


def told(reason: str, status: int) -> Response:
    """The fault in the reader's language, as a notice for the panel or as a page."""
    if request.headers.get("HX-Request"):
        return parts(NOTICE, status=status, reason=reason, tone="error")
    return make_response(render_template("panel/refused.html", reason=reason), status)


def _counter_fault(fault: CounterError) -> Response:
    status = next((code for kind, code in STATUS if isinstance(fault, kind)), 500)
    answer = told(fault.reason, status)
    return _asked_again(answer) if isinstance(fault, SessionEnded) else answer


def _asked_again(answer: Response) -> Response:
    """A host's script fetches a fresh proof and repeats the request, and nobody need be told."""
    loaded = headers.bridge()
    if loaded is not None:
        answer.headers.update(loaded.again)
    return answer


def _proof_spent(_fault: ProofSpent) -> Response:
    return _asked_again(told("session_ended", 401))


def _keyless(fault: PlatformError) -> Response:
    return told("not_installed" if isinstance(fault, NotInstalled) else "chain_broken", 403)


def _scopes_lacking(fault: ScopesLacking) -> Response:
    """Told as a page or as a notice: the names are the host's, with what each is for."""
    if request.headers.get("HX-Request"):
        return told(fault.reason, 403)
    page = render_template("panel/refused.html", reason=fault.reason, lacking=fault.names)
    return make_response(page, 403)


def _launch_refused(fault: LaunchRefused) -> Response:
    g.launch_ahead = fault.ahead_ms
    return told(f"launch_{fault.reason}", 403 if fault.reason == "wrong_audience" else 401)


def _barred(fault: Barred) -> Response:
    return told(fault.reason, 422)


def _shop_away(_fault: PlatformError) -> Response:
    """Not a gateway's own status: what stands between us and the browser may put its page there."""
    return told("shop_away", 424)


def _http_fault(fault: HTTPException) -> Response:
    if fault.code == 404:
        return told("not_found", 404)
    if fault.code == 413:
        return told("too_large", 413)
    answer = told("bad_request", fault.code or 500)
    if isinstance(fault, MethodNotAllowed):
        answer.allow.update(fault.valid_methods or ())
    return answer


def _unexpected(fault: Exception) -> Response:
    current_app.logger.error("unexpected fault", exc_info=fault)
    return told("fault", 500)
