"""What the app asks a shop for is what it uses now, and no more; a right to write is one to read.

The app's file says the same to Shopify; a test holds the two together.
"""

from __future__ import annotations

import re

NEEDED = (
    "read_customers",
    "read_locations",
    "read_orders",
    "read_products",
    "write_app_proxy",
    "write_orders",
)
"""Without one of these some part of the panel cannot work."""

OPTIONAL = ("read_all_orders",)
"""Orders older than 60 days: granted by Shopify on request, and missed only by those orders."""

_SCOPE = re.compile(r"[a-z][a-z0-9_]{0,63}")
# Shopify itself knows fewer than two hundred.
_MOST_SCOPES = 400


def scopes_written(written: str) -> tuple[str, ...] | None:
    """The scopes of a list like "read_orders,write_orders"; None where it is no such list."""
    names = tuple(name.strip() for name in written.split(",")) if written.strip() else ()
    if len(names) > _MOST_SCOPES or not all(map(_SCOPE.fullmatch, names)):
        return None
    return tuple(dict.fromkeys(names))


def lacking(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """What the app needs and these scopes do not open."""
    opened = {*scopes, *(_read(name) for name in scopes)}
    return tuple(name for name in NEEDED if name not in opened)


def _read(scope: str) -> str:
    return f"read_{scope.removeprefix('write_')}" if scope.startswith("write_") else scope
