"""A session from a helpdesk lasts as long as the helpdesk, its shops and the role do."""

from __future__ import annotations

import dataclasses
import re

from werkzeug.test import TestResponse

from sidebar.actions.helping import connecting
from tests.helpdesk import connect_helpdesk
from tests.sidebar.stage import Panel, Stage, reason_of
from tests.sidebar.web.door import Door
from tests.sidebar.web.doors import DOORS, House
from tests.sidebar.web.test_helpdesk_hostile import fresh, sent


def bearer_of(answer: TestResponse) -> str:
    assert answer.status_code == 200, reason_of(answer)
    (found,) = re.findall(r'<body[^>]* data-token="([^"]+)"', answer.text)
    return str(found)


def test_once_their_helpdesk_is_disconnected_a_session_is_over_at_every_door(
    house: House,
) -> None:
    panel = house.panel
    helpdesk = connect_helpdesk(panel.stage.desk, panel.stage.shop.id, roles={"*": "manage"})
    bearer = bearer_of(sent(panel, fresh(panel)))
    assert house.knock(DOORS[0], bearer).status_code == 200
    connecting.remove(panel.stage.desk, helpdesk.id)
    before = house.whole()
    for door in DOORS:
        answer = house.knock(door, bearer)
        assert (answer.status_code, reason_of(answer)) == (401, "session_ended"), door.endpoint
        assert "secret de la maison" not in answer.text, door.endpoint
        assert "purple button" not in answer.text, door.endpoint
    assert house.whole() == before


def test_a_helpdesk_that_is_connected_again_does_not_know_the_sessions_of_before(
    house: House,
) -> None:
    panel = house.panel
    helpdesk = connect_helpdesk(panel.stage.desk, panel.stage.shop.id)
    bearer = bearer_of(sent(panel, fresh(panel)))
    connecting.remove(panel.stage.desk, helpdesk.id)
    connect_helpdesk(panel.stage.desk, panel.stage.shop.id)

    assert reason_of(house.knock(DOORS[0], bearer)) == "session_ended"
    again = bearer_of(sent(panel, fresh(panel, qsh="later")))
    assert house.knock(DOORS[0], again).status_code == 200


def test_a_role_that_is_taken_away_is_gone_at_every_door_at_once(house: House) -> None:
    panel = house.panel
    helpdesk = connect_helpdesk(panel.stage.desk, panel.stage.shop.id, roles={"*": "manage"})
    bearer = bearer_of(sent(panel, fresh(panel)))
    connecting.change(panel.stage.desk, dataclasses.replace(helpdesk, roles={"*": "none"}))
    before = house.whole()
    for door in DOORS:
        answer = house.knock(door, bearer)
        assert (answer.status_code, reason_of(answer)) == (403, "no_helpdesk_rights"), door.endpoint
    assert house.whole() == before


def finds_nothing(house: House, door: Door, bearer: str) -> None:
    """An address that names a shop or ticket leads nowhere; others tell nothing of this shop."""
    answer = house.knock(door, bearer)
    if "{" in door.path:
        assert (answer.status_code, reason_of(answer)) == (404, "not_found"), door.endpoint
    assert answer.status_code < 500, door.endpoint
    for said in ("secret de la maison", "Bonjour Alix", "brouillon", house.opened.ticket.id):
        assert said not in answer.text, door.endpoint


def test_noors_helpdesk_finds_nothing_of_this_shop_behind_any_door(
    house: House, elsewhere: Stage
) -> None:
    panel = house.panel
    connect_helpdesk(panel.stage.desk, panel.stage.shop.id)
    connect_helpdesk(
        panel.stage.desk,
        elsewhere.shop.id,
        account="ailleurs",
        installation="90",
        roles={"*": "manage"},
    )
    noor = bearer_of(sent(panel, of_noor(panel)))
    before = house.whole()
    for door in DOORS:
        finds_nothing(house, door, noor)
    assert house.whole() == before


def of_noor(panel: Panel) -> str:
    account = "https://ailleurs.zendesk.com"
    return fresh(
        panel,
        iss="ailleurs.zendesk.com",
        aud=f"{account}/api/v2/apps/installations/90.json",
        sub=f"{account}/api/v2/users/7.json",
    )


def test_a_shop_that_is_put_away_is_closed_to_those_who_look_at_once(
    house: House, elsewhere: Stage
) -> None:
    panel = house.panel
    helpdesk = connect_helpdesk(
        panel.stage.desk, panel.stage.shop.id, elsewhere.shop.id, roles={"*": "manage"}
    )
    bearer = bearer_of(sent(panel, fresh(panel)))
    assert house.knock(DOORS[0], bearer).status_code == 200
    with panel.stage.desk.database.writing() as store:
        connecting.show(store, helpdesk, panel.stage.shop.id, is_shown=False)
    before = house.whole()
    for door in DOORS:
        finds_nothing(house, door, bearer)
    assert house.whole() == before

    with panel.stage.desk.database.writing() as store:
        connecting.show(store, helpdesk, elsewhere.shop.id, is_shown=False)
    answer = house.knock(DOORS[0], bearer)
    assert (answer.status_code, reason_of(answer)) == (403, "no_helpdesk_shop")


def test_who_began_in_a_shop_that_is_put_away_goes_on_in_the_others(
    house: House, elsewhere: Stage
) -> None:
    panel = house.panel
    helpdesk = connect_helpdesk(panel.stage.desk, panel.stage.shop.id, elsewhere.shop.id)
    bearer = bearer_of(sent(panel, fresh(panel)))
    # The first by its name is where they begin.
    first, other = elsewhere.shop.id, panel.stage.shop.id
    assert panel.ask("GET", f"/inbox/{first}", bearer).status_code == 200
    with panel.stage.desk.database.writing() as store:
        connecting.show(store, helpdesk, first, is_shown=False)

    answer = panel.ask("GET", f"/inbox/{first}", bearer)
    assert (answer.status_code, reason_of(answer)) == (404, "not_found")
    assert panel.ask("GET", f"/inbox/{other}", bearer).status_code == 200
    assert house.knock(DOORS[0], bearer).status_code == 200
