"""Seals what a copied database must not give away: shop keys, launch secrets, passwords."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from sidebar.errors import Misconfigured


class Vault:
    """Fernet (AES-128-CBC and HMAC-SHA256) with rotation: the first key seals, every key opens."""

    def __init__(self, keys: Sequence[str]) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            raise Misconfigured("COMPTOIR_ENCRYPTION_KEYS", "not Fernet keys") from error

    def seal(self, secrets: Mapping[str, object]) -> str:
        """The values as one opaque text."""
        return self._fernet.encrypt(msgspec.json.encode(dict(secrets))).decode()

    def open(self, sealed: str) -> dict[str, object]:
        """The values back. Raises Misconfigured when no key fits."""
        try:
            content = self._fernet.decrypt(sealed.encode())
        except InvalidToken as error:
            raise Misconfigured("COMPTOIR_ENCRYPTION_KEYS", "no key opens this shop") from error
        return msgspec.json.decode(content, type=dict[str, object])

    def reseal(self, sealed: str) -> str:
        """The same values under the first key."""
        try:
            return self._fernet.rotate(sealed.encode()).decode()
        except InvalidToken as error:
            raise Misconfigured("COMPTOIR_ENCRYPTION_KEYS", "no key opens this shop") from error


def new_key() -> str:
    """A fresh Fernet key."""
    return Fernet.generate_key().decode()
