"""What may go wrong at the counter, by name; sentences for people live in the templates.

CounterError
├─ NotFound            nothing here that this viewer may see
├─ Forbidden           the viewer's rights do not reach this (``right``)
├─ Refused             the request makes no sense now (``reason``), nothing was changed
│   ├─ MovedOn         something newer arrived in between; shown once before going on
│   ├─ AlreadySent      this message left before, with another text
│   ├─ Unfilled         variables of a default reply are left in the text (``names``)
│   ├─ Questioned       the text raises a question that its writer has not answered yet
│   ├─ AskReused        this ask was kept before, with another choice
│   ├─ ReviewChanged    what can be moved is not what was reviewed (``reviewed``: as it is now)
│   └─ Busy             another operation on this order is in flight (``operation``)
├─ SessionEnded        the panel token is missing, expired or not ours
├─ NotArrived          this person, or their shop, must come in by a document first
├─ ScopesLacking       the shop has not granted all that the app needs (``names``)
├─ OrderUnknown        the shop answers that it has no such order
├─ StoreUnreachable    our own store cannot be opened or does not answer
└─ Misconfigured       a setting is missing or wrong (``setting``)
"""

from __future__ import annotations


class CounterError(Exception):
    """Base of every fault that the counter names itself."""

    reason = "fault"

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(reason or self.reason)
        self.reason = reason or self.reason


class NotFound(CounterError):
    """Nothing here that this viewer may see."""

    reason = "not_found"


class Forbidden(CounterError):
    """The viewer's rights do not reach this; ``reason`` names the missing right."""

    reason = "forbidden"


class Refused(CounterError):
    """The request makes no sense now; nothing was changed."""

    reason = "refused"


class MovedOn(Refused):
    """Something newer arrived since the page was shown."""

    reason = "moved_on"


class AlreadySent(Refused):
    """This message left before, with another text; what is written now was not sent."""

    reason = "already_sent"


class Unfilled(Refused):
    """Variables of a default reply are left in the text: ``names``."""

    reason = "unfilled"

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names


class Questioned(Refused):
    """The text raises a question about ``words``; ``token`` answers it, and for this text only."""

    def __init__(self, reason: str, *, words: str, token: str) -> None:
        super().__init__(reason)
        self.words = words
        self.token = token


class AskReused(Refused):
    """This ask was kept before, with another choice; what is chosen now was not asked."""

    reason = "ask_reused"


class ReviewChanged(Refused):
    """What can be moved is not what was reviewed; nothing was asked of the shop."""

    reason = "review_changed"

    def __init__(self, reviewed: object) -> None:
        super().__init__()
        self.reviewed = reviewed


class Busy(Refused):
    """Another operation on this order is in flight; ``operation`` says whose, and since when."""

    reason = "busy"

    def __init__(self, operation: object) -> None:
        super().__init__()
        self.operation = operation


class SessionEnded(CounterError):
    """The panel token is missing, expired or not ours."""

    reason = "session_ended"


class NotArrived(CounterError):
    """This person, or their shop, is not known here (any more): the document is to be loaded."""

    reason = "not_arrived"


class ScopesLacking(CounterError):
    """The shop has not granted all that the app needs; ``names`` are the host's own of it."""

    reason = "scopes_lacking"

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names


class OrderUnknown(CounterError):
    """The shop answers that it has no such order."""

    reason = "order_unknown"


class StoreUnreachable(CounterError):
    """Our own store cannot be opened or does not answer; asking again later may help."""

    reason = "store_unreachable"


class Misconfigured(CounterError):
    """A setting is missing or wrong; ``setting`` is its name."""

    reason = "misconfigured"

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(f"{setting}: {problem}")
        self.setting = setting
        self.problem = problem
