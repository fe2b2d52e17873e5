"""One signature for both directions: who calls, what is asked, when, once, and every byte of it.

A secret is text, used as its UTF-8 bytes; comparing takes the same time whatever is compared, and
every secret is tried whether or not an earlier one fits.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Clocks may be this far apart: a shop on cheap hosting is minutes off, a stolen call is older.
WINDOW_SECONDS = 300
# A call stays valid for one window before and one after the caller's own time.
REMEMBERED_SECONDS = 2 * WINDOW_SECONDS
# RFC 2104 §3 asks for a key no shorter than the hash.
SHORTEST_SECRET = 32

SHOP = "Comptoir-Shop"
TIMESTAMP = "Comptoir-Timestamp"
NONCE = "Comptoir-Nonce"
SIGNATURE = "Comptoir-Signature"

SHOP_FORM = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TIMESTAMP_FORM = re.compile(r"[0-9]{1,11}")
_NONCE_FORM = re.compile(r"[A-Za-z0-9_-]{16,64}")
_SIGNATURE_FORM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a call says of itself beside its body."""

    path: str
    shop_id: str
    timestamp: int
    """Unix seconds."""
    nonce: str

    def canonical(self, body: bytes) -> bytes:
        """What is signed of a call."""
        lines = (
            "COMPTOIR1",
            "POST",
            self.path,
            self.shop_id,
            str(self.timestamp),
            self.nonce,
            hashlib.sha256(body).hexdigest(),
        )
        return "\n".join(lines).encode()


def canonical_answer(status: int, nonce: str, body: bytes) -> bytes:
    """What is signed of an answer; ``nonce`` is the call's."""
    lines = ("COMPTOIR1-ANSWER", str(status), nonce, hashlib.sha256(body).hexdigest())
    return "\n".join(lines).encode()


def signature(secret: str, canonical: bytes) -> str:
    """Lower-case hexadecimal HMAC-SHA256. Raises ValueError for a secret that is too short."""
    if not is_long_enough(secret):
        raise ValueError("a secret of fewer than 32 bytes signs nothing")
    return hmac.new(secret.encode(), canonical, hashlib.sha256).hexdigest()


def is_long_enough(secret: str) -> bool:
    return len(secret.encode()) >= SHORTEST_SECRET


def signed_by(secrets: Iterable[str], canonical: bytes, *, mark: str) -> str:
    """The secret whose signature ``mark`` is; empty when it is none's."""
    if not _SIGNATURE_FORM.fullmatch(mark):
        return ""
    found = ""
    for secret in filter(is_long_enough, secrets):
        if hmac.compare_digest(signature(secret, canonical), mark) and not found:
            found = secret
    return found


def headers_of(stamp: Stamp, body: bytes, *, secret: str) -> dict[str, str]:
    """The headers that make a call believed."""
    return {
        SHOP: stamp.shop_id,
        TIMESTAMP: str(stamp.timestamp),
        NONCE: stamp.nonce,
        SIGNATURE: signature(secret, stamp.canonical(body)),
    }


def stamp_of(path: str, headers: Mapping[str, str]) -> tuple[Stamp, str] | None:
    """(what the headers say, their signature), nothing verified; None when they are not in form."""
    named = {name.lower(): value for name, value in headers.items()}
    shop, moment, nonce, mark = (
        named.get(name.lower(), "") for name in (SHOP, TIMESTAMP, NONCE, SIGNATURE)
    )
    forms = ((SHOP_FORM, shop), (_TIMESTAMP_FORM, moment), (_NONCE_FORM, nonce))
    if not all(form.fullmatch(value) for form, value in forms) or str(int(moment)) != moment:
        return None
    return Stamp(path, shop, int(moment), nonce), mark


def is_now(stamp: Stamp, now_seconds: int) -> bool:
    return abs(now_seconds - stamp.timestamp) <= WINDOW_SECONDS
