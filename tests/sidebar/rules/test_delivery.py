"""When a letter is tried again: soon, then patiently, never for what may have arrived."""

from __future__ import annotations

import pytest

from sidebar.rules.delivery import (
    BACK_OFF_SECONDS,
    LEASE,
    LetterState,
    after_lost_worker,
    may_send_again,
    next_due,
)

NOW = 1_700_000_000_000
LONGEST_SMTP_EXCHANGE = 60_000


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [(1, 10), (2, 30), (3, 120), (4, 600), (5, 1800), (6, 3600), (7, 7200), (8, 7200), (500, 7200)],
)
def test_each_failed_try_waits_longer_up_to_two_hours(attempt: int, seconds: int) -> None:
    assert next_due(attempt, NOW) == NOW + seconds * 1000


def test_the_waits_only_grow() -> None:
    assert list(BACK_OFF_SECONDS) == sorted(set(BACK_OFF_SECONDS))


def test_a_try_that_was_never_counted_waits_like_the_first() -> None:
    assert next_due(0, NOW) == NOW + 10_000


def test_a_living_worker_is_never_overtaken() -> None:
    assert LEASE > LONGEST_SMTP_EXCHANGE


@pytest.mark.parametrize("state", list(LetterState))
def test_only_a_letter_that_cannot_have_left_is_queued_again(state: LetterState) -> None:
    fate = after_lost_worker(state)

    is_safe = state is LetterState.SENDING
    assert fate is (LetterState.QUEUED if is_safe else LetterState.UNSURE)


def test_a_person_may_ask_again_for_what_is_not_sent_nor_being_sent() -> None:
    allowed = {state.value for state in LetterState if may_send_again(state)}

    assert allowed == {"queued", "refused", "unsure"}
