"""What is typed becomes words that any text folds to; what is found is shown where it stands."""

from __future__ import annotations

import pytest

from sidebar.rules.searched import (
    LONGEST_WORD,
    MOST_WORDS,
    Sought,
    pieces,
    sought,
    words_of,
)


def test_words_have_neither_accents_nor_case_nor_signs() -> None:
    assert words_of("L’été, Cœur & garçon : N°12 <alix@exemple.fr>") == [
        *("l", "ete", "coeur", "garcon"),
        *("n", "12", "alix", "exemple", "fr"),
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("colis per", Sought(("colis",), "per")),
        ("colis per ", Sought(("colis", "per"))),
        ("colis p", Sought(("colis", "p"))),
        ("", Sought()),
        ('"*- ^() AND', Sought((), "and")),
        ("a\0b", Sought(("a", "b"))),
        ("?!", Sought()),
    ],
)
def test_the_last_word_may_be_a_beginning(typed: str, found: Sought) -> None:
    assert sought(typed) == found


def test_what_is_typed_without_end_is_cut() -> None:
    many = sought(" ".join(f"mot{number}" for number in range(5000)))
    assert len(many.whole) + bool(many.begun) == MOST_WORDS
    assert sought("x" * 10_000).begun == "x" * LONGEST_WORD


def test_a_hit_shows_the_words_around_what_was_found() -> None:
    text = f"{'avant ' * 40}la Théière bleue est cassée {'après ' * 60}"
    shown = pieces(text, sought("theiere cass"))

    assert [piece.text for piece in shown if piece.is_found] == ["Théière", "cassée"]
    assert shown[0].text == "…"
    assert shown[-1].text.endswith("…")
    assert len("".join(piece.text for piece in shown)) < 250


def test_a_hit_of_nothing_to_mark_shows_its_beginning() -> None:
    assert [piece.text for piece in pieces("Bonjour", sought("zebre"))] == ["Bonjour"]
    assert pieces("  ", sought("zebre")) == ()
