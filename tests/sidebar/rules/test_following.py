"""Money is asked about quickly at first and patiently later; accepted is not moved."""

from __future__ import annotations

import pytest

from platforms.moves import Done, MoneyState, PaidBack
from sidebar.rules.following import (
    DAY,
    FOLLOWED_FOR,
    HOUR,
    MINUTE,
    Arrival,
    arrival_of,
    is_too_old,
    next_look,
    sum_in,
    with_arrival,
)
from tests.sidebar.goods import euros

MOVED, PENDING, FAILED = MoneyState.MOVED, MoneyState.PENDING, MoneyState.FAILED


def ways(*states: MoneyState) -> tuple[PaidBack, ...]:
    return tuple(PaidBack("Visa", euros(100), state) for state in states)


@pytest.mark.parametrize(
    ("states", "arrival"),
    [
        ((), Arrival.UNTOLD),
        ((MoneyState.PLANNED,), Arrival.UNTOLD),
        ((MOVED, MOVED), Arrival.MOVED),
        ((MOVED, PENDING), Arrival.PENDING),
        ((FAILED, PENDING), Arrival.PENDING),
        ((MOVED, FAILED), Arrival.FAILED),
    ],
)
def test_one_way_that_has_not_arrived_is_the_state_of_all(
    states: tuple[MoneyState, ...], arrival: Arrival
) -> None:
    assert arrival_of(ways(*states)) is arrival


def test_what_failed_is_summed_by_itself() -> None:
    done = Done("1", euros(300), euros(0), paid_back=ways(FAILED, MOVED, FAILED))

    assert sum_in(FAILED, done) == euros(200)
    assert sum_in(PENDING, done) == euros(0)


def test_the_warnings_say_what_is_true_by_now_and_keep_the_others() -> None:
    done = Done("1", euros(200), euros(0), warnings=("note_failed", "money_pending"))

    assert with_arrival(done, ways(MOVED)).warnings == ("note_failed",)
    assert with_arrival(done, ways(FAILED)).warnings == ("note_failed", "money_failed")


@pytest.mark.parametrize(
    ("age", "wait"), [(0, 2 * MINUTE), (HOUR, HOUR), (DAY, 6 * HOUR), (20 * DAY, 6 * HOUR)]
)
def test_the_longer_it_took_the_more_patiently_it_is_asked_about(age: int, wait: int) -> None:
    assert next_look(1000, 1000 + age) == 1000 + age + wait


def test_it_is_followed_for_a_month() -> None:
    assert not is_too_old(0, FOLLOWED_FOR - 1)
    assert is_too_old(0, FOLLOWED_FOR)
