"""A cancellation: the cancelled state, which gives every unit back, and a private note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from platforms.prestashop.sandbox.core.refusals import CoreRefusal
from platforms.prestashop.sandbox.core.states import update_status
from platforms.prestashop.sandbox.module.aftermath import is_reached, leave_note
from platforms.prestashop.sandbox.module.asked import Body, expected, note
from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.deed import Look, Run, Verdict, state_row
from platforms.prestashop.sandbox.module.figures import cancel_barred
from platforms.prestashop.sandbox.module.refused import Refused
from platforms.prestashop.sandbox.module.snapshot import Snapshot, snapshot
from platforms.prestashop.sandbox.module.standing import stand
from platforms.prestashop.sandbox.shop import Row


@dataclass(frozen=True, slots=True)
class CancelPlan:
    """``state``: the shop's own cancelled state."""

    state: int
    message: str


class Cancelling:
    """The write ``cancel``."""

    def check_fields(self, body: Body) -> None:
        """Types only."""
        expected(body)
        note(body)

    def plan(self, call: Call) -> CancelPlan:
        """Raises Refused."""
        shop, module = call.sandbox.shop, call.sandbox.module
        bar = cancel_barred(shop, call.order(), cancellations_on=module.cancellations_on)
        if bar:
            raise Refused(bar)
        state = int(shop.setting("PS_OS_CANCELED") or 6)
        return CancelPlan(state, note(call.body))

    def act(self, run: Run, plan: CancelPlan) -> dict[str, Any]:
        """Raises CoreRefusal or Died. A mail that fails comes after everything was written."""
        core = run.call.core(run.employee, run.key)
        core.dies_after = run.half and "stock"
        warnings = []
        try:
            update_status(core, run.order["id"], plan.state)
        except CoreRefusal as refusal:
            if refusal.name != "ChangeOrderStatusException":
                raise
            warnings.append("mail_failed")
        if not is_reached(core, run.order["id"], plan.state):
            warnings.append("state_not_reached")
        warnings += leave_note(run, plan.message)
        return self._result(run, warnings)

    def judge(self, look: Look) -> Verdict:
        """Stock comes first, then the state, then its line of history."""
        before, now = look.before, look.now
        if (now.state, now.histories) == (before.state, before.histories):
            return Verdict.HALF if _has_risen(before, now) else Verdict.NOTHING
        is_whole = now.state == look.plan.state and now.histories > before.histories
        return Verdict.ALL if is_whole else Verdict.HALF

    def rebuilt(self, run: Run, plan: CancelPlan) -> dict[str, Any]:
        """What can be read of it now."""
        core = run.call.core(run.employee, run.key)
        is_there = is_reached(core, run.order["id"], plan.state)
        return self._result(
            run, ["reconciled"] if is_there else ["state_not_reached", "reconciled"]
        )

    def _result(self, run: Run, warnings: list[str]) -> dict[str, Any]:
        shop, number = run.call.sandbox.shop, run.order["id"]
        now = snapshot(shop, run.call.sandbox.tables, number)
        details = shop.rows("order_details", id_order=number)
        return {
            "replayed": False,
            "lines": [
                {
                    "line": it["id"],
                    "restocked": _restocked(it, run.before, now),
                    "stock_before": run.before.stock[it["id"]],
                    "stock_after": now.stock[it["id"]],
                }
                for it in details
            ],
            "state": state_row(run.call, number),
            "stand": stand(shop, run.call.order()),
            "warnings": warnings,
        }


def _has_risen(before: Snapshot, now: Snapshot) -> bool:
    """A sale may have taken units meanwhile; nothing but a half cancellation gives any back."""
    pairs = ((now.stock[line], units) for line, units in before.stock.items())
    return any(one is not None and was is not None and one > was for one, was in pairs)


def _restocked(detail: Row, before: Snapshot, now: Snapshot) -> int:
    """Every ordered unit, or none where core did not move this product."""
    has_moved = before.stock[detail["id"]] != now.stock[detail["id"]]
    return int(detail["product_quantity"]) if has_moved else 0
