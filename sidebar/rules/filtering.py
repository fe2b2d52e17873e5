"""Which tickets a list shows: one view, narrowed by filters, all of it said by a query string."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

NOBODY = "none"
"""In place of an assignee or a team: tickets that have none."""

LONGEST_VALUE = 200


class View(StrEnum):
    """What a list begins with."""

    OPEN = "open"
    """Everything that still asks something of the shop or waits for the customer."""
    MINE = "mine"
    UNASSIGNED = "unassigned"
    REPLIED = "client_replied"
    MENTIONED = "mentioned"
    FOLLOWING = "following"
    RESOLVED = "resolved"
    CLOSED = "closed"
    ALL = "all"


COUNTED = (View.OPEN, View.MINE, View.UNASSIGNED, View.REPLIED, View.MENTIONED, View.FOLLOWING)
"""Those whose number says what there is to do."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of a list; every field but the view is empty for anything."""

    view: View = View.OPEN
    saved: str = ""
    """The saved view that it began with."""
    q: str = ""
    tag: str = ""
    team: str = ""
    channel: str = ""
    shop: str = ""
    type: str = ""
    department: str = ""
    assignee: str = ""

    @property
    def narrowing(self) -> dict[str, str]:
        """The filters in use, without the view and the words searched for."""
        told = {name: getattr(self, name) for name in FILTERS}
        return {name: value for name, value in told.items() if value}

    def query(self, **changes: str) -> str:
        """The query string that asks for the same, with some changes; nothing for the first."""
        told = {name: str(getattr(self, name)) for name in _NAMES} | changes
        told = {name: value for name, value in told.items() if value}
        if told.get("view") == View.OPEN:
            del told["view"]
        return urlencode(told)

    def kept(self) -> str:
        """The query string that a saved view keeps: not what it was called, nor what is sought."""
        return dataclasses.replace(self, saved="").query()


_NAMES = tuple(field.name for field in dataclasses.fields(Filters))
FILTERS = tuple(name for name in _NAMES if name not in ("view", "saved", "q"))


def filters_in(told: Mapping[str, str]) -> Filters:
    """What the query string's values ask for; an unknown view is the first one."""
    plain = {name: _plain(told.get(name, "")) for name in _NAMES}
    view = plain.pop("view")
    if not plain["q"].strip():
        plain["q"] = ""
    return Filters(view=View(view) if view in set(View) else View.OPEN, **plain)


def filters_of(query: str) -> Filters:
    """The same from a query string as it was kept."""
    return filters_in(dict(parse_qsl(query[: LONGEST_VALUE * len(_NAMES)])))


def _plain(value: str) -> str:
    """No character that a store refuses, and no more of them than anyone types."""
    return "".join(letter for letter in value[:LONGEST_VALUE] if letter.isprintable())
