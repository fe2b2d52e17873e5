"""A list is asked for by a query string, and only by values that a store takes."""

from __future__ import annotations

from sidebar.rules.filtering import LONGEST_VALUE, Filters, View, filters_in, filters_of


def test_filters_and_their_query_string_are_the_same_thing() -> None:
    filters = Filters(View.MINE, saved="svw_1", q="l’été & co", tag="à voir", team="none")
    assert filters_of(filters.query()) == filters
    assert filters_of(filters.query(place="1-tkt")) == filters
    assert Filters().query() == ""


def test_a_saved_view_keeps_its_filters_and_not_its_own_name() -> None:
    filters = Filters(View.MINE, saved="svw_1", tag="urgent")
    assert filters_of(filters.kept()) == Filters(View.MINE, tag="urgent")


def test_an_unknown_view_is_the_first_one_and_values_are_plain() -> None:
    told = filters_in({"view": "nonsense", "tag": "a\0b\n", "q": "x" * 9999})
    assert (told.view, told.tag, len(told.q)) == (View.OPEN, "ab", LONGEST_VALUE)


def test_what_narrows_a_list_is_neither_its_view_nor_its_words() -> None:
    assert Filters(View.MINE, q="colis").narrowing == {}
    assert Filters(type="return").narrowing == {"type": "return"}
