"""A visitor of the shop's own site is who the proxy signed, in the one way in which it can be read.

The proxy joins all parameters into one line without a mark between them, so that one signature fits
every way of splitting the line again: whoever asks for ``?a=1logged_in_customer_id%3D777`` has it
signed. Here a line can be split in one way only, because

- every name must be one of the page's own few or of the proxy's, and each comes exactly once;
- no value may hold "=", so that each "=" of the line ends a name;
- none of these names ends in another one, so that the name before an "=" is never in doubt.

What the proxy itself said of the customer is then what is read as such. A page that is the same for
everyone may be asked with anything beside, unless that speaks of a customer: then the line is
believed for its shop alone, and nobody in it is a customer.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import parse_qs

from platforms.hooks import HookRefused
from platforms.shopify.domain import is_host

LEEWAY_MS = 90_000
"""How old, or how far ahead, a signature may be."""
MOST_LETTERS = 4096
"""Of a query; the proxy's own parameters are some two hundred."""

_SIGNATURE = re.compile(r"[0-9a-f]{64}")
_CUSTOMER = "logged_in_customer_id"
_PROXYS = {
    "shop": re.compile(r"[a-z0-9.-]{1,80}"),
    "path_prefix": re.compile(r"/[a-z]{1,16}/[A-Za-z0-9_-]{1,64}"),
    "timestamp": re.compile(r"[0-9]{1,12}"),
    _CUSTOMER: re.compile(r"(?:[1-9][0-9]{0,19})?"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """What a signed request of a visitor says."""

    host: str
    customer_id: str
    """Empty for a visitor who has not signed in, or whose line could be read in two ways."""
    path_prefix: str
    arguments: Mapping[str, str]
    """The page's own, each as its pattern wants it."""


@dataclass(frozen=True, slots=True)
class ProxyPage:
    """One page behind the proxy, and the parameters of its own that it takes.

    Raises ValueError where a name would make a signed line readable in two ways.
    """

    parameters: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    is_for_everyone: bool = False
    """Whether names that nobody knows, of a campaign or of the shop's theme, are let pass."""

    def __post_init__(self) -> None:
        names = {*self.parameters, *_PROXYS, "signature"}
        if any(_ends_in(name, names) for name in names) or any("=" in name for name in names):
            raise ValueError("a parameter's name must not end in another one's")
        if self.parameters.keys() & (_PROXYS.keys() | {"signature"}):
            raise ValueError("a parameter of the proxy is not the page's own")

    def read(self, query: str, *, secrets: tuple[str, ...], now: int) -> Visit:
        """The visit that a raw query is; ``now`` in UTC ms. Raises HookRefused."""
        given = _given(query, is_strict=not self.is_for_everyone)
        signature = "".join(given.pop("signature", ()))
        known = {name: given[name] for name in given if name in {*_PROXYS, *self.parameters}}
        beside = {name: values for name, values in given.items() if name not in known}
        if beside and not (self.is_for_everyone and _is_harmless(beside)):
            _refuse()
        told = {name: self._read(name, values) for name, values in known.items()}
        if not _PROXYS.keys() <= told.keys() or not is_host(told["shop"]):
            _refuse()
        if not _is_signed(given, signature, secrets):
            _refuse()
        if abs(now - int(told["timestamp"]) * 1000) > LEEWAY_MS:
            _refuse()
        customer_id = "" if beside else told[_CUSTOMER]
        arguments = {name: value for name, value in told.items() if name in self.parameters}
        return Visit(told["shop"], customer_id, told["path_prefix"], arguments)

    def _read(self, name: str, values: Sequence[str]) -> str:
        """A known parameter's one value, in its form."""
        pattern = _PROXYS.get(name) or self.parameters[name]
        if len(values) > 1 or "=" in values[0] or not pattern.fullmatch(values[0]):
            _refuse()
        return values[0]


def _is_harmless(beside: Mapping[str, Sequence[str]]) -> bool:
    """Whether what nobody knows speaks of no customer; nobody would ask for that in good faith."""
    return not any(_CUSTOMER in text for name in beside for text in (name, *beside[name]))


def signature(given: Mapping[str, str], secret: str) -> bytes:
    """What the proxy signs these parameters with, in hexadecimal ASCII."""
    line = "".join(sorted(f"{name}={value}" for name, value in given.items()))
    return hmac.digest(secret.encode(), line.encode(), "sha256").hex().encode()


def _given(query: str, *, is_strict: bool) -> dict[str, list[str]]:
    """The parameters of a query, each with all that was said for it."""
    if len(query) > MOST_LETTERS:
        raise HookRefused("too_large")
    try:
        return parse_qs(query, keep_blank_values=True, strict_parsing=is_strict, errors="strict")
    except ValueError:
        _refuse()


def _is_signed(given: Mapping[str, Sequence[str]], written: str, secrets: tuple[str, ...]) -> bool:
    if not _SIGNATURE.fullmatch(written):
        return False
    found = written.encode()
    line = {name: ",".join(values) for name, values in given.items()}
    return any(hmac.compare_digest(signature(line, secret), found) for secret in secrets if secret)


def _ends_in(name: str, names: Iterable[str]) -> bool:
    return any(name != other and name.endswith(other) for other in names)


def _refuse() -> NoReturn:
    raise HookRefused("unauthorized")
