"""Signed calls to the shop's own module: only an answer that it signed is an answer.

A read is asked again when nobody answered; a write never is, whatever became of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from email.utils import parsedate_to_datetime
from secrets import token_urlsafe
from typing import Any

import msgspec

from platforms.contract import BadAnswer, Connection, NotSent, Unauthorized, Unreachable
from platforms.http import (
    MAX_BYTES,
    RETRIED_STATUSES,
    RETRIES,
    Answer,
    Deadline,
    Dropped,
    Site,
    pause_fits,
    wall_clock,
)
from platforms.prestashop import signing
from platforms.prestashop.fields import Fields
from platforms.prestashop.module_faults import Refusal, refused_read, unsigned_fault

# The module reads no more; a refund of a thousand lines stays under it.
MOST_SENT_BYTES = 64 * 1024
_PLAIN_REFUSAL = {"ok": False, "error": {"name": "unauthorized", "retryable": False}}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")

_decode = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
_encode = msgspec.json.Encoder().encode


class Module:
    """The module of one shop, spoken to with its secrets, newest first."""

    def __init__(self, connection: Connection) -> None:
        self._shop_id = connection.shop_id
        self._secrets = tuple(filter(signing.is_long_enough, connection.secrets))
        self._site = Site(
            connection.base_url.rstrip("/").removesuffix("/api"),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            verify_tls=connection.verify_tls,
        )

    def read(
        self,
        action: str,
        asked: Mapping[str, Any],
        *,
        deadline: Deadline,
        max_bytes: int = MAX_BYTES,
    ) -> Fields:
        """The result of a read. Raises NotFound, Throttled or another PlatformError."""
        said = self._said_again(action, _encode(asked), deadline, max_bytes)
        if isinstance(said, Refusal):
            raise refused_read(said)
        return said

    def write(
        self, action: str, asked: Mapping[str, Any], *, deadline: Deadline
    ) -> Fields | Refusal:
        """What the module says of a write, asked once.

        Raises NotSent when surely nothing happened; any other PlatformError leaves it open.
        """
        body = _encode(asked)
        if len(body) > MOST_SENT_BYTES:
            return Refusal(413, "too_large")
        try:
            return self._said(action, body, deadline=deadline, over_warm=False)
        except _NotKnown as fault:
            raise NotSent(fault.detail) from None

    def _said_again(
        self, action: str, body: bytes, deadline: Deadline, max_bytes: int
    ) -> Fields | Refusal:
        for attempt in range(RETRIES + 1):
            is_last = attempt == RETRIES
            try:
                return self._said(
                    action, body, deadline=deadline, over_warm=True, max_bytes=max_bytes
                )
            except (Dropped, NotSent, _Passing) as fault:
                if is_last or not pause_fits(attempt, deadline):
                    raise Unreachable(fault.detail) from None
        raise AssertionError("a loop over attempts ends in an answer or an error")

    def _said(
        self,
        action: str,
        body: bytes,
        *,
        deadline: Deadline,
        over_warm: bool,
        max_bytes: int = MAX_BYTES,
    ) -> Fields | Refusal:
        """The signed answer to the first of our secrets that the module knows.

        Trying the next is safe: the module looks at nothing before the signature.
        """
        clock = ""
        for secret in self._secrets:
            stamp = self._stamp(action)
            answer = self._site.post(
                f"/index.php?fc=module&module=comptoir&controller=api&action={action}",
                body,
                headers=signing.headers_of(stamp, body, secret=secret),
                deadline=deadline,
                max_bytes=max_bytes,
                over_warm=over_warm,
            )
            if answer.status == 401 and _is_plain(answer.body):
                clock = _apart(answer)
                continue
            return _read(_verified(answer, stamp, secret))
        raise _NotKnown(f"module: our signature is refused{clock}")

    def _stamp(self, action: str) -> signing.Stamp:
        seconds = wall_clock() // 1000
        return signing.Stamp(f"/comptoir/v1/{action}", self._shop_id, seconds, token_urlsafe(18))


class _NotKnown(Unauthorized):
    """The module refused every secret of ours, and did nothing."""


class _Passing(Unreachable):
    """A gateway before the shop failed: a read may be asked again."""


def _is_plain(body: bytes) -> bool:
    """Whether this is all that the module ever says to who is not known to it."""
    try:
        return len(body) < 200 and _decode(body) == _PLAIN_REFUSAL
    except (msgspec.DecodeError, ValueError):
        return False


def _verified(answer: Answer, stamp: signing.Stamp, secret: str) -> Answer:
    canonical = signing.canonical_answer(answer.status, stamp.nonce, answer.body)
    mark = answer.headers.get(signing.SIGNATURE, "")
    if signing.signed_by((secret,), canonical, mark=mark):
        return answer
    fault = unsigned_fault(answer)
    if answer.status in RETRIED_STATUSES and type(fault) is Unreachable:
        raise _Passing(fault.detail)
    raise fault


def _read(answer: Answer) -> Fields | Refusal:
    """The result, or the refusal, in a signed answer."""
    try:
        envelope = _decode(answer.body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise BadAnswer("module: not a JSON object") from None
    said = Fields(envelope, wrong=lambda path: BadAnswer(f"module: {path}"))
    if said.is_so("ok"):
        return said.within("result")
    error = said.within("error")
    name = error.matching("name", _NAME)
    beside = {key: value for key, value in envelope["error"].items() if key != "name"}
    return Refusal(answer.status, name, beside)


def _apart(answer: Answer) -> str:
    """How far the clock of who refused is from ours, where that alone explains the refusal."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("Date", "")).timestamp()
    except (TypeError, ValueError):
        return ""
    seconds = round(theirs - answer.received_at / 1000)
    return f", its clock is {seconds:+d} s" if abs(seconds) > signing.WINDOW_SECONDS else ""
