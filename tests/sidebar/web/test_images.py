"""Pictures come through our own origin, only at addresses that we signed, and only rasters."""

from __future__ import annotations

import re

import pytest
from itsdangerous import URLSafeSerializer

from platforms.contract import Image, NotFound, Unreachable
from sidebar.actions import shops
from sidebar.web.images import PICTURES
from tests.cast import SECRET_KEY
from tests.sidebar.goods import order
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over


def signed(shop_id: str, reference: str, key: str = SECRET_KEY) -> str:
    """An address as the page writes it."""
    signer = URLSafeSerializer(key, salt="product-picture")
    return f"/images/{signer.dumps([shop_id, reference])}"


def test_the_pictures_of_a_shown_order_can_be_seen(panel: Panel) -> None:
    opened = panel.stage.enter()
    card = panel.on(opened, path="/order").text
    addresses = re.findall(r'<img src="(/images/[^"]+)"', card)

    assert addresses
    for address in addresses:
        picture = panel.app.test_client().get(address)
        assert picture.status_code == 200
        assert picture.mimetype in PICTURES
        assert picture.headers["Cache-Control"] == "private, max-age=86400, immutable"
        assert picture.headers["X-Content-Type-Options"] == "nosniff"


def test_a_forged_address_is_not_found(panel: Panel) -> None:
    good = signed(panel.stage.shop.id, "7-1")
    client = panel.app.test_client()
    for address in (
        signed(panel.stage.shop.id, "7-1", key="f" * 40),
        good[:-2] + "AA",
        "/images/" + URLSafeSerializer(SECRET_KEY).dumps([panel.stage.shop.id, "7-1"]),
        "/images/x",
        "/images/x.y",
        "/images/%00",
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("reference", ["../../orders/1", "7-1/../../x", "", "7", "a-b", "7-1\x00"])
def test_even_a_signed_reference_reaches_nothing_but_pictures(panel: Panel, reference: str) -> None:
    assert panel.app.test_client().get(signed(panel.stage.shop.id, reference)).status_code == 404


def test_a_removed_shops_pictures_are_gone(panel: Panel) -> None:
    opened = panel.stage.enter()
    (address, *_) = re.findall(r'src="(/images/[^"]+)"', panel.on(opened, path="/order").text)
    shops.remove(panel.stage.desk, panel.stage.shop.id)

    assert panel.app.test_client().get(address).status_code == 404


@pytest.mark.parametrize(
    ("media_type", "status"),
    [
        ("image/png", 200),
        ("image/jpeg", 200),
        ("image/svg+xml", 404),
        ("text/html", 404),
        ("", 404),
    ],
)
def test_a_picture_that_could_run_is_refused(stage: Stage, media_type: str, status: int) -> None:
    shop = StillShop(order(), image=Image(b"<svg onload='alert(1)'/>", media_type))
    client = panel_over(shop.at(stage)).app.test_client()

    assert client.get(signed(stage.shop.id, "7-1")).status_code == status


@pytest.mark.parametrize("fault", [NotFound("no"), Unreachable("no")])
def test_a_picture_that_cannot_be_had_is_not_found(
    stage: Stage, fault: NotFound | Unreachable
) -> None:
    client = panel_over(StillShop(order(), fault=fault).at(stage)).app.test_client()

    assert client.get(signed(stage.shop.id, "7-1")).status_code == 404
