"""The switchboard: /sandbox/ shows and sets faults, settles payments, moves the clock, resets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from platforms.shopify.sandbox.faults import EVERY, Kind, fault_of
from platforms.shopify.sandbox.gateways import SUCCESS, Mood
from platforms.shopify.sandbox.paying import pending, settle
from platforms.shopify.sandbox.standin import Sandbox
from platforms.shopify.sandbox.steering import (
    COMPLIANCE,
    NEWS,
    announce,
    demand,
    grant,
    install,
    merge,
    uninstall,
)
from platforms.shopify.sandbox.store import Store

OPERATIONS = (EVERY, "token", "order", "refundCreate", "orderCancel")
SHOWN = 20
"""As many of the latest rows as a screen holds."""
LONGEST_MS = 400 * 24 * 3600 * 1000
Fields = Mapping[str, Any]


def control(sandbox: Sandbox) -> Blueprint:
    """The routes below /sandbox, for people and for tests."""
    routes = Blueprint("control", __name__)
    routes.add_url_rule("/sandbox/", "show", lambda: _page(sandbox))
    routes.add_url_rule("/sandbox/state", "state", lambda: jsonify(_state(sandbox)))
    routes.add_url_rule(
        "/sandbox/<change>", "change", lambda change: _change(sandbox, change), methods=["POST"]
    )
    return routes


def _change(sandbox: Sandbox, change: str) -> ResponseReturnValue:
    """JSON or a form; answers the state as it is then, or leads back to the page."""
    does = _CHANGES.get(change)
    if does is None:
        return jsonify(error="unknown_change"), 404
    fields: Fields = request.get_json() if request.is_json else request.form
    try:
        does(sandbox, fields)
    except (KeyError, TypeError, ValueError):
        return jsonify(error="bad_change"), 400
    return jsonify(_state(sandbox)) if request.is_json else redirect("/sandbox/", 303)


def _page(sandbox: Sandbox) -> str:
    return render_template(
        "switchboard.html",
        kinds=list(Kind),
        operations=OPERATIONS,
        compliance=COMPLIANCE,
        news=NEWS,
        sandbox=sandbox,
        state=_state(sandbox),
    )


def _state(sandbox: Sandbox) -> dict[str, Any]:
    return {
        "now": sandbox.clock.now(),
        "ahead": sandbox.clock.ahead,
        "stores": {
            store.host: {"installed": store.installed, "scopes": sorted(store.scopes)}
            for store in sandbox.stores.values()
        },
        "faults": [
            {
                "kind": it.kind,
                "host": it.host,
                "operation": it.operation,
                "seconds": it.seconds,
                "times": it.times,
            }
            for it in sandbox.faults.now()
        ],
        "pending": [{"host": host, "transaction": it["id"]} for host, it in pending(sandbox)],
        "due": sandbox.due.waiting,
        "notifications": [
            {"host": it.host, "kind": it.kind, "order": it.order, "to": it.to}
            for it in sandbox.notifications[-SHOWN:]
        ],
        "webhooks": [
            {"host": it.host, "topic": it.topic, "statuses": it.statuses}
            for it in sandbox.webhooks.all()[-SHOWN:]
        ],
        "calls": [
            {"host": it.store.host, "operation": it.operation, "status": it.status}
            for it in sandbox.calls.all()[-SHOWN:]
        ],
    }


def _set_fault(sandbox: Sandbox, fields: Fields) -> None:
    """``reset`` clears all."""
    if fields.get("reset"):
        sandbox.faults.reset()
    else:
        sandbox.faults.set(fault_of(fields))


def _advance(sandbox: Sandbox, fields: Fields) -> None:
    ms = int(fields["ms"])
    if not 0 <= ms <= LONGEST_MS:
        raise ValueError("ms")
    sandbox.clock.advance(ms)
    sandbox.due.run(sandbox.clock.now())


def _settle(sandbox: Sandbox, fields: Fields) -> None:
    """One pending refund, or every one."""
    named = fields.get("transaction")
    for host, it in pending(sandbox):
        if named in {None, "", it["id"]}:
            settle(sandbox, host, it["id"], status=fields.get("status") or SUCCESS)


def _gateway(sandbox: Sandbox, fields: Fields) -> None:
    mood = Mood(
        status=fields["status"],
        then=fields.get("then") or "",
        after_ms=int(fields.get("after_ms") or 0),
        error_code=fields.get("error_code") or None,
    )
    sandbox.gateways.set(_store(sandbox, fields).host, fields["gateway"], mood)


def _cancels(sandbox: Sandbox, fields: Fields) -> None:
    sandbox.cancels.delay_ms = int(fields["delay_ms"])


def _store(sandbox: Sandbox, fields: Fields) -> Store:
    return sandbox.stores[fields["host"]]


_CHANGES: Mapping[str, Callable[[Sandbox, Fields], object]] = {
    "faults": _set_fault,
    "clock": _advance,
    "settle": _settle,
    "gateways": _gateway,
    "cancels": _cancels,
    "reset": lambda sandbox, _: sandbox.reset(),
    "uninstall": lambda sandbox, fields: uninstall(sandbox, _store(sandbox, fields)),
    "install": lambda sandbox, fields: install(_store(sandbox, fields)),
    "scopes": lambda sandbox, fields: grant(
        sandbox, _store(sandbox, fields), fields["scopes"].split(",")
    ),
    "merge": lambda sandbox, fields: merge(
        sandbox, _store(sandbox, fields), kept=fields["kept"], gone=fields["gone"]
    ),
    "compliance": lambda sandbox, fields: demand(
        sandbox, _store(sandbox, fields), fields["topic"], fields.get("customer")
    ),
    "news": lambda sandbox, fields: announce(
        sandbox, _store(sandbox, fields), fields["topic"], fields["about"]
    ),
}
