"""One account stands before a shop once, and who comes in has what the helpdesk gives them now."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import cast as seen_as

import pytest

from platforms.helpdesks import Claimed, HelpdeskLaunch
from platforms.helpdesks import Helpdesk as Host
from sidebar.actions.desk import Desk
from sidebar.actions.helping import connecting
from sidebar.errors import Forbidden, Refused
from sidebar.rules.viewer import Role
from sidebar.store import helpdesks
from sidebar.store.helpdesks import Helpdesk
from tests import cast
from tests.helpdesk import CAMILLE, connect_helpdesk
from tests.sidebar.from_helpdesk import come
from tests.sidebar.stage import Panel, Stage, reason_of, together
from tests.sidebar.web.counter import words
from tests.sidebar.web.helpdesk_page import Page, changes


@pytest.fixture
def helpdesk(stage: Stage) -> Helpdesk:
    """The account, with Alix's shop."""
    return connect_helpdesk(stage.desk, stage.shop.id)


def second(stage: Stage, *shop_ids: str) -> Helpdesk:
    """Another installation in the same account."""
    return connect_helpdesk(stage.desk, *shop_ids, installation="83", name="Atelier 2")


def connected_with(stage: Stage) -> set[tuple[str, str]]:
    return {(row["helpdesk_id"], row["shop_id"]) for row in stage.rows("helpdesk_shops")}


def test_a_second_installation_of_an_account_is_not_connected_with_the_same_shop(
    stage: Stage, helpdesk: Helpdesk
) -> None:
    with pytest.raises(Refused, match="same_account"):
        second(stage, stage.shop.id)

    assert [one.id for one in connecting.connected(stage.desk)] == [helpdesk.id]
    assert connected_with(stage) == {(helpdesk.id, stage.shop.id)}


def test_of_two_that_are_connected_at_once_one_is(stage: Stage) -> None:
    def connects(installation: str) -> Callable[[], str]:
        def connect() -> str:
            try:
                return connect_helpdesk(
                    stage.desk, stage.shop.id, installation=installation
                ).installation
            except Refused as refused:
                return refused.reason

        return connect

    answers = together(*map(connects, ("82", "83", "84")))

    assert answers.count("same_account") == 2
    assert len(connected_with(stage)) == 1


@pytest.mark.parametrize("is_shown", [True, False])
def test_nor_is_the_shop_added_to_it_later(
    stage: Stage, elsewhere: Stage, helpdesk: Helpdesk, *, is_shown: bool
) -> None:
    other = second(stage, elsewhere.shop.id)
    with stage.desk.database.writing() as store:
        connecting.show(store, helpdesk, stage.shop.id, is_shown=False)

    with pytest.raises(Refused, match="same_account"):
        connecting.change(stage.desk, other, shown={stage.shop.id: is_shown})

    assert (other.id, stage.shop.id) not in connected_with(stage)
    # Its own shops are put away and shown again, and so are the first one's.
    for one, shop_id in ((other, elsewhere.shop.id), (helpdesk, stage.shop.id)):
        for is_on in (False, True):
            connecting.change(stage.desk, one, shown={shop_id: is_on})


def test_the_settings_do_not_show_a_shop_twice_to_one_account(
    panel: Panel, elsewhere: Stage, helpdesk: Helpdesk
) -> None:
    stage = panel.stage
    other = second(stage, elsewhere.shop.id)
    with stage.desk.database.writing() as store:
        # As a store may hold it from before.
        helpdesks.show_shop(store, other.id, stage.shop.id, is_shown=True)
    page = Page(panel, stage.enter(cast.MAUD))
    assert page.switch(helpdesk, stage.shop.id, "no").status_code == 200
    page.look()

    answer = page.switch(helpdesk, stage.shop.id, "yes")

    assert (answer.status_code, reason_of(answer)) == (422, "same_account")
    assert "Une autre installation du même compte" in words(answer.text)
    assert {row[1:] for row in changes(stage)} == {("shown\nAtelier", "on", "off")}


def test_another_account_and_one_installed_anew_are_connected(
    stage: Stage, helpdesk: Helpdesk
) -> None:
    connect_helpdesk(stage.desk, stage.shop.id, account="ailleurs", installation="9")
    connecting.remove(stage.desk, helpdesk.id)

    assert second(stage, stage.shop.id).name == "Atelier 2"


class Slow:
    """The host, whose launches take so long to verify that something happens meanwhile."""

    def __init__(self, host: Host, meanwhile: Callable[[], object]) -> None:
        self._host, self._meanwhile = host, meanwhile

    def __getattr__(self, name: str) -> object:
        return getattr(self._host, name)

    def read(self, token: str, *, key: str, claimed: Claimed, now: int) -> HelpdeskLaunch:
        launch = self._host.read(token, key=key, claimed=claimed, now=now)
        self._meanwhile()
        return launch


def slow(desk: Desk, meanwhile: Callable[[], object]) -> Desk:
    kinds = {"zendesk": Slow(desk.helpdesks["zendesk"], meanwhile)}
    return dataclasses.replace(desk, helpdesks=seen_as("Mapping[str, Host]", kinds))


def test_a_role_that_changes_while_a_launch_is_verified_holds_for_it(
    stage: Stage, helpdesk: Helpdesk
) -> None:
    lower = dataclasses.replace(helpdesk, roles={CAMILLE: "read"})
    desk = slow(stage.desk, lambda: connecting.change(stage.desk, lower))

    viewer = come(desk, CAMILLE, is_named=False)

    assert viewer.role is Role.READ
    (agent,) = stage.rows("agents")
    assert agent["profile"] == "helpdesk:read"


def test_and_one_that_is_taken_away_leaves_nothing_behind(stage: Stage, helpdesk: Helpdesk) -> None:
    none = dataclasses.replace(helpdesk, roles={"*": "none"})
    desk = slow(stage.desk, lambda: connecting.change(stage.desk, none))

    with pytest.raises(Forbidden, match="no_helpdesk_rights"):
        come(desk, CAMILLE, is_named=False)

    assert (stage.rows("agents"), stage.rows("helpdesk_launches")) == ([], [])
