"""Compares telephone numbers as Shopify keeps them: E.164, whatever stands between the digits."""

from __future__ import annotations

import re

_NOISE = re.compile(r"[\s().-]")


def same_phone(kept: str | None, asked: str) -> bool:
    """Whether both are one number; a national form is nobody's."""
    return bool(kept) and _bare(kept or "") == _bare(asked)


def _bare(number: str) -> str:
    return _NOISE.sub("", number)
