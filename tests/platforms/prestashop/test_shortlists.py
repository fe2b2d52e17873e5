"""A list that has grown old is read again beside the others, and never waited for."""

from __future__ import annotations

import threading

import pytest

from platforms.contract import Unreachable
from platforms.http import Deadline
from platforms.prestashop.client import Webservice
from platforms.prestashop.shortlists import ASKS, ShortLists
from tests.platforms.loopback import Asked, Reply, listening
from tests.platforms.prestashop.recorded import SHORT_LISTS, connection, replaying


class Office:
    """A shop that can be made to hang."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.opened.set()

    def answer(self, asked: Asked, reply: Reply) -> None:
        self.opened.wait(5)
        replaying(*SHORT_LISTS)(asked, reply)


def learn(lists: ShortLists, url: str, *, within: float = 5.0) -> int:
    """One reading; how many lists it asked for."""
    asks = lists.due()
    shop = Webservice(connection(url))
    lists.learn(shop.round(asks, deadline=Deadline.within(within)))
    return len(asks)


def test_every_list_is_learnt_in_one_round() -> None:
    lists = ShortLists()
    with listening(Office().answer) as shop:
        assert learn(lists, shop.url) == len(ASKS)
        assert learn(lists, shop.url) == 0
    assert lists.gaps == ()
    assert lists.lists.settings["PS_TIMEZONE"] == "Europe/Paris"
    assert lists.lists.state("6").is_cancelled


def test_an_old_list_is_asked_for_again_and_not_waited_for() -> None:
    lists, office = ShortLists(fresh_seconds=0), Office()
    with listening(office.answer) as shop:
        learn(lists, shop.url)
        office.opened.clear()
        assert learn(lists, shop.url, within=0.2) == len(ASKS)
        assert lists.lists.currencies == {"1": "EUR"}
        assert learn(lists, shop.url) == 0
        office.opened.set()


def test_without_the_currencies_nothing_is_learnt_and_all_is_asked_again() -> None:
    lists, office = ShortLists(), Office()
    office.opened.clear()
    with listening(office.answer) as shop, pytest.raises(Unreachable):
        learn(lists, shop.url, within=0.2)
    office.opened.set()
    assert len(lists.due()) == len(ASKS)
