"""An @name means one colleague or nobody: never a guess between two."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from sidebar.rules.mentions import mentioned, mentions


class Someone(NamedTuple):
    name: str


PEOPLE = [
    Someone(name)
    for name in (
        "Camille Fournier",
        "Robin Baker",
        "Robin Hood",
        "Zoé O’Neil-Martin",
        "Alex J. Smith",
        "Noé",
        "",
    )
]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Camille tu peux voir ?", ["Camille Fournier"]),
        ("@camille fournier, merci", ["Camille Fournier"]),
        ("@CAMILLE.", ["Camille Fournier"]),
        ("Vu avec @Zoe et @Noé", ["Zoé O’Neil-Martin", "Noé"]),
        ("@zoé o'neil-martin!", ["Zoé O’Neil-Martin"]),
        ("@Alex J. Smith", ["Alex J. Smith"]),
        ("@Robin", []),
        ("@Robin Hood et @Robin Baker", ["Robin Hood", "Robin Baker"]),
        ("@Camille @Camille Fournier", ["Camille Fournier"]),
        ("camille@boutique.example", []),
        ("@@Camille", []),
        ("@Camillette", []),
        ("@ Camille", []),
        ("@Fournier", []),
        ("(@Camille)", ["Camille Fournier"]),
    ],
)
def test_a_colleague_is_named_in_full_or_by_a_first_name_of_their_own(
    text: str, names: list[str]
) -> None:
    assert [one.name for one in mentioned(text, PEOPLE)] == names


def test_the_place_of_a_name_is_the_whole_of_it() -> None:
    text = "Demande à @Robin Baker, ou à @camille."

    assert [text[one.start : one.end] for one in mentions(text, PEOPLE)] == [
        "@Robin Baker",
        "@camille",
    ]


def test_two_of_one_name_are_nobody() -> None:
    assert mentioned("@Noé", [*PEOPLE, Someone("Noe")]) == ()
