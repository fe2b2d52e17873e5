"""Each listed order says why, this one comes first, and sums are of this customer alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from platforms.contract import FoundOrder, Match
from platforms.shapes import Money, PaymentStatus
from sidebar.rules.listing import ListedOrder, Why, listed, spending
from tests.sidebar.goods import euros, found, summary


def test_this_order_comes_first_though_others_are_newer() -> None:
    this = summary("1001", placed_at=10)
    hits = (found("1002", Match.EMAIL, placed_at=20), found("1003", Match.PHONE, placed_at=30))

    entries = listed(this, hits)

    assert [entry.order.id for entry in entries] == ["1001", "1003", "1002"]


def test_an_order_found_in_several_ways_is_listed_once_with_every_reason() -> None:
    hits = (
        found("1002", Match.PHONE),
        found("1002", Match.REFERENCE, Match.EMAIL),
    )

    (_, entry) = listed(summary(), hits)

    assert entry.why == (Why.SAME_EMAIL, Why.SAME_PHONE, Why.NAMED_IN_TEXT)


def test_this_order_keeps_its_own_reason_before_the_others() -> None:
    (entry,) = listed(summary("1001"), (found("1001", Match.EMAIL),))

    assert entry.why == (Why.THIS_ORDER, Why.SAME_EMAIL)


def test_an_order_without_a_reason_to_print_is_not_listed() -> None:
    assert len(listed(summary(), (found("7"), found("8", Match.CUSTOMER)))) == 1


def test_orders_without_a_date_come_last() -> None:
    hits = (found("5", Match.EMAIL, placed_at=None), found("6", Match.EMAIL, placed_at=1))

    assert [entry.order.id for entry in listed(summary(), hits)][1:] == ["6", "5"]


@given(
    st.lists(
        st.builds(
            lambda number, at, match: found(number, match, placed_at=at),
            st.sampled_from("123456"),
            st.integers(1, 5),
            st.sampled_from([Match.EMAIL, Match.PHONE, Match.REFERENCE]),
        )
    )
)
def test_no_order_is_listed_twice_and_dates_only_fall(hits: list[FoundOrder]) -> None:
    numbers = [entry.order.id for entry in listed(summary("1"), hits)]
    dates = [entry.order.placed_at or 0 for entry in listed(summary("1"), hits)[1:]]

    assert numbers[0] == "1"
    assert len(set(numbers)) == len(numbers)
    assert dates == sorted(dates, reverse=True)


def test_spending_counts_the_same_email_and_leaves_out_cancelled_and_test_orders() -> None:
    entries = listed(
        summary("1", total=euros(1000)),
        (
            found("2", Match.EMAIL, total=euros(200)),
            found("3", Match.EMAIL, total=euros(70), payment=PaymentStatus.CANCELLED),
            found("4", Match.EMAIL, total=euros(7), payment=PaymentStatus.FAILED),
            found("7", Match.EMAIL, total=euros(5), is_test=True),
            found("5", Match.PHONE, total=euros(99_999)),
            found("6", Match.REFERENCE, total=euros(99_999)),
        ),
    )

    spent = spending(entries)

    assert spent.orders == 2
    assert spent.totals == (euros(1200),)


def test_currencies_are_summed_apart() -> None:
    entries = [
        ListedOrder(summary("1", total=euros(100)), (Why.THIS_ORDER,)),
        ListedOrder(summary("2", total=Money(500, "JPY")), (Why.SAME_EMAIL,)),
        ListedOrder(summary("3", total=Money(20, "JPY")), (Why.SAME_EMAIL,)),
    ]

    assert spending(entries).totals == (euros(100), Money(520, "JPY"))


def test_nothing_bought_comes_to_nothing() -> None:
    assert spending(()).orders == 0
    assert spending(()).totals == ()
