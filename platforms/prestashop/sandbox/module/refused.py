"""Every error of the module's API: its stable name, its status, and what it says beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STATUSES: Mapping[str, int] = {
    "bad_request": 400,
    "unauthorized": 401,
    "employee_refused": 403,
    "refunds_off": 403,
    "cancellations_off": 403,
    "unknown_order": 404,
    "unknown_action": 404,
    "unknown_image": 404,
    "post_only": 405,
    "moved": 409,
    "busy": 409,
    "key_reused": 409,
    "unclear": 409,
    "voided": 409,
    "too_large": 413,
    "fault": 500,
}
"""What is not named here is 422: understood, and not possible on this order."""


class Refused(Exception):
    """One refusal; ``said`` are the extra fields of its error."""

    def __init__(self, name: str, **said: Any) -> None:
        super().__init__(name)
        self.name = name
        self.said = said

    @property
    def status(self) -> int:
        return STATUSES.get(self.name, 422)

    @property
    def error(self) -> dict[str, Any]:
        """As it stands in the envelope and in the ledger."""
        return {"name": self.name, "retryable": self.name == "busy", **self.said}


def again(error: Mapping[str, Any]) -> Refused:
    """A refusal that was stored, said once more."""
    said = {name: it for name, it in error.items() if name not in {"name", "retryable"}}
    return Refused(str(error["name"]), **said)
