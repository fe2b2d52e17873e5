"""Teams, lists and sister shops: kept by managers, told in the history, no more than granted."""

from __future__ import annotations

import dataclasses

import pytest

from sidebar.actions import shops
from sidebar.actions.opening import Opened
from sidebar.store.setting_events import SettingEvent
from tests.cast import CAMILLE, MAUD, ROBIN
from tests.sidebar.stage import Panel, Stage, panel_over, reason_of
from tests.sidebar.web.counter import words


@pytest.fixture
def maud(stage: Stage) -> Opened:
    return stage.enter(MAUD)


def page(panel: Panel, who: Opened, what: str, method: str = "GET", **form: str) -> str:
    path = f"/inbox/{who.viewer.shop_id}/settings/{what}"
    return panel.ask(method, path, who, **form).get_data(as_text=True)


def changes(stage: Stage) -> list[tuple[str, str, str, str]]:
    rows = stage.rows("setting_events")
    told = [SettingEvent(**row) for row in sorted(rows, key=lambda row: str(row["id"]))]
    return [(one.section, one.subject, one.old, one.new) for one in told]


def one_family(*stages: Stage) -> None:
    for stage in stages:
        shops.alter(
            stage.desk, stage.shop.id, lambda shop: dataclasses.replace(shop, family="lumiere")
        )


def test_a_team_is_made_manned_renamed_and_archived_and_each_is_told(
    stage: Stage, panel: Panel, maud: Opened
) -> None:
    camille = stage.enter(CAMILLE).viewer.agent_id
    assert "Retours" in page(panel, maud, "teams", "POST", name="  Retours ")
    (team,) = stage.rows("teams")
    path = f"teams/{team['id']}"
    told = page(panel, maud, f"{path}/members", "PUT", agent=camille, member="yes")
    assert "1 personne" in words(told)
    page(panel, maud, path, "PUT", name="Retours et SAV")
    page(panel, maud, f"{path}/members", "PUT", agent=camille, member="no")
    assert "data-archived" in page(panel, maud, f"{path}/archive", "PUT", archived="yes")
    assert changes(stage) == [
        ("teams", "Retours", "", "Retours"),
        ("members", "Retours", "", "Camille Fournier"),
        ("teams", "Retours et SAV", "Retours", "Retours et SAV"),
        ("members", "Retours et SAV", "Camille Fournier", ""),
        ("teams", "Retours et SAV", "Retours et SAV", ""),
    ]
    assert "Maud Keller" in page(panel, maud, "changes")


@pytest.mark.parametrize(
    ("name", "reason"), [("", "bad_name"), ("x" * 61, "bad_name"), ("SAV", "name_taken")]
)
def test_a_name_that_cannot_be_stays_typed_and_is_explained(
    stage: Stage, panel: Panel, maud: Opened, name: str, reason: str
) -> None:
    page(panel, maud, "teams", "POST", name="sav")
    answer = panel.ask("POST", f"/inbox/{stage.shop.id}/settings/teams", maud, name=name)
    assert (answer.status_code, reason_of(answer)) == (422, reason)
    assert f'value="{name}"' in answer.text
    assert len(stage.rows("teams")) == 1


def test_nobody_of_another_shop_is_put_into_a_team(
    stage: Stage, elsewhere: Stage, panel: Panel, maud: Opened
) -> None:
    noor = elsewhere.enter(CAMILLE).viewer.agent_id
    page(panel, maud, "teams", "POST", name="SAV")
    (team,) = stage.rows("teams")
    told = page(panel, maud, f"teams/{team['id']}/members", "PUT", agent=noor, member="yes")
    assert "not_found" in told
    assert stage.rows("team_agents") == []


def test_a_list_gets_entries_of_its_own_and_renames_ours(
    stage: Stage, panel: Panel, maud: Opened
) -> None:
    page(
        panel,
        maud,
        "lists/channel",
        "POST",
        name_fr="Fnac Darty",
        aliases="Fnac,  Darty ,Fnac",
        is_marketplace="yes",
    )
    told = page(panel, maud, "lists/type/return", "PUT", name_fr="Retour produit")
    assert "Retour produit" in told
    assert "Fnac, Darty" in told
    (row,) = [row for row in stage.rows("choices") if row["list"] == "channel"]
    assert (row["code"], row["name_fr"], row["name_en"]) == (
        "fnac_darty",
        "Fnac Darty",
        "Fnac Darty",
    )
    page(panel, maud, "lists/channel/fnac_darty/archive", "PUT", archived="yes")
    assert [told[0] for told in changes(stage)] == ["channel", "type", "channel"]


CANNOT = {
    "lasting": ("lists/type/standard/archive", {"archived": "yes"}),
    "bad_name": ("lists/channel", {"name_fr": ""}),
    "name_taken": ("lists/channel", {"name_en": "Email"}),
    "bad_aliases": ("lists/channel", {"name_en": "Fnac", "aliases": "x"}),
}


