"""Says what became of an operation, and closes keys that never came to anything."""

from __future__ import annotations

import time
from typing import Any

from platforms.prestashop.sandbox.module.asked import flag
from platforms.prestashop.sandbox.module.asked import key as key_of
from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.deed import Deed, Look, Run, Verdict
from platforms.prestashop.sandbox.module.ledger import Operation, Stage
from platforms.prestashop.sandbox.module.refused import Refused
from platforms.prestashop.sandbox.module.snapshot import snapshot


def reconcile(call: Call, row: Operation, deed: Deed, *, has_lock: bool) -> Operation:
    """A row that is started: under way while its order is locked or it is young, else crashed."""
    if time.monotonic() - row.begun < call.sandbox.module.settle_seconds:
        return row
    if has_lock:
        return _judged(call, row, deed)
    with call.sandbox.module.locks.hold(row.order, 0) as is_free:
        fresh = call.sandbox.module.ledger.find(row.key) or row
        return _judged(call, fresh, deed) if is_free and fresh.stage is Stage.STARTED else fresh


def op_answer(call: Call, deeds: dict[str, Deed]) -> dict[str, Any]:
    """The read ``op``; with ``void`` an unknown key can never move anything any more.

    With ``aside`` an unclear operation bars its order no more: somebody looked at it.
    """
    ledger, key = call.sandbox.module.ledger, key_of(call.body)
    row, is_to_void = ledger.find(key), flag(call.body, "void")
    if row is None and is_to_void:
        row = ledger.add(Operation(key, Stage.VOIDED))
    if row is None:
        return {"state": "unknown", "result": None, "error": None}
    if row.stage is Stage.STARTED:
        row = reconcile(call, row, deeds[row.action], has_lock=False)
    if row.stage is Stage.UNCLEAR and call.body.get("aside") is True:
        row = ledger.change(key, stage=Stage.ASIDE)
    told = Stage.UNCLEAR if row.stage is Stage.ASIDE else row.stage
    return {"state": told.value, "result": row.result, "error": row.error}


def _judged(call: Call, row: Operation, deed: Deed) -> Operation:
    sandbox, ledger = call.sandbox, call.sandbox.module.ledger
    order = sandbox.shop.row("orders", row.order)
    if row.before is None or order is None:
        return ledger.change(row.key, stage=Stage.UNCLEAR, error=Refused("fault").error)
    now = snapshot(sandbox.shop, sandbox.tables, row.order)
    of_order = Call(sandbox, row.action, {"order": row.order})
    match deed.judge(Look(of_order, row.plan, row.before, now)):
        case Verdict.NOTHING:
            error = Refused("never_done").error
            return ledger.change(row.key, stage=Stage.REFUSED, error=error)
        case Verdict.ALL:
            run = Run(of_order, 0, row.key, order, row.before)
            result = deed.rebuilt(run, row.plan)
            return ledger.change(row.key, stage=Stage.DONE, result=result)
        case Verdict.HALF:
            return ledger.change(row.key, stage=Stage.UNCLEAR, error=Refused("fault").error)
