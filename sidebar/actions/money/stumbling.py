"""What nobody foresaw: it stops one operation for a while, and no other one behind it."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Self

LOG = logging.getLogger(__name__)

STUMBLED = "stumbled"
"""Why an operation waits, or is unsure: this program broke off, and the shop said nothing wrong."""


def log_fault(operation_id: str, fault: Exception) -> None:
    """Says where it broke, without the words of the fault: a shop's data may stand in them."""
    trace, place = fault.__traceback__, "nowhere"
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    LOG.error("operation %s broke off: %s at %s", operation_id, type(fault).__name__, place)


class Steadied:
    """A block out of which nothing unforeseen comes; ``broke`` says afterwards that it did."""

    def __init__(self, operation_id: str) -> None:
        self.operation_id, self.broke = operation_id, False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        fault: BaseException | None,
        _trace: TracebackType | None,
    ) -> bool:
        if not isinstance(fault, Exception):
            return False
        log_fault(self.operation_id, fault)
        self.broke = True
        return True
