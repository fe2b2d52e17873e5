"""One seed of the crash matrix: two agents, a manager, two tickets, one order, and bad luck."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from platforms.contract import Connection, NotSent, PlatformError
from platforms.moves import CancelChoice, Declined, Going, Picked, PickedLine
from platforms.shapes import Money
from sidebar.actions.desk import Desk
from sidebar.actions.money import access, following, settling, sweeping
from sidebar.actions.money.drafting import Wanted
from sidebar.actions.money.settling import Doubt, Nothing
from sidebar.clock import SECOND
from sidebar.rules.operation import OperationKind
from tests.crash_luck import MOODS
from tests.crash_play import Play
from tests.crash_stage import wide_book
from tests.crashing import CrashingDatabase, CrashingTill, Fuse, Heard
from tests.sidebar.actions.money.scene import BLANKET, CUSHION
from tests.till import Mood, Till
from tests.till_book import Book
from tests.wire import CHOOSES, Wire

WELL_AGAIN_ROUNDS = 60
"""Rounds of the sweep after the last fault; one or two are needed, and more would be a finding."""

ECHO = 0.15
"""How often an old answer comes again between two turns."""


@dataclass
class Story(Play):
    """What happens under one seed, in a till that stands in for any shop."""

    till: Till = field(init=False)
    wire: Wire | None = field(init=False, default=None)
    """The same shop, where it is one that is told word for word."""
    heard: list[Heard] = field(default_factory=list)

    def prepare(self) -> None:
        """Either kind of shop, with a wide book."""
        self.order_id = str(10_000 + self.seed)
        is_strict = not self.is_calm and self.chance.random() < 0.6
        books = {self.order_id: wide_book(self.order_id)}
        self.till = Till(books, is_strict=is_strict, forgets=self.flaw.forgets)
        if self.chance.random() < self.flaw.word_for_word:
            self.till = self.wire = self._wire(books)

    def _wire(self, books: dict[str, Book]) -> Wire:
        for book in books.values():
            book.told = CHOOSES
        return Wire(
            books,
            now=self.clock.now,
            is_keyed=not self.flaw.is_unkeyed,
            pends=lambda: self.chance.random() < 0.5,
            is_slow=lambda: self.chance.random() < 0.5,
        )

    def play(self) -> None:
        """Everybody at once, with every fault there is."""
        if not self.is_calm:
            self.till.mood, self.till.is_away = self._mood, self._is_away
        super().play()

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
        desk = self.desk(Fuse())
        for rounds in range(WELL_AGAIN_ROUNDS):
            if not self.in_flight() and not self.followed():
                return rounds
            self.clock.advance(70 * SECOND)
            with self.mortal():
                sweeping.sweep(desk)
        return WELL_AGAIN_ROUNDS

    def desk(self, fuse: Fuse) -> Desk:
        """A desk at the till, in a process that dies when its fuse has burnt."""
        database = CrashingDatabase(self.ground.database, fuse, self.turns, self.flaw.rewrite)
        shop = CrashingTill(self.till, fuse, self.turns, self.heard)

        def adapter(_kind: str, _connection: Connection) -> Any:
            return shop

        return replace(self.ground.desk, database=database, adapter=adapter)

    def wanted(self, ask_id: str) -> Wanted:
        """Cushions mostly, a blanket with its shipping now and then, or a cancellation."""
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
            choice=self._choice() if is_cancel else None,
        )

    def _choice(self) -> CancelChoice | None:
        if self.wire is None:
            return None
        return CancelChoice(restocks=True, refunds=self.chance.random() < 0.7)

    def network(self) -> None:
        """What was under way arrives; a colleague refunds in the back office."""
        for _ in range(3):
            self.turns.pause()
            self.till.deliver_late()
            is_exact = self.till.is_strict or self.wire is not None
            if is_exact and self.chance.random() < 0.3:
                self.till.give_back_elsewhere(self.order_id, CUSHION)
            if self.wire is not None:
                self._provider_works(self.wire)

    def _provider_works(self, wire: Wire) -> None:
        fails = self.chance.random() < 0.5
        wire.decide(fails=lambda: fails)
        if not fails:
            self._echo_of_money(wire)

    def between_turns(self) -> None:
        """Time goes by, and an old answer may come once more."""
        super().between_turns()
        if self.chance.random() < ECHO:
            self._echo()

    def _echo(self) -> None:
        """An answer is taken twice, the second time much later."""
        heard = self._old_answer()
        if heard is None:
            return
        with self.mortal():
            operation, answer = access.reload(self.ground.desk, heard.key), self._taken(heard)
            settling.settle(self.desk(Fuse()), operation, answer, attempt=heard.attempt)

    def _echo_of_money(self, wire: Wire) -> None:
        """Where the money is, is learnt twice: by one who has stood still since it was asked."""
        desk = self.desk(Fuse())
        for stale in self.followed() if self.chance.random() < 0.5 else ():
            ways = wire.ways[stale.result.reference] if stale.result else ()
            for _ in range(2):
                with desk.database.writing() as store:
                    following.learn(store, desk, stale, ways, is_over=False)

    def _old_answer(self) -> Heard | None:
        return self.chance.choice(self.heard) if self.heard else None

    def _taken(self, heard: Heard) -> settling.Answer:
        if isinstance(heard.answer, Declined) and heard.answer.reason == "key_reused":
            return Doubt("echo")
        if isinstance(heard.answer, Going):
            return Doubt("going")
        if not isinstance(heard.answer, PlatformError):
            return heard.answer
        return Nothing("echo") if isinstance(heard.answer, NotSent) else Doubt("echo")

    def _mood(self) -> Mood:
        moods: tuple[tuple[Mood, int], ...] = MOODS if self.till.is_strict else MOODS[:-1]
        if self.wire is not None:
            # One that replays each key takes no copy for another act.
            moods = tuple(one for one in MOODS if not one[0].doubles_and_mistakes)
        kinds, weights = zip(*moods, strict=True)
        if self.flaw.mood is not None and self.chance.random() < 0.5:
            return self.flaw.mood
        mood: Mood = self.chance.choices(kinds, weights)[0]
        return mood

    def _is_away(self) -> bool:
        return self.chance.random() < 0.1
