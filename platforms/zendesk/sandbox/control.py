"""The switchboard: /sandbox/ shows and sets what goes wrong, tells the state, resets."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from platforms.zendesk.sandbox.standin import Fault, Sandbox


def control(sandbox: Sandbox) -> Blueprint:
    """The routes below /sandbox, for people and for tests."""
    routes = Blueprint("control", __name__)
    routes.add_url_rule("/sandbox/", "show", lambda: _page(sandbox))
    routes.add_url_rule("/sandbox/state", "state", lambda: jsonify(_state(sandbox)))
    for name, change in (("faults", _set_faults), ("reset", _reset)):
        routes.add_url_rule(
            f"/sandbox/{name}", name, lambda change=change: change(sandbox), methods=["POST"]
        )
    return routes


def _page(sandbox: Sandbox) -> str:
    return render_template("switchboard.html", faults=list(Fault), sandbox=sandbox)


def _state(sandbox: Sandbox) -> dict[str, Any]:
    return {
        "faults": sorted(sandbox.faults),
        "launches": sandbox.launches,
        "tickets": {str(number): ticket for number, ticket in sandbox.tickets.items()},
    }


def _set_faults(sandbox: Sandbox) -> ResponseReturnValue:
    """A form with each fault that shall be; those that are not named end."""
    wanted = request.form.getlist("fault")
    if not set(wanted) <= set(Fault):
        return jsonify(error="no_such_fault"), 400
    sandbox.faults.clear()
    sandbox.faults.update(Fault(name) for name in wanted)
    return redirect("/sandbox/", 303)


def _reset(sandbox: Sandbox) -> ResponseReturnValue:
    sandbox.reset()
    return redirect("/sandbox/", 303)
