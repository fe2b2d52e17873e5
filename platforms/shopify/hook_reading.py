"""A webhook is believed only when the app's secret signed its very bytes.

The signature covers the body alone. The shop, the topic, the ids and the moment in the headers are
said by whoever sends it: whoever works a delivery must find the ids of its body in that shop. So
headers that say nothing keep nothing out, and no age does.
"""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from collections.abc import Mapping
from hashlib import sha256

from platforms.hooks import HookRefused
from platforms.shopify.domain import is_host
from platforms.shopify.meanings import COMPLIANCE, GRAVE, TOPICS
from platforms.shopify.moments import moment
from platforms.webhooks import Delivery

# An order with hundreds of lines is under 1 MB as JSON.
MOST_BYTES = 2 * 1024 * 1024

_NAMES = ("hmac-sha256", "shop-domain", "topic", "webhook-id", "event-id", "triggered-at")
_SIGNATURE = re.compile(r"[A-Za-z0-9+/]{43}=")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def delivery(
    headers: Mapping[str, str], body: bytes, *, secrets: tuple[str, ...], now: int
) -> Delivery:
    """The delivery, signed with any of the secrets; ``now`` in UTC ms.

    Raises HookRefused: ``unauthorized`` for a bad signature alone.
    """
    if len(body) > MOST_BYTES:
        raise HookRefused("too_large")
    signature, host, topic, delivery_id, event_id, triggered = _family(headers)
    if not _is_signed(signature, body, secrets):
        raise HookRefused("unauthorized")
    if not is_host(host):
        raise HookRefused("bad_request", field="shop_domain")
    if topic not in TOPICS:
        raise HookRefused("bad_request", field="topic")
    told = [one for one in (delivery_id, event_id) if _ID.fullmatch(one)]
    names = told or [sha256(body).hexdigest()]
    at = moment(triggered)
    return Delivery(
        host,
        topic,
        delivery_id=names[0],
        event_id=names[-1],
        # Nothing has happened later than it is heard of.
        triggered_at=now if at is None else min(at, now),
        body=body,
        is_owed=topic in COMPLIANCE,
        is_grave=topic in GRAVE,
    )


def _family(headers: Mapping[str, str]) -> tuple[str, ...]:
    """The headers of one family, the old or the new one; never a mixture that nobody sent."""
    known = {name.lower(): value for name, value in headers.items()}
    prefix = "x-shopify-" if "x-shopify-hmac-sha256" in known else "shopify-"
    return tuple(known.get(prefix + name, "") for name in _NAMES)


def _is_signed(signature: str, body: bytes, secrets: tuple[str, ...]) -> bool:
    """Compared as bytes: a signature outside ASCII is wrong, and no fault of ours."""
    if not _SIGNATURE.fullmatch(signature):
        return False
    given = b64decode(signature)
    return any(
        hmac.compare_digest(hmac.digest(secret.encode(), body, "sha256"), given)
        for secret in secrets
        if secret
    )
