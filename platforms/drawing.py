"""Draws pictures for stand-ins from a few flat shapes, as small PNG files, always the same."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

SIDE = 98
"""Pixels: what shops call small."""
_SLICES = 4
"""Scan lines in a row of pixels: enough for smooth slopes at this size."""

MEDIA_TYPE = "image/png"

Point = tuple[float, float]
Pixel = tuple[float, float, float]


def drawn(paper: str, shapes: Sequence[Mapping[str, Any]]) -> bytes:
    """A PNG: ``paper`` and each shape's ``ink`` are #rrggbb, places are on a square of 100.

    A shape is a ``circle`` (x, y, radius) or a polygon of ``points``.
    """
    rows = [[_colour(paper)] * SIDE for _ in range(SIDE)]
    for shape in shapes:
        _paint(rows, _outline(shape), _colour(shape["ink"]))
    return _png(rows)


def _outline(shape: Mapping[str, Any]) -> Sequence[Point]:
    scale = SIDE / 100
    if "circle" in shape:
        x, y, radius = shape["circle"]
        turns = [2 * math.pi * step / 40 for step in range(40)]
        points = [(x + radius * math.cos(it), y + radius * math.sin(it)) for it in turns]
    else:
        points = shape["points"]
    return [(x * scale, y * scale) for x, y in points]


def _paint(rows: list[list[Pixel]], outline: Sequence[Point], ink: Pixel) -> None:
    for number, row in enumerate(rows):
        cover = [0.0] * SIDE
        for part in range(_SLICES):
            _cover(cover, _crossings(outline, number + (part + 0.5) / _SLICES))
        for x, share in enumerate(cover):
            if share > 0:
                row[x] = _mixed(row[x], ink, min(share, 1.0))


def _crossings(outline: Sequence[Point], height: float) -> Sequence[float]:
    """Where a horizontal line crosses the outline, from left to right."""
    edges = zip(outline, [*outline[1:], outline[0]], strict=True)
    return sorted(
        x1 + (height - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in edges
        if (y1 <= height) != (y2 <= height)
    )


def _cover(cover: list[float], crossings: Sequence[float]) -> None:
    for left, right in zip(crossings[::2], crossings[1::2], strict=True):
        for x in range(max(0, int(left)), min(SIDE, int(right) + 1)):
            cover[x] += max(0.0, min(right, x + 1) - max(left, x)) / _SLICES


def _mixed(under: Pixel, ink: Pixel, share: float) -> Pixel:
    red, green, blue = (u + (i - u) * share for u, i in zip(under, ink, strict=True))
    return red, green, blue


def _colour(text: str) -> Pixel:
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return float(red), float(green), float(blue)


def _png(rows: Sequence[Sequence[Pixel]]) -> bytes:
    lines = (b"\0" + bytes(round(part) for pixel in row for part in pixel) for row in rows)
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(lines), 9)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", pixels), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
