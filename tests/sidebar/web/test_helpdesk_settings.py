"""Managers rule what a helpdesk shows and may do, in the shops that they manage and no others."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from sidebar.actions.helping import administering
from sidebar.errors import NotFound, Refused
from sidebar.store.helpdesks import Helpdesk
from tests import cast
from tests.helpdesk import CAMILLE, EMPLOYEE, MAUD, ROBIN, ROLES, connect_helpdesk
from tests.sidebar.from_helpdesk import bearer, come
from tests.sidebar.stage import Panel, Stage, reason_of, together
from tests.sidebar.web import counter
from tests.sidebar.web.counter import words
from tests.sidebar.web.helpdesk_page import Page, changes, now, shown


@pytest.fixture
def helpdesk(stage: Stage) -> Helpdesk:
    """The account, with Alix's shop alone."""
    return connect_helpdesk(stage.desk, stage.shop.id)


@pytest.fixture
def shared(stage: Stage, elsewhere: Stage) -> Helpdesk:
    """The account, with both shops."""
    return connect_helpdesk(stage.desk, stage.shop.id, elsewhere.shop.id)


def test_a_shop_without_a_helpdesk_is_told_how_to_connect_one(panel: Panel) -> None:
    page = Page(panel, panel.stage.enter(cast.MAUD))

    assert "comptoir hosts add zendesk" in page.text


def test_the_page_says_who_comes_from_where_and_what_they_may(
    panel: Panel, helpdesk: Helpdesk
) -> None:
    stage = panel.stage
    come(stage.desk, CAMILLE)
    come(stage.desk, ROBIN, is_named=False)
    html = Page(panel, stage.enter(cast.MAUD)).text
    page = words(html)

    for told in ("Atelier", "Zendesk", "atelier.zendesk.com", "82", "Camille Fournier", "501"):
        assert told in page
    assert "Atelier · 502" not in page
    assert f'id="{helpdesk.id}-503"' in html


def test_switches_and_roles_are_kept_told_and_hold_at_once(
    panel: Panel, helpdesk: Helpdesk
) -> None:
    stage = panel.stage
    camille = come(stage.desk, CAMILLE)
    working = bearer(panel, camille)
    inbox = f"/inbox/{stage.shop.id}"
    assert panel.ask("GET", inbox, working).status_code == 200
    page = Page(panel, stage.enter(cast.MAUD))

    told = {"refunds_on": "no", "role__501": "none", "role__*": "read", "role__502": ""}
    assert page.rule(helpdesk, **told, new_person="777", new_role="approve").status_code == 200

    assert panel.ask("GET", inbox, working).status_code == 403
    assert dict(now(stage).roles) == {
        "*": "read",
        CAMILLE: "none",
        MAUD: "manage",
        "777": "approve",
    }
    assert (now(stage).refunds_on, now(stage).cancellations_on) == (False, True)
    assert changes(stage) == {
        (stage.shop.id, *change)
        for change in (
            ("refunds\nAtelier", "on", "off"),
            ("role\nAtelier\n501\nCamille Fournier", "refund", "none"),
            ("role\nAtelier\n*\n", "reply", "read"),
            ("role\nAtelier\n502\n", "refund", ""),
            ("role\nAtelier\n777\n", "", "approve"),
        )
    }
    history = words(panel.ask("GET", f"{inbox}/settings/changes", page.token).text)
    assert "Atelier" in history
    assert "Camille Fournier" in history


def test_who_manages_one_shop_of_several_hides_theirs_and_rules_nothing(
    panel: Panel, shared: Helpdesk, elsewhere: Stage
) -> None:
    stage = panel.stage
    page = Page(panel, stage.enter(cast.MAUD))
    assert 'name="refunds_on"' not in page.text
    assert elsewhere.shop.name not in page.text

    ruled = page.rule(shared, role__501="manage")
    assert (ruled.status_code, reason_of(ruled)) == (422, "not_every_shop")
    assert page.switch(shared, elsewhere.shop.id, "no").status_code == 404
    assert page.switch(shared, stage.shop.id, "no").status_code == 200

    assert shown(stage) == {stage.shop.id: 0, elsewhere.shop.id: 1}
    assert dict(now(stage).roles) == ROLES
    assert changes(stage) == {(stage.shop.id, "shown\nAtelier", "on", "off")}


