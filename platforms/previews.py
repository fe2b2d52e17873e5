"""Small pictures of large ones, drawn anew: nothing of a file but its looks reaches a browser."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from threading import BoundedSemaphore

from PIL import Image, ImageOps

SIDE = 320
"""Pixels at most, either way."""

MEDIA_TYPE = "image/webp"

PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""Sniffed types that are tried; everything else has no preview."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_MOST_PIXELS = 16_000_000
"""Any screen's; four bytes each are the memory that it takes."""

_MOST_READ_SMALL = 60_000_000
"""Of a plain JPEG, which is read at an eighth of its size: what large cameras make."""

_ROOM = BoundedSemaphore(2)
"""Pictures drawn at once: however many are asked for, the memory that they take is bounded."""

_MOST_SCANS = 64
"""Of a progressive JPEG: each is a pass over the whole picture, and honest ones have ten."""

_SCAN = b"\xff\xda"

_FAULTS = (
    *(OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, ArithmeticError),
    *(AttributeError, MemoryError, Image.DecompressionBombError, struct.error, zlib.error),
)
"""What the library has been seen to raise for pictures that are none, or mean harm."""


class NoPicture(Exception):
    """Nothing that can be shown: broken, too large, or no picture at all."""


def preview(content: bytes) -> bytes:
    """A WebP of the first frame, upright, with no word of the original's. Raises NoPicture."""
    if content.startswith(b"\xff\xd8") and content.count(_SCAN) > _MOST_SCANS:
        raise NoPicture
    try:
        with _ROOM, warnings.catch_warnings():
            # A warning about size or a broken tag is no news here: the limits below decide.
            warnings.simplefilter("ignore")
            return _drawn(content)
    except _FAULTS as error:
        raise NoPicture from error


def _drawn(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        is_plain = opened.format == "JPEG" and "progressive" not in opened.info
        if opened.width * opened.height > (_MOST_READ_SMALL if is_plain else _MOST_PIXELS):
            raise NoPicture
        # A JPEG is read at a fraction of its size, at a fraction of the cost.
        opened.draft("RGB", (SIDE * 2, SIDE * 2))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((SIDE, SIDE))
        has_holes = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
        plain = upright.convert("RGBA" if has_holes else "RGB")
    # Into a canvas of its own: no profile, comment or place of the original comes along.
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    written = io.BytesIO()
    clean.save(written, "WEBP", quality=80, method=2)
    return written.getvalue()
