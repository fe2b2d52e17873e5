"""Signed calls to the shop's own module: only an answer that it signed is an answer.

A read is asked again when nobody answered; a write never is, whatever became of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Call:
    """One call, however often it is signed; ``over_warm`` is for what only reads."""

    action: str
    body: bytes
    deadline: Deadline
    over_warm: bool
    max_bytes: int = MAX_BYTES


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
        call = _Call(action, _encode(asked), deadline, over_warm=True, max_bytes=max_bytes)
        said = self._said_again(call)
        if isinstance(said, Refusal):
            raise refused_read(said)
        return said

    def write(
        self, action: str, asked: Mapping[str, Any], *, deadline: Deadline
    ) -> Fields | Refusal:
        """What the module says of a write, asked once.

        Raises NotSent when surely nothing happened; any other PlatformError leaves it open. An
        unsigned "unauthorized" leaves it open too: a proxy that delivers twice is answered 200
        and then 401, because the nonce is known, and may pass only the second on.
        """
        body = _encode(asked)
        if len(body) > MOST_SENT_BYTES:
            return Refusal(413, "too_large")
        if not self._secrets:
            raise NotSent("module: no secret to sign with")
        try:
            return self._said(_Call(action, body, deadline, over_warm=False))
        except _Passing as fault:
            raise Unreachable(fault.detail) from None

    def _said_again(self, call: _Call) -> Fields | Refusal:
        for attempt in range(RETRIES + 1):
            is_last = attempt == RETRIES
            try:
                return self._said(call)
            except (Dropped, NotSent, _Passing) as fault:
                if is_last or not pause_fits(attempt, call.deadline):
                    raise Unreachable(fault.detail) from None
        raise AssertionError("a loop over attempts ends in an answer or an error")

    def _said(self, call: _Call) -> Fields | Refusal:
        """The signed answer to the first of our secrets that the module knows.

        Trying the next is safe: it is the same body, and so the same key. Once one was refused,
        that nothing was sent or that the order is busy is true of the later try alone.
        """
        clock, is_refused = "", False
        for secret in self._secrets:
            stamp = self._stamp(call.action)
            try:
                answer = self._posted(call, signing.headers_of(stamp, call.body, secret=secret))
            except NotSent as fault:
                raise (_Passing(fault.detail) if is_refused else fault) from None
            if answer.status == 401 and _is_plain(answer.body):
                clock, is_refused = _apart(answer), True
                continue
            said = _read(_verified(answer, stamp, secret))
            if is_refused and isinstance(said, Refusal) and said.name == "busy":
                raise _Passing(said.detail)
            return said
        raise Unauthorized(f"module: our signature is refused{clock}")

    def _posted(self, call: _Call, headers: Mapping[str, str]) -> Answer:
        return self._site.post(
            f"/index.php?fc=module&module=comptoir&controller=api&action={call.action}",
            call.body,
            headers=headers,
            deadline=call.deadline,
            max_bytes=call.max_bytes,
            over_warm=call.over_warm,
        )

    def _stamp(self, action: str) -> signing.Stamp:
        seconds = wall_clock() // 1000
        return signing.Stamp(f"/comptoir/v1/{action}", self._shop_id, seconds, token_urlsafe(18))


class _Passing(Unreachable):
    """No answer of the module, for a moment: a read may be asked again."""


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