def test_another_helpdesk_is_not_there(panel: Panel, elsewhere: Stage) -> None:
    stage = panel.stage
    theirs = connect_helpdesk(stage.desk, elsewhere.shop.id)
    page = Page(panel, stage.enter(cast.MAUD))

    assert "Atelier" not in page.text
    assert page.rule(theirs).status_code == 404
    assert page.switch(theirs, stage.shop.id, "yes").status_code == 404
    assert shown(stage) == {elsewhere.shop.id: 1}


def test_who_manages_from_the_helpdesk_rules_all_of_its_shops(
    panel: Panel, shared: Helpdesk, elsewhere: Stage
) -> None:
    stage = panel.stage
    maud = come(stage.desk, MAUD)
    page = Page(panel, maud)
    assert page.rule(shared, cancellations_on="no").status_code == 200
    assert {change[0] for change in changes(stage)} == {stage.shop.id, elsewhere.shop.id}

    page.look()
    other = next(one for one in (stage.shop.id, elsewhere.shop.id) if one != maud.shop_id)
    page.switch(shared, other, "no")
    page.look()
    page.switch(shared, other, "yes")
    assert set(shown(stage).values()) == {1}


def test_nobody_takes_their_own_right_away(panel: Panel, shared: Helpdesk) -> None:
    maud = come(panel.stage.desk, MAUD)
    page = Page(panel, maud)
    for told in ({"role__503": "approve"}, {"role__503": ""}):
        answer = page.rule(shared, **told)
        assert (answer.status_code, reason_of(answer)) == (422, "own_right")
    hidden = page.switch(shared, maud.shop_id, "no")
    assert (hidden.status_code, reason_of(hidden)) == (422, "own_right")
    assert dict(now(panel.stage).roles) == ROLES


def test_a_shop_that_its_own_people_put_away_is_not_brought_back_from_the_helpdesk(
    panel: Panel, shared: Helpdesk, elsewhere: Stage
) -> None:
    stage = panel.stage
    Page(panel, elsewhere.enter(cast.MAUD)).switch(shared, elsewhere.shop.id, "no")

    page = Page(panel, come(stage.desk, MAUD))
    answer = page.switch(shared, elsewhere.shop.id, "yes")
    assert (answer.status_code, reason_of(answer)) == (422, "shop_withheld")
    # What is left is Alix's shop alone, and its own manager rules it.
    assert Page(panel, stage.enter(cast.MAUD)).rule(shared, refunds_on="no").status_code == 200

    Page(panel, elsewhere.enter(cast.MAUD)).switch(shared, elsewhere.shop.id, "yes")
    assert set(shown(stage).values()) == {1}


def test_a_page_that_is_behind_changes_nothing(panel: Panel, helpdesk: Helpdesk) -> None:
    stage = panel.stage
    first, second = (Page(panel, stage.enter(cast.MAUD)) for _ in range(2))
    first.rule(helpdesk, role__501="read")

    late = second.rule(helpdesk, refunds_on="no")
    assert (late.status_code, reason_of(late)) == (422, "helpdesk_changed")
    late = second.switch(helpdesk, stage.shop.id, "no")
    assert reason_of(late) == "helpdesk_changed"
    assert (now(stage).refunds_on, shown(stage)) == (True, {stage.shop.id: 1})


