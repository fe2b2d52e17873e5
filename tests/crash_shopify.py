"""One seed of the crash matrix on Shopify: the real adapter over the stand-in's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from platforms.contract import Barred, Connection, PlatformError
from platforms.moves import (
    Act,
    Actor,
    CancelChoice,
    CancelReview,
    Declined,
    Done,
    Going,
    Outcome,
    Picked,
    PickedLine,
    RefundReview,
    Sent,
)
from platforms.shapes import Money
from platforms.shopify.sandbox import Fault, Kind, Mood
from platforms.shopify.sandbox.bags import bag_of
from platforms.shopify.sandbox.paying import pending, settle
from platforms.shopify.sandbox.store import Node, Store
from platforms.shopify.transport import FixedKey
from sidebar.actions.desk import Desk
from sidebar.actions.money import recording, sweeping
from sidebar.actions.money.drafting import Wanted
from sidebar.clock import DAY, HOUR, MINUTE, SECOND
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.refundable import everything
from sidebar.rules.viewer import Viewer
from sidebar.store.database import Connection as StoreConnection
from tests.crash_play import Play
from tests.crash_shopify_flaws import SHOPS
from tests.crash_shopify_ground import CUPS, LAMP, TEA, ShopifyGround
from tests.crash_shopify_line import CalledShopify, Line
from tests.crashing import CrashingDatabase, Fuse
from tests.platforms.shopify.sandbox.write_stage import HOST

FIRST_ORDER = 6_000_000
MOST_ROUNDS = 300
WITHIN = 30.0

_CARDS = (
    *(Mood(),) * 5,
    *(Mood("PENDING", "SUCCESS", 20 * MINUTE),) * 2,
    *(Mood("PENDING", "FAILURE", 3 * MINUTE),) * 2,
    Mood("PENDING"),
    Mood("FAILURE"),
)
_JOBS = (*(0,) * 4, *(800,) * 4, *(40 * SECOND,) * 2, 3 * MINUTE)
"""How long the job of a cancellation takes (ms), the usual ones several times."""


class StallingDatabase(CrashingDatabase):
    """A process may also stand still right after a transaction."""

    @contextmanager
    def writing(self) -> Iterator[StoreConnection]:
        with super().writing() as store:
            yield store
        self.turns.pause()


@dataclass
class Process:
    """The shop as one process calls it: the process may die before it calls and before it hears."""

    shop: CalledShopify
    fuse: Fuse

    def __getattr__(self, name: str) -> Any:
        self.shop.api.begin()
        return getattr(self.shop, name)

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined | Going:
        with self._called():
            return self.shop.refund(review, act, within=within)

    def cancel(self, review: CancelReview, act: Act, *, within: float) -> Done | Declined | Going:
        with self._called():
            return self.shop.cancel(review, act, within=within)

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        with self._called():
            return self.shop.outcome(key, order_id, within=within, sent=sent)

    @contextmanager
    def _called(self) -> Iterator[None]:
        line = self.shop.api.line
        self.shop.api.begin()
        self.fuse.step()
        try:
            yield
        finally:
            line.pause()
            self.fuse.step()


@dataclass
class ShopifyStory(Play):
    """What happens under one seed, in a store of Shopify's."""

    asks: ClassVar[tuple[int, int]] = (2, 4)
    stands_still: ClassVar[float] = 0.03
    ground: ShopifyGround
    store: Store = field(init=False)
    line: Line = field(init=False)
    colleagues: int = 0
    """Refunds that were made in the shop's own admin."""
    stock_before: int = 0

    def prepare(self) -> None:
        """A store with this order, its gateways and jobs in some mood."""
        number = FIRST_ORDER + self.seed
        self.order_id = str(number)
        self.store = self.ground.sow(number, self.chance)
        self.stock_before = self.stock
        self.line = Line(self.ground.app, self.clock, self.chance, self._pause, self.is_calm)
        sandbox = self.line.sandbox
        sandbox.gateways.set(HOST, "shopify_payments", self.chance.choice(_CARDS))
        sandbox.cancels.delay_ms = self.chance.choice(_JOBS)
        sandbox.cancels.tells_result = self.chance.random() < 0.7
        sandbox.idempotency.tells_by_code = self.chance.random() < 0.5
        sandbox.idempotency.burns_refused = self.chance.random() < 0.5

    @property
    def order(self) -> Node:
        """The order as the store keeps it."""
        return self.store.nodes[f"gid://shopify/Order/{self.order_id}"]

    @property
    def stock(self) -> int:
        """Units of everything for sale."""
        return sum(one["inventoryQuantity"] for one in self.store.of_type("ProductVariant"))

    def desk(self, fuse: Fuse) -> Desk:
        """A desk at the store, in a process that dies when its fuse has burnt."""
        database = StallingDatabase(self.ground.database, fuse, self.turns, self.flaw.rewrite)
        kind = SHOPS.get(self.flaw.shop, CalledShopify)

        def adapter(_kind: str, connection: Connection) -> Any:
            return Process(kind(connection, self.line), fuse)

        return replace(self.ground.desk, database=database, adapter=adapter)

    def knocks(self, viewer: Viewer) -> None:
        """Someone opens the page on which they act."""
        self.ground.knocks(viewer)

    def wanted(self, ask_id: str) -> Wanted:
        """Some cups mostly; or a lamp, shipping, everything, or a cancellation."""
        is_cancel = self.chance.random() < 0.3
        choice = CancelChoice(
            restocks=self.chance.random() < 0.7, refunds=self.chance.random() < 0.7
        )
        return Wanted(
            ask_id=ask_id,
            kind=OperationKind.CANCEL if is_cancel else OperationKind.REFUND,
            picked=None if is_cancel else self._picked(),
            reason="customer_asked" if is_cancel else "other",
            note="",
            mails=True,
            choice=choice if is_cancel else None,
        )

    def _picked(self) -> Picked:
        luck, currency = self.chance.random(), self.order["presentmentCurrencyCode"]
        if luck < 0.15:
            shop = self._quietly(self.ground.maud)
            return everything(shop.read_refundable(self.order_id, within=WITHIN))
        shipping = Money(self.chance.choice((0, 0, 100, 200)), currency)
        if luck < 0.25:
            return Picked((), replace(shipping, minor=shipping.minor or 50))
        line, most = self.chance.choice(((CUPS, 3), (CUPS, 4), (TEA, 3), (LAMP, 1)))
        units = self.chance.randint(1, most)
        line_id = f"{self.order_id}{line}"
        restock = self.chance.choice((0, units, self.chance.randint(0, units)))
        return Picked((PickedLine(line_id, units, restock),), shipping, notifies=luck < 0.5)

    def _pause(self) -> None:
        self.turns.pause()

    def network(self) -> None:
        """What was under way arrives; people and banks do what they do."""
        for _ in range(4):
            self.turns.pause()
            self.line.deliver_late()
            if not self.is_calm and self.chance.random() < 0.5:
                self.chance.choice(
                    (self._refunded_elsewhere, self._edited, self._bank, self._revoked, self._job)
                )()

    def _refunded_elsewhere(self) -> None:
        """A colleague gives back one cup in Shopify's own admin."""
        shop = self._quietly(self.ground.maud)
        currency = self.order["presentmentCurrencyCode"]
        picked = Picked((PickedLine(f"{self.order_id}{CUPS}", 1, 0),), Money(0, currency))
        with suppress(PlatformError, Barred):
            review = shop.review_refund(self.order_id, picked, within=WITHIN)
            act = Act(f"colleague_{self.clock.now()}", Actor("103", "Maud"), "by hand")
            act = replace(act, written=shop.compose(review, act))
            if isinstance(shop.refund(review, act, within=WITHIN), Done):
                self.colleagues += 1

    def _edited(self) -> None:
        """The order is edited: one more box of tea, unpaid; or a return is opened, or closed."""
        if self.chance.random() < 0.5:
            self.order["returnStatus"] = self.chance.choice(("NO_RETURN", "IN_PROGRESS"))
            return
        line = self.store.nodes[f"gid://shopify/LineItem/{self.order_id}{TEA}"]
        line["quantity"] += 1
        more = bag_of(line["originalUnitPriceSet"])
        self.order["totalPriceSet"] = (bag_of(self.order["totalPriceSet"]) + more).node()

    def _bank(self) -> None:
        """The bank ends what it has, one way or the other."""
        status = self.chance.choice(("SUCCESS", "FAILURE"))
        for host, transaction in pending(self.line.sandbox):
            settle(self.line.sandbox, host, transaction["id"], status=status)

    def _revoked(self) -> None:
        """Somebody loses the right to refund, or gets it back; or all their keys are dead."""
        viewer = self.chance.choice((self.ground.camille, self.ground.robin, self.ground.maud))
        digits = self.ground.staff_of(viewer)
        if self.chance.random() < 0.5:
            self.line.sandbox.tokens.revoke(HOST, staff_id=digits)
            return
        known = self.store.staff[digits]
        lost = frozenset() if known.refused else frozenset({"refund_orders"})
        self.store.staff[digits] = replace(known, refused=lost)

    def _job(self) -> None:
        """The next job of a cancellation fails."""
        self.line.sandbox.faults.set(Fault(Kind.JOB_FAILS, operation="orderCancel", times=1))

    def _quietly(self, viewer: Viewer) -> CalledShopify:
        """The store from a quiet place, in somebody's name."""
        line = Line(self.ground.app, self.clock, self.chance, lambda: None)
        sandbox = line.sandbox
        token = sandbox.tokens.staff_token(
            HOST, self.store.scopes, self.ground.staff_of(viewer), now=self.clock.now()
        ).token
        connection = Connection("http://127.0.0.1:9", token, "Europe/Paris")
        return CalledShopify(replace(connection, person=FixedKey(token)), line)

    def recover(self) -> int:
        """All is well again, at once or after a night in which the service did not run."""
        if self.chance.random() < 0.5:
            self.line.deliver_late()
        self.line.is_calm = True
        self.line.sandbox.faults.reset()
        if self.chance.random() < 0.2:
            self.clock.advance(25 * HOUR)
        rounds = self._swept()
        self.line.deliver_late()
        # Whatever is still to come inside the shop, comes now.
        self.clock.advance(DAY)
        self.line.sandbox.due.run(self.clock.now())
        return rounds

    def _swept(self) -> int:
        desk = self.desk(Fuse())
        for rounds in range(MOST_ROUNDS):
            is_open = bool(self.in_flight())
            if not is_open and not self.followed():
                return rounds
            self.clock.advance(70 * SECOND if is_open else 2 * HOUR)
            if rounds == 20:
                self._bank()
            with self.mortal():
                sweeping.sweep(desk)
            self._look_in_the_shop(desk)
        return MOST_ROUNDS

    def _look_in_the_shop(self, desk: Desk) -> None:
        """What the shop itself leaves unclear is shown as such: a manager looks, and records it."""
        for one in self.in_flight():
            if one.state is OperationState.UNSURE and one.fault == "unclear":
                self.knocks(self.ground.maud)
                recording.record(
                    desk,
                    self.ground.maud,
                    one.id,
                    was_done=self.order["cancelledAt"] is not None,
                    amount=None,
                    reference="",
                    note="looked in the shop",
                )
