"""A message on the order, private unless told otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from platforms.prestashop.sandbox.core.messages import add_message
from platforms.prestashop.sandbox.module.asked import LONGEST_MESSAGE, Body, flag, text
from platforms.prestashop.sandbox.module.call import Call
from platforms.prestashop.sandbox.module.deed import Look, Run, Verdict
from platforms.prestashop.sandbox.module.refused import Refused
from platforms.prestashop.sandbox.module.snapshot import snapshot


@dataclass(frozen=True, slots=True)
class Note:
    """What will be written."""

    text: str
    is_private: bool


class Noting:
    """The write ``message``."""

    def check_fields(self, body: Body) -> None:
        """Types only; an empty message is none."""
        flag(body, "private")
        if not text(body, "text", longest=LONGEST_MESSAGE).strip():
            raise Refused("bad_request", field="text")

    def plan(self, call: Call) -> Note:
        """Any order takes a message."""
        return Note(text(call.body, "text", longest=LONGEST_MESSAGE), flag(call.body, "private"))

    def act(self, run: Run, plan: Note) -> dict[str, Any]:
        """Raises CoreRefusal."""
        core = run.call.core(run.employee, run.key)
        number = add_message(core, run.order["id"], plan.text, is_private=plan.is_private)
        is_unsent = core.is_mail_down and not plan.is_private
        return _told(number, ["mail_failed"] if is_unsent else [])

    def judge(self, look: Look) -> Verdict:
        """One row is written whole or not at all."""
        return Verdict.ALL if _written(look) else Verdict.NOTHING

    def rebuilt(self, run: Run, plan: Note) -> dict[str, Any]:
        """The message that is there."""
        sandbox = run.call.sandbox
        now = snapshot(sandbox.shop, sandbox.tables, run.order["id"])
        look = Look(run.call, plan, run.before, now)
        return _told(max(_written(look)), ["reconciled"])


def _told(number: int, warnings: list[str]) -> dict[str, Any]:
    return {"replayed": False, "message": number, "warnings": warnings}


def _written(look: Look) -> list[int]:
    shop, fresh = look.call.sandbox.shop, look.now.messages - look.before.messages
    rows = [shop.row("customer_messages", it) for it in fresh]
    return [row["id"] for row in rows if row is not None and row["message"] == look.plan.text]
