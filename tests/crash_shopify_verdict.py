"""What a story on Shopify came to: the store's own refunds against all that we kept of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from platforms.shopify.composing import bears
from platforms.shopify.money import exact
from platforms.shopify.sandbox.store import Node
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.store.operations import Operation
from tests.crash_shopify import ShopifyStory
from tests.crash_verdict import DONE_EVENTS, is_tagged, may_be_done, operations_of, rows_of

NOT_CARRIED = frozenset({"FAILURE", "ERROR"})
ARRIVALS = ("money_moved", "money_failed", "money_unconfirmed")


@dataclass(frozen=True)
class ShopifyJudge:
    """Compares with the store."""

    story: ShopifyStory

    def hidden(self) -> Iterator[str]:
        """What may be done must be visible as such."""
        for one in operations_of(self.story):
            if self._written(one) and not may_be_done(one):
                yield "lost"

    def findings(self) -> Iterator[str]:
        """Once all is well again."""
        found = operations_of(self.story)
        yield from ("unsettled" for _ in range(self.story.unsettled()))
        yield from ("money not followed" for _ in self.story.followed())
        yield from ("trouble in the stand-in" for _ in self.story.line.sandbox.troubles)
        for one in found:
            yield from self._of(one)
        yield from self._over_paid()
        yield from self._ledger(found)
        yield from self._told(found)

    def _of(self, one: Operation) -> Iterator[str]:
        written = self._written(one)
        if len(written) > 1:
            yield "double"
        if bool(written) is not (one.state is OperationState.DONE):
            yield "lost"
        bodies = self.story.line.bodies.get(one.id, set())
        # What the shop answered stands under what was sent.
        if bodies - {one.sent.partition("\n")[0].encode()}:
            yield "other words"
        if len(self.story.line.cancelling.get(one.id, ())) > 1:
            yield "cancel sent again"
        if one.state is OperationState.DONE and one.result is not None and written:
            if one.moved.minor != sum(map(self._carried, written)):
                yield "other amount"
            if one.kind is OperationKind.REFUND:
                yield from self._refund(one, written[0])

    def _refund(self, one: Operation, refund: Node) -> Iterator[str]:
        assert one.result is not None
        if f"Refund/{one.result.reference}" not in refund["id"]:
            yield "other reference"
        restocked = sum(_restocked(refund).values())
        if restocked != sum(line.restock for line in one.result.lines):
            yield "other stock"

    def _written(self, one: Operation) -> list[Node]:
        """What the store did for this operation: its refunds, or the one order it cancelled."""
        order = self.story.order
        if one.kind is OperationKind.REFUND:
            return [it for it in self._refunds() if bears(it["note"] or "", one.id)]
        cancellation = order.get("cancellation") or {}
        if not order["cancelledAt"] or not bears(cancellation.get("staffNote") or "", one.id):
            return []
        with_it = [it for it in self._refunds() if it["createdAt"] == order["cancelledAt"]]
        return [next((it for it in with_it if it["note"] is None), {"transactions": []})]

    def _refunds(self) -> list[Node]:
        return [self.story.store.nodes[gid] for gid in self.story.order["refunds"]]

    def _carried(self, refund: Node) -> int:
        """What of it was carried to the customer, in minor units of their money."""
        return sum(
            _minor(one["amountSet"])
            for one in map(self.story.store.nodes.__getitem__, refund["transactions"])
            if one["status"] not in NOT_CARRIED
        )

    def _over_paid(self) -> Iterator[str]:
        story, units = self.story, Counter[str]()
        received = sum(
            _minor(it["amountSet"])
            for it in map(story.store.nodes.__getitem__, story.order["transactions"])
            if it["kind"] == "SALE" and it["status"] == "SUCCESS"
        )
        if sum(map(self._carried, self._refunds())) > received:
            yield "over paid"
        worth = Counter[str]()
        restocked = Counter[str]()
        for refund in self._refunds():
            restocked += _restocked(refund)
            for line in refund["refundLineItems"]:
                units[line["lineItem"]] += line["quantity"]
                worth[line["lineItem"]] += _minor(line["subtotalSet"])
        for gid, count in units.items():
            line = story.store.nodes[gid]
            if count > line["quantity"] or restocked[gid] > line["quantity"]:
                yield "over paid on a line"
            if worth[gid] > _minor(line["originalUnitPriceSet"]) * line["quantity"]:
                yield "over paid on a line"
        if story.stock - story.stock_before != sum(restocked.values()):
            yield "stock"

    def _ledger(self, found: list[Operation]) -> Iterator[str]:
        moved = sum(one.moved.minor for one in found)
        for account in rows_of(self.story)["accounts"]:
            if (account["reserved"], account["moved"]) != (0, moved):
                yield "account"

    def _told(self, found: list[Operation]) -> Iterator[str]:
        """What follows from success, follows once from each success, and from nothing else."""
        rows = rows_of(self.story)
        for one in found:
            is_done = one.state is OperationState.DONE
            told = [
                (row["kind"], json.loads(row["new"]))
                for row in rows["events"]
                if f'"{one.id}"' in row["new"]
            ]
            kinds = Counter(kind for kind, _ in told)
            if kinds[DONE_EVENTS[one.kind]] != int(is_done) or kinds["money_unsure"] > 1:
                yield "event"
            ended = kinds["money_refused"] + kinds["recorded_by_hand"]
            if one.state is OperationState.REFUSED and ended != 1:
                yield "event"
            done: dict[str, Any] = next(
                (new for kind, new in told if kind == DONE_EVENTS[one.kind]), {}
            )
            arrived = sum(kinds[kind] for kind in ARRIVALS)
            if arrived != int(bool(done.get("pending"))):
                yield "event of the money"
            if is_done and not is_tagged(self.story, one):
                yield "tag"
            bodies = [row["body"] for row in rows["letters"] if row["ask_id"] == one.id]
            yield from _letters(one, done, bodies)


def _letters(one: Operation, done: Mapping[str, Any], bodies: list[str]) -> Iterator[str]:
    """One letter of each success; none where nothing was on its way to the customer."""
    went = done.get("amount", 0) - done.get("failed", 0)
    is_due = bool(done) and (one.kind is OperationKind.CANCEL or went > 0)
    if len(bodies) != int(is_due):
        yield "letter"
    digits = f"{went}".rjust(3, "0")
    figures = f"{went}" if one.amount.currency == "JPY" else f"{digits[:-2]},{digits[-2:]}"
    if bodies and went and figures not in bodies[0].replace("\u202f", "").replace("\xa0", ""):
        yield "letter of another amount"


def _restocked(refund: Node) -> Counter[str]:
    """Units that went back to stock, by line."""
    found = Counter[str]()
    for line in refund["refundLineItems"]:
        if line["restockType"] in {"RETURN", "CANCEL"}:
            found[line["lineItem"]] += line["quantity"]
    return found


def _minor(bag: Mapping[str, Any]) -> int:
    side = bag["presentmentMoney"]
    return exact(str(Decimal(side["amount"])), side["currencyCode"]).minor
