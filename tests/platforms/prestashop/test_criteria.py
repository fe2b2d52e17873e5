"""A search looks for whom it names, however a number is written, and never for everybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.contract import OrderSearch
from platforms.prestashop.client import digits_in_order, is_safe, one_of
from platforms.prestashop.criteria import criteria_of, digits_of, is_same_phone, searched_digits


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("06 12 34 56 78", "+33 6 12 34 56 78"),
        ("06.12.34.56.78", "0033612345678"),
        ("+33 (0)6 12 34 56 78", "0612345678"),
        ("020 7946 0018", "+44 20 7946 0018"),
        ("(305) 555-0100", "+1 305 555 0100"),
        ("+45 12 34 56 78", "12345678"),
        ("06 1234567", "+39 06 1234567"),
    ],
)
def test_one_number_is_known_in_each_way_of_writing_it(one: str, other: str) -> None:
    first, second = digits_of(one), digits_of(other)
    assert is_same_phone(first, second)
    assert is_same_phone(second, first)
    assert searched_digits(first) == searched_digits(second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0612345678", "0612345679"),
        ("0612345678", "345678"),
        ("12345678", "9999912345678"),
        ("", ""),
        ("000", "000"),
    ],
)
def test_two_numbers_are_two(one: str, other: str) -> None:
    assert not is_same_phone(digits_of(one), digits_of(other))


def test_malformed_criteria_are_dropped() -> None:
    asked = criteria_of(
        OrderSearch(
            emails=("no", "a@b@c", "a|b@c.example", "%@%", "[x]@y", " A@B.example ", "a@b.example"),
            phones=("1234", "call me", "%" * 20, "0" * 12, "1" * 100),
            references=("abc", "A|B|C|D", "%%%%", "[ABCD]", "ABCD' OR 1", "xkbknabjk"),
            customer_ids=("0", "-1", "2|3", "x", "\uff17", "7"),
        )
    )
    assert asked.emails == ("%@%", "a@b.example")
    assert (asked.phones, asked.references, asked.customer_ids) == ((), ("XKBKNABJK",), ("7",))


def test_an_empty_search_asks_for_nothing() -> None:
    assert criteria_of(OrderSearch()).is_empty
    assert criteria_of(OrderSearch(emails=("",), phones=("",), references=("",))).is_empty
    assert criteria_of(OrderSearch(customer_ids=("7",), limit=0)).is_empty


def test_a_search_is_bounded() -> None:
    many = tuple(str(n) for n in range(10_000, 20_000))
    asked = criteria_of(
        OrderSearch(
            emails=tuple(f"{n}@x.example" for n in many),
            phones=tuple(f"06{n}{n}" for n in many),
            references=many,
            customer_ids=many,
            limit=10**6,
        )
    )
    sizes = (asked.emails, asked.phones, asked.references, asked.customer_ids)
    assert [len(size) for size in sizes] == [10, 4, 20, 50]
    assert asked.limit == 100


TEXTS = st.lists(st.text(st.characters() | st.sampled_from("[]|%@!<>,")), max_size=5).map(tuple)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_whatever_is_written_makes_safe_filters_or_none(
    emails: tuple[str, ...],
    phones: tuple[str, ...],
    references: tuple[str, ...],
    ids: tuple[str, ...],
) -> None:
    asked = criteria_of(
        OrderSearch(emails=emails, phones=phones, references=references, customer_ids=ids)
    )
    for values in (asked.emails, asked.references, asked.customer_ids):
        assert all(map(is_safe, values))
        if values:
            assert one_of(values).count("[") == 1
    for phone in asked.phones:
        assert digits_in_order(searched_digits(phone)).count("[") == 1


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Ma commande XKBKNABJK n'est pas là", ("XKBKNABJK",)),
        ("XKBKNABJK et KHWLILZLL, puis XKBKNABJK", ("XKBKNABJK", "KHWLILZLL")),
        ("(XKBKNABJK)", ("XKBKNABJK",)),
        ("xkbknabjk", ()),
        ("XKBKNABJKK", ()),
        ("XKBKNABJ", ()),
        ("XKBKNABJ1", ()),
        ("", ()),
    ],
)
def test_references_are_nine_capitals_standing_alone(said: str, named: tuple[str, ...]) -> None:
    assert criteria_of(OrderSearch(texts=(said,))).references == named


def test_a_pasted_list_of_references_is_cut_short() -> None:
    many = " ".join("ABCDEFGH" + letter for letter in "ABCDEFGHIJ")

    assert criteria_of(OrderSearch(texts=(many,))).references == tuple(
        "ABCDEFGH" + letter for letter in "ABCDE"
    )
