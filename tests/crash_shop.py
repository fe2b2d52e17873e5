"""Crashes over the real adapter and the stand-in of a PrestaShop, on the wire."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from platforms.contract import Barred, PlatformError
from platforms.moves import Picked, PickedLine, Refundable, Restock
from platforms.prestashop.sandbox import Fault, Kind, Pairing
from sidebar.actions.desk import Desk
from sidebar.actions.money import asking, drafting, sweeping
from sidebar.actions.money.drafting import Wanted
from sidebar.clock import MINUTE, SetClock, SystemClock
from sidebar.errors import CounterError
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.viewer import Role
from sidebar.store import operations, shops
from sidebar.store.database import Database
from sidebar.store.shops import ModuleState
from tests.cast import ShopStage, connect_shop, desk_over
from tests.crash_stage import Ground, known_customer, viewer_in
from tests.crashing import CrashingDatabase, Fuse, Killed, Turns

PAID = "1014"
"""An order of the lively seed that is paid and not yet sent."""

FAULTS = (
    None,
    Kind.LOST,
    Kind.HTML_AFTER,
    Kind.UNSIGNED,
    Kind.CRASH_DONE,
    Kind.CRASH_NOTHING,
    Kind.CLOSE,
    Kind.EMPTY,
    Kind.BUSY,
)
WITHIN = 60
"""Steps after which a process dies at the latest; some die only later, and so not at all."""


@dataclass
class Outcome:
    """What one seed came to."""

    kills: int
    asked: int
    done: int
    unsure_settled: int


@contextmanager
def paired_ground(database: Database, stage: ShopStage) -> Iterator[Ground]:
    """A shop freshly paired, its stand-in as new; disconnected at the end."""
    stage.sandbox.reset()
    desk = desk_over(database, clock=SetClock(SystemClock().now()))
    assert isinstance(desk.clock, SetClock)
    shop, secret = connect_shop(desk, stage.url)
    stage.sandbox.pairing = Pairing(shop.id, secret, "http://127.0.0.1:1")
    module = ModuleState(paired_at=1)
    with database.writing() as store:
        shops.keep_module(store, shop.id, module)
        camille = viewer_in(store, shop, "Camille", Role.REFUND, host_id="3")
        robin = viewer_in(store, shop, "Robin", Role.REFUND, host_id="4")
        alix = known_customer(store, shop)
    ground = Ground(
        database, desk, desk.clock, replace(shop, module=module), camille, robin, robin, alix
    )
    yield ground
    with database.writing() as store:
        shops.remove(store, shop.id, desk.clock.now())


def play(ground: Ground, stage: ShopStage, seed: int) -> Outcome:
    """Two agents ask in turn, the shop fails as it likes, processes die; then all is well."""
    chance = random.Random(seed)
    tickets = ground.open_tickets(PAID)
    kills = 0
    for turn in range(chance.randint(2, 5)):
        viewer, ticket_id = (ground.camille, ground.robin)[turn % 2], tickets[turn % 2]
        desk = _process(ground, chance)
        kind = chance.choice(FAULTS)
        stage.sandbox.faults.reset()
        if kind is not None:
            stage.sandbox.faults.set(Fault(kind, "module.refund", times=1))
        try:
            with suppress(CounterError, PlatformError, Barred):
                wanted = _wanted(desk, ground, chance, ask_id=f"ask_{seed}_{turn}")
                seal = drafting.review(desk, viewer, ticket_id, wanted).seal
                asking.confirm(desk, viewer, ticket_id, wanted, seal)
            ground.clock.advance(chance.randrange(2 * MINUTE))
            sweeping.sweep(desk)
        except Killed:
            kills += 1
    return _ended(ground, stage, kills)


def _process(ground: Ground, chance: random.Random) -> Desk:
    turns = Turns(chance, lambda: None)
    fuse = Fuse(chance.randrange(2 * WITHIN))
    return replace(ground.desk, database=CrashingDatabase(ground.database, fuse, turns))


def _wanted(desk: Desk, ground: Ground, chance: random.Random, *, ask_id: str) -> Wanted:
    refundable = desk.platform(ground.shop).read_refundable(PAID, within=5)
    return Wanted(
        ask_id,
        OperationKind.REFUND,
        _picked(refundable, chance),
        reason="other",
        note="",
        mails=False,
    )


def _picked(refundable: Refundable, chance: random.Random) -> Picked:
    left = [line for line in refundable.lines if line.left]
    if not left:
        return Picked((), refundable.shipping_left)
    line = chance.choice(left)
    units = chance.randint(1, line.left)
    restock = units if line.restock is Restock.FORCED else 0
    none = replace(refundable.shipping_left, minor=0)
    return Picked((PickedLine(line.line_id, units, restock),), none)


def _ended(ground: Ground, stage: ShopStage, kills: int) -> Outcome:
    """Once the shop is well: what we keep is what stands in its own slips, and not over paid."""
    stage.sandbox.faults.reset()
    unsettled = _unsettled(ground)
    for _ in range(4):
        ground.clock.advance(2 * MINUTE)
        sweeping.sweep(ground.desk)
    assert not _unsettled(ground)
    with ground.database.reading() as store:
        found = operations.of_order(store, ground.shop.id, PAID)
    done = [one for one in found if one.state is OperationState.DONE]
    order = ground.desk.platform(ground.shop).read_order(PAID, within=5)
    slips = sorted(slip.total.minor for slip in order.credit_slips)
    assert slips == sorted(one.moved.minor for one in done)
    assert [one.id for one in done if one.differs] == []
    assert sum(slips) <= order.totals.paid.minor
    return Outcome(kills, len(found), len(done), int(unsettled))


def _unsettled(ground: Ground) -> bool:
    with ground.database.reading() as store:
        return operations.in_flight(store, ground.shop.id, PAID) is not None
