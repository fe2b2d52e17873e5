"""Ids cross the border as bare digits; Shopify's own form of them is built here, never passed on.

What came from outside is either digits or a whole id of the right kind, or it names nothing.
"""

from __future__ import annotations

import re

from platforms.contract import BadAnswer, NotFound

_DIGITS = re.compile(r"[0-9]{1,20}")
_GID = re.compile(r"gid://shopify/([A-Za-z]{1,64})/([0-9]{1,20})(?:\?[ -~]{0,200})?")


def gid(kind: str, digits: str) -> str:
    """Shopify's id of this record. Raises NotFound for what no record is called."""
    if not _DIGITS.fullmatch(digits):
        raise NotFound(f"{kind}: not an id")
    return f"gid://shopify/{kind}/{digits}"


def digits_of(written: object, kind: str) -> str:
    """The digits in an id that Shopify gave. Raises BadAnswer for an id of anything else."""
    found = _GID.fullmatch(written) if isinstance(written, str) else None
    if found is None or found.group(1) != kind:
        raise BadAnswer(f"{kind}: not its id")
    return found.group(2)


def is_digits(written: str) -> bool:
    """Whether this can be the id of a record."""
    return _DIGITS.fullmatch(written) is not None
