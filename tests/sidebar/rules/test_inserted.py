"""Texts for a helpdesk's editor: their form, and what may be said of money."""

from __future__ import annotations

import pytest

from platforms.moves import Done, Gives, MoneyState, MoneyWay, PaidBack
from sidebar.rules.inserted import (
    Block,
    Standing,
    addresses,
    blocks,
    is_plain,
    on_one_line,
    pieces,
    standing,
)
from tests.sidebar.goods import euros


def done(*ways: tuple[int, MoneyState, bool], total: int = 2000) -> Done:
    paid = tuple(
        PaidBack("Visa", euros(amount), state, is_by_hand=by_hand)
        for amount, state, by_hand in ways
    )
    return Done("r1", euros(total), euros(0), paid_back=paid)


@pytest.mark.parametrize(
    ("target", "channel", "rich", "plain"),
    [
        ("email", "chat", "", False),
        ("", "chat", "", True),
        ("", "email", "", False),
        ("native_messaging", "email", "", True),
        ("WhatsApp", "", "", True),
        ("internal", "chat", "true", False),
        ("email", "email", "false", True),
        ("", "", "none", False),
    ],
)
def test_the_editors_own_channel_counts_before_the_tickets(
    target: str, channel: str, rich: str, *, plain: bool
) -> None:
    assert is_plain(target, channel, is_rich=rich) is plain


def test_only_what_the_customer_has_or_will_have_is_confirmed() -> None:
    def said(told: Done, gives: Gives = Gives.MONEY, way: MoneyWay = MoneyWay.BY_SHOP) -> object:
        return standing(told, gives=gives, way=way)

    assert said(done()) is Standing.GIVEN
    assert said(done(), way=MoneyWay.BY_HAND) is Standing.BY_HAND
    assert said(done(), gives=Gives.VOUCHER) is Standing.VOUCHER
    assert said(done((2000, MoneyState.MOVED, False))) is Standing.GIVEN
    assert said(done((2000, MoneyState.PENDING, False))) is Standing.ON_ITS_WAY
    assert said(done((2000, MoneyState.MOVED, True))) is Standing.BY_HAND
    assert said(done((2000, MoneyState.FAILED, False))) is None
    assert said(done(total=0)) is None


def test_what_failed_is_nothing_that_is_still_to_come() -> None:
    told = done((1500, MoneyState.MOVED, False), (500, MoneyState.FAILED, False))

    assert standing(told, gives=Gives.MONEY, way=MoneyWay.BY_SHOP) is Standing.GIVEN


def test_a_text_falls_into_paragraphs_and_lists() -> None:
    assert list(blocks("Un\ndeux\n– trois\n- quatre\n\n\ncinq\n")) == [
        Block(("Un", "deux")),
        Block(("trois", "quatre"), is_list=True),
        Block(("cinq",)),
    ]


def test_a_name_stays_on_its_line_and_turns_nothing_around() -> None:
    assert on_one_line("Tasse\n– faux\u202eeuqroc\u2069 \tbleue") == "Tasse – fauxeuqroc bleue"


def test_only_links_that_were_named_are_links_the_longest_first() -> None:
    links = ("https://a.example/1", "https://a.example/12", "javascript:x", "")
    line = "A https://a.example/12 https://b.example javascript:x"

    assert [one for one, is_link in pieces(line, links) if is_link] == ["https://a.example/12"]
    assert "".join(one for one, _ in pieces(line, links)) == line
    assert list(pieces(line, ())) == [(line, False)]


def test_an_address_ends_before_the_sentence_does() -> None:
    text = "Voir https://a.example/x?y=1. (ou http://b.example/) {{ order.total }}"

    assert addresses(text) == {"https://a.example/x?y=1", "http://b.example/"}
