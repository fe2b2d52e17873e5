"""The module's token as a test wants it: any claims, any header, signed with any secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from platforms.launches import Launch, LaunchRefused
from platforms.prestashop.launch import PrestaShopLaunch

SECRET = "s" * 40
OLD = "o" * 40
AUDIENCE = "http://127.0.0.1:8000"
NOW = 1_795_320_000
READER = PrestaShopLaunch()


def claims(**changes: Any) -> dict[str, Any]:
    """What the module claims for Camille on order 1; a path like order__id reaches inside."""
    found: dict[str, Any] = {
        "iss": "shp_01JABC",
        "aud": AUDIENCE,
        "iat": NOW,
        "exp": NOW + 60,
        "jti": "f3b1-77",
        "shop": {"id": 1, "url": "https://shop.example/boutique/", "version": "9.1.4"},
        "order": {"id": 1, "reference": "XKBKNABJK", "customer": 2, "currency": "EUR"},
        "employee": {
            "id": 3,
            "firstname": "Camille",
            "lastname": "Dubois",
            "email": "camille@shop.example",
            "profile": 4,
            "superadmin": False,
            "orders": {"view": True, "add": False, "edit": True, "delete": False},
        },
        "language": "fr",
        "links": {
            "order": "https://shop.example/admin123/orders/1/view?_token=x",
            "customer": "https://shop.example/admin123/customers/2/view?_token=x",
        },
    }
    for path, value in changes.items():
        *outer, last = path.split("__")
        place = found
        for name in outer:
            place = place[name]
        if value is GONE:
            del place[last]
        else:
            place[last] = value
    return found


GONE = object()


def signed(payload: object, *, secret: str = SECRET, header: object = None) -> str:
    """A token of any payload and header, signed with HMAC-SHA256 whatever they say."""
    head = {"alg": "HS256", "typ": "JWT"} if header is None else header
    body = ".".join(packed(one) for one in (head, payload))
    mark = hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest()
    return f"{body}.{coded(mark)}"


def packed(content: object) -> str:
    return coded(content if isinstance(content, bytes) else json.dumps(content).encode())


def coded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def read(token: str, *, secrets: tuple[str, ...] = (SECRET,), now: int = NOW) -> Launch:
    return READER.read(token, secrets=secrets, audience=AUDIENCE, now=now * 1000)


def reason(call: Callable[[], object]) -> str:
    with pytest.raises(LaunchRefused) as refusal:
        call()
    return refusal.value.reason
