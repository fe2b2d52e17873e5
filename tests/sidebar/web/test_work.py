"""A ticket's side in the page: what each may change, what is read again, and hostile words."""

from __future__ import annotations

import re

import pytest

from platforms.shapes import Wording
from sidebar.actions.working import facts, people, tags, tasks
from sidebar.actions.working.tasks import Written
from sidebar.rules.choices import Choice, ChoiceList
from sidebar.store import choices
from sidebar.store.work import Fact
from tests.cast import LOU, ROBIN
from tests.sidebar.stage import Panel, reason_of
from tests.sidebar.web.counter import words
from tests.sidebar.web.test_tickets import mark_of, parts_of

HOSTILE = "<script>alert(1)</script>\"'{{7*7}}%s"


def shown(page: str) -> dict[str, str]:
    """What the page's script would send of what it shows."""
    names = ("work", "old_subject", "old_account", "tasks_shown")
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in names}
    return {name: match.group(1) for name, match in found.items() if match}


def test_the_side_is_not_read_before_it_is_looked_at(panel: Panel) -> None:
    opened = panel.stage.enter()

    page = panel.on(opened).text

    assert f'hx-get="/tickets/{opened.ticket.id}/work"' in page
    assert "work-facts" not in page


def test_who_may_only_look_sees_everything_and_no_way_to_change_it(panel: Panel) -> None:
    camille, lou = panel.stage.enter(), panel.stage.enter(LOU)
    desk, ticket_id = panel.stage.desk, camille.ticket.id
    tags.add(desk, camille.viewer, ticket_id, "vip")
    people.assign(desk, camille.viewer, ticket_id, camille.viewer.agent_id)
    facts.state(desk, camille.viewer, ticket_id, Fact.SUBJECT, old="", new="Colis perdu")
    tasks.add(desk, camille.viewer, Written("Appeler"), ticket_id=ticket_id)

    page = panel.on(lou, path="/work").text

    for told in ("vip", "Camille Fournier", "Colis perdu", "Appeler", "Standard"):
        assert told in words(page)
    assert "hx-put" not in page.replace(f'hx-put="/inbox/{camille.shop.id}/tasks', "")
    assert 'type="submit"' not in page
    assert "disabled" in page


def test_another_agents_changes_come_with_the_pulse_and_leave_what_is_typed(panel: Panel) -> None:
    camille, robin = panel.stage.enter(), panel.stage.enter(ROBIN)
    page = panel.on(camille, path="/work").text
    mark = mark_of(panel.on(camille).text)
    tags.add(panel.stage.desk, robin.viewer, camille.ticket.id, "urgent")

    answer = panel.on(camille, "POST", "/pulse", mark=mark, **shown(page))

    brought = set(parts_of(answer.text))
    assert {"work-facts", "work-tags", "work-people", "bar", "history"} <= brought
    assert not {"work-words", "tasks", "tag-form"} & brought
    assert 'data-tag="urgent"' in answer.text


def test_a_subject_or_task_that_another_agent_changed_is_brought_too(panel: Panel) -> None:
    camille, robin = panel.stage.enter(), panel.stage.enter(ROBIN)
    page = panel.on(camille, path="/work").text
    desk, ticket_id = panel.stage.desk, camille.ticket.id
    facts.state(desk, robin.viewer, ticket_id, Fact.SUBJECT, old="", new="Colis perdu")
    tasks.add(desk, robin.viewer, Written("Appeler"), ticket_id=ticket_id)

    answer = panel.on(camille, "POST", "/pulse", mark="old", **shown(page))

    assert {"work-words", "tasks"} <= set(parts_of(answer.text))


def test_a_pulse_of_a_page_whose_side_was_never_read_brings_none_of_it(panel: Panel) -> None:
    camille = panel.stage.enter()

    brought = parts_of(panel.on(camille, "POST", "/pulse", mark="old").text)

    assert not [part for part in brought if part.startswith("work")]


def test_whoever_comes_second_is_shown_what_it_is_now(panel: Panel) -> None:
    camille, robin = panel.stage.enter(), panel.stage.enter(ROBIN)
    ticket_id = camille.ticket.id
    facts.state(panel.stage.desk, robin.viewer, ticket_id, Fact.TYPE, old="standard", new="review")

    answer = panel.on(camille, "PUT", "/facts/type", old_type="standard", type="return")

    assert (answer.status_code, reason_of(answer)) == (409, "fact_changed")
    assert '<option value="review" selected>' in answer.text


def test_several_tags_are_typed_at_once(panel: Panel) -> None:
    camille = panel.stage.enter()

    answer = panel.on(camille, "POST", "/tags", tag="VIP, colis perdu,")

    assert answer.status_code == 200
    assert {row["tag"] for row in panel.stage.rows("tags")} == {"vip", "colis perdu"}


@pytest.mark.parametrize("tag", ["", " , ", "x" * 41, "prestashop_refund"])
def test_what_is_no_tag_is_refused_by_its_reason(panel: Panel, tag: str) -> None:
    answer = panel.on(panel.stage.enter(), "POST", "/tags", tag=tag)

    assert answer.status_code == 422
    assert reason_of(answer) in ("bad_tag", "money_tag")
    assert len(words(answer.text)) > 40


