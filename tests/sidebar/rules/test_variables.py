"""Variables are filled from their ticket; what has no value stays to be seen, and is named."""

from __future__ import annotations

import pytest

from sidebar.rules.variables import GROUPS, NAMES, fill, left_in, unknown_in

KNOWN = {"customer.first_name": "Alix", "order.total": "56,80 €", "refund.amount": " "}


def test_each_variable_becomes_its_value_however_it_is_spaced() -> None:
    filled = fill("Bonjour {{customer.first_name}}, {{  order.total }} !", KNOWN)

    assert (filled.text, filled.left) == ("Bonjour Alix, 56,80 € !", ())


def test_what_is_empty_or_unknown_stays_in_its_braces_and_is_named_once() -> None:
    filled = fill("{{ refund.amount }} {{refund.amount}} {{ order.carrier }} {{ prenom }}", KNOWN)

    assert filled.text == (
        "{{ refund.amount }} {{ refund.amount }} {{ order.carrier }} {{ prenom }}"
    )
    assert filled.empty == ("refund.amount", "order.carrier")
    assert filled.unknown == ("prenom",)


def test_a_value_is_never_read_for_variables_itself() -> None:
    told = {"customer.first_name": "{{ order.total }}", "order.total": "56,80 €"}

    assert fill("{{ customer.first_name }}", told).text == "{{ order.total }}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Bonjour {{ customer.first_name }}", ("customer.first_name",)),
        ("{{x}} puis {{ x }}", ("x",)),
        ("{{}}", ("",)),
        ("{{{ order.date }}}", ("order.date",)),
        ("une { accolade } et {une} autre", ()),
        ("{{ sur\ndeux lignes }}", ()),
        ("{{" + "x" * 81 + "}}", ()),
        ("{{" * 10_000, ()),
    ],
)
def test_what_is_left_in_a_text_is_found_known_or_not(text: str, left: tuple[str, ...]) -> None:
    assert left_in(text) == left


def test_a_name_that_is_no_variable_is_told_from_the_others() -> None:
    assert unknown_in("{{ order.total }} {{ Order.Total }} {{ total }}") == ("Order.Total", "total")


def test_every_name_is_in_one_group_only() -> None:
    assert sum(map(len, GROUPS.values())) == len(NAMES)
