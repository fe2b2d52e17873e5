"""What payment gateways answer to a refund: at once, later, or no; and when later ones end."""

from __future__ import annotations

from dataclasses import dataclass, field

SUCCESS = "SUCCESS"
PENDING = "PENDING"
FAILURE = "FAILURE"


@dataclass(frozen=True, slots=True)
class Mood:
    """How a gateway takes refunds."""

    status: str = SUCCESS
    """A transaction's first status: SUCCESS, PENDING, FAILURE, ERROR…"""
    then: str = ""
    """What a pending one becomes by itself; empty where it waits for ``settle``."""
    after_ms: int = 0
    """How long that takes by the stand-in's clock."""
    error_code: str | None = None
    """Of one that failed, at once or in the end."""


@dataclass(slots=True)
class Gateways:
    """The mood of each gateway of each store; good where nothing else is said."""

    _moods: dict[tuple[str, str], Mood] = field(default_factory=dict)

    def set(self, host: str, gateway: str, mood: Mood) -> None:
        """From the next refund on."""
        self._moods[host, gateway] = mood

    def mood(self, host: str, gateway: str) -> Mood:
        """How it takes the next refund."""
        return self._moods.get((host, gateway), Mood())

    def reset(self) -> None:
        """Every gateway refunds at once."""
        self._moods = {}
