"""Short ways to speak to the stand-in's module, signed, without a network."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from tests.platforms.prestashop.sandbox.shop_stage import PAIRING, ShopStage

CAMILLE = 2
DEFAULTS: Mapping[str, dict[str, Any]] = {
    "op": {"void": False},
    "orders": {"emails": [], "phones": [], "references": [], "customers": [], "limit": 20},
    "notices": {"after": 0, "limit": 100},
}
"""What the counter always says."""


def address(action: str) -> str:
    return f"/index.php?fc=module&module=comptoir&controller=api&action={action}"


def sealed(action: str, body: bytes, **other: str) -> dict[str, str]:
    """The four headers of a call; ``other`` replaces what goes into them or is signed."""
    told = {
        "shop": PAIRING.shop_id,
        "timestamp": str(int(time.time())),
        "nonce": secrets.token_urlsafe(24),
        "secret": PAIRING.secret,
        "path": f"/comptoir/v1/{action}",
        **other,
    }
    text = "\n".join(
        [
            "COMPTOIR1",
            "POST",
            told["path"],
            told["shop"],
            told["timestamp"],
            told["nonce"],
            hashlib.sha256(body).hexdigest(),
        ],
    )
    return {
        "Comptoir-Shop": told["shop"],
        "Comptoir-Timestamp": told["timestamp"],
        "Comptoir-Nonce": told["nonce"],
        "Comptoir-Signature": _hmac(told["secret"], text),
    }


def sent(shop: ShopStage, action: str, body: Mapping[str, Any] | None = None) -> TestResponse:
    """The whole answer to a rightly signed call; its own signature is checked."""
    raw = json.dumps(body or {}).encode()
    head = sealed(action, raw)
    answer = shop.client.post(address(action), data=raw, headers=head)
    digest = hashlib.sha256(answer.data).hexdigest()
    text = f"COMPTOIR1-ANSWER\n{answer.status_code}\n{head['Comptoir-Nonce']}\n{digest}"
    if "Comptoir-Signature" in answer.headers:
        assert answer.headers["Comptoir-Signature"] == _hmac(PAIRING.secret, text)
    return answer


def result(shop: ShopStage, action: str, **body: Any) -> Any:
    """The result of a call that must succeed."""
    body = DEFAULTS.get(action, {}) | body
    answer = sent(shop, action, body)
    assert answer.status_code == 200, answer.text
    assert "Comptoir-Signature" in answer.headers
    assert answer.get_json()["ok"] is True
    return answer.get_json()["result"]


def error(shop: ShopStage, action: str, **body: Any) -> tuple[int, dict[str, Any]]:
    """Status and error of a call that must be refused."""
    answer = sent(shop, action, body)
    assert answer.get_json()["ok"] is False
    return answer.status_code, answer.get_json()["error"]


def stand_of(shop: ShopStage, order: int) -> str:
    return str(result(shop, "order", order=order)["stand"])


def refund_body(
    shop: ShopStage,
    order: int,
    *lines: tuple[int, int, str, int],
    key: str = "op_00000001",
    **more: Any,
) -> dict[str, Any]:
    """A refund of (line, quantity, amount, restock), as the counter asks it."""
    return {
        "key": key,
        "employee": CAMILLE,
        "order": order,
        "expect": stand_of(shop, order),
        "message": "",
        "lines": [
            {"line": line, "quantity": quantity, "amount": amount, "restock": restock}
            for line, quantity, amount, restock in lines
        ],
        "shipping": "0.00",
        "gives": "money",
        "settles": False,
        **more,
    }


def cancel_body(
    shop: ShopStage, order: int, *, key: str = "op_00000001", **more: Any
) -> dict[str, Any]:
    """A cancellation, as the counter asks it."""
    return {
        "key": key,
        "employee": CAMILLE,
        "order": order,
        "expect": stand_of(shop, order),
        "message": "",
        **more,
    }


def _hmac(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
