"""Pictures come from Shopify's own picture host, without a key, or not at all."""

from __future__ import annotations

import pytest

from platforms.contract import BadAnswer, Image, NotFound, PlatformError, Unreachable
from platforms.shopify.adapter import Shopify
from platforms.shopify.pictures import where
from tests.platforms.shopify.orders_told import PICTURE
from tests.platforms.shopify.wired import Said, wired

HOME = "https://boutique-lumiere.myshopify.com"

PNG = {"Content-Type": "image/png"}


def test_the_picture_host_is_asked_for_exactly_this() -> None:
    assert where(PICTURE, HOME) == (
        "https://cdn.shopify.com",
        "/s/files/1/0001/lamp_160x160.jpg?v=17",
    )


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "lamp.png",
        "/lamp.png",
        "//cdn.shopify.com/lamp.png",
        "http://cdn.shopify.com/lamp.png",
        "https://cdn.shopify.com:8443/lamp.png",
        "https://cdn.shopify.com@evil.example/lamp.png",
        "https://user:pass@cdn.shopify.com/lamp.png",
        "https://cdn.shopify.com.evil.example/lamp.png",
        "https://evil.example/cdn.shopify.com/lamp.png",
        "https://evil.example#@cdn.shopify.com/lamp.png",
        "https://cdn.shopify.com\\@evil.example/",
        "https://cdn.shopify.com\t/lamp.png",
        "https://CDN.shopify.com/lamp.png",
        "https://cdn.shopify.c\u043em/lamp.png",
        "https://[::1]/lamp.png",
        "https://[::1/lamp.png",
        "https://169.254.169.254/latest",
        "http://127.0.0.1/admin",
        "http://boutique-lumiere.myshopify.com/lamp.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "https://cdn.shopify.com/" + "a" * 3000,
        "https://cdn.shopify.com/a b",
        'https://cdn.shopify.com/"x',
        "https://cdn.shopify.com/\r\nX: y",
    ],
)
def test_nothing_else_is_reached(reference: str) -> None:
    with pytest.raises(NotFound):
        where(reference, HOME)


def test_a_stand_in_serves_its_own_pictures_and_gets_no_key() -> None:
    with wired(Said("picture", headers=PNG)) as wire:
        shop = Shopify(wire.connection())
        found = shop.read_image(f"{wire.server.url}/cdn/lamp.png?v=1", within=5)
    assert found == Image(b"picture", "image/png")
    (asked,) = wire.server.asked
    assert (asked.method, asked.path, asked.query) == ("GET", "/cdn/lamp.png", "v=1")
    assert "X-Shopify-Access-Token" not in asked.headers


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Said("", 404, PNG), NotFound),
        (Said("", 410, PNG), NotFound),
        (Said("", 302, {**PNG, "Location": "http://127.0.0.1/"}), BadAnswer),
        (Said("", 503, PNG), Unreachable),
        (Said("", 200, PNG), BadAnswer),
        (Said("<svg>", 200, {"Content-Type": "image/svg+xml"}), BadAnswer),
        (Said("<html>", 200, {"Content-Type": "text/html"}), BadAnswer),
        (Said("x" * (2 * 1024 * 1024 + 1), 200, PNG), BadAnswer),
    ],
)
def test_what_is_no_picture_is_not_shown(answer: Said, kind: type[PlatformError]) -> None:
    with wired(answer) as wire, pytest.raises(kind):
        Shopify(wire.connection()).read_image(f"{wire.server.url}/x.png", within=5)
