"""A limit holds to the cent, in the order's own currency, and fails towards asking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.shapes import Money
from sidebar.rules.limits import Limit, Verdict, amount_of, limit_of, verdict
from sidebar.rules.viewer import Role
from tests.sidebar.goods import euros

FREE, ASKS = Verdict.FREE, Verdict.NEEDS_APPROVAL


@pytest.mark.parametrize(
    ("limit", "minor", "spent", "told"),
    [
        (None, 10**9, 0, FREE),
        (Limit(), 10**9, 0, FREE),
        (Limit("50.00"), 5000, 10**9, FREE),
        (Limit("50.00"), 5001, 0, ASKS),
        (Limit("50,00"), 5000, 0, FREE),
        (Limit("0"), 1, 0, ASKS),
        (Limit(day="50"), 2000, 3000, FREE),
        (Limit(day="50"), 2000, 3001, ASKS),
        (Limit("50", "50"), 5000, 1, ASKS),
        (Limit("fifty"), 1, 0, ASKS),
        (Limit("NaN"), 1, 0, ASKS),
        (Limit("-1"), 1, 0, ASKS),
        (Limit("1e400"), 1, 0, ASKS),
        (Limit("0.001"), 1, 0, ASKS),
        (Limit("0", "0"), 0, 10**9, FREE),
    ],
)
def test_a_limit_holds_to_the_cent(
    limit: Limit | None, minor: int, spent: int, told: Verdict
) -> None:
    assert verdict(limit, euros(minor), euros(spent)) is told


def test_yen_have_no_cents() -> None:
    assert amount_of("5000", "JPY") == Money(5000, "JPY")
    assert verdict(Limit("5000"), Money(5000, "JPY"), Money(0, "JPY")) is FREE
    assert amount_of("1.234", "KWD") == Money(1234, "KWD")


def test_each_role_has_its_own_limit() -> None:
    limits = {"refund": Limit("50.00")}
    assert limit_of(Role.REFUND, limits) == Limit("50.00")
    assert limit_of(Role.APPROVE, limits) is None


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.integers(0, 10**8), st.integers(0, 10**8))
def test_more_is_never_freer(operation: int, day: int, minor: int, spent: int) -> None:
    limit = Limit(f"{operation / 100:.2f}", f"{day / 100:.2f}")
    if verdict(limit, euros(minor), euros(spent)) is ASKS and minor:
        assert verdict(limit, euros(minor + 1), euros(spent)) is ASKS
        assert verdict(limit, euros(minor), euros(spent + 1)) is ASKS
