"""Ids sort by the moment they were made and never repeat."""

from __future__ import annotations

from sidebar.ids import ALPHABET, new_id, new_token
from tests.sidebar.stage import together

NOW = 1_700_000_000_000


def test_an_id_is_a_prefix_and_twenty_six_plain_letters() -> None:
    prefix, _, rest = new_id("tkt", NOW).partition("_")

    assert prefix == "tkt"
    assert len(rest) == 26
    assert set(rest) <= set(ALPHABET)


def test_ids_sort_as_they_were_made_even_within_one_millisecond_or_a_clock_set_back() -> None:
    made = [new_id("msg", NOW + offset) for offset in (0, 0, 0, 5, 5, 3, -1000, 6)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_threads_never_make_the_same_id() -> None:
    made = together(*[lambda: [new_id("evt", NOW) for _ in range(500)]] * 8)

    assert len({one for part in made for one in part}) == 4000
    assert all(part == sorted(part) for part in made)


def test_the_moment_can_be_compared_across_processes_by_its_first_letters() -> None:
    later = new_id("a", 2 * NOW)

    assert new_id("a", 2 * NOW + 1)[:12] > later[:12]


def test_a_token_holds_enough_to_sign_with() -> None:
    assert len(new_token()) >= 43
    assert new_token() != new_token()
