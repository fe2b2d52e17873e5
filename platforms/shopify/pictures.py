"""Pictures come from Shopify's own picture host alone, asked without any key.

The address of a picture is what an answer said: whatever stands in it, nothing else is reached.
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from platforms.contract import BadAnswer, Connection, Image, NotFound
from platforms.http import Deadline, Site
from platforms.shopify.faults import fault_of_status

HOSTS = frozenset({"cdn.shopify.com"})
MEDIA_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
# Asked small; a large original still is a picture.
MOST_BYTES = 2 * 1024 * 1024
_LONGEST = 2000


def read_image(reference: str, connection: Connection, deadline: Deadline) -> Image:
    """The picture at this address. Raises NotFound for an address elsewhere, or PlatformError."""
    origin, target = where(reference, connection.base_url)
    site = Site(origin, headers={}, verify_tls=connection.verify_tls)
    answer = site.get(target, deadline=deadline, max_bytes=MOST_BYTES)
    if answer.status in {404, 410}:
        raise NotFound("no such picture")
    fault = fault_of_status(answer)
    if fault is not None:
        raise fault
    if answer.media_type not in MEDIA_TYPES or not answer.body:
        raise BadAnswer("not a picture")
    return Image(answer.body, answer.media_type)


def where(reference: str, base_url: str) -> tuple[str, str]:
    """(origin, target) of a picture's address. Raises NotFound where it leads elsewhere."""
    parts = _split(reference)
    if parts is None:
        raise NotFound("no picture has such an address")
    is_cdn = parts.scheme == "https" and parts.netloc in HOSTS
    home = _split(base_url)
    # A stand-in serves its own pictures.
    is_home = home is not None and (parts.scheme, parts.netloc) == (home.scheme, home.netloc)
    if not (is_cdn or is_home):
        raise NotFound("no picture has such an address")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}", f"{parts.path or '/'}{query}"


def _split(address: str) -> SplitResult | None:
    """The parts of an address that is plain from end to end, compared as it is written."""
    if len(address) > _LONGEST or not address.isascii() or not address.isprintable():
        return None
    if any(sign in address for sign in ' \\"<>@#'):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.netloc else None
