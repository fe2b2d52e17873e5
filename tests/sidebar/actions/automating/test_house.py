"""A rule acts in another shop of the house only while its writer may answer there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sidebar.actions import shops
from sidebar.actions.automating import keeping
from sidebar.actions.automating.sketching import Sketch
from sidebar.actions.opening import Opened
from sidebar.store import automations, grants
from tests.cast import MAUD
from tests.sidebar.automations import fired, worked, writes
from tests.sidebar.stage import Stage, panel_over

SKETCH = Sketch(name="Accusé de la maison", text_fr="Merci.", text_en="Thank you.")


@pytest.fixture
def maud(stage: Stage, elsewhere: Stage) -> Opened:
    """Manager of Alix's shop, who may answer in Noor's: both are of one house."""
    for one in (stage, elsewhere):
        shops.alter(one.desk, one.shop.id, lambda shop: replace(shop, family="maison"))
    opened = stage.enter(MAUD)
    give(elsewhere, opened, "reply")
    return opened


def give(stage: Stage, opened: Opened, role: str) -> None:
    who, now = opened.viewer.agent_id, stage.clock.now()
    with stage.desk.database.writing() as store:
        grants.give(store, who, stage.shop.id, role, given_by="x", now=now)


def take(stage: Stage, opened: Opened) -> None:
    with stage.desk.database.writing() as store:
        grants.take(store, opened.viewer.agent_id, stage.shop.id)


def wrote(stage: Stage, maud: Opened, shop: str) -> str:
    sketch = replace(SKETCH, shops=(shop,))
    return keeping.keep(stage.desk, maud.viewer, sketch).id


def asked(stage: Stage) -> list[str]:
    """What rules did once a customer of this shop had written."""
    before = len(fired(stage))
    noor = stage.enter()
    stage.say(noor)
    writes(stage, noor.ticket)
    worked(stage)
    return fired(stage)[before:]


def test_it_acts_there_while_its_writer_may_answer(
    stage: Stage, elsewhere: Stage, maud: Opened
) -> None:
    wrote(stage, maud, elsewhere.shop.id)
    assert asked(elsewhere) == ["reply"]
    elsewhere.clock.advance(7_200_000)

    give(elsewhere, maud, "read")
    assert asked(elsewhere) == []
    take(elsewhere, maud)
    assert asked(elsewhere) == []


def test_a_grant_taken_between_choice_and_deed_holds(
    stage: Stage, elsewhere: Stage, maud: Opened
) -> None:
    rule = wrote(stage, maud, elsewhere.shop.id)
    with stage.desk.database.reading() as store:
        assert automations.acting(store, rule, shop_id=elsewhere.shop.id) is not None
    take(elsewhere, maud)
    with stage.desk.database.reading() as store:
        assert automations.acting(store, rule, shop_id=elsewhere.shop.id) is None
        assert automations.acting(store, rule, shop_id=stage.shop.id) is not None


def test_the_grant_of_who_switches_it_does_not_matter(
    stage: Stage, elsewhere: Stage, maud: Opened
) -> None:
    rule = wrote(stage, maud, elsewhere.shop.id)
    other = stage.enter(replace(MAUD, id=77, first="Ines"))
    for is_on in (False, True):
        keeping.switch(stage.desk, other.viewer, rule, is_on=is_on)
    assert asked(elsewhere) == ["reply"]


def test_the_shop_in_which_it_acts_is_told_of_it(
    stage: Stage, elsewhere: Stage, maud: Opened
) -> None:
    wrote(stage, maud, elsewhere.shop.id)
    keeping.keep(stage.desk, maud.viewer, replace(SKETCH, name="Chez nous"))
    noor, panel = elsewhere.enter(MAUD), panel_over(stage)
    address = f"/inbox/{elsewhere.shop.id}/settings/rules"
    page = panel.ask("GET", address, noor).text
    assert SKETCH.name in page
    assert maud.viewer.name in page
    assert "Chez nous" not in page
    assert "/rules/aut_" not in page
    take(elsewhere, maud)
    assert SKETCH.name not in panel.ask("GET", address, noor).text


def test_its_own_shop_sees_where_it_rests(stage: Stage, elsewhere: Stage, maud: Opened) -> None:
    wrote(stage, maud, elsewhere.shop.id)
    assert keeping.show(stage.desk, maud.viewer).resting == {}
    take(elsewhere, maud)
    page = keeping.show(stage.desk, maud.viewer)
    assert page.resting == {page.rules[0].id: 1}
    address = f"/inbox/{stage.shop.id}/settings/rules"
    assert "data-rests" in panel_over(stage).ask("GET", address, maud).text
