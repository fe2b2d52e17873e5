"""What may be said: nothing empty, nothing endless, nothing that a store or a reader chokes on."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sidebar.rules.conversation import (
    LONGEST_MESSAGE,
    Unsendable,
    checked,
    needs_second_look,
    with_visible_bidi,
    without_controls,
)

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=200)
"""Every code point, halves of surrogate pairs included."""


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\n\r\n\t",
        "\u202e",
        "\u200e \u2066\u2069\n",
        "\u200b",
        "\u200d\ufeff\u2060",
        "\u00ad",
        "\u2028\u2029",
        "\u00a0\u202f",
    ],
)
def test_a_text_in_which_nothing_is_to_be_seen_is_empty(typed: str) -> None:
    assert checked(typed).fault is Unsendable.EMPTY


@pytest.mark.parametrize(
    "typed", [".", "é", "\u200bok", "👩\u200d🚀", "\u05e9\u200f", "\ue000", "\U0003fffd"]
)
def test_one_visible_character_is_a_message(typed: str) -> None:
    text = checked(typed)

    assert text.fault is None
    assert text.body == typed


def test_fifty_thousand_characters_may_be_sent_and_one_more_may_not() -> None:
    assert LONGEST_MESSAGE == 50_000
    assert checked("é" * 50_000).fault is None
    assert checked("é" * 50_001).fault is Unsendable.TOO_LONG
    assert checked("é" * 100_000).fault is Unsendable.TOO_LONG


def test_space_around_a_text_does_not_count_against_it() -> None:
    text = checked("\n" * 600 + "a" * 50_000 + " " * 600)

    assert text.fault is None
    assert text.body == "a" * 50_000


def test_nul_and_halves_of_surrogates_stay_visible_as_replacements() -> None:
    assert checked("a\x00b\x1b[31m\ud800c").body == "a\ufffdb\ufffd[31m\ufffdc"


def test_lines_end_in_one_way() -> None:
    assert checked("one\r\ntwo\rthree\n\tfour").body == "one\ntwo\nthree\n\tfour"


def test_html_is_kept_as_it_was_typed() -> None:
    assert checked("<script>alert(1)</script>").body == "<script>alert(1)</script>"


@given(ANY_TEXT)
@example("\x00\ud800")
@example("\u200b\x85\u202e")
def test_checking_a_checked_text_changes_nothing(typed: str) -> None:
    once = checked(typed)

    assert checked(once.body) == once


@given(ANY_TEXT)
@example("\x7f\x80\x9f")
def test_a_checked_text_holds_no_control_and_can_be_stored(typed: str) -> None:
    body = checked(typed).body

    assert not [one for one in body if unicodedata.category(one) == "Cc" and one not in "\n\t"]
    assert body.encode("utf-8").decode("utf-8") == body


@given(ANY_TEXT)
def test_no_character_vanishes_without_a_trace(typed: str) -> None:
    assert len(without_controls(typed)) == len(typed)


@given(ANY_TEXT)
@example("abc\u202eevil\u2069")
def test_shown_text_cannot_reorder_what_stands_around_it(typed: str) -> None:
    shown = with_visible_bidi(typed)

    directions = {unicodedata.bidirectional(one) for one in shown}
    assert not directions & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def test_a_hidden_direction_is_named_where_it_stood() -> None:
    assert with_visible_bidi("a\u202eb") == "a[U+202E]b"


@pytest.mark.parametrize(
    ("seen", "current", "was_confirmed", "asks"),
    [(3, 3, False, False), (3, 4, False, True), (3, 4, True, False), (4, 3, False, False)],
)
def test_a_second_look_is_asked_only_for_what_was_not_seen(
    *, seen: int, current: int, was_confirmed: bool, asks: bool
) -> None:
    wanted = needs_second_look(
        seen_version=seen, current_version=current, was_confirmed=was_confirmed
    )

    assert wanted is asks
