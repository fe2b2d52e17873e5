"""Ids made here: text that sorts by the moment it was made, so a key is also an order."""

from __future__ import annotations

import secrets
import threading

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no letter that is read as another."""


class _Sequence:
    """Moments and noise that never repeat nor go back within this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = (0, 0)

    def after(self, now: int, noise: int) -> tuple[int, int]:
        with self._lock:
            last_moment, last_noise = self._last
            if now <= last_moment:
                now, noise = last_moment, last_noise + 1 + secrets.randbits(32)
            self._last = (now, noise)
            return self._last


_sequence = _Sequence()


def new_id(prefix: str, now: int) -> str:
    """A fresh id such as ``tkt_01kqz…``: 48 bits of UTC ms, then 80 random bits.

    Within one process ids never sort backwards, even inside one millisecond.
    """
    moment, noise = _sequence.after(now, secrets.randbits(80))
    return f"{prefix}_{_text(moment, 10)}{_text(noise, 16)}"


def _text(number: int, width: int) -> str:
    digits = [ALPHABET[(number >> (5 * place)) & 31] for place in range(width)]
    return "".join(reversed(digits))


def new_token() -> str:
    """256 random bits as text, for secrets and message ids."""
    return secrets.token_urlsafe(32)
