"""Amounts as Shopify writes them become ours exactly where money moves, rounded where it is shown.

Shopify writes decimals as text, with one digit at least ("4589.0" in JPY, "45.890" in KWD).
"""

from __future__ import annotations

import functools
import re
from decimal import ROUND_HALF_UP, Context, Decimal

from babel.numbers import get_currency_precision

from platforms.amounts import Money
from platforms.contract import BadAnswer

_AMOUNT = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
# More digits than any amount above has, so that nothing is rounded to the default's 28.
_EXACT = Context(prec=60)


def amount(written: object, currency: str) -> Money:
    """The amount in minor units, halves rounded away from zero. Raises BadAnswer for no amount."""
    found = _decimal(written).scaleb(precision(currency), _EXACT)
    return Money(int(found.to_integral_value(rounding=ROUND_HALF_UP, context=_EXACT)), currency)


def exact(written: object, currency: str) -> Money:
    """An amount that is to move: never negative nor rounded. Raises BadAnswer for any other."""
    found = amount(written, currency)
    if found.minor < 0 or _as_decimal(found) != _decimal(written):
        raise BadAnswer("an amount that is not exact")
    return found


def decimal_text(money: Money) -> str:
    """The amount as Shopify reads it: "45.89" EUR, "4589" JPY, "45.890" KWD."""
    return f"{_as_decimal(money):f}"


@functools.lru_cache(maxsize=512)
def precision(currency: str) -> int:
    """Digits after the point in this ISO 4217 currency: 0 for JPY, 2 for EUR, 3 for KWD."""
    if not _CURRENCY.fullmatch(currency):
        raise BadAnswer("a currency that is no ISO 4217 code")
    return int(get_currency_precision(currency))


def _decimal(written: object) -> Decimal:
    if not isinstance(written, str) or not _AMOUNT.fullmatch(written):
        raise BadAnswer("an amount that is no number")
    return Decimal(written)


def _as_decimal(money: Money) -> Decimal:
    return Decimal(money.minor).scaleb(-precision(money.currency), _EXACT)
