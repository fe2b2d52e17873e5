"""The same over the store: every interleaving of asks, losses and sweeps ends without excess."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from platforms.contract import Barred, Connection, PlatformError
from platforms.moves import Picked, PickedLine
from sidebar.actions.money import asking, drafting, sweeping
from sidebar.actions.money.drafting import Wanted
from sidebar.errors import CounterError
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.refundable import everything
from sidebar.rules.viewer import Viewer
from sidebar.store import operations
from sidebar.store.database import Database
from tests.crash_stage import Ground, ground_over
from tests.sidebar.actions.money.scene import BLANKET, CUSHION, book_of
from tests.sidebar.goods import euros
from tests.till import Mood, Till

numbers = count(50_000)

MOODS = st.sampled_from(
    (
        Mood(),
        Mood(refuses_connection=True),
        Mood(loses_request=True),
        Mood(loses_answer=True),
        Mood(delays_request=True),
        Mood(doubles_request=True),
    )
)


class Operations(RuleBasedStateMachine):
    """Two agents at two tickets of one order, before a shop that loses and doubles."""

    ground: ClassVar[Ground]

    def __init__(self) -> None:
        super().__init__()
        ground, self.order_id = self.ground, str(next(numbers))
        self.till = Till({self.order_id: book_of(self.order_id)})
        self.tickets = ground.open_tickets(self.order_id)
        self.asks = count()

        def adapter(_kind: str, _connection: Connection) -> Till:
            return self.till

        self.desk = replace(ground.desk, adapter=adapter)

    @rule(who=st.integers(0, 1), units=st.integers(1, 3), mood=MOODS)
    def refund_a_part(self, who: int, units: int, mood: Mood) -> None:
        self._ask(who, Picked((PickedLine(CUSHION, units, 0),), euros(0)), mood)

    @rule(who=st.integers(0, 1), shipping=st.integers(1, 590), mood=MOODS)
    def refund_shipping(self, who: int, shipping: int, mood: Mood) -> None:
        self._ask(who, Picked((), euros(shipping)), mood)

    @rule(mood=MOODS)
    def refund_all(self, mood: Mood) -> None:
        self._ask(1, everything(self.till.books[self.order_id].refundable()), mood)

    @rule(line=st.sampled_from((CUSHION, BLANKET)))
    def a_colleague_gives_back_one_unit(self, line: str) -> None:
        self.till.give_back_elsewhere(self.order_id, line)

    @rule(seconds=st.sampled_from((0, 5, 70, 300)))
    def sweep(self, seconds: int) -> None:
        self.ground.clock.advance(seconds * 1000)
        sweeping.sweep(self.desk)

    @rule()
    def what_was_under_way_arrives(self) -> None:
        self.till.deliver_late()

    def _ask(self, who: int, picked: Picked, mood: Mood) -> None:
        viewer = self._viewer(who)
        wanted = Wanted(
            f"ask_{self.order_id}_{next(self.asks)}",
            OperationKind.REFUND,
            picked,
            reason="other",
            note="",
            mails=False,
        )
        self.till.mood = lambda: mood
        try:
            seal = drafting.review(self.desk, viewer, self.tickets[who], wanted).seal
            asking.confirm(self.desk, viewer, self.tickets[who], wanted, seal)
        except (CounterError, PlatformError, Barred):
            pass
        self.till.mood = Mood

    def _viewer(self, who: int) -> Viewer:
        return (self.ground.camille, self.ground.robin)[who]

    @invariant()
    def never_more_than_was_paid_and_nothing_twice(self) -> None:
        book = self.till.books[self.order_id]
        assert book.given <= book.paid
        for line in book.lines:
            assert line.given_units <= line.quantity
            assert line.given <= line.total
        keys = [key for _, key, _ in self.till.moved if key]
        assert len(keys) == len(set(keys))
        assert self.till.resent == []

    def teardown(self) -> None:
        """Once all is well, what we keep is what the shop did."""
        self.till.deliver_late()
        self.till.heal()
        for _ in range(3):
            self.sweep(seconds=300)
        with self.desk.database.reading() as store:
            found = operations.of_order(store, self.ground.shop.id, self.order_id)
        done = {one.id: one.moved.minor for one in found if one.state is OperationState.DONE}
        assert done == {key: amount for _, key, amount in self.till.moved if key}
        ends = {OperationState.AWAITING_APPROVAL, OperationState.DONE, OperationState.REFUSED}
        assert {one.state for one in found} <= ends


def test_no_interleaving_gives_back_more_than_was_paid(database: Database) -> None:
    class Here(Operations):
        ground = ground_over(database)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=40,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
