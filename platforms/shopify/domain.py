"""A shop's name at Shopify is believed only whole, in its own alphabet, and nothing is added to it.

Addresses are built from a name that has this form; what anyone typed never becomes one.
"""

from __future__ import annotations

import re

SUFFIX = ".myshopify.com"
# Enough for any name, and the bound that keeps a host of 74 letters under every limit of DNS.
_HOST = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com")
# No shop's name is this long; what is, is not worth a regular expression.
_LONGEST_CLAIM = 128
_SCHEME = "https://"


def is_host(written: str) -> bool:
    """Whether this is a shop's name as Shopify itself writes it."""
    return _HOST.fullmatch(written) is not None


def host_of_claimed(claimed: str) -> str:
    """The shop's name in what a request says of itself, "" where no such shop can exist.

    ASCII alone: the lower case of a letter from elsewhere may be one of ours (the Kelvin sign).
    """
    if len(claimed) > _LONGEST_CLAIM or not claimed.isascii():
        return ""
    host = claimed.strip(" \t\r\n").lower()
    return host if is_host(host) else ""


def host_of_signed(address: str) -> str:
    """The shop of a signed "https://boutique.myshopify.com", "" for any other form of it."""
    host = address.removeprefix(_SCHEME)
    return host if address.startswith(_SCHEME) and is_host(host) else ""


def handle(host: str) -> str:
    """The shop's short name, by which the admin's addresses call it."""
    return host.removesuffix(SUFFIX)
