"""Pictures of products, drawn when they are asked for: a paper, and a flat shape on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from flask import Blueprint, Response, abort

from platforms.drawing import MEDIA_TYPE, drawn
from platforms.shopify.sandbox.standin import Sandbox

Shapes = tuple[list[tuple[float, float]], ...]

_PAPER: Final = ("#efe7da", "#dfe8e2", "#e4e3ee", "#f1dfd8", "#dce6ee", "#ece9d5")
_INK: Final = ("#8a5a2b", "#2f6b4f", "#4b4687", "#a4452f", "#2c5f86", "#7a7328")
_SHAPES: Final[Mapping[str, Shapes]] = {
    "lamp": ([(30, 52), (40, 22), (60, 22), (70, 52)], [(48, 52), (52, 52), (52, 80), (48, 80)]),
    "candle": ([(38, 44), (62, 44), (62, 82), (38, 82)], [(50, 18), (55, 30), (50, 36), (45, 30)]),
    "mug": ([(28, 34), (64, 34), (62, 80), (30, 80)], [(64, 44), (76, 46), (74, 62), (63, 64)]),
    "vase": ([(42, 18), (58, 18), (58, 30), (72, 50), (60, 82), (40, 82), (28, 50), (42, 30)],),
    "scarf": ([(30, 20), (48, 20), (48, 82), (30, 82)], [(50, 30), (70, 30), (70, 70), (50, 70)]),
    "card": ([(18, 32), (82, 32), (82, 70), (18, 70)],),
    "book": ([(24, 24), (49, 27), (49, 80), (24, 77)], [(76, 24), (51, 27), (51, 80), (76, 77)]),
    "plate": ([(50, 26), (74, 50), (50, 74), (26, 50)],),
    "box": ([(24, 36), (50, 50), (50, 80), (24, 66)], [(76, 36), (50, 50), (50, 80), (76, 66)]),
}


def pictures(sandbox: Sandbox) -> Blueprint:
    """``GET /cdn/<host>/<shape>-<number>.png``."""
    routes = Blueprint("pictures", __name__)

    @routes.get("/cdn/<host>/<shape>-<int:number>.png")
    def picture(host: str, shape: str, number: int) -> Response:
        if host not in sandbox.stores or shape not in _SHAPES:
            abort(404)
        reply = Response(_drawn(shape, number % len(_PAPER)), mimetype=MEDIA_TYPE)
        reply.headers["Cache-Control"] = "public, max-age=31536000"
        return reply

    return routes


@cache
def _drawn(shape: str, colour: int) -> bytes:
    ink = _INK[colour]
    return drawn(_PAPER[colour], [{"points": points, "ink": ink} for points in _SHAPES[shape]])
