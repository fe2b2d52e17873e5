"""How the sink misbehaves when it is told to: each fault a real mail server has been seen with."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong, and when."""

    REFUSE_RECIPIENT = "refuse_recipient"
    DEFER_RECIPIENT = "defer_recipient"
    REFUSE_MESSAGE = "refuse_message"
    DEFER_MESSAGE = "defer_message"
    LOSE_ANSWER = "lose_answer"
    """The mail is kept, then the line drops before the answer."""
    LOSE_MESSAGE = "lose_message"
    """The line drops once the message has come, and the mail is not kept."""
    SLOW = "slow"
    """The mail is kept, and the answer comes ``seconds`` later."""


ANSWERS = {
    FaultKind.REFUSE_RECIPIENT: "550 5.1.1 No such mailbox here",
    FaultKind.DEFER_RECIPIENT: "450 4.2.1 Mailbox busy, try again later",
    FaultKind.REFUSE_MESSAGE: "554 5.7.1 Message refused",
    FaultKind.DEFER_MESSAGE: "451 4.3.0 Try again later",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, for the next ``times`` mails, or until mended when ``times`` is None."""

    kind: FaultKind
    times: int | None = None
    seconds: float = 0


class Faults:
    """The fault in force, if any; safe to set from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: Fault | None = None

    def set(self, fault: Fault) -> None:
        with self._lock:
            self._fault = fault

    def mend(self) -> None:
        with self._lock:
            self._fault = None

    def meet(self, *kinds: FaultKind) -> Fault | None:
        """The fault in force when it is one of these; meeting it uses it up once."""
        with self._lock:
            fault = self._fault
            if fault is None or fault.kind not in kinds:
                return None
            if fault.times is not None:
                left = fault.times - 1
                self._fault = replace(fault, times=left) if left > 0 else None
            return fault
