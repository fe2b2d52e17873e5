"""Amounts that people type: read exactly, in the forms they write them in, or refused by name."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import get_currency_precision

from platforms.shapes import Money

LONGEST = 24
"""Characters: the largest amount any shop takes, with its grouping and its currency."""

MOST = 10**12
"""Minor units: above it an amount is a slip of the hand."""

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_PLAIN = re.compile(r"\d+(?:[.,]\d*)?|[.,]\d+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d*)?", re.ASCII)


class BadAmount(Exception):
    """``reason`` is one of: not_an_amount, too_precise, unclear_amount, amount_too_large."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def amount_typed(text: str, currency: str) -> Money:
    """The amount as typed: "8,40", "8.40", "1 234,50", "1,234.50 €". Raises BadAmount.

    One separator followed by exactly three digits may mean thousands or thousandths, depending on
    who writes: where money moves it is asked for again instead of guessed.
    """
    bare = _bare(text, currency)
    if not bare:
        return Money(0, currency)
    return _exact(_decimal(bare, currency), currency)


def _bare(text: str, currency: str) -> str:
    if len(text) > LONGEST:
        raise BadAmount("not_an_amount")
    return _SPACES.sub("", re.sub(rf"[€$£¥]|{re.escape(currency)}", "", text))


def _decimal(bare: str, currency: str) -> Decimal:
    digits = get_currency_precision(currency)
    if _PLAIN.fullmatch(bare):
        whole, mark, rest = bare.replace(",", ".").partition(".")
        if mark and whole.strip("0") and len(rest) == 3 and digits != 3:
            raise BadAmount("unclear_amount")
        return Decimal(f"{whole or 0}.{rest or 0}")
    if _GROUPED.fullmatch(bare):
        last = max(bare.rfind("."), bare.rfind(","))
        is_decimal = bare.count(bare[last]) == 1
        whole = bare[:last] if is_decimal else bare
        rest = bare[last + 1 :] if is_decimal else ""
        return Decimal(f"{re.sub('[.,]', '', whole)}.{rest or 0}")
    raise BadAmount("not_an_amount")


def _exact(value: Decimal, currency: str) -> Money:
    minor = value.scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value():
        raise BadAmount("too_precise")
    if minor > MOST:
        raise BadAmount("amount_too_large")
    return Money(int(minor), currency)


def plain(amount: Money, language: str) -> str:
    """An amount as one would type it: "8,40" in French, "8.40" in English."""
    digits = get_currency_precision(amount.currency)
    text = f"{Decimal(amount.minor).scaleb(-digits):.{digits}f}"
    return text.replace(".", ",") if language == "fr" else text
