"""One route that stands behind the bearer, as a test knocks at it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Door:
    """One request of the panel; names in braces are filled in from a ticket."""

    endpoint: str
    method: str
    path: str
    form: dict[str, str] = field(default_factory=dict)
    is_write: bool = False
    """Whether a right is needed beyond reading: ``right``."""
    right: str = "reply"
