"""How the jobs that end a cancellation go: how long they take, and what is told of them."""

from __future__ import annotations

from dataclasses import dataclass

USUAL_MS = 800


@dataclass(slots=True)
class CancelJobs:
    """The jobs of every store's cancellations."""

    delay_ms: int = USUAL_MS
    """How long one takes by the stand-in's clock; 0 ends it before its answer leaves."""
    tells_result: bool = True
    """Whether the answer names the result beside the job."""

    def reset(self) -> None:
        """As usual."""
        self.delay_ms, self.tells_result = USUAL_MS, True
