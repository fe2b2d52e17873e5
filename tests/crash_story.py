"""One seed of the crash matrix: two agents, a manager, two tickets, one order, and bad luck."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from platforms.contract import Barred, Connection, NotSent, PlatformError
from platforms.moves import Declined, Picked, PickedLine
from platforms.shapes import Money
from sidebar.actions.desk import Desk
from sidebar.actions.money import access, approving, asking, drafting, settling, sweeping
from sidebar.actions.money.drafting import Wanted
from sidebar.actions.money.settling import Doubt, Nothing
from sidebar.clock import MINUTE, SECOND, SetClock
from sidebar.errors import CounterError, ReviewChanged
from sidebar.rules.operation import OperationKind
from sidebar.rules.viewer import Viewer
from sidebar.store import operations
from tests.crash_stage import Ground, wide_book
from tests.crashing import CrashingDatabase, CrashingTill, Fuse, Heard, Killed, Rewrite, Turns
from tests.sidebar.actions.money.scene import BLANKET, CUSHION
from tests.till import Mood, Till

WELL_AGAIN_ROUNDS = 40
"""Rounds of the sweep after the last fault; one or two are needed, and more would be a finding."""


CALM = 0.25

ECHO = 0.15
"""How often an old answer comes again between two turns."""

MOODS = (
    (Mood(), 35),
    (Mood(refuses_connection=True), 10),
    (Mood(loses_request=True), 10),
    (Mood(loses_answer=True), 12),
    (Mood(doubles_and_denies=True), 12),
    (Mood(doubles_and_mistakes=True), 6),
    (Mood(delays_request=True), 10),
    (Mood(breaks_half_way=True), 8),
    (Mood(doubles_request=True), 7),
)
"""How the shop takes a call, and how often; only one that keeps the contract can be told twice."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A guard taken away on purpose: the matrix must turn red."""

    name: str = ""
    rewrite: Rewrite = str
    """Changes the statements on their way to the store."""
    forgets: bool = False
    """The shop says "never arrived" of a call that is still under way, and takes it afterwards."""


