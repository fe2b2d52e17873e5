"""A refund: core's command with what core does not do right, then state and private note."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from platforms.prestashop.sandbox.core.context import Core
from platforms.prestashop.sandbox.core.refunds import PartialRefund, issue_partial_refund
from platforms.prestashop.sandbox.core.stock import give_back
from platforms.prestashop.sandbox.module.aftermath import change_state, leave_note, undo_moves
from platforms.prestashop.sandbox.module.asked import (
    Body,
    expected,
    flag,
    note,
    number,
    objects,
    text,
)
from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.deed import Look, Run, Verdict, state_row
from platforms.prestashop.sandbox.module.figures import NONE, figures
from platforms.prestashop.sandbox.module.given import minor
from platforms.prestashop.sandbox.module.ledger import Operation, Stage
from platforms.prestashop.sandbox.module.refund_plan import (
    VOUCHER,
    PlannedLine,
    RefundPlan,
    plan_refund,
)
from platforms.prestashop.sandbox.module.refused import Refused
from platforms.prestashop.sandbox.module.snapshot import Snapshot, snapshot
from platforms.prestashop.sandbox.module.standing import figures_of, offers, stand


class Refunding:
    """The write ``refund``."""

    def check_fields(self, body: Body) -> None:
        """Types only."""
        expected(body)
        for line in objects(body, "lines"):
            number(line, "line")
        flag(body, "settles")
        note(body)
        text(body, "gives", longest=32)
        if body.get("shipping") is None:
            raise Refused("bad_request", field="shipping")

    def plan(self, call: Call) -> RefundPlan:
        """Raises Refused."""
        module, order = call.sandbox.module, call.order()
        counted = figures_of(call.sandbox.shop, module, order)
        return plan_refund(call.body, counted, offers(module, order))

    def act(self, run: Run, plan: RefundPlan) -> dict[str, Any]:
        """Raises CoreRefusal or Died."""
        core = run.call.core(run.employee, run.key)
        core.dies_after = run.half
        issue_partial_refund(core, _command(run, plan))
        warnings = ["mail_failed"] if core.is_mail_down else []
        for one in plan.restocked_by_module:
            _put_back(core, one.line, one.restock)
        moved = [core]
        if plan.is_settled and run.order["current_state"] != core.special("PS_OS_REFUND", 7):
            settling = run.call.core(run.employee, run.key)
            warnings += _settle(run, plan, settling)
            moved.append(settling)
        if plan.restock == NONE:
            undo_moves(moved, run.order["id"])
        warnings += leave_note(run, plan.message)
        return self._result(run, plan, warnings)

    def judge(self, look: Look) -> Verdict:
        """Quantities and documents; the state is anybody's."""
        before, now, plan = look.before, look.now, look.plan
        if _moneys(before) == _moneys(now):
            return Verdict.NOTHING
        asked = {it.line: it for it in plan.lines}
        is_counted = all(
            now.units[line] == units + (asked[line].quantity if line in asked else 0)
            and now.amounts[line] == before.amounts[line] + _asked_amount(asked.get(line), plan)
            for line, units in before.units.items()
        )
        slips, vouchers = now.slips - before.slips, now.vouchers - before.vouchers
        is_voucher = plan.gives == VOUCHER
        is_documented = (len(slips), len(vouchers)) == ((0, 1) if is_voucher else (1, 0))
        if not is_counted or not is_documented:
            return Verdict.HALF
        # Core rounds the slip as a whole and we each line: they may differ by a cent a line.
        differs = abs(_given(look.call, plan, slips | vouchers) - plan.total)
        return Verdict.ALL if differs <= len(plan.lines) else Verdict.HALF

    def rebuilt(self, run: Run, plan: RefundPlan) -> dict[str, Any]:
        """What can be read of it now; nothing is made up for any more."""
        shop, warnings = run.call.sandbox.shop, list[str]()
        now = snapshot(shop, run.call.sandbox.tables, run.order["id"])
        if any(_lacks_units(it, run.before, now) for it in plan.lines):
            warnings.append("restock_failed")
        if plan.is_settled and now.state != int(shop.setting("PS_OS_REFUND") or 7):
            warnings.append("state_not_reached")
        if plan.message and now.messages == run.before.messages:
            warnings.append("note_failed")
        return self._result(run, plan, [*warnings, "reconciled"])

    def _result(self, run: Run, plan: RefundPlan, warnings: list[str]) -> dict[str, Any]:
        shop, number = run.call.sandbox.shop, run.order["id"]
        now = snapshot(shop, run.call.sandbox.tables, number)
        slip = _slip(run.call, plan, now.slips - run.before.slips)
        voucher = _voucher(run.call, plan, now.vouchers - run.before.vouchers)
        given = (slip or {}).get("total") or (voucher or {}).get("amount")
        if given != _text(plan.total, plan.digits):
            warnings = [*warnings, "amount_differs"]
        return {
            "replayed": False,
            "slip": slip,
            "voucher": voucher,
            "lines": [
                {
                    "line": it.line,
                    "quantity": it.quantity,
                    "amount": _text(it.amount, plan.digits),
                    "restocked": it.restock,
                    "stock_before": run.before.stock[it.line],
                    "stock_after": now.stock[it.line],
                }
                for it in plan.lines
            ],
            "state": state_row(run.call, number),
            "stand": stand(shop, run.call.order()),
            "warnings": warnings,
        }


