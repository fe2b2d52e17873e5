"""A line's name, variant, typed texts and pictures, and the address to follow its parcel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.prestashop.reading.lines import read_extras, read_line, split_name
from platforms.prestashop.reading.lists import read_lists
from platforms.prestashop.reading.parcels import tracking_url
from platforms.prestashop.reading.row import Row
from platforms.shapes import Money
from tests.platforms.prestashop.recorded import rows

LISTS = read_lists({"languages": rows("ws-read-languages")})


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def test_a_customized_line_and_its_pictures_are_read() -> None:
    extras = read_extras(
        products=(Row("products", {"id": 19, "id_default_image": 22}),),
        combinations=rows("ws-read-combinations-of-product"),
        customizations=rows("ws-read-customizations-of-core-order"),
        fields=rows("ws-read-customization-fields"),
        lists=LISTS,
    )
    shirt, mug = (
        read_line(one, currency="EUR", extras=extras)
        for one in rows("ws-read-order-details-created-by-core")
    )
    assert (shirt.name, shirt.variant) == ("Hummingbird printed t-shirt", "Size:S - Color:White")
    assert (shirt.image, mug.image) == ("1-2", "19-22")
    assert (shirt.unit_price, shirt.total, shirt.quantity) == (eur(2294), eur(6883), 3)
    assert mug.customizations == (("Type your text here", "Hello"),)


@pytest.mark.parametrize(
    ("written", "name", "variant"),
    [
        ("Shirt - Color : White, Size : S", "Shirt", "Color : White, Size : S"),
        ("T-shirt - red - Size : S", "T-shirt - red", "Size : S"),
        ("Shirt (Size:S - Color:White)", "Shirt", "Size:S - Color:White"),
        ("Lamp (big) (Size (EU):42)", "Lamp (big)", "Size (EU):42"),
        ("Lamp (big)", "Lamp (big)", ""),
        ("Lamp - big", "Lamp - big", ""),
        ("(a:b)", "(a:b)", ""),
        ("odd) (a:b", "odd) (a:b", ""),
        ("", "", ""),
    ],
)
def test_a_name_parts_from_its_variant(written: str, name: str, variant: str) -> None:
    assert split_name(written, has_variant=True) == (name, variant)
    assert split_name(written, has_variant=False) == (written, "")


@given(st.text())
def test_no_name_is_lost_or_breaks(written: str) -> None:
    name, variant = split_name(written, has_variant=True)
    assert name in written
    assert variant in written


@pytest.mark.parametrize(
    "template",
    [
        "",
        "javascript:alert(@)",
        "data:text/html,@",
        "//x.example/@",
        "x.example/@",
        "https:///@",
        "https://[@",
        "java\nscript:@",
        "https://x.example/ @",
        "file:///etc/@",
        "http://@",
    ],
)
def test_only_a_web_address_is_a_tracking_link(template: str) -> None:
    assert tracking_url(template, "javascript:alert(1)//") in {
        "",
        "http://javascript%3Aalert%281%29%2F%2F",
    }


@given(st.text())
def test_a_tracking_number_never_leaves_its_place(number: str) -> None:
    try:
        found = tracking_url("https://post.example/?n=@", number)
    except UnicodeEncodeError:
        return
    assert found == "" or found.startswith("https://post.example/?n=")
    assert not set(found[24:]) & set('&#/?<>" @')
