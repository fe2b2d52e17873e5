"""People of a helpdesk among a shop's own: shown for what they are, named always, found at work."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sidebar.actions.helping import connecting, entering
from sidebar.actions.opening import Opened
from sidebar.rules.conversation import MessageKind
from sidebar.store import work
from sidebar.store.helpdesks import Helpdesk
from tests import cast
from tests.helpdesk import CAMILLE, MAUD, ROBIN, connect_helpdesk
from tests.sidebar.from_helpdesk import bearer, come
from tests.sidebar.stage import Panel, Stage
from tests.sidebar.web.counter import Counter, words


@pytest.fixture
def helpdesk(stage: Stage) -> Helpdesk:
    """The account, with Alix's shop."""
    return connect_helpdesk(stage.desk, stage.shop.id)


def settings(panel: Panel, who: Opened, page: str) -> str:
    path = f"/inbox/{who.viewer.shop_id}/settings{page}"
    return panel.ask("GET", path, who).text


def colleagues(stage: Stage) -> set[str]:
    with stage.desk.database.reading() as store:
        return {one.name for one in work.colleagues(store, stage.shop.id)}


@pytest.mark.usefixtures("helpdesk")
def test_they_are_shown_with_where_they_come_from_and_their_role_there(panel: Panel) -> None:
    come(panel.stage.desk, ROBIN)
    maud = panel.stage.enter(cast.MAUD)

    people = words(settings(panel, maud, "/people"))
    assert re.search(r"Robin Baker .* Atelier \(Zendesk\) · Répond et rembourse", people)
    assert "helpdesk:" not in people
    general = settings(panel, maud, "")
    assert "helpdesk:" not in general
    assert "Robin Baker" not in general


@pytest.mark.usefixtures("helpdesk")
def test_whose_page_has_not_said_their_name_is_called_by_their_number(panel: Panel) -> None:
    stage = panel.stage
    viewer = come(stage.desk, CAMILLE, is_named=False)
    assert viewer.name == "Atelier · 501"
    assert colleagues(stage) == {"Atelier · 501"}

    assert entering.introduce(stage.desk, viewer, name="", email="", language="fr").name
    assert colleagues(stage) == {"Atelier · 501"}
    come(stage.desk, CAMILLE)
    assert colleagues(stage) == {"Camille Fournier"}
    # A later launch, whose page says nothing, does not take it away.
    assert come(stage.desk, CAMILLE, is_named=False).name == "Camille Fournier"


@pytest.mark.usefixtures("helpdesk")
def test_no_letter_to_a_customer_is_signed_by_nobody(panel: Panel) -> None:
    stage = panel.stage
    opened = stage.enter()
    viewer = come(stage.desk, CAMILLE, is_named=False)
    token = bearer(panel, viewer)
    form = {"body": "Bonjour", "kind": "agent", "ask_id": "a1", "seen_version": "999999"}
    path = f"/tickets/{opened.ticket.id}/messages"

    assert panel.ask("POST", path, token, **form).status_code == 200

    (message,) = [row for row in stage.rows("messages") if row["kind"] == MessageKind.AGENT]
    assert message["author_name"] == "Atelier · 501"


@pytest.mark.usefixtures("helpdesk")
def test_they_are_mentioned_given_tickets_and_put_into_teams(panel: Panel) -> None:
    stage = panel.stage
    opened, robin = stage.enter(), come(stage.desk, ROBIN)
    maud = stage.enter(cast.MAUD)
    panel.ask("POST", f"/inbox/{stage.shop.id}/settings/teams", maud, name="SAV")
    (team,) = stage.rows("teams")
    path = f"/inbox/{stage.shop.id}/settings/teams/{team['id']}/members"
    panel.ask("PUT", path, maud, agent=robin.agent_id, member="yes")
    stage.note(opened, "@Robin Baker, vois cela")

    assert [row["agent_id"] for row in stage.rows("team_agents")] == [robin.agent_id]
    assert [row["agent_id"] for row in stage.rows("mentions")] == [robin.agent_id]


def test_who_was_let_go_is_offered_no_more_and_stays_in_the_history(
    panel: Panel, helpdesk: Helpdesk
) -> None:
    stage = panel.stage
    opened = stage.enter()
    robin = come(stage.desk, ROBIN)
    panel.ask("PUT", f"/tickets/{opened.ticket.id}/status", bearer(panel, robin), status="pending")
    assert "Robin Baker" in colleagues(stage)

    connecting.remove(stage.desk, helpdesk.id)

    assert "Robin Baker" not in colleagues(stage)
    assert "Robin Baker" in {row["actor_name"] for row in stage.rows("events")}
    people = words(settings(panel, stage.enter(cast.MAUD), "/people"))
    assert re.search(r"Robin Baker .* Atelier \(Zendesk\) · Aucun accès", people)
    assert panel.on(opened).status_code == 200


def buttons(counter: Counter, opened: Opened, token: str) -> str:
    return counter.panel.ask("GET", f"/tickets/{opened.ticket.id}/order", token).text


@pytest.mark.usefixtures("helpdesk")
def test_buttons_that_are_off_for_the_helpdesk_are_said_to_be(counter: Counter) -> None:
    stage, opened = counter.panel.stage, counter.enter()
    token = bearer(counter.panel, come(stage.desk, MAUD))
    page = buttons(counter, opened, token)
    assert 'id="to-refund"' in page
    assert 'id="to-cancel"' in page

    found = connecting.connected(stage.desk)[0]
    connecting.change(stage.desk, replace(found, refunds_on=False))
    page = buttons(counter, opened, token)
    assert 'id="to-refund"' not in page
    assert 'data-barred="helpdesk_refunds_off"' in page
    assert 'id="to-refund"' in counter.panel.on(opened, path="/order").text
    refused = counter.panel.ask("GET", f"/tickets/{opened.ticket.id}/refund", token).text
    assert 'data-reason="helpdesk_refunds_off"' in refused
