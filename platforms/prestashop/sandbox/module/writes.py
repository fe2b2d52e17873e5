"""Carries a write out once per key: checked, locked, checked again, written down, done, stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from platforms.prestashop.sandbox.core.context import Died
from platforms.prestashop.sandbox.core.refusals import CoreRefusal
from platforms.prestashop.sandbox.faults import Kind
from platforms.prestashop.sandbox.module.asked import key as key_of
from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.cancelling import Cancelling
from platforms.prestashop.sandbox.module.deed import Deed, Run, named
from platforms.prestashop.sandbox.module.ledger import Operation, Stage
from platforms.prestashop.sandbox.module.noting import Noting
from platforms.prestashop.sandbox.module.reconciling import reconcile
from platforms.prestashop.sandbox.module.refunding import Refunding
from platforms.prestashop.sandbox.module.refused import Refused, again
from platforms.prestashop.sandbox.module.snapshot import snapshot
from platforms.prestashop.sandbox.module.standing import stand
from platforms.prestashop.sandbox.shop import Row

DEEDS: Mapping[str, Deed] = {
    "refund": Refunding(),
    "cancel": Cancelling(),
    "message": Noting(),
}
SWITCHES = {"refund": "refunds_off", "cancel": "cancellations_off"}

Result = Mapping[str, Any]


def write(call: Call) -> Result:
    """The result. Raises Refused, or Died where a fault lets PHP die in the middle."""
    deed, key = DEEDS[call.action], key_of(call.body)
    # What was done stays done, and is told again, whatever the employee or the shop may do today.
    known = _replayed(call, key)
    if known is not None:
        return known
    deed.check_fields(call.body)
    employee = call.employee()
    _check_switch(call)
    order = call.order()
    if Kind.BUSY in call.met:
        raise Refused("busy")
    module = call.sandbox.module
    with module.locks.hold(order["id"], module.lock_seconds) as has_lock:
        if not has_lock:
            raise Refused("busy")
        _settle_crashed(call, order["id"])
        known = _replayed(call, key)
        return known if known is not None else _first_time(call, deed, employee, order["id"])


def fingerprint(call: Call) -> str:
    """The same for the same action and the very same bytes."""
    return hashlib.sha256(call.action.encode() + call.raw).hexdigest()


def _check_switch(call: Call) -> None:
    module = call.sandbox.module
    is_on = {"refund": module.refunds_on, "cancel": module.cancellations_on}
    if not is_on.get(call.action, True):
        raise Refused(SWITCHES[call.action])


def _settle_crashed(call: Call, order: int) -> None:
    """Traces of what died on the order must not pass for those of what comes now."""
    for row in call.sandbox.module.ledger.at(order, Stage.STARTED):
        found = reconcile(call, row, DEEDS[row.action], has_lock=True)
        if found.stage is Stage.STARTED:
            raise Refused("busy")


def _replayed(call: Call, key: str) -> Result | None:
    """The stored answer under this key, or nothing. Raises the stored refusal."""
    row = call.sandbox.module.ledger.find(key)
    if row is None:
        return None
    if row.stage is Stage.VOIDED:
        raise Refused("voided")
    if row.fingerprint != fingerprint(call):
        raise Refused("key_reused")
    return _said_again(row)


def _said_again(row: Operation) -> Result | None:
    """A run that is still under way is waited for at its order's lock."""
    if row.stage is Stage.DONE:
        return {**(row.result or {}), "replayed": True}
    if row.stage is Stage.REFUSED:
        raise again(row.error or {})
    if row.stage in {Stage.UNCLEAR, Stage.ASIDE}:
        raise Refused("fault")
    return None


def _first_time(call: Call, deed: Deed, employee: int, number: int) -> Result:
    """Under the order's lock."""
    ledger, key = call.sandbox.module.ledger, key_of(call.body)
    order = call.order()
    fresh = Operation(key, Stage.STARTED, call.action, number, fingerprint(call))
    try:
        _check_whole(call, number)
        _check_stand(call, order)
        plan = deed.plan(call)
    except Refused as refused:
        _begin(call, _refused(fresh, refused))
        raise
    before = snapshot(call.sandbox.shop, call.sandbox.tables, number)
    _begin(call, _planned(fresh, plan, before))
    run = Run(call, employee, key, order, before, _half(call))
    try:
        _die_first(call)
        result = deed.act(run, plan)
    except CoreRefusal as thrown:
        ours = named(thrown)
        ledger.change(key, stage=Stage.REFUSED, error=ours.error)
        raise ours from thrown
    if Kind.CRASH_DONE in call.met:
        raise Died
    ledger.change(key, stage=Stage.DONE, result=result)
    return result


def _begin(call: Call, row: Operation) -> None:
    """Raises Refused where the key was voided between our looking and our writing."""
    if call.sandbox.module.ledger.add(row) is not row:
        raise Refused("voided")


def _refused(row: Operation, refused: Refused) -> Operation:
    return Operation(
        row.key, Stage.REFUSED, row.action, row.order, row.fingerprint, error=refused.error
    )


def _planned(row: Operation, plan: Any, before: Any) -> Operation:
    return Operation(row.key, row.stage, row.action, row.order, row.fingerprint, plan, before)


def _check_whole(call: Call, number: int) -> None:
    """What broke off half way on the order is for a human to look at before money moves again."""
    if call.action != "message" and call.sandbox.module.ledger.at(number, Stage.UNCLEAR):
        raise Refused("unclear")


def _check_stand(call: Call, order: Row) -> None:
    expected = call.body.get("expect")
    if call.action != "message" and expected != stand(call.sandbox.shop, order):
        raise Refused("moved")


def _half(call: Call) -> str:
    return "slip" if Kind.CRASH_HALF in call.met else ""


def _die_first(call: Call) -> None:
    if Kind.CRASH_NOTHING in call.met:
        raise Died
    if Kind.FAULT in call.met:
        raise Refused("fault")
