"""Moments as Shopify writes them, with their offset, become UTC ms; nothing else is a moment."""

from __future__ import annotations

import re
from datetime import datetime

_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})"
)


def moment(written: str) -> int | None:
    """UTC ms, finer parts cut off; None where it is no moment."""
    found = _MOMENT.fullmatch(written)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[1] + found[3])
        whole = int(at.timestamp())
    except (ValueError, OverflowError):
        return None
    return whole * 1000 + int((found[2] or "")[:3].ljust(3, "0"))
