"""Every way in which the webservice refuses or breaks, under the name our contract gives it."""

from __future__ import annotations

import re

import msgspec

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    MissingPermission,
    NotFound,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.http import Answer

# WebserviceRequest's own numbers (measured on 9.1.4, the same in 8.x).
_RESOURCE_NOT_GRANTED = 26
_METHOD_NOT_GRANTED = 25
_SWITCHED_OFF = 22

# Asked to wait without a word for how long, a short while is polite; over an hour is a fault.
_DEFAULT_WAIT = 5.0
_LONGEST_WAIT = 3600.0

_XML_CODE = re.compile(rb"<error>\s*<code><!\[CDATA\[([0-9]{1,4})\]\]></code>")
_MAINTENANCE = re.compile(rb"maintenance", re.IGNORECASE)


class _Complaint(msgspec.Struct):
    code: int = 0
    message: str = ""


class _Complaints(msgspec.Struct):
    errors: list[_Complaint]


_complaints = msgspec.json.Decoder(_Complaints, strict=False).decode


def fault_of(answer: Answer, resource: str) -> PlatformError | None:
    """The error this answer means, or None for a 200. Details hold numbers, never the body."""
    code = complaint_code(answer)
    detail = f"{resource}: status {answer.status}" + (f", code {code}" if code else "")
    if answer.status == 200 and not code:
        return None
    if answer.status >= 500:
        return _breakdown(answer, code, detail)
    match answer.status:
        case 401 | 403 | 405:
            return _refusal(code, answer.status, resource=resource, detail=detail)
        case 404:
            return _absence(answer, detail)
        case 429:
            return Throttled(wait_of(answer), detail)
        case _:
            return BadAnswer(detail)


def complaint_code(answer: Answer) -> int:
    """The number of the first error in the answer, or 0 where it names none.

    Pictures are asked in no format, and what is wrong with them is told in XML.
    """
    if answer.body.startswith(b"<?xml"):
        found = _XML_CODE.search(answer.body)
        return int(found.group(1)) if found else 0
    if not answer.body.startswith(b'{"errors"'):
        return 0
    try:
        errors = _complaints(answer.body).errors
    except (msgspec.DecodeError, RecursionError, ValueError):
        return 0
    return errors[0].code if errors else 0


def _refusal(code: int, status: int, *, resource: str, detail: str) -> PlatformError:
    if code in {_RESOURCE_NOT_GRANTED, _METHOD_NOT_GRANTED}:
        return MissingPermission(resource, detail)
    return BadAnswer(detail) if status == 405 else Unauthorized(detail)


def _absence(answer: Answer, detail: str) -> PlatformError:
    """An unknown id is an empty 404 of the webservice; any page is some other server's."""
    if "PSWS-Version" in answer.headers or not answer.body:
        return NotFound(detail)
    return BadAnswer(f"{detail}, no webservice at this address")


def _breakdown(answer: Answer, code: int, detail: str) -> PlatformError:
    """A 5xx with the webservice's own number says that our question was wrong."""
    if code == _SWITCHED_OFF or is_closed(answer):
        return InMaintenance(detail)
    return BadAnswer(detail) if code else Unreachable(detail)


def is_closed(answer: Answer) -> bool:
    """Whether this is the page that a shop in maintenance shows to everybody."""
    return answer.status == 503 and bool(_MAINTENANCE.search(answer.body))


def wait_of(answer: Answer) -> float:
    """For how many seconds a 429 asks to wait."""
    written = answer.headers.get("Retry-After", "")
    seconds = float(written) if written.isascii() and written.isdigit() else _DEFAULT_WAIT
    return min(seconds, _LONGEST_WAIT)
