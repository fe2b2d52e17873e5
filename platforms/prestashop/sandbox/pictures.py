"""The products' pictures, drawn from the shapes that are written beside this page."""

from __future__ import annotations

import json
from functools import cache

from platforms.drawing import MEDIA_TYPE as MEDIA_TYPE
from platforms.drawing import drawn
from platforms.prestashop.sandbox.definitions import HERE


@cache
def picture(image: int) -> bytes:
    """The PNG of one image id; an id without a drawing shows a box."""
    written = json.loads((HERE / "pictures.json").read_text(encoding="utf-8"))
    drawing = written["pictures"][written["images"].get(str(image), "box")]
    return drawn(drawing["paper"], drawing["shapes"])
