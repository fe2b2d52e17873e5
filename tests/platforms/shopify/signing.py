"""Shopify's ID token and webhooks as a test wants them: any claims, signed with any secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from platforms.hooks import HookRefused
from platforms.launches import LaunchRefused
from platforms.shopify.embedding import ShopifyApp, ShopifyEmbedding

CLIENT_ID = "c0ffee00c0ffee00c0ffee00c0ffee00"
SECRET = "shpss_" + "5" * 32
OLD = "shpss_" + "0" * 32
FOREIGN = "shpss_" + "f" * 32
HOST = "boutique-lumiere.myshopify.com"
NOW = 1_795_320_000
NOW_MS = NOW * 1000
GONE = object()

APP = ShopifyApp(CLIENT_ID, (SECRET, OLD))


def embedding(**changes: Any) -> ShopifyEmbedding:
    """A reader that remembers no token of another test."""
    settings: dict[str, Any] = {"client_id": CLIENT_ID, "secrets": (SECRET, OLD), **changes}
    return ShopifyEmbedding(ShopifyApp(**settings))


def claims(**changes: Any) -> dict[str, Any]:
    """What Shopify says of Camille, with these changes."""
    found: dict[str, Any] = {
        "iss": f"https://{HOST}/admin",
        "dest": f"https://{HOST}",
        "aud": CLIENT_ID,
        "sub": "42",
        "exp": NOW + 55,
        "nbf": NOW - 5,
        "iat": NOW - 5,
        "jti": "f8912129-1af6-4cad-9ca3-76b0f7621087",
        "sid": "aaea182f2732d44c23057c0fea584021a4485b2bd25d3eb7fd349313ad24c685",
        "sig": "f07cf3740270c17fb61c700b2f0f2e7f2f4fc8ff48426221738f7a39e4c475bf",
    }
    found.update(changes)
    return {name: value for name, value in found.items() if value is not GONE}


def packed(content: object) -> str:
    """Base64 without padding, of JSON or of the very bytes."""
    written = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(written).rstrip(b"=").decode()


def signed(content: object, *, secret: str = SECRET, header: object = None) -> str:
    """A token with any payload and any header, always signed with HMAC and SHA-256."""
    head = packed({"alg": "HS256", "typ": "JWT"} if header is None else header)
    line = f"{head}.{packed(content)}"
    mark = hmac.digest(secret.encode(), line.encode(), "sha256")
    return f"{line}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def refused(call: Callable[[], object]) -> str:
    """Why a token was refused."""
    with pytest.raises(LaunchRefused) as caught:
        call()
    return caught.value.reason


def hook_refused(call: Callable[[], object]) -> tuple[str, str]:
    """Why a webhook was refused, and which part of it."""
    with pytest.raises(HookRefused) as caught:
        call()
    return caught.value.reason, caught.value.field


def hook_signature(body: bytes, *, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def hook_headers(body: bytes, *, prefix: str = "X-Shopify-", **changes: str) -> dict[str, str]:
    """The headers of a delivery; a change is named ``shop_domain`` for X-Shopify-Shop-Domain."""
    said = {
        "topic": "orders/updated",
        "hmac_sha256": hook_signature(body),
        "shop_domain": HOST,
        "api_version": "2026-10",
        "webhook_id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        "event_id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
        "triggered_at": "2026-11-22T04:00:00.123456789Z",
        **changes,
    }
    return {prefix + name.replace("_", "-").title(): value for name, value in said.items()}