def test_the_bar_and_the_history_name_type_and_channel_as_the_shop_does(panel: Panel) -> None:
    stage, camille = panel.stage, panel.stage.enter()
    fnac = Choice("fnac", Wording("Fnac (en)", {"fr": "Fnac"}), is_marketplace=True)
    with stage.desk.database.writing() as store:
        choices.keep(store, stage.shop.id, ChoiceList.CHANNEL, fnac, fresh_id="cho_1", now=1)

    panel.on(camille, "PUT", "/facts/channel", old_channel="back_office", channel="fnac")
    page = panel.on(camille, "PUT", "/facts/type", old_type="standard", type="review").text

    assert re.search(r'data-channel="fnac">\s*Fnac', page)
    assert re.search(r'data-type="review">\s*Avis', page)
    assert "de « Back-office » en « Fnac »" in words(page)


def test_hostile_words_are_shown_as_they_were_typed(panel: Panel) -> None:
    camille = panel.stage.enter()
    told = '{"amount": "x"}'
    for path, form in (
        ("/tags", {"tag": "{hostile"}),
        ("/tags", {"tag": "<script>alert(2)</script>"}),
        ("/facts/subject", {"subject": told}),
    ):
        method = "POST" if path == "/tags" else "PUT"
        assert panel.on(camille, method, path, **form).status_code == 200
    address = f"/inbox/{camille.shop.id}/tasks?at={camille.ticket.id}"
    for title in (HOSTILE, "{" + HOSTILE):
        assert panel.ask("POST", address, camille, title=title).status_code == 200

    for path in ("", "/work", "/timeline"):
        page = panel.on(camille, path=path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert "{{7*7}}%s" in words(panel.on(camille, path="/work").text)
    assert "{hostile" in panel.on(camille).text


def test_a_list_of_tasks_leads_to_their_tickets_and_takes_new_ones(panel: Panel) -> None:
    camille = panel.stage.enter()
    address = f"/inbox/{camille.shop.id}/tasks"
    panel.ask(
        "POST", f"{address}?at={camille.ticket.id}", camille, title="Appeler", due="2020-01-02"
    )
    panel.ask("POST", f"{address}?whose=", camille, title="Ranger", whose="")

    page = panel.ask("GET", f"{address}?whose=", camille).text

    assert parts_of(page) == ["panel"]
    assert words(page).index("Appeler") < words(page).index("Ranger")
    assert f'hx-get="/tickets/{camille.ticket.id}"' in page
    assert "2 janv. 2020" in words(page)


def test_reviews_of_the_customer_are_told_with_their_stars_in_words(panel: Panel) -> None:
    stage, first = panel.stage, panel.stage.enter()
    panel.on(first, "PUT", "/facts/type", old_type="standard", type="review")
    panel.on(first, "PUT", "/rating", rating="4")
    panel.on(first, "PUT", "/facts/subject", subject="Très déçue")
    panel.on(first, "PUT", "/status", status="closed", confirmed="yes")

    page = panel.on(first, "POST", "/next").text

    assert "★★★★☆" in page
    assert "Très déçue" in words(page)
    assert "q=alix" in page
    assert stage.count("tickets") == 2


def test_a_line_that_is_being_typed_is_never_taken_away(panel: Panel) -> None:
    camille, robin = panel.stage.enter(), panel.stage.enter(ROBIN)
    page = panel.on(camille, path="/work").text
    desk, ticket_id = panel.stage.desk, camille.ticket.id
    facts.state(desk, robin.viewer, ticket_id, Fact.SUBJECT, old="", new="De Robin")

    pulsed = panel.on(camille, "POST", "/pulse", mark="old", subject="De Cam", **shown(page))
    stale = panel.on(camille, "PUT", "/facts/subject", old_subject="", subject="De Camille")

    assert "work-words" not in parts_of(pulsed.text)
    assert "work-facts" in parts_of(pulsed.text)
    assert (stale.status_code, reason_of(stale)) == (409, "line_changed")
    assert 'name="subject" value="De Camille"' in stale.text
    assert 'name="old_subject" value="De Robin"' in stale.text
    assert "De Robin" in words(stale.text.split('id="changed-subject"')[1])

    saved = panel.on(camille, "PUT", "/facts/subject", old_subject="De Robin", subject="De Camille")
    assert saved.status_code == 200
    assert panel.stage.rows("tickets")[0]["subject"] == "De Camille"


def test_what_was_typed_in_one_line_outlives_the_saving_of_another(panel: Panel) -> None:
    stage, camille = panel.stage, panel.stage.enter()
    fnac = Choice("fnac", Wording("Fnac"), is_marketplace=True)
    with stage.desk.database.writing() as store:
        choices.keep(store, stage.shop.id, ChoiceList.CHANNEL, fnac, fresh_id="cho_1", now=1)
    panel.on(camille, "PUT", "/facts/channel", old_channel="back_office", channel="fnac")
    typed = {"old_subject": "", "subject": "Colis", "old_account": "", "account": "alix-75"}

    answer = panel.on(camille, "PUT", "/facts/subject", **typed)

    assert 'name="account" value="alix-75"' in answer.text
    assert 'name="old_account" value=""' in answer.text
    assert 'name="subject" value="Colis"' in answer.text


def test_a_colleagues_change_leaves_an_open_picker_as_it_is(panel: Panel) -> None:
    camille, robin = panel.stage.enter(), panel.stage.enter(ROBIN)
    page = panel.on(camille, path="/work").text
    tags.add(panel.stage.desk, robin.viewer, camille.ticket.id, "urgent")

    told = panel.on(camille, "POST", "/pulse", mark="old", **shown(page)).text
    me = camille.viewer.agent_id
    own = panel.on(camille, "POST", "/people", part="assignee", agent=me).text

    assert '<details class="add" id="pick-assignee" hx-preserve>' in told
    assert '<details class="add" id="pick-assignee">' in own
