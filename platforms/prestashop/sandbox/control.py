"""The switchboard: /sandbox/ shows and sets the faults, shows the log, changes rows, resets."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from platforms.prestashop.sandbox.definitions import resources
from platforms.prestashop.sandbox.faults import Kind, fault_of
from platforms.prestashop.sandbox.module.pairing import prove, rotate
from platforms.prestashop.sandbox.module.reads import READS
from platforms.prestashop.sandbox.module.writes import DEEDS
from platforms.prestashop.sandbox.standin import Sandbox

MODULE = ("module", *(f"module.{name}" for name in (*DEEDS, *READS)))
"""What a fault of the module can meet."""
SWITCHES = ("refunds_on", "cancellations_on", "notices_on")
SHOWN = 20
"""As many of the latest rows as a screen holds."""


def control(sandbox: Sandbox) -> Blueprint:
    """The routes below /sandbox, for people and for tests."""
    routes = Blueprint("control", __name__)
    routes.add_url_rule("/sandbox/", "show", lambda: _page(sandbox))
    routes.add_url_rule("/sandbox/faults", "faults", lambda: _faults(sandbox))
    routes.add_url_rule("/sandbox/log", "log", lambda: _log(sandbox))
    routes.add_url_rule(
        "/sandbox/mails", "mails", lambda: jsonify(list(map(asdict, sandbox.mails)))
    )
    for name, change in (
        ("faults", _set_fault),
        ("reset", _reset),
        ("switches", _switch),
        ("pair", _pair),
        ("rotate", _rotate),
        ("rows/<resource>", _put),
    ):
        routes.add_url_rule(
            f"/sandbox/{name}",
            f"change_{change.__name__}",
            _bound(sandbox, change),
            methods=["POST"],
        )
    return routes


def _bound(sandbox: Sandbox, change: Any) -> Any:
    return lambda **parts: change(sandbox, **parts)


def _page(sandbox: Sandbox) -> str:
    return render_template(
        "switchboard.html",
        kinds=list(Kind),
        resources=["*", *MODULE, "images", *resources()],
        faults=sandbox.faults.now(),
        seconds_away=round(sandbox.faults.seconds_away),
        log=sandbox.log,
        sandbox=sandbox,
        switches={name: _is_on(sandbox, name) for name in SWITCHES},
        operations=list(reversed(sandbox.module.ledger.rows()))[:SHOWN],
        mails=list(reversed(sandbox.mails))[:SHOWN],
    )


def _faults(sandbox: Sandbox) -> Response:
    return jsonify(
        [
            {
                "kind": it.kind,
                "resource": it.resource,
                "seconds": it.seconds,
                "times": it.times,
            }
            for it in sandbox.faults.now()
        ],
    )


def _log(sandbox: Sandbox) -> Response:
    return jsonify(
        count=sandbox.log.count,
        most_at_once=sandbox.log.most_at_once,
        rounds=sandbox.log.rounds(),
        exchanges=[
            {
                "method": it.method,
                "path": it.path,
                "query": it.query,
                "status": it.status,
                "seconds": round(it.seconds, 4),
            }
            for it in sandbox.log.exchanges()
        ],
    )


def _set_fault(sandbox: Sandbox) -> ResponseReturnValue:
    """JSON or a form with kind, resource, seconds, times; ``reset`` clears all."""
    fields = request.get_json() if request.is_json else request.form
    if fields.get("reset") or fields.get("kind") == "reset":
        sandbox.faults.reset()
    else:
        try:
            sandbox.faults.set(fault_of(fields))
        except ValueError:
            return jsonify(error="bad_fault"), 400
    return _done(sandbox)


def _switch(sandbox: Sandbox) -> ResponseReturnValue:
    """JSON or a form: a switch's name and "1" or "0"."""
    fields = request.get_json() if request.is_json else request.form
    for name in SWITCHES:
        if name in fields:
            keeper = sandbox if name == "notices_on" else sandbox.module
            setattr(keeper, name, str(fields[name]) in {"1", "True"})
    if request.is_json:
        return jsonify({name: _is_on(sandbox, name) for name in SWITCHES})
    return redirect("/sandbox/", 303)


def _pair(sandbox: Sandbox) -> Response:
    """What the counter says when it is told of this shop; null where it does not answer."""
    return jsonify(prove(sandbox, request.url_root.rstrip("/")))


def _rotate(sandbox: Sandbox) -> Response:
    return jsonify(rotated=rotate(sandbox))


def _is_on(sandbox: Sandbox, name: str) -> bool:
    return bool(getattr(sandbox if name == "notices_on" else sandbox.module, name))


def _reset(sandbox: Sandbox) -> ResponseReturnValue:
    """As new."""
    sandbox.reset()
    return _done(sandbox)


def _put(sandbox: Sandbox, resource: str) -> ResponseReturnValue:
    """Change or add one row; JSON fields as the webservice shows them."""
    if resource not in resources():
        return jsonify(error="unknown_resource"), 404
    try:
        return jsonify(sandbox.shop.put(resource, **request.get_json()))
    except (KeyError, TypeError, ValueError):
        return jsonify(error="bad_row"), 400


def _done(sandbox: Sandbox) -> ResponseReturnValue:
    return _faults(sandbox) if request.is_json else redirect("/sandbox/", 303)
