"""What may be chosen on a shop's tickets, list by list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sidebar.rules.choices import Choice, ChoiceList, known, named
from sidebar.store import choices
from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class Lists:
    """Every list of a shop, archived entries included."""

    by_list: Mapping[ChoiceList, tuple[Choice, ...]]

    @property
    def channels(self) -> tuple[Choice, ...]:
        return self.by_list[ChoiceList.CHANNEL]

    @property
    def departments(self) -> tuple[Choice, ...]:
        return self.by_list[ChoiceList.DEPARTMENT]

    @property
    def types(self) -> tuple[Choice, ...]:
        return self.by_list[ChoiceList.TYPE]

    @property
    def attachments(self) -> tuple[Choice, ...]:
        return self.by_list[ChoiceList.ATTACHMENT]

    def channel(self, code: str) -> Choice:
        return named(self.channels, code)

    def type(self, code: str) -> Choice:
        return named(self.types, code)

    def department(self, code: str) -> Choice:
        return named(self.departments, code)

    def attachment(self, code: str) -> Choice:
        return named(self.attachments, code)


def lists(store: Connection, shop_id: str) -> Lists:
    """The lists of a shop, in one statement."""
    own = choices.of_shop(store, shop_id)
    return Lists({which: known(which, own[which]) for which in ChoiceList})
