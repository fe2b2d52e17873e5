"""Who was granted a sister shop finds its tickets beside their own, and does no more than that."""

from __future__ import annotations

from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from sidebar.actions import shops, staffing
from sidebar.actions.opening import Opened
from tests.cast import CAMILLE, LOU, MAUD, Person
from tests.sidebar.life import begun, row_of
from tests.sidebar.stage import Panel, Stage, reason_of

THEIRS, OURS = "Un colis d’Ailleurs", "Un colis de chez nous"


@pytest.fixture
def noor(stage: Stage, elsewhere: Stage) -> Opened:
    """Manager of the sister shop."""
    for one in (stage, elsewhere):
        shops.alter(one.desk, one.shop.id, lambda shop: replace(shop, family="maison"))
    return elsewhere.enter(MAUD)


def granted(stage: Stage, elsewhere: Stage, noor: Opened, role: str, who: Person) -> Opened:
    """Someone of Alix's shop with this role in Noor's."""
    opened = stage.enter(who)
    staffing.grant(elsewhere.desk, noor.viewer, opened.viewer.agent_id, role)
    return opened


def inbox(panel: Panel, who: Opened, query: str = "view=all") -> TestResponse:
    return panel.ask("GET", f"/inbox/{panel.stage.shop.id}?{query}", who)


def bulk(panel: Panel, who: Opened, *tickets: str) -> TestResponse:
    headers = {"HX-Request": "true", "Authorization": f"Bearer {panel.bearer(who)}"}
    told = {"act": "tag", "tag": "vip", "list": "view=all", "ticket": list(tickets)}
    address = f"/inbox/{panel.stage.shop.id}/bulk"
    return panel.app.test_client().post(address, data=told, headers=headers)


def tags(stage: Stage) -> set[str]:
    return {row["ticket_id"] for row in stage.rows("tags") if row["tag"] == "vip"}


@pytest.mark.parametrize("role", ["read", "reply"])
def test_the_inbox_lists_the_tickets_of_both_shops_by_name(
    panel: Panel, elsewhere: Stage, noor: Opened, role: str
) -> None:
    camille = panel.stage.enter(CAMILLE)
    begun(panel.stage, camille, subject=OURS)
    begun(elsewhere, noor, subject=THEIRS)
    alone = inbox(panel, camille).text
    assert THEIRS not in alone
    assert elsewhere.shop.name not in alone

    granted(panel.stage, elsewhere, noor, role, CAMILLE)
    page = inbox(panel, camille).text
    assert THEIRS in page
    assert OURS in page
    assert f"<bdi>{elsewhere.shop.name}</bdi>" in page

    theirs = inbox(panel, camille, f"view=all&shop={elsewhere.shop.id}").text
    assert THEIRS in theirs
    assert OURS not in theirs
    ours = inbox(panel, camille, f"view=all&shop={panel.stage.shop.id}").text
    assert OURS in ours
    assert THEIRS not in ours
    assert THEIRS in inbox(panel, camille, "view=all&q=ailleurs").text


def test_what_was_taken_back_is_listed_no_more(
    panel: Panel, elsewhere: Stage, noor: Opened
) -> None:
    begun(elsewhere, noor, subject=THEIRS)
    camille = granted(panel.stage, elsewhere, noor, "reply", CAMILLE)
    staffing.grant(elsewhere.desk, noor.viewer, camille.viewer.agent_id, "")
    for query in ("view=all", f"view=all&shop={elsewhere.shop.id}", "view=all&q=ailleurs"):
        assert THEIRS not in inbox(panel, camille, query).text, query


@pytest.mark.parametrize(("role", "is_done"), [("reply", True), ("read", False)])
def test_one_act_on_many_obeys_the_right_in_each_shop(
    panel: Panel, elsewhere: Stage, noor: Opened, role: str, *, is_done: bool
) -> None:
    camille = granted(panel.stage, elsewhere, noor, role, CAMILLE)
    ours = begun(panel.stage, camille, subject=OURS).id
    theirs = begun(elsewhere, noor, subject=THEIRS).id

    assert bulk(panel, camille, ours, theirs).status_code == 200

    assert tags(panel.stage) == ({ours, theirs} if is_done else {ours})


def test_nobody_does_more_in_a_sister_shop_than_at_home(
    panel: Panel, elsewhere: Stage, noor: Opened
) -> None:
    lou = granted(panel.stage, elsewhere, noor, "reply", LOU)
    theirs = begun(elsewhere, noor, subject=THEIRS)
    before = row_of(elsewhere, theirs)
    assert panel.ask("GET", f"/tickets/{theirs.id}", lou).status_code == 200

    form = {"body": "Bonjour", "kind": "agent", "ask_id": "a1", "seen_version": "999999"}
    said = panel.ask("POST", f"/tickets/{theirs.id}/messages", lou, **form)
    closed = panel.ask("PUT", f"/tickets/{theirs.id}/status", lou, status="closed")
    many = bulk(panel, lou, theirs.id)

    for answer in (said, closed, many):
        assert (answer.status_code, reason_of(answer)) == (403, "reply")
    assert panel.stage.count("letters") == 0
    assert tags(panel.stage) == set()
    assert row_of(elsewhere, theirs) == before
