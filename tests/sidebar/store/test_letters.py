"""The outbox changes only from the state and attempt seen: a late worker changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sidebar.rules.delivery import LetterState
from sidebar.store import letters
from sidebar.store.database import Connection
from sidebar.store.letters import StagedLetter
from tests.sidebar.stage import Stage, together

ORDERS = (("1001", "QZVTRMALP"), ("1003", "LWXGFTUIB"), ("1004", "NEOVIPRAS"))


@pytest.fixture
def staged(stage: Stage) -> StagedLetter:
    """One letter, queued."""
    stage.say(stage.enter())
    return seen(stage)


def seen(stage: Stage) -> StagedLetter:
    """The only letter as it stands now."""
    row = stage.letter()
    with stage.desk.database.reading() as store:
        letter = letters.find(store, row["id"], ticket_id=row["ticket_id"])
    assert letter is not None
    return letter


def settle(
    store: Connection, letter: StagedLetter, attempt: int, state: LetterState = LetterState.SENT
) -> bool:
    return letters.settle(
        store, letter.id, attempt=attempt, state=state, fault="f", due_at=7, now=9
    )


def test_a_letter_is_claimed_by_one_of_eight_workers(stage: Stage, staged: StagedLetter) -> None:
    def claim() -> bool:
        with stage.desk.database.writing() as store:
            return letters.claim(store, staged, lease_until=5)

    won = together(*[claim] * 8)

    assert won.count(True) == 1
    assert seen(stage) == replace(staged, state=LetterState.SENDING, attempt=1, lease_until=5)


def test_a_letter_seen_before_its_last_attempt_is_not_claimed(
    stage: Stage, staged: StagedLetter
) -> None:
    with stage.desk.database.writing() as store:
        assert letters.claim(store, staged, lease_until=5)
        assert settle(store, staged, 1, LetterState.QUEUED)
        assert not letters.claim(store, staged, lease_until=5)


@pytest.mark.parametrize("attempt", [0, 2])
def test_another_attempt_neither_hands_over_nor_settles(
    stage: Stage, staged: StagedLetter, attempt: int
) -> None:
    with stage.desk.database.writing() as store:
        letters.claim(store, staged, lease_until=5)
    before = stage.letter()

    with stage.desk.database.writing() as store:
        assert not letters.hand_over(store, staged.id, attempt=attempt)
        assert not settle(store, staged, attempt)

    assert stage.letter() == before


def test_the_message_is_handed_over_once(stage: Stage, staged: StagedLetter) -> None:
    with stage.desk.database.writing() as store:
        letters.claim(store, staged, lease_until=5)
        assert letters.hand_over(store, staged.id, attempt=1)
        assert not letters.hand_over(store, staged.id, attempt=1)

    assert seen(stage).state is LetterState.HANDING


@pytest.mark.parametrize("state", list(LetterState))
def test_only_an_attempt_under_way_is_settled(
    stage: Stage, staged: StagedLetter, state: LetterState
) -> None:
    with stage.desk.database.writing() as store:
        store.run("UPDATE letters SET state = :state, attempt = 1", state=state.value)
        is_settled = settle(store, staged, 1)

    assert is_settled is (state in (LetterState.SENDING, LetterState.HANDING))


def test_settling_writes_the_whole_fate(stage: Stage, staged: StagedLetter) -> None:
    with stage.desk.database.writing() as store:
        letters.claim(store, staged, lease_until=5)
        settle(store, staged, 1, LetterState.QUEUED)

    row = stage.letter()
    assert (row["state"], row["fault"], row["due_at"]) == ("queued", "f", 7)
    assert (row["lease_until"], row["settled_at"], row["attempt"]) == (0, 9, 1)


def test_a_letter_is_due_from_its_moment_on(stage: Stage, staged: StagedLetter) -> None:
    now = stage.clock.now()
    with stage.desk.database.reading() as store:
        assert letters.due(store, now=now - 1, most=9) == []
        assert letters.due(store, now=now, most=9) == [staged]
        assert letters.due(store, now=now, most=0) == []


def due(stage: Stage, *, most: int = 9) -> list[StagedLetter]:
    with stage.desk.database.reading() as store:
        return letters.due(store, now=stage.clock.now(), most=most)


def test_a_letter_waits_for_the_earlier_ones_of_its_ticket(
    stage: Stage, staged: StagedLetter
) -> None:
    stage.clock.advance(1)
    stage.say(stage.enter(), "Encore")
    assert due(stage) == [staged]

    with stage.desk.database.writing() as store:
        letters.claim(store, staged, lease_until=5)
    assert due(stage) == []

    with stage.desk.database.writing() as store:
        settle(store, staged, 1)
    (later,) = due(stage)
    assert "Encore" in later.content


def test_a_letter_that_was_put_off_holds_up_no_later_one(
    stage: Stage, staged: StagedLetter
) -> None:
    stage.say(stage.enter(), "Encore")
    with stage.desk.database.writing() as store:
        letters.claim(store, staged, lease_until=5)
        far = stage.clock.now() + 1000
        letters.settle(
            store, staged.id, attempt=1, state=LetterState.QUEUED, fault="f", due_at=far, now=9
        )

    assert ["Encore" in letter.content for letter in due(stage)] == [True]


def test_each_shop_is_served_before_any_is_served_twice(stage: Stage, elsewhere: Stage) -> None:
    for order, reference in ORDERS:
        stage.say(stage.enter(order=order, reference=reference))
        stage.clock.advance(1)
    elsewhere.say(elsewhere.enter())

    shops = [letter.shop_id for letter in due(stage)]

    assert shops == [stage.shop.id, elsewhere.shop.id, stage.shop.id]
    assert [letter.shop_id for letter in due(stage, most=2)] == shops[:2]


def test_a_lease_that_ended_is_lost_and_a_running_one_is_not(
    stage: Stage, staged: StagedLetter
) -> None:
    with stage.desk.database.writing() as store:
        letters.claim(store, staged, lease_until=100)
        assert letters.lost(store, now=100) == []
        assert [letter.id for letter in letters.lost(store, now=101)] == [staged.id]


def test_asking_again_holds_for_the_letter_as_it_was_seen(
    stage: Stage, staged: StagedLetter
) -> None:
    with stage.desk.database.writing() as store:
        letters.claim(store, staged, lease_until=5)
        assert not letters.queue_again(store, staged, now=50)
        settle(store, staged, 1, LetterState.UNSURE)
        unsure = replace(staged, state=LetterState.UNSURE, attempt=1)
        assert letters.queue_again(store, unsure, now=50)
        assert not letters.queue_again(store, unsure, now=50)

    assert stage.letter()["due_at"] == 50


def test_a_letter_is_found_through_its_ticket_alone(stage: Stage, staged: StagedLetter) -> None:
    with stage.desk.database.reading() as store:
        assert letters.find(store, staged.id, ticket_id="tkt_other") is None
