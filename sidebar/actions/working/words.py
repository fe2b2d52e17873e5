"""What a colleague is told by mail; the sentences are the templates'."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class News(StrEnum):
    """What happened."""

    CUSTOMER_WROTE = "customer"
    ANSWERED = "agent"
    NOTED = "note"
    MOVED = "moved"
    ASSIGNED = "assigned"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class NewsLetter:
    """News of one ticket for one colleague, in their language."""

    news: News
    language: str
    actor_name: str
    """Whoever did it; empty where nobody knows."""
    number: int
    reference: str
    """The order's; empty for a ticket of no order."""
    subject: str
    customer_name: str
    shop_name: str
    text: str = ""
    """What was written, or the name of the new status."""
    is_cut: bool = False
    """Whether more was written than is told here."""