def _settle(run: Run, plan: RefundPlan, core: Core) -> list[str]:
    """The refunded state, unless something is left of the order after all."""
    shop, ledger = core.shop, run.call.sandbox.module.ledger
    now = snapshot(shop, core.tables, run.order["id"])
    voucher = _voucher(run.call, plan, now.vouchers - run.before.vouchers)
    # This run is not in the books yet, and its store credit counts already.
    mine = Operation(run.key, Stage.DONE, plan=plan, result={"voucher": voucher})
    done = [*ledger.done(run.order["id"]), mine]
    if not figures(shop, run.call.order(), done).is_empty:
        return ["state_not_reached"]
    return change_state(core, run.order["id"], ("PS_OS_REFUND", 7))


def _command(run: Run, plan: RefundPlan) -> PartialRefund:
    return PartialRefund(
        order=run.order["id"],
        lines={it.line: (it.quantity, _text(it.amount, plan.digits)) for it in plan.lines},
        shipping=_text(plan.shipping, plan.digits),
        is_restocked=plan.is_restocked_by_core,
        has_slip=plan.gives != VOUCHER,
        has_voucher=plan.gives == VOUCHER,
    )


def _put_back(core: Core, line: int, units: int) -> None:
    detail = core.shop.row("order_details", line)
    if detail is None:
        return
    back = give_back(core, detail, units)
    reinjected = detail["product_quantity_reinjected"] + back
    core.shop.put("order_details", id=line, product_quantity_reinjected=reinjected)


def _lacks_units(line: PlannedLine, before: Snapshot, now: Snapshot) -> bool:
    was = before.stock[line.line]
    return was is not None and now.stock[line.line] != was + line.restock


def _moneys(found: Snapshot) -> tuple[Any, ...]:
    return (found.units, found.amounts, found.slips, found.vouchers, found.movements)


def _asked_amount(asked: Any, plan: RefundPlan) -> Decimal:
    return Decimal(asked.amount if asked else 0).scaleb(-plan.digits)


def _given(call: Call, plan: RefundPlan, numbers: frozenset[int]) -> int:
    """What the one new slip or voucher is worth."""
    (number,) = numbers
    if plan.gives == VOUCHER:
        rule = call.sandbox.shop.row("cart_rules", number) or {"reduction_amount": 0}
        return minor(rule["reduction_amount"], plan.digits)
    row = call.sandbox.shop.row("order_slip", number)
    parts = ("total_products_tax_incl", "total_shipping_tax_incl")
    return sum(minor(row[it], plan.digits) for it in parts) if row else 0


def _slip(call: Call, plan: RefundPlan, numbers: frozenset[int]) -> Mapping[str, Any] | None:
    row = call.sandbox.shop.row("order_slip", max(numbers)) if numbers else None
    if row is None:
        return None
    products = minor(row["total_products_tax_incl"], plan.digits)
    shipping = minor(row["total_shipping_tax_incl"], plan.digits)
    return {
        "id": row["id"],
        "number": f"{row['id']:06}",
        "products": _text(products, plan.digits),
        "shipping": _text(shipping, plan.digits),
        "total": _text(products + shipping, plan.digits),
    }


def _voucher(call: Call, plan: RefundPlan, numbers: frozenset[int]) -> Mapping[str, Any] | None:
    row = call.sandbox.shop.row("cart_rules", max(numbers)) if numbers else None
    if row is None:
        return None
    given = minor(row["reduction_amount"], plan.digits)
    return {"code": row["code"], "amount": _text(given, plan.digits)}


def _text(amount: int, digits: int) -> str:
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"
