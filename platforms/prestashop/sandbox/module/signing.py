"""The canonical text of a request and of an answer, and their HMAC, in both directions."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WINDOW_SECONDS = 300
NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A request whose signature was right. Its repr never shows the secret."""

    nonce: str
    secret: str = field(repr=False)


def canonical(path: str, shop_id: str, timestamp: str, nonce: str, body: bytes) -> str:
    """What is signed of a POST to a logical path."""
    digest = hashlib.sha256(body).hexdigest()
    return f"COMPTOIR1\nPOST\n{path}\n{shop_id}\n{timestamp}\n{nonce}\n{digest}"


def answer_text(status: int, nonce: str, body: bytes) -> str:
    """What is signed of an answer."""
    return f"COMPTOIR1-ANSWER\n{status}\n{nonce}\n{hashlib.sha256(body).hexdigest()}"


def signature(secret: str, text: str) -> str:
    """Lower-case hex."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def headers(secret: str, shop_id: str, path: str, body: bytes) -> Mapping[str, str]:
    """The four headers of a new request."""
    timestamp, nonce = str(int(time.time())), secrets.token_urlsafe(24)
    return {
        "Comptoir-Shop": shop_id,
        "Comptoir-Timestamp": timestamp,
        "Comptoir-Nonce": nonce,
        "Comptoir-Signature": signature(secret, canonical(path, shop_id, timestamp, nonce, body)),
    }


def verified(
    given: Mapping[str, str],
    *,
    path: str,
    shop_id: str,
    body: bytes,
    good: Sequence[str],
) -> Sealed | None:
    """The seal of a request, or None for whatever is wrong with it."""
    timestamp, nonce = given.get("Comptoir-Timestamp", ""), given.get("Comptoir-Nonce", "")
    if not SECONDS.fullmatch(timestamp) or not NONCE.fullmatch(nonce):
        return None
    if abs(time.time() - int(timestamp)) > WINDOW_SECONDS:
        return None
    if not hmac.compare_digest(given.get("Comptoir-Shop", "").encode(), shop_id.encode()):
        return None
    text = canonical(path, shop_id, timestamp, nonce, body)
    sent = given.get("Comptoir-Signature", "").encode()
    right = [it for it in good if hmac.compare_digest(sent, signature(it, text).encode())]
    return Sealed(nonce, right[0]) if right else None
