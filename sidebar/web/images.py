"""Product pictures through our own origin: no request of the panel ever goes to a third party."""

from __future__ import annotations

from functools import lru_cache

from flask import Blueprint, Response
from itsdangerous import BadData, URLSafeSerializer

from platforms.contract import PlatformError
from sidebar.actions import orders
from sidebar.actions.shops import find
from sidebar.errors import NotFound
from sidebar.web.desk import counter, desk

blueprint = Blueprint("images", __name__)

ONE_DAY = 86_400

PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/avif")
"""Rasters only: an SVG is a program."""


def image_address(shop_id: str, reference: str) -> str:
    """A signed address of one picture of one shop: an image tag cannot send a bearer header."""
    return _signed(counter().settings.secret_key, shop_id, reference)


@lru_cache(maxsize=4096)
def _signed(secret_key: str, shop_id: str, reference: str) -> str:
    return f"/images/{_signer(secret_key).dumps([shop_id, reference])}"


@blueprint.get("/images/<signed>")
def show(signed: str) -> Response:
    """The picture, kept by the browser for a day."""
    try:
        shop_id, reference = _signer(counter().settings.secret_key).loads(signed)
    except (BadData, ValueError) as error:
        raise NotFound from error
    try:
        image = orders.read_image(desk(), find(desk(), shop_id), reference)
    except PlatformError as error:
        raise NotFound from error
    if image.media_type not in PICTURES:
        raise NotFound
    answer = Response(image.content, mimetype=image.media_type)
    answer.headers["Cache-Control"] = f"private, max-age={ONE_DAY}, immutable"
    return answer


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="product-picture")
