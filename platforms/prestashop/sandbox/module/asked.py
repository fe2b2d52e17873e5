"""Reads the fields of a request's body; what is missing or of a wrong type is refused by name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from platforms.prestashop.sandbox.module.refused import Refused

KEY = re.compile(r"[a-z0-9_]{8,64}")
AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})(\.([0-9]{1,6}))?")
STAND = re.compile(r"[0-9a-f]{64}")
LONGEST_NOTE = 2000
LONGEST_MESSAGE = 10_000

Body = Mapping[str, Any]


def read_body(sent: bytes) -> Body:
    """Raises Refused for anything but a JSON object."""
    try:
        body = json.loads(sent.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused("bad_request", field="body") from error
    if not isinstance(body, dict):
        raise Refused("bad_request", field="body")
    return body


def number(body: Body, field: str, *, least: int = 1) -> int:
    """A JSON integer; true is none."""
    value = body.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**63:
        raise Refused("bad_request", field=field)
    return value


def flag(body: Body, field: str) -> bool:
    value = body.get(field)
    if not isinstance(value, bool):
        raise Refused("bad_request", field=field)
    return value


def text(body: Body, field: str, *, longest: int = LONGEST_NOTE) -> str:
    value = body.get(field)
    if not isinstance(value, str) or len(value) > longest:
        raise Refused("bad_request", field=field)
    return value


def note(body: Body) -> str:
    """The private note beside a write; none where the field is absent."""
    return "" if body.get("message") is None else text(body, "message")


def key(body: Body) -> str:
    """The operation's own key."""
    return _formed(body, "key", KEY)


def expected(body: Body) -> str:
    """The stand that the caller saw."""
    return _formed(body, "expect", STAND)


def texts(body: Body, field: str) -> Sequence[str]:
    """A list of texts; absent is empty."""
    value = body.get(field, [])
    if not isinstance(value, list) or not all(isinstance(it, str) for it in value):
        raise Refused("bad_request", field=field)
    return value


def numbers(body: Body, field: str) -> Sequence[int]:
    """A list of ids; absent is empty."""
    value = body.get(field, [])
    if not isinstance(value, list) or not all(type(it) is int for it in value):
        raise Refused("bad_request", field=field)
    return value


def objects(body: Body, field: str) -> Sequence[Body]:
    """A list of JSON objects."""
    value = body.get(field)
    if not isinstance(value, list) or not all(isinstance(it, dict) for it in value):
        raise Refused("bad_request", field=field)
    return value


def amount(value: object, digits: int, **said: Any) -> int:
    """Minor units of a decimal text. Raises Refused bad_amount for any other writing."""
    found = AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if found is None or len(found[3] or "") > digits:
        raise Refused("bad_amount", **said)
    return int(found[1] + (found[3] or "").ljust(digits, "0"))


def _formed(body: Body, field: str, form: re.Pattern[str]) -> str:
    value = text(body, field)
    if not form.fullmatch(value):
        raise Refused("bad_request", field=field)
    return value


def _no_constant(name: str) -> float:
    """NaN and the infinities are no JSON."""
    raise ValueError(name)
