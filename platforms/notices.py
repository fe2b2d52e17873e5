"""What a shop tells us of itself: each notice once, small, and without a word of its own format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Notice:
    """Something happened in the shop."""

    id: str
    """The shop's own number of it, growing; the same notice always has the same."""
    kind: str
    """state, slip, tracking, customer, message, order; perhaps others in a newer shop."""
    order_id: str
    """Empty where it is about no order."""
    key: str
    """The key of our own write that caused it; empty when somebody else did."""
    at: int
    """UTC ms, by the shop's clock."""
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)
    """A few short ones ("state": 4); nothing of them is needed to understand the notice."""
