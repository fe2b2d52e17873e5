"""A default reply fits only where it was limited to, and answers in the language of the order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sidebar.rules.replies import Because, DefaultReply, each_once, language_for, ordered

BARE = DefaultReply(id="r", shop_id="s", category="", title="Retard")


@pytest.mark.parametrize(
    ("known", "wanted", "language", "because"),
    [
        (("en", "fr", "fr"), "", "en", Because.ORDER),
        (("en-GB", "fr", "fr"), "", "en", Because.ORDER),
        (("de", "fr", "en"), "", "fr", Because.CUSTOMER),
        (("", "", "fr"), "", "fr", Because.SHOP),
        (("de", "es", "it"), "", "en", Because.ONLY),
        (("", "", ""), "", "en", Because.ONLY),
        (("en", "en", "en"), "fr", "fr", Because.AGENT),
        (("en", "en", "en"), "de", "en", Because.ORDER),
    ],
)
def test_the_order_then_the_customer_then_the_shop_choose_the_language(
    known: tuple[str, str, str], wanted: str, language: str, because: Because
) -> None:
    order, customer, shop = known
    chosen = language_for(("en", "fr"), order=order, customer=customer, shop=shop, wanted=wanted)

    assert chosen is not None
    assert (chosen.language, chosen.because) == (language, because)


def test_what_sister_shops_say_in_the_same_words_is_offered_once_and_the_shops_own() -> None:
    said = replace(BARE, texts={"fr": "Bonjour"})
    theirs, own = replace(said, id="a", shop_id="t"), replace(said, id="b")
    other = replace(said, id="c", shop_id="t", texts={"fr": "Bonsoir"})

    assert each_once((theirs, own, other), shop_id="s") == [own, other]
    assert each_once((own, theirs), shop_id="s") == [own]
    assert each_once((theirs, replace(theirs, id="d", shop_id="u")), shop_id="s") == [theirs]


def test_where_nothing_is_written_no_language_answers() -> None:
    assert language_for((), order="fr", customer="fr", shop="fr") is None


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        ({}, True),
        ({"channels": ("amazon",)}, True),
        ({"channels": ("email", "portal")}, False),
        ({"types": ("return",)}, True),
        ({"types": ("review",)}, False),
        ({"shops": ("s", "s2")}, True),
        ({"shops": ("s2",)}, False),
        ({"channels": ("amazon",), "types": ("review",)}, False),
        ({"is_archived": True}, False),
    ],
)
def test_every_limit_must_hold(told: dict[str, Any], *, fits: bool) -> None:
    limited = replace(BARE, **told)

    assert limited.fits(channel="amazon", type_code="return", shop_id="s") is fits


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [("", True), ("RETARD", True), ("livré colis", True), ("colis perdu", False), ("parcel", True)],
)
def test_a_search_looks_for_every_word_in_whatever_language(wanted: str, *, is_found: bool) -> None:
    texts = {"fr": "Votre colis sera livré demain", "en": "Your parcel comes tomorrow"}

    assert replace(BARE, texts=texts).says(wanted) is is_found


def test_replies_stand_in_the_order_of_their_categories_and_titles() -> None:
    names = (("Été", "b"), ("", "z"), ("eau", "é"), ("eau", "a"), ("Été", "A"))
    replies = [replace(BARE, category=category, title=title) for category, title in names]

    assert [(one.category, one.title) for one in ordered(replies)] == [
        ("", "z"),
        ("eau", "a"),
        ("eau", "é"),
        ("Été", "A"),
        ("Été", "b"),
    ]
