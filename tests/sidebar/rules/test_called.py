"""A name that is only said is nobody else's, and never looks as though it had been signed."""

from __future__ import annotations

import pytest

from sidebar.rules import called


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  Maud\u00a0 Keller ", "Maud Keller"),
        ("Maud\u202eKeller", "MaudKeller"),
        ("Maud\u200b Keller\x00\n", "Maud Keller"),
        ("\u2066\u2069", ""),
        ("x" * 500, "x" * 80),
    ],
)
def test_what_is_not_seen_is_no_part_of_a_name(said: str, kept: str) -> None:
    assert called.cleaned(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "Atelier · 503",
        "Maud (Atelier · 503)",
        "Atelier •503",
        "Atelier \uff65 \uff15\uff10\uff13",
        "A ‧ 503 !",
    ],
)
def test_a_name_that_imitates_a_signed_number_is_known(said: str) -> None:
    assert called.is_imitation(said)


@pytest.mark.parametrize("said", ["Maud Keller", "Jean-Paul 2", "A. Martin", "Équipe 24/7", "3·"])
def test_other_names_imitate_nothing(said: str) -> None:
    assert not called.is_imitation(said)


@pytest.mark.parametrize(
    "said", ["MAUD KELLER", "Maùd Këller", "maudkeller", "Maud-Keller", "\uff2daud Keller"]
)
def test_names_that_people_take_for_each_other_are_the_same(said: str) -> None:
    assert called.is_same(said, "Maud Keller")


def test_names_without_letters_are_nobodys() -> None:
    assert not called.is_same("!!", "??")
    assert not called.is_same("Maud Keller", "Maude Keller")


@pytest.mark.parametrize("helpdesk", ["Atelier", "Atelier (FR)", "a·b"])
def test_the_number_stands_behind_the_name_once_and_customers_read_the_name(helpdesk: str) -> None:
    told = called.signed("Jean (Paul)", helpdesk, "501")

    assert told.endswith(" · 501)")
    assert called.signed(told, helpdesk, "501") == told
    assert called.plain(told) == "Jean (Paul)"
    assert called.plain("Jean (Paul)") == "Jean (Paul)"
    alone = called.number(helpdesk, "501")
    assert called.signed(alone, "Renamed", "501") == called.plain(alone) == alone
