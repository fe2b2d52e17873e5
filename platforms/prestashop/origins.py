"""Where an address leads, compared whole: a scheme, a host and a port, or nothing at all."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
_PORTS = {"http": 80, "https": 443}


def origin_of(address: str) -> str:
    """``https://host`` or ``https://host:8443`` of an http(s) address, else the empty text.

    The scheme's own port is left out, so that equal origins are equal texts.
    """
    if not address.isascii() or not address.isprintable():
        return ""
    if any(sign in address for sign in ' \\"<>'):
        return ""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or parts.username is not None:
        return ""
    if not parts.hostname or not _HOST.fullmatch(parts.hostname):
        return ""
    # A host of IPv6 is written in brackets.
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    is_plain = port is None or port == _PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" if is_plain else f"{parts.scheme}://{host}:{port}"
