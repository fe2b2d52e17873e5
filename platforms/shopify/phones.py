"""Phone numbers are compared whole, with their country: as people write them, none is searched."""

from __future__ import annotations

import phonenumbers

_LONGEST_WRITTEN = 40


def whole(written: str, country: str) -> str:
    """The number as Shopify keeps it ("+33612345678"), or empty where it is none.

    ``country`` is the two letters of where a number without its own country code would be
    dialled; without them, such a number is none.
    """
    if len(written) > _LONGEST_WRITTEN:
        return ""
    try:
        number = phonenumbers.parse(written, country or None)
    except phonenumbers.NumberParseException:
        return ""
    # Whether it was ever given to anyone changes with each edition of the numbering plans.
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
