"""What every story of the crash matrix has: agents, a manager, workers, processes that die."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from platforms.contract import Barred, PlatformError
from sidebar.actions.desk import Desk
from sidebar.actions.money import approving, asking, drafting, sweeping
from sidebar.actions.money.drafting import Wanted
from sidebar.clock import MINUTE, SECOND, SetClock
from sidebar.errors import CounterError, ReviewChanged
from sidebar.rules.viewer import Viewer
from sidebar.store import operations
from tests.crash_luck import Flaw
from tests.crash_stage import Ground
from tests.crashing import Fuse, Killed, Turns

CALM = 0.25


@dataclass
class Play(ABC):
    """What happens under one seed."""

    ground: Ground
    seed: int
    flaw: Flaw
    chance: random.Random = field(init=False)
    is_calm: bool = field(init=False)
    """Nothing fails: all there is, is two people who want the same at the same time."""
    clock: SetClock = field(init=False)
    turns: Turns = field(init=False)
    asks: ClassVar[tuple[int, int]] = (1, 3)
    """How many things each agent wants, at least and at most."""
    stands_still: ClassVar[float] = 0.1
    """How often minutes go by between two turns."""
    kills: int = 0
    order_id: str = ""
    ticket_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.clock = self.ground.clock
        self.is_calm = self.chance.random() < CALM
        self.prepare()
        self.turns = Turns(self.chance, self.between_turns)
        self.ticket_ids = self.ground.open_tickets(self.order_id)

    @abstractmethod
    def prepare(self) -> None:
        """The shop with its order, whose id is named."""

    @abstractmethod
    def desk(self, fuse: Fuse) -> Desk:
        """A desk in a process that dies when its fuse has burnt."""

    @abstractmethod
    def wanted(self, ask_id: str) -> Wanted:
        """What an agent chooses. May raise what reading the shop raises."""

    @abstractmethod
    def network(self) -> None:
        """What happens in the shop and on the way to it."""

    @abstractmethod
    def recover(self) -> int:
        """The shop answers again and the service runs: how many rounds of the sweep it took."""

    def play(self) -> None:
        """Everybody at once, with every fault there is."""
        works: list[Callable[[], None]] = [
            lambda: self._agent(self.ground.camille, self.ticket_ids[0]),
            lambda: self._agent(self.ground.robin, self.ticket_ids[1]),
            self._manager,
            self._worker,
            self._worker,
            self.network,
        ]
        self.turns.play(works)

    def unsettled(self) -> int:
        """Operations that somebody can see as not settled yet."""
        return len(self.in_flight())

    def in_flight(self) -> list[operations.Operation]:
        """The same operations."""
        with self.ground.database.reading() as store:
            found = operations.in_flight(store, self.ground.shop.id, self.order_id)
        return [found] if found is not None else []

    def followed(self) -> list[operations.Operation]:
        """Those whose money has still to be confirmed."""
        with self.ground.database.reading() as store:
            found = operations.of_order(store, self.ground.shop.id, self.order_id)
        return [one for one in found if one.follow_at is not None]

    def between_turns(self) -> None:
        """Time goes by whenever somebody else has the turn."""
        luck = self.chance.random()
        if luck < self.stands_still:
            self.clock.advance(self.chance.randrange(MINUTE, 2 * MINUTE))
        elif luck < 0.5:
            self.clock.advance(self.chance.randrange(int(100 * SECOND * self.stands_still)))

    def knocks(self, viewer: Viewer) -> None:
        """Someone opens the page on which they act."""
        assert viewer.shop_id == self.ground.shop.id

    @contextmanager
    def mortal(self) -> Iterator[None]:
        """A process: it may die, and what it raises is shown to whoever looks at its page."""
        try:
            yield
        except Killed:
            self.kills += 1
        except (CounterError, PlatformError, Barred):
            # The page says so, and the agent goes on.
            self.turns.pause()

    def process(self) -> Desk:
        """A desk in a process that dies within its next steps, or not at all."""
        lives = self.is_calm or self.chance.random() < 0.4
        return self.desk(Fuse(None if lives else self.chance.randrange(60)))

    def _agent(self, viewer: Viewer, ticket_id: str) -> None:
        for turn in range(self.chance.randint(*self.asks)):
            with self.mortal():
                wanted = self.wanted(f"ask_{self.seed}_{viewer.agent_id}_{turn}")
                for _ in range(self.chance.randint(1, 3)):
                    with self.mortal():
                        self._ask(self.process(), viewer, ticket_id, wanted)

    def _ask(self, desk: Desk, viewer: Viewer, ticket_id: str, wanted: Wanted) -> None:
        self.knocks(viewer)
        seal = drafting.review(desk, viewer, ticket_id, wanted).seal
        self.turns.pause()
        try:
            asking.confirm(desk, viewer, ticket_id, wanted, seal)
        except ReviewChanged:
            # The agent sees the new review, and confirms that one.
            seal = drafting.review(desk, viewer, ticket_id, wanted).seal
            asking.confirm(desk, viewer, ticket_id, wanted, seal)

    def _manager(self) -> None:
        for _ in range(3):
            with self.mortal():
                self.knocks(self.ground.maud)
                desk = self.process()
                for waiting in approving.waiting(desk, self.ground.maud):
                    if waiting.order_id == self.order_id:
                        approving.approve(desk, self.ground.maud, waiting.id)
            self.turns.pause()

    def _worker(self) -> None:
        for _ in range(self.chance.randint(1, 8)):
            with self.mortal():
                sweeping.sweep(self.process())
            self.turns.pause()
