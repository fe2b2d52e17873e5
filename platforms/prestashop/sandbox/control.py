"""The switchboard: /sandbox/ shows and sets the faults, shows the log, changes rows, resets."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from platforms.prestashop.sandbox.definitions import resources
from platforms.prestashop.sandbox.faults import Kind, fault_of
from platforms.prestashop.sandbox.standin import Sandbox


def control(sandbox: Sandbox) -> Blueprint:
    """The routes below /sandbox, for people and for tests."""
    routes = Blueprint("control", __name__)
    routes.add_url_rule("/sandbox/", "show", lambda: _page(sandbox))
    routes.add_url_rule("/sandbox/faults", "faults", lambda: _faults(sandbox))
    routes.add_url_rule("/sandbox/log", "log", lambda: _log(sandbox))
    for name, change in (
        ("faults", _set_fault),
        ("reset", _reset),
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
        resources=["*", "images", *resources()],
        faults=sandbox.faults.now(),
        log=sandbox.log,
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


def _reset(sandbox: Sandbox) -> ResponseReturnValue:
    """Rows back to the seed, no faults, an empty log."""
    sandbox.shop.reset()
    sandbox.faults.reset()
    sandbox.log.reset()
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
