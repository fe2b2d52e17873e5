"""Amounts and moments as PrestaShop writes them become ours exactly, or not at all."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from platforms.contract import BadAnswer
from platforms.shapes import Money

# MySQL's decimal(20,6) needs 21 characters; what is much longer is no amount of this shop.
_AMOUNT = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{1,12})?")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?: ([0-9]{2}:[0-9]{2}:[0-9]{2}))?")
# More digits than any amount above has, so that nothing is ever rounded to the default's 28.
_EXACT = Context(prec=60)
_CURRENCY = re.compile(r"[A-Z]{3}")


def amount(written: object, currency: str) -> Money:
    """The amount in minor units, halves rounded up (away from zero), as the shop's own default.

    ``written`` is decimal text ("61.800000"), an int or a Decimal. Raises BadAnswer for all else:
    money is never guessed.
    """
    if isinstance(written, bool) or not isinstance(written, str | int | Decimal):
        raise BadAnswer("an amount that is no number")
    text = written if isinstance(written, str) else f"{written:f}"
    if not _AMOUNT.fullmatch(text):
        raise BadAnswer("an amount that is no number")
    digits = precision(currency)
    # The context's 28 digits would round what a column of 20 and 12 more can hold.
    whole, _, fraction = text.partition(".")
    minor = Decimal(f"{whole}{fraction[:digits].ljust(digits, '0')}.{fraction[digits:] or '0'}")
    return Money(int(minor.to_integral_value(rounding=ROUND_HALF_UP)), currency)


def exact(written: object, currency: str) -> Money:
    """An amount of the module's: decimal text of this currency, never negative nor rounded.

    Raises BadAnswer for all else.
    """
    found = amount(written, currency) if isinstance(written, str) else None
    if found is None or found.minor < 0 or Decimal(str(written)) != _decimal(found):
        raise BadAnswer("an amount that is not exact")
    return found


def decimal_text(money: Money) -> str:
    """The amount as the module reads it: "45.89" EUR, "4589" JPY, "45.890" KWD."""
    return f"{_decimal(money):f}"


def _decimal(money: Money) -> Decimal:
    return Decimal(money.minor).scaleb(-precision(money.currency), _EXACT)


@functools.lru_cache(maxsize=512)
def precision(currency: str) -> int:
    """Digits after the point in this ISO 4217 currency: 0 for JPY, 2 for EUR, 3 for KWD."""
    if not _CURRENCY.fullmatch(currency):
        raise BadAnswer("a currency that is no ISO 4217 code")
    return int(get_currency_precision(currency))


def moment(written: object, zone: ZoneInfo) -> int | None:
    """UTC milliseconds of a shop-local time, or None for its empty date (0000-00-00 00:00:00).

    An hour that a clock change skips is read with the offset before the change; one that it
    repeats is the first of the two. Raises BadAnswer for what is no date.
    """
    if written is None or written == "":
        return None
    found = _MOMENT.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise BadAnswer("a moment that is no date")
    day, clock = found.groups(default="00:00:00")
    if "-00" in day or day.startswith("0000"):
        return None
    try:
        local = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone)
        return round(local.astimezone(UTC).timestamp()) * 1000
    except (ValueError, OverflowError):
        raise BadAnswer("a moment that is no date") from None


@functools.lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises BadAnswer where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadAnswer("a time zone that does not exist") from None
