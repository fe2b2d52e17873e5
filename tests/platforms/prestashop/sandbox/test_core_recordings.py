"""Holds the stand-in's core to what a live one was seen to do: rows changed, exceptions thrown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from platforms.prestashop.sandbox import Sandbox
from platforms.prestashop.sandbox.core import (
    Core,
    CoreRefusal,
    PartialRefund,
    add_message,
    issue_partial_refund,
    set_tracking,
    update_status,
)
from tests.platforms.prestashop.sandbox.core_effects import picture, recorded, same
from tests.platforms.prestashop.sandbox.shop_stage import stage

RECORDINGS = Path(__file__).parents[3] / "recordings" / "prestashop" / "core"

STOCK_LEFT_OUT_OF_THE_SEED = (
    {"id": 8, "id_product": 8, "quantity": 300},
    {"id": 10, "id_product": 10, "quantity": 600},
    {"id": 43, "id_product": 10, "id_product_attribute": 24, "quantity": 300},
    {"id": 44, "id_product": 10, "id_product_attribute": 25, "quantity": 300},
)
"""The five fixture orders' other products, as the recorded shop had them."""

CHAINS: Mapping[str, tuple[Sequence[tuple[int, int]], Sequence[str]]] = {
    "a paid order, refunded line by line": (
        (),
        (
            "refund-unpaid",
            "status-paid",
            "status-same",
            "status-unknown",
            "status-unknown-order",
            "refund-partial",
            "refund-partial-identical-again",
            "refund-quantity-too-high",
            "refund-amount-capped",
            "refund-nothing",
            "status-refunded",
        ),
    ),
    "shipping, and what is refused": (
        ((4, 2),),
        (
            "refund-shipping-only",
            "refund-shipping-capped",
            "refund-shipping-exhausted",
            "refund-amount-zero",
            "refund-bad-amount",
            "refund-no-generation",
            "refund-quantity-zero",
            "refund-unknown-line",
            "refund-unknown-order",
            "refund-line-of-another-order",
        ),
    ),
    "a shipped order": (
        ((2, 2), (2, 4)),
        ("refund-shipped-no-restock", "refund-shipped-restock"),
    ),
    "a voucher beside the slip": (((2, 2),), ("refund-with-voucher",)),
    "an unpaid order cancelled": ((), ("cancel-order-unpaid", "cancel-order-again")),
    "a refunded order cancelled": (
        ((2, 2),),
        (
            "cancel-order-paid-after-partial-refund-prep",
            "cancel-order-paid-after-partial-refund",
        ),
    ),
    "messages": ((), ("message-private", "message-public")),
    "a parcel": ((), ("tracking",)),
}
"""The states set first, then the recordings in the order in which they were taken."""

HELD = [name for _, names in CHAINS.values() for name in names]


@pytest.mark.parametrize("chain", CHAINS)
def test_core_changes_the_recorded_rows_and_throws_the_recorded_exceptions(chain: str) -> None:
    sandbox = stage("fixtures", pairing=None).sandbox
    for row in STOCK_LEFT_OUT_OF_THE_SEED:
        sandbox.shop.put("stock_availables", **row)
    first, names = CHAINS[chain]
    for order, state in first:
        update_status(_core(sandbox), order, state)
    for name in names:
        _held(sandbox, name)


def test_every_recorded_command_is_replayed_once() -> None:
    written = sorted(path.stem for path in RECORDINGS.glob("core-*.json"))

    assert written == sorted(f"core-{name}" for name in HELD)
    assert len(HELD) == 31


def _held(sandbox: Sandbox, name: str) -> None:
    recording = json.loads((RECORDINGS / f"core-{name}.json").read_text(encoding="utf-8"))
    asked = json.loads(recording["request"]["body"])
    answer = json.loads(recording["response"]["body"])
    thrown = (answer["error"], answer["code"]) if "error" in answer else None
    before = picture(sandbox)

    assert _thrown(lambda: _given(sandbox, recording["request"]["path"], asked)) == thrown, name
    same(recorded(recording["effects"]), before, picture(sandbox))


def _thrown(command: Callable[[], None]) -> tuple[str, int] | None:
    try:
        command()
    except CoreRefusal as refusal:
        return refusal.php_class, refusal.code
    return None


def _given(sandbox: Sandbox, path: str, asked: Mapping[str, Any]) -> None:
    core = _core(sandbox)
    match path.rpartition("/")[2]:
        case "partial_refund":
            issue_partial_refund(core, _refund(asked))
        case "status":
            update_status(core, asked["order"], asked["state"])
        case "message":
            add_message(core, asked["order"], asked["message"], is_private=asked["private"])
        case "tracking":
            set_tracking(core, asked["order_carrier"], asked["tracking"], carrier=asked["carrier"])


def _refund(asked: Mapping[str, Any]) -> PartialRefund:
    return PartialRefund(
        order=asked["order"],
        lines={it["id"]: (it["qty"], it["amount"]) for it in asked["lines"]},
        shipping=asked.get("shipping", "0"),
        is_restocked=asked.get("restock", False),
        has_slip=asked.get("slip", True),
        has_voucher=asked.get("voucher", False),
    )


def _core(sandbox: Sandbox) -> Core:
    return Core(sandbox.shop, sandbox.tables, employee=1)
