"""A helpdesk for tests: an account of Zendesk's with one installation and a real key pair."""

from __future__ import annotations

from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sidebar.actions.desk import Desk
from sidebar.actions.helping import administering, connecting
from sidebar.actions.helping.connecting import NewHelpdesk
from sidebar.store.helpdesks import Helpdesk

ORIGIN = "https://atelier.zendesk.com"
INSTALLATION = "82"
CAMILLE, ROBIN, MAUD = "501", "502", "503"
"""Zendesk's numbers of the cast."""

EMPLOYEE = "4"
"""Maud in the stand-in of a PrestaShop: it is asked in her name."""

ROLES = {"*": "reply", CAMILLE: "refund", ROBIN: "refund", MAUD: "manage"}


@cache
def key_pair() -> rsa.RSAPrivateKey:
    """The app's; the same for every test of a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_key(pair: rsa.RSAPrivateKey | None = None) -> str:
    """As Zendesk hands it out."""
    found = (pair or key_pair()).public_key()
    return found.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def claims(now: int, *, person: str = CAMILLE, **told: Any) -> dict[str, Any]:
    """What Zendesk signs at this moment (UTC ms), but for what is told."""
    seconds = now // 1000
    return {
        "iss": "atelier.zendesk.com",
        "aud": f"{ORIGIN}/api/v2/apps/installations/{INSTALLATION}.json",
        "sub": f"{ORIGIN}/api/v2/users/{person}.json",
        "iat": seconds,
        "nbf": seconds,
        "exp": seconds + 180,
        "context": {"product": "support", "location": "ticket_sidebar"},
        **told,
    }


def signed(told: dict[str, Any], *, pair: rsa.RSAPrivateKey | None = None) -> str:
    """The token of these claims."""
    return jwt.encode(told, pair or key_pair(), algorithm="RS256")


def connect_helpdesk(desk: Desk, *shop_ids: str, **told: Any) -> Helpdesk:
    """The account's installation, with these shops."""
    wanted: dict[str, Any] = {
        "kind": "zendesk",
        "account": "atelier",
        "installation": INSTALLATION,
        "public_key": public_key(),
        "shop_ids": shop_ids,
        "name": "Atelier",
        "roles": ROLES,
        **told,
    }
    helpdesk = connecting.connect(desk, NewHelpdesk(**wanted))
    administering.stand_ins(desk, helpdesk.id, dict.fromkeys(shop_ids, EMPLOYEE))
    return helpdesk
