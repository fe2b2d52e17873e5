"""One question to a translation service, asked again where it broke off: it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from platforms.contract import PlatformError
from platforms.http import RETRIES, Answer, Deadline, Dropped, Site, pause_fits
from platforms.translating.contract import (
    KeyRefused,
    NotTranslatable,
    QuotaSpent,
    TranslationFault,
    TranslatorAway,
)
from platforms.translating.splitting import edges, pieces

MAX_BYTES = 2 * 1024 * 1024
"""Of an answer: far above the longest message in any script."""

_FAULTS: Mapping[int, type[TranslationFault]] = {
    400: NotTranslatable,
    401: KeyRefused,
    403: KeyRefused,
    413: NotTranslatable,
    414: NotTranslatable,
    429: QuotaSpent,
    456: QuotaSpent,
}

T = TypeVar("T")


def asked(
    site: Site,
    target: str,
    question: Mapping[str, Any],
    answer_type: type[T],
    *,
    headers: Mapping[str, str],
    deadline: Deadline,
) -> T:
    """The answer, read. Raises TranslationFault."""
    answer = _answered(
        lambda: site.post(
            target,
            msgspec.json.encode(question),
            headers={"Content-Type": "application/json", "Accept": "application/json", **headers},
            deadline=deadline,
            max_bytes=MAX_BYTES,
            over_warm=True,
        ),
        deadline,
    )
    if answer.status != 200:
        raise _FAULTS.get(answer.status, TranslatorAway)(f"status {answer.status}")
    try:
        return msgspec.json.decode(answer.body, type=answer_type)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise TranslatorAway(type(error).__name__) from None


def _answered(ask: Callable[[], Answer], deadline: Deadline) -> Answer:
    for attempt in range(RETRIES + 1):
        try:
            return ask()
        except Dropped as fault:
            if attempt == RETRIES or not pause_fits(attempt, deadline):
                raise TranslatorAway(fault.detail) from None
        except PlatformError as fault:
            raise TranslatorAway(type(fault).__name__) from None
    raise AssertionError("a loop over attempts ends in an answer or an error")


def in_pieces(text: str, most: int, each: Callable[[str], tuple[str, str]]) -> tuple[str, str]:
    """The text translated piece by piece, with the first language found; what is blank is kept."""
    found, source = list[str](), ""
    for piece in pieces(text, most):
        before, bare, after = edges(piece)
        if not bare:
            found.append(piece)
            continue
        translated, spoken = each(bare)
        source = source or spoken
        found.append(f"{before}{translated}{after}")
    return "".join(found), source


def host_of(url: str) -> str:
    """What people are told of where texts go."""
    return urlsplit(url).hostname or url
