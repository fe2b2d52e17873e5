"""Pictures are small PNG files, the same each time, and only those that the product has."""

from __future__ import annotations

import struct

import pytest

from platforms.drawing import SIDE
from platforms.prestashop.sandbox.pictures import picture
from tests.platforms.prestashop.sandbox.shop_stage import stage


def test_a_products_picture_is_served() -> None:
    answer = stage().get("images/products/3/104")

    assert answer.mimetype == "image/png"
    assert answer.data == picture(104)
    assert struct.unpack(">II", answer.data[16:24]) == (SIDE, SIDE)
    assert len(answer.data) < 4000


def test_pictures_differ() -> None:
    assert len({picture(it) for it in (101, 102, 103, 104, 105, 106, 107, 108, 109, 110)}) == 10


@pytest.mark.parametrize(
    "path", ["products/3/101", "products/99/1", "products/x/1", "manufacturers/1/1"]
)
def test_a_picture_that_is_not_there_is_refused(path: str) -> None:
    assert stage().code(f"images/{path}") == (400, 57)


def test_an_unknown_drawing_is_a_box() -> None:
    assert picture(999_999) == picture(888_888)