def test_of_two_managers_at_the_same_moment_one_wins(panel: Panel, helpdesk: Helpdesk) -> None:
    stage = panel.stage
    pages = [Page(panel, stage.enter(cast.MAUD)) for _ in range(4)]
    said = together(
        *(
            lambda page=page, word=word: page.rule(helpdesk, role__501=word).status_code
            for page, word in zip(pages, ("read", "reply", "approve", "manage"), strict=True)
        )
    )

    assert sorted(said) == [200, 422, 422, 422]
    assert len(changes(stage)) == 1


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"new_person": "<b>", "new_role": "read"}, "bad_person"),
        ({"new_person": "7" * 21, "new_role": "read"}, "bad_person"),
        ({"new_person": "007", "new_role": "read"}, "bad_person"),
        ({"new_person": "777", "new_role": "king"}, "bad_role"),
        ({"role__501": "king"}, "bad_role"),
        ({"role__x": "read"}, "bad_person"),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_saved(
    panel: Panel, helpdesk: Helpdesk, told: dict[str, str], reason: str
) -> None:
    page = Page(panel, panel.stage.enter(cast.MAUD))
    answer = page.rule(helpdesk, **told)

    assert (answer.status_code, reason_of(answer)) == (422, reason)
    assert dict(now(panel.stage).roles) == ROLES
    assert changes(panel.stage) == set()


def test_who_may_not_manage_sees_no_such_page(panel: Panel, helpdesk: Helpdesk) -> None:
    page = Page(panel, come(panel.stage.desk, CAMILLE))

    assert 'data-reason="manage"' in page.text
    assert page.rule(helpdesk, role__501="manage").status_code == 403


def acting(stage: Stage) -> str:
    return str(stage.rows("helpdesk_shops")[0]["acts_as"])


def test_a_shop_with_a_module_says_in_whose_name_it_is_asked(
    panel: Panel, helpdesk: Helpdesk
) -> None:
    stage = panel.stage
    camille, maud = stage.enter(), stage.enter(cast.MAUD)
    assert 'name="employee"' not in Page(panel, maud).text
    counter.rule(stage)
    page = Page(panel, maud)
    path = f"{page.path}/{helpdesk.id}/employee"

    def choose(employee: str) -> TestResponse:
        page.look()
        return panel.ask("PUT", path, page.token, employee=employee, seen=page.seen)

    assert choose(str(cast.CAMILLE.id)).status_code == 200
    assert acting(stage) == str(cast.CAMILLE.id)
    for wrong in ("77", camille.viewer.agent_id, f"{helpdesk.id}/501"):
        answer = choose(wrong)
        assert (answer.status_code, reason_of(answer)) == (422, "bad_employee")
    late = panel.ask("PUT", path, page.token, employee="", seen="behind")
    assert reason_of(late) == "helpdesk_changed"
    assert acting(stage) == str(cast.CAMILLE.id)
    choose("")
    employee = "employee\nAtelier"
    assert changes(stage) == {
        (stage.shop.id, employee, EMPLOYEE, "Camille Fournier"),
        (stage.shop.id, employee, "Camille Fournier", ""),
    }


def test_whoever_runs_the_counter_says_it_too(
    stage: Stage, elsewhere: Stage, helpdesk: Helpdesk
) -> None:
    administering.stand_ins(stage.desk, helpdesk.id, {stage.shop.id: "12"})
    with pytest.raises(Refused, match="bad_employee"):
        administering.stand_ins(stage.desk, helpdesk.id, {stage.shop.id: "Camille"})
    with pytest.raises(NotFound):
        administering.stand_ins(stage.desk, helpdesk.id, {elsewhere.shop.id: "12"})
    assert acting(stage) == "12"


def test_a_hidden_shop_is_out_of_reach_on_pages_that_are_open(
    panel: Panel, shared: Helpdesk, elsewhere: Stage
) -> None:
    stage = panel.stage
    opened, theirs = stage.enter(), elsewhere.enter()
    token = bearer(panel, come(stage.desk, CAMILLE))
    pages = [f"/tickets/{one.ticket.id}" for one in (opened, theirs)]
    assert [panel.ask("GET", page, token).status_code for page in pages] == [200, 200]

    Page(panel, stage.enter(cast.MAUD)).switch(shared, stage.shop.id, "no")

    assert [panel.ask("GET", page, token).status_code for page in pages] == [404, 200]
    Page(panel, elsewhere.enter(cast.MAUD)).switch(shared, elsewhere.shop.id, "no")
    gone = panel.ask("GET", pages[1], token)
    assert (gone.status_code, reason_of(gone)) == (403, "no_helpdesk_shop")
