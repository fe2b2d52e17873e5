"""What the admin signs: who is signed in, for our pages, good for a minute."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from platforms.shopify.sandbox.id_tokens import mint_id_token
from platforms.shopify.sandbox.standin import CounterApp, Sandbox
from platforms.shopify.sandbox.store import Staff, Store


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Someone in front of the admin of one store."""

    sandbox: Sandbox
    store: Store
    staff: Staff
    language: str
    admin: str
    """Where the admin stands, without scheme: what the host's script is told as ``host``."""


def id_token(app: CounterApp, who: SignedIn) -> str:
    """A proof that this person is signed in now."""
    return mint_id_token(who.store, who.staff, app=app, now=who.sandbox.clock.now())


def page_address(app: CounterApp, who: SignedIn, path: str, **said: str) -> str:
    """The address of one of the app's pages as its frame is given it."""
    place = f"{who.admin}/store/{who.store.handle}"
    told = {
        **said,
        "embedded": "1",
        "host": base64.urlsafe_b64encode(place.encode()).decode().rstrip("="),
        "id_token": id_token(app, who),
        "locale": who.language,
        "session": secrets.token_hex(16),
        "shop": who.store.host,
        "timestamp": str(who.sandbox.clock.now() // 1000),
    }
    signed = urlencode(sorted(told.items()))
    told["hmac"] = hmac.new(app.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return f"{app.url}{path}?{urlencode(told)}"