@pytest.mark.parametrize("reason", CANNOT)
def test_what_a_list_cannot_take_changes_nothing(
    stage: Stage, panel: Panel, maud: Opened, reason: str
) -> None:
    path, form = CANNOT[reason]
    method = "PUT" if path.endswith("archive") else "POST"
    answer = panel.ask(method, f"/inbox/{stage.shop.id}/settings/{path}", maud, **form)
    assert (answer.status_code, reason_of(answer)) == (422, reason)
    assert (stage.rows("choices"), changes(stage)) == ([], [])


def test_rules_of_money_and_roles_are_told_too(stage: Stage, panel: Panel, maud: Opened) -> None:
    form = {"refunds_on": "no", "role-4": "refund", "sender": "sav@boutique.example"}
    panel.ask("PUT", f"/inbox/{stage.shop.id}/settings", maud, **form)
    told = changes(stage)
    assert ("money", "refunds", "on", "off") in told
    assert ("letters", "sender", "support@boutique.example", "sav@boutique.example") in told


def test_a_sister_shops_agent_sees_what_was_granted_until_it_is_taken(
    stage: Stage, elsewhere: Stage, panel: Panel, maud: Opened
) -> None:
    one_family(stage, elsewhere)
    robin = elsewhere.enter(ROBIN)
    address = f"/tickets/{maud.ticket.id}"
    assert panel.ask("GET", address, robin).status_code == 404
    page(panel, maud, "grants", "PUT", agent=robin.viewer.agent_id, role="read")
    shown = panel.ask("GET", address, robin)
    assert shown.status_code == 200
    form = {"kind": "note", "body": "Bonjour", "ask_id": "a1", "seen_version": "99"}
    assert panel.ask("POST", f"{address}/messages", robin, **form).status_code == 403
    page(panel, maud, "grants", "PUT", agent=robin.viewer.agent_id, role="reply")
    assert panel.ask("POST", f"{address}/messages", robin, **form).status_code == 200
    assert panel.ask("GET", f"{address}/refund", robin).status_code == 403
    page(panel, maud, "grants", "PUT", agent=robin.viewer.agent_id, role="")
    assert panel.ask("GET", address, robin).status_code == 404


def test_a_grant_ends_with_the_house(
    stage: Stage, elsewhere: Stage, panel: Panel, maud: Opened
) -> None:
    one_family(stage, elsewhere)
    robin = elsewhere.enter(ROBIN)
    page(panel, maud, "grants", "PUT", agent=robin.viewer.agent_id, role="reply")
    shops.alter(stage.desk, elsewhere.shop.id, lambda shop: dataclasses.replace(shop, family=""))
    assert panel.ask("GET", f"/tickets/{maud.ticket.id}", robin).status_code == 404


@pytest.mark.parametrize("role", ["refund", "manage", "x"])
def test_no_grant_moves_money_or_manages(
    stage: Stage, elsewhere: Stage, panel: Panel, maud: Opened, role: str
) -> None:
    one_family(stage, elsewhere)
    robin = elsewhere.enter(ROBIN).viewer.agent_id
    told = page(panel, maud, "grants", "PUT", agent=robin, role=role)
    assert "bad_role" in told
    assert stage.rows("grants") == []


def test_a_manager_elsewhere_manages_nothing_here(
    stage: Stage, elsewhere: Stage, panel: Panel, maud: Opened
) -> None:
    one_family(stage, elsewhere)
    other = elsewhere.enter(MAUD)
    page(panel, maud, "grants", "PUT", agent=other.viewer.agent_id, role="reply")
    for path in ("settings/people", "settings/lists", "settings/changes", "settings"):
        answer = panel.ask("GET", f"/inbox/{stage.shop.id}/{path}", other)
        assert answer.status_code == 403, path


def test_the_token_renewed_in_a_sister_shop_is_still_of_home(
    stage: Stage, elsewhere: Stage, maud: Opened
) -> None:
    one_family(stage, elsewhere)
    panel = panel_over(stage)
    robin = elsewhere.enter(ROBIN)
    page(panel, maud, "grants", "PUT", agent=robin.viewer.agent_id, role="reply")
    bearer = panel.bearer(robin)
    stage.clock.advance(6 * 60 * 1000)
    fresh = panel.ask("GET", f"/tickets/{maud.ticket.id}", bearer).headers["Comptoir-Token"]
    assert panel.ask("GET", f"/tickets/{robin.ticket.id}", fresh).status_code == 200
    page(panel, maud, "grants", "PUT", agent=robin.viewer.agent_id, role="")
    assert panel.ask("GET", f"/tickets/{maud.ticket.id}", fresh).status_code == 404
