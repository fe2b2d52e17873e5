"""A manager writes rules at the counter: what cannot be one stays written and is explained."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from werkzeug.test import TestResponse

from sidebar.actions.opening import Opened
from sidebar.rules.automating import Automation, CauseKind, Deeds
from sidebar.store import automations, grants
from tests.cast import CAMILLE, LOU, MAUD, ROBIN
from tests.sidebar.automations import begins, rule, worked, writes
from tests.sidebar.stage import Panel, Stage, reason_of

RULE = {"name": "Hors horaires", "cause": "client_replied", "is_on": "yes", "text_fr": "À demain."}


@pytest.fixture
def maud(panel: Panel) -> Opened:
    return panel.stage.enter(MAUD)


def ask(panel: Panel, who: Opened, method: str, path: str = "", **form: str) -> TestResponse:
    return panel.ask(method, f"/inbox/{who.shop.id}/settings/rules{path}", who, **form)


def kept(stage: Stage) -> list[Automation]:
    with stage.desk.database.reading() as store:
        return automations.of_shop(store, stage.shop.id)


def faults(answer: TestResponse) -> list[str]:
    return re.findall(r'id="([\w-]+)-fault"', answer.text)


def test_a_rule_is_written_listed_and_told(panel: Panel, maud: Opened) -> None:
    answer = ask(panel, maud, "POST", **RULE, words="colis, où est")
    assert answer.status_code == 200
    assert "data-saved" in answer.text

    (made,) = kept(panel.stage)
    assert (made.name, made.cause, made.is_on) == ("Hors horaires", "client_replied", True)
    assert made.conditions.words == ("colis", "où est")
    page = ask(panel, maud, "GET")
    assert "Hors horaires" in page.text
    (told,) = panel.stage.rows("setting_events")
    assert (told["section"], told["subject"], told["old"]) == ("rules", "Hors horaires", "")
    changes = panel.ask("GET", f"/inbox/{maud.shop.id}/settings/changes", maud)
    assert "Hors horaires" in changes.text


def test_what_cannot_be_a_rule_is_kept_written(panel: Panel, maud: Opened) -> None:
    answer = ask(panel, maud, "POST", **{**RULE, "tags": "a" * 41, "team_id": "tea_none"})

    assert answer.status_code == 422
    assert faults(answer) == ["tags", "team_id"]
    assert reason_of(answer) == "rule_faulty"
    assert "À demain." in answer.text
    assert "a" * 41 in answer.text
    assert kept(panel.stage) == []
    assert panel.stage.count("setting_events") == 0


def test_hours_are_asked_for_where_they_matter(panel: Panel, maud: Opened) -> None:
    bad = {"when": "outside", "day-0": "9 to 25", "day-3": "soon", "day-4": "09:00-18:00"}
    assert faults(ask(panel, maud, "POST", **RULE, **bad)) == ["day-0", "day-3"]
    assert faults(ask(panel, maud, "POST", **RULE, when="within")) == ["day-0"]
    told = {**RULE, "cause": "no_answer", "hours": "0"}
    assert faults(ask(panel, maud, "POST", **told)) == ["hours"]
    assert faults(ask(panel, maud, "POST", name="x", cause="new_ticket")) == ["deeds"]
    good = {"when": "within", "day-0": "9h-12h30, 14:00-18h", "day-5": "22:00-2:00"}
    assert ask(panel, maud, "POST", **RULE, **good).status_code == 200
    assert kept(panel.stage)[0].conditions.week[0] == ((540, 750), (840, 1080))
    again = ask(panel, maud, "GET", f"/{kept(panel.stage)[0].id}")
    assert "09:00-12:30, 14:00-18:00" in again.text
    assert "22:00-02:00" in again.text


def test_rules_are_ordered_switched_and_archived(panel: Panel, maud: Opened) -> None:
    stage = panel.stage
    first, second, third = (
        rule(stage, CauseKind.NEW_TICKET, name=name) for name in ("Un", "Deux", "Trois")
    )
    ask(panel, maud, "PUT", f"/{third.id}/place", by="up")
    ask(panel, maud, "PUT", f"/{first.id}/place", by="up")
    assert [one.name for one in kept(stage)] == ["Un", "Trois", "Deux"]
    ask(panel, maud, "PUT", f"/{second.id}/switch", on="no")
    assert [one.is_on for one in kept(stage)] == [True, True, False]
    ask(panel, maud, "PUT", f"/{first.id}/archive", archived="yes")
    page = ask(panel, maud, "GET")
    assert f'id="restore-{first.id}"' in page.text
    ask(panel, maud, "PUT", f"/{first.id}/archive", archived="no")
    assert next((one.is_archived, one.is_on) for one in kept(stage)) == (False, False)
    assert stage.count("setting_events") == 4


def test_the_list_says_what_each_did_last(panel: Panel, maud: Opened) -> None:
    rule(panel.stage, CauseKind.CLIENT_REPLIED, Deeds(tags=("vu",)), name="Vu")
    opened = panel.stage.enter()
    panel.stage.say(opened)
    assert "datetime=" not in ask(panel, maud, "GET").text
    for _ in range(2):
        writes(panel.stage, opened.ticket)
    worked(panel.stage)

    with panel.stage.desk.database.reading() as store:
        (record,) = automations.records(store, maud.shop.id).values()
    assert (record.count, record.fired_at) == (2, panel.stage.clock.now())
    assert "datetime=" in ask(panel, maud, "GET").text


def test_the_history_says_what_a_rule_did(panel: Panel) -> None:
    rule(panel.stage, CauseKind.CLIENT_REPLIED, Deeds(tags=("vu",), status="pending"), name="Vu")
    opened = panel.stage.enter(ROBIN)
    panel.stage.say(opened)
    writes(panel.stage, opened.ticket)
    worked(panel.stage)
    page = re.sub(r"\s+", " ", panel.on(opened).text)

    assert "Rule “Vu”: added the tag “vu” · set the status to “Waiting for the customer”" in page


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ({"is_on": False}, "switch"),
        ({"channels": ("portal",)}, "channel"),
        ({"types": ("review",)}, "type"),
        ({"words": ("facture",)}, "words"),
        ({"words": ("colis", "facture"), "needs_every_word": True}, "words"),
    ],
)
def test_a_trial_names_the_first_condition_against(
    panel: Panel, maud: Opened, told: dict[str, Any], stands: str
) -> None:
    made = rule(panel.stage, CauseKind.CLIENT_REPLIED, **told)
    opened = panel.stage.enter()
    writes(panel.stage, opened.ticket)
    before = panel.stage.counts()
    answer = ask(panel, maud, "POST", f"/{made.id}/attempt", number=f"#{opened.ticket.number}")

    assert f'data-stands="{stands}"' in answer.text
    assert panel.stage.counts() == before


def test_a_trial_shows_the_letter_and_what_withholds_it(panel: Panel, maud: Opened) -> None:
    made = rule(panel.stage, CauseKind.CLIENT_REPLIED)
    opened = panel.stage.enter()
    number = str(opened.ticket.number)
    assert 'data-withheld="nobody_wrote"' in (
        ask(panel, maud, "POST", f"/{made.id}/attempt", number=number).text
    )
    writes(panel.stage, opened.ticket)
    page = ask(panel, maud, "POST", f"/{made.id}/attempt", number=number).text
    assert "data-fires" in page
    assert "Merci, nous revenons vers vous." in page
    assert "error" in ask(panel, maud, "POST", f"/{made.id}/attempt", number="99999").text
    assert "error" in ask(panel, maud, "POST", f"/{made.id}/attempt", number="abc").text


def test_only_managers_of_the_shop_have_the_rules(panel: Panel, elsewhere: Stage) -> None:
    made = rule(panel.stage, CauseKind.NEW_TICKET)
    noor = elsewhere.enter(MAUD)
    for person in (CAMILLE, LOU):
        assert ask(panel, panel.stage.enter(person), "GET").status_code == 403
    address = f"/inbox/{panel.stage.shop.id}/settings/rules"
    assert panel.ask("GET", address, noor).status_code == 404
    assert panel.ask("GET", f"{address}/{made.id}", noor).status_code == 404
    own = f"/inbox/{noor.shop.id}/settings/rules/{made.id}"
    for method, path, form in (
        ("GET", "", {}),
        ("PUT", "", RULE),
        ("PUT", "/switch", {"on": "no"}),
        ("PUT", "/archive", {"archived": "yes"}),
        ("POST", "/attempt", {"number": "1"}),
    ):
        assert panel.ask(method, f"{own}{path}", noor, **form).status_code == 404
    assert kept(panel.stage) == [replace(made, position=1)]


def test_another_shop_of_the_house_needs_a_grant(
    panel: Panel, maud: Opened, elsewhere: Stage
) -> None:
    stage = panel.stage
    with stage.desk.database.writing() as store:
        store.run("UPDATE shops SET family = 'maison'")
    told = {**RULE, "shops": elsewhere.shop.id}
    assert faults(ask(panel, maud, "POST", **told)) == ["shops"]
    with stage.desk.database.writing() as store:
        now, who = stage.clock.now(), maud.viewer.agent_id
        grants.give(store, who, elsewhere.shop.id, "reply", given_by="x", now=now)
    assert ask(panel, maud, "POST", **told).status_code == 200
    noor = elsewhere.enter()
    elsewhere.say(noor)
    writes(elsewhere, noor.ticket)
    ours = stage.enter()
    stage.say(ours)
    writes(stage, ours.ticket)
    worked(stage)
    fired = {row["ticket_id"] for row in stage.rows("firings")}
    assert fired == {noor.ticket.id}


def test_opening_hours_follow_the_wall_through_the_year(panel: Panel) -> None:
    stage = panel.stage
    zone = ZoneInfo(stage.shop.timezone)
    opened = stage.enter()
    week = (((540, 1080),),) * 5 + ((), ())
    rule(stage, CauseKind.NEW_TICKET, Deeds(tags=("ouvert",)), when="within", week=week)
    rule(stage, CauseKind.NEW_TICKET, Deeds(tags=("fermé",)), when="outside", week=week)
    for year, month, day, hour, tag in (
        # The Friday before and the Monday after the clocks change, either way.
        (2027, 3, 26, 9, "ouvert"),
        (2027, 3, 29, 9, "ouvert"),
        (2027, 3, 29, 8, "fermé"),
        (2027, 10, 29, 17, "ouvert"),
        (2027, 11, 1, 17, "ouvert"),
        (2027, 11, 1, 18, "fermé"),
        (2027, 10, 30, 12, "fermé"),
    ):
        at = datetime(year, month, day, hour, tzinfo=zone).astimezone(UTC)
        stage.clock.at = int(at.timestamp() * 1000)
        ticket = begins(stage, opened.ticket, opened.viewer)
        worked(stage)
        with stage.desk.database.reading() as store:
            row = store.one("SELECT tag FROM tags WHERE ticket_id = :id", id=ticket.id)
        assert row is not None
        assert row["tag"] == tag


def test_a_manager_writes_again_what_a_rule_wrote(panel: Panel, maud: Opened) -> None:
    stage, camille = panel.stage, panel.stage.enter()
    rule(stage, CauseKind.CLIENT_REPLIED)
    stage.say(camille)
    writes(stage, camille.ticket)
    worked(stage)
    (written,) = (row for row in stage.rows("messages") if row["is_automatic"])
    address = f"/tickets/{camille.ticket.id}/messages/{written['id']}/retraction"
    button = rf'hx-post="{address}"[^>]*"edit": "yes"'

    assert not re.search(button, panel.on(camille).text)
    assert re.search(button, panel.on(maud).text)
    answer = panel.ask("POST", address, maud, edit="yes")
    assert (answer.status_code, reason_of(answer)) == (200, "taken_back_to_edit")
    assert re.search(r"<textarea[^>]*>\s*Merci, nous revenons vers vous", answer.text)
