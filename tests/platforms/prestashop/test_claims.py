"""A signed claim is still only believed in its own type, length and letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.launches import LaunchRefused
from tests.platforms.prestashop.signing import GONE, NOW, claims, read, reason, signed

BAD_CLAIMS: Mapping[str, Sequence[object]] = {
    "iat": (GONE, str(NOW), NOW + 0.5),
    "exp": (GONE, str(NOW + 9), NOW + 9.5, True, None, -1, 2**63, float("inf"), float("nan"), []),
    "jti": (GONE, "", 7, None, "x" * 129, "a b", "é", "a\n", []),
    "iss": (GONE, "", 7, ["shp"], "x" * 65, "../x", "a b"),
    "order": ([], "1", None),
    "order__id": (0, -1, "x", "1 ", 1.0, True, None, [1], "1" * 11),
    "order__customer": (GONE, -1, "x", None),
    "order__reference": (GONE, "", 7, "x" * 65, "a b", "a\u202eb"),
    "order__currency": (GONE, "", "eur", "EURO", 978),
    "employee": (GONE, [], None),
    "employee__id": (GONE, 0, True, "x"),
    "employee__profile": (GONE, 0, "admin"),
    "employee__superadmin": (GONE, 1, "true", "false", None),
    "employee__orders": (GONE, [], "all"),
    "employee__orders__view": (GONE, 1, "1"),
    "employee__orders__edit": (GONE, 1, "1"),
    "employee__firstname": (GONE, 7, "x" * 256, ["x"]),
    "employee__email": (GONE, 7, "x" * 321),
    "shop": (GONE, 1),
    "shop__url": (GONE, "", "javascript:alert(1)", "https://", 7),
    "shop__id": (GONE, 0, "x"),
    "shop__version": (GONE, 9, "9" * 33),
    "language": (GONE, "", "FR", "french", "f", 1, "fr\n", "../"),
    "links": ([], "x", None),
    "links__order": (7, "https://shop.example/" + "x" * 2048),
}


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, values in BAD_CLAIMS.items() for value in values]
)
def test_a_claim_in_no_known_form_is_refused(path: str, value: object) -> None:
    assert reason(lambda: read(signed(claims(**{path: value})))) == "malformed"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://evil.example/admin",
        "http://shop.example/admin",
        "https://shop.example:8443/admin",
        "https://shop.example.evil.example/",
        "https://shop.example@evil.example/",
        "https://evil.example\\@shop.example/",
        "//shop.example/admin",
        "/admin",
        "https://shop.example/a b",
        "https://shop.example/\u202e",
        'https://shop.example/"onload="x',
        "https://[shop.example/",
        "https://shop.example:port/",
        "",
    ],
)
def test_a_link_out_of_the_shop_is_left_out(address: str) -> None:
    launch = read(signed(claims(links__order=address)))
    assert set(launch.links) == {"customer"}


def test_only_the_known_links_are_kept_and_none_need_be() -> None:
    assert read(signed(claims(links={"x": "https://shop.example/"}))).links == {}
    assert read(signed(claims(links=GONE))).links == {}
    own = read(signed(claims(links__order="https://SHOP.example:443/admin")))
    assert own.links["order"] == "https://SHOP.example:443/admin"


def test_names_lose_what_is_not_seen() -> None:
    token = signed(claims(employee__firstname="\u202eCa\0mi\nlle\u200b", employee__lastname=" \t"))
    assert read(token).employee_name == "Cami lle"


def test_ids_may_be_digits_and_unknown_claims_are_ignored() -> None:
    launch = read(signed(claims(order__id="007", employee__id="3", extra={"x": [1]})))
    assert launch.order_id == "7"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(claims())), JUNK)
def test_junk_in_a_claim_is_refused_or_harmless(name: str, junk: object) -> None:
    token = signed(claims(**{name: junk}))
    known = {"malformed", "oversized", "wrong_audience", "expired", "too_long"}
    try:
        read(token)
    except LaunchRefused:
        assert reason(lambda: read(token)) in known


def test_a_launch_from_the_shops_menu_is_about_no_order() -> None:
    launch = read(signed(claims(order=GONE)))
    assert (launch.order_id, launch.order_reference) == ("", "")
    assert (launch.customer_id, launch.currency) == ("", "")
    assert launch.employee_id == "3"