@dataclass
class Story:
    """What happens under one seed."""

    ground: Ground
    seed: int
    flaw: Flaw
    chance: random.Random = field(init=False)
    is_calm: bool = field(init=False)
    """Nothing fails: all there is, is two people who want the same at the same time."""
    till: Till = field(init=False)
    clock: SetClock = field(init=False)
    turns: Turns = field(init=False)
    heard: list[Heard] = field(default_factory=list)
    kills: int = 0
    order_id: str = ""
    ticket_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.order_id = str(10_000 + self.seed)
        self.clock = self.ground.clock
        self.is_calm = self.chance.random() < CALM
        is_strict = not self.is_calm and self.chance.random() < 0.6
        books = {self.order_id: wide_book(self.order_id)}
        self.till = Till(books, is_strict=is_strict, forgets=self.flaw.forgets)
        self.turns = Turns(self.chance, self._between_turns)
        self.ticket_ids = self.ground.open_tickets(self.order_id)

    def play(self) -> None:
        """Everybody at once, with every fault there is."""
        if not self.is_calm:
            self.till.mood, self.till.is_away = self._mood, self._is_away
        works: list[Callable[[], None]] = [
            lambda: self._agent(self.ground.camille, self.ticket_ids[0]),
            lambda: self._agent(self.ground.robin, self.ticket_ids[1]),
            self._manager,
            self._worker,
            self._worker,
            self._network,
        ]
        self.turns.play(works)

    def recover(self) -> int:
        """The shop answers again and the service runs: answers how many rounds of the sweep.

        What was still under way arrives before, or only when everybody has long stopped waiting.
        """
        if self.chance.random() < 0.5:
            self.till.deliver_late()
        self.till.heal()
        rounds = self._swept()
        self.till.deliver_late()
        return rounds

    def _swept(self) -> int:
        desk = self._desk(Fuse())
        for rounds in range(WELL_AGAIN_ROUNDS):
            if not self._unsettled():
                return rounds
            self.clock.advance(70 * SECOND)
            with self._mortal():
                sweeping.sweep(desk)
        return WELL_AGAIN_ROUNDS

    def unsettled(self) -> int:
        """Operations that somebody can see as not settled yet."""
        return len(self._unsettled())

    def _unsettled(self) -> list[operations.Operation]:
        with self.ground.database.reading() as store:
            found = operations.in_flight(store, self.ground.shop.id, self.order_id)
        return [found] if found is not None else []

    def _desk(self, fuse: Fuse) -> Desk:
        database = CrashingDatabase(self.ground.database, fuse, self.turns, self.flaw.rewrite)
        shop = CrashingTill(self.till, fuse, self.turns, self.heard)

        def adapter(_kind: str, _connection: Connection) -> Any:
            return shop

        return replace(self.ground.desk, database=database, adapter=adapter)

    def _process(self) -> Desk:
        """A desk in a process that dies within its next steps, or not at all."""
        lives = self.is_calm or self.chance.random() < 0.4
        return self._desk(Fuse(None if lives else self.chance.randrange(60)))

    @contextmanager
    def _mortal(self) -> Iterator[None]:
        try:
            yield
        except Killed:
            self.kills += 1
        except (CounterError, PlatformError, Barred):
            # The page says so, and the agent goes on.
            self.turns.pause()

    def _agent(self, viewer: Viewer, ticket_id: str) -> None:
        for turn in range(self.chance.randint(1, 3)):
            wanted = self._wanted(f"ask_{self.seed}_{viewer.agent_id}_{turn}")
            for _ in range(self.chance.randint(1, 3)):
                with self._mortal():
                    self._ask(self._process(), viewer, ticket_id, wanted)

    def _ask(self, desk: Desk, viewer: Viewer, ticket_id: str, wanted: Wanted) -> None:
        seal = drafting.review(desk, viewer, ticket_id, wanted).seal
        self.turns.pause()
        try:
            asking.confirm(desk, viewer, ticket_id, wanted, seal)
        except ReviewChanged:
            # The agent sees the new review, and confirms that one.
            seal = drafting.review(desk, viewer, ticket_id, wanted).seal
            asking.confirm(desk, viewer, ticket_id, wanted, seal)

    def _wanted(self, ask_id: str) -> Wanted:
        nothing = Money(0, "EUR")
        picked: Picked | None = Picked(
            (PickedLine(CUSHION, self.chance.randint(1 + self.is_calm, 3), 0),), nothing
        )
        if self.chance.random() < 0.2:
            picked = Picked((PickedLine(BLANKET, 1, 0),), Money(590, "EUR"))
        is_cancel = self.chance.random() < 0.15
        return Wanted(
            ask_id=ask_id,
            kind=OperationKind.CANCEL if is_cancel else OperationKind.REFUND,
            picked=None if is_cancel else picked,
            reason="other",
            note="",
            mails=True,
        )

    def _manager(self) -> None:
        for _ in range(3):
            with self._mortal():
                desk = self._process()
                for waiting in approving.waiting(desk, self.ground.maud):
                    if waiting.order_id == self.order_id:
                        approving.approve(desk, self.ground.maud, waiting.id)
            self.turns.pause()

    def _worker(self) -> None:
        for _ in range(self.chance.randint(1, 8)):
            with self._mortal():
                sweeping.sweep(self._process())
            self.turns.pause()

    def _network(self) -> None:
        """What was under way arrives; a colleague refunds in the back office."""
        for _ in range(3):
            self.turns.pause()
            self.till.deliver_late()
            if self.till.is_strict and self.chance.random() < 0.3:
                self.till.give_back_elsewhere(self.order_id, CUSHION)

    def _between_turns(self) -> None:
        self._time_passes()
        if self.chance.random() < ECHO:
            self._echo()

    def _echo(self) -> None:
        """An answer is taken twice, the second time much later."""
        heard = self._old_answer()
        if heard is None:
            return
        with self._mortal():
            operation, answer = access.reload(self.ground.desk, heard.key), self._taken(heard)
            settling.settle(self._desk(Fuse()), operation, answer, attempt=heard.attempt)

    def _old_answer(self) -> Heard | None:
        return self.chance.choice(self.heard) if self.heard else None

    def _taken(self, heard: Heard) -> settling.Answer:
        if isinstance(heard.answer, Declined) and heard.answer.reason == "key_reused":
            return Doubt("echo")
        if not isinstance(heard.answer, PlatformError):
            return heard.answer
        return Nothing("echo") if isinstance(heard.answer, NotSent) else Doubt("echo")

    def _mood(self) -> Mood:
        moods = MOODS if self.till.is_strict else MOODS[:-1]
        kinds, weights = zip(*moods, strict=True)
        mood: Mood = self.chance.choices(kinds, weights)[0]
        return mood

    def _is_away(self) -> bool:
        return self.chance.random() < 0.1

    def _time_passes(self) -> None:
        luck = self.chance.random()
        if luck < 0.1:
            self.clock.advance(self.chance.randrange(MINUTE, 2 * MINUTE))
        elif luck < 0.5:
            self.clock.advance(self.chance.randrange(10 * SECOND))
