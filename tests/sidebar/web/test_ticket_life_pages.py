"""What pages say once tickets were tied, split and given away, and where their reader goes on."""

from __future__ import annotations

from flask import g

from sidebar.actions.grouping import linking, splitting
from sidebar.actions.working import facts, people, tags
from sidebar.store import presence, regroupings
from sidebar.store.work import Fact
from sidebar.web.session import host_link
from tests.cast import ORDER, ROBIN
from tests.sidebar.life import at, begun, row_of
from tests.sidebar.stage import Panel, reason_of
from tests.sidebar.web.counter import words


def message_of(panel: Panel, body: str) -> str:
    return next(str(row["id"]) for row in panel.stage.rows("messages") if row["body"] == body)


def test_a_message_put_back_is_not_said_to_be_a_merge(panel: Panel) -> None:
    stage, opened = panel.stage, panel.stage.enter()
    stage.note(opened, "à part")
    fresh = splitting.split(
        stage.desk, opened.viewer, opened.ticket.id, message_of(panel, "à part")
    )
    with stage.desk.database.reading() as store:
        step = regroupings.of_ticket(store, fresh.id)[0]
    linking.undo(stage.desk, opened.viewer, fresh.id, step.id)

    page = panel.on(at(opened, fresh)).text
    links = panel.on(at(opened, fresh), path="/links").text

    assert "fusionné" not in words(page.split('id="composer"')[1].split("</div>")[0])
    assert "fusionné" not in words(links)
    assert f"ticket n° {opened.ticket.number}" in words(links).lower()


def test_a_ticket_split_off_keeps_department_team_and_tags(panel: Panel) -> None:
    stage, opened = panel.stage, panel.stage.enter()
    tags.add(stage.desk, opened.viewer, opened.ticket.id, "vip")
    with stage.desk.database.writing() as store:
        store.run("INSERT INTO tags VALUES (:id, 'prestashop_refund', 1)", id=opened.ticket.id)
        store.run("UPDATE tickets SET department = 'logistics' WHERE id = :id", id=opened.ticket.id)
    stage.note(opened, "à part")

    fresh = splitting.split(
        stage.desk, opened.viewer, opened.ticket.id, message_of(panel, "à part")
    )

    assert (fresh.department, fresh.tags) == ("logistics", ("vip",))


def test_a_tied_ticket_keeps_its_subject_and_the_pane_where_it_was_tied(panel: Panel) -> None:
    stage, opened = panel.stage, panel.stage.enter()
    other = begun(stage, opened, subject="Mon bon de réduction")

    page = panel.on(at(opened, other), "PUT", "/tied-order", order_id=ORDER).text

    assert "<h1>Mon bon de réduction</h1>" in page
    assert 'data-tab="order" lang' in page
    assert 'data-tab="order" aria-pressed="true"' in page
    assert 'id="notice" class="notice done" role="status" tabindex="-1" autofocus' in page


def test_whoever_takes_a_ticket_is_not_named_twice_and_not_offered_it_again(panel: Panel) -> None:
    stage, opened = panel.stage, panel.stage.enter()
    offered = panel.on(opened).text

    panel.on(opened, "POST", "/mine")
    page = panel.on(opened).text
    people.follow(stage.desk, opened.viewer, opened.ticket.id, opened.viewer.agent_id)
    followed = words(panel.on(opened).text)

    assert '"quick-mine"' in offered
    assert '"quick-mine"' not in page
    assert words(page).count("Camille Fournier") == 2
    assert followed.count("Camille Fournier") == 3


def test_on_paper_stands_whose_it_is_and_what_it_is(panel: Panel) -> None:
    stage, opened, robin = panel.stage, panel.stage.enter(), panel.stage.enter(ROBIN)
    people.assign(stage.desk, opened.viewer, opened.ticket.id, robin.viewer.agent_id)
    facts.state(
        stage.desk, opened.viewer, opened.ticket.id, Fact.TYPE, old="standard", new="review"
    )

    sheet = words(panel.on(opened, path="/print").text)

    for told in ("Robin Baker", "Back-office", "Avis"):
        assert told in sheet


def test_nobody_writes_any_more_once_it_is_sent(panel: Panel) -> None:
    stage, opened, robin = panel.stage, panel.stage.enter(), panel.stage.enter(ROBIN)
    panel.on(opened, "POST", "/pulse", body="Bonjour")
    stage.say(opened, "Bonjour")

    with stage.desk.database.reading() as store:
        others = presence.others(store, opened.ticket.id, agent_id=robin.viewer.agent_id, since=0)
    assert [other.is_writing for other in others] == [False]


def test_a_wrong_number_leaves_the_reader_in_its_field(panel: Panel) -> None:
    opened = panel.stage.enter()

    answer = panel.on(opened, path="/merge?number=99999")

    assert answer.status_code == 422
    assert answer.text.count("autofocus") == 1
    assert 'aria-describedby="merge-fault" autofocus' in answer.text


def test_closing_asks_on_its_own_button_and_then_leads_to_what_is_left(panel: Panel) -> None:
    opened = panel.stage.enter()

    asked = panel.on(opened, "PUT", "/status", status="closed")
    closed = panel.on(opened, "PUT", "/status", status="closed", confirmed="yes")

    assert reason_of(asked) == "confirm_close"
    assert '"confirmed": "yes"}\' autofocus>' in asked.text
    assert 'class="composer closed" tabindex="-1" autofocus>' in closed.text
    assert row_of(panel.stage, opened.ticket)["status"] == "closed"


def test_all_my_tasks_lead_back_to_the_ticket_they_were_asked_from(panel: Panel) -> None:
    opened = panel.stage.enter()
    side = panel.on(opened, path="/work").text
    address = f"/inbox/{opened.shop.id}/tasks?back={opened.ticket.id}"
    page = panel.ask("GET", address, opened).text

    assert f'hx-get="{address}"' in side
    assert f'id="to-ticket" class="icon" hx-get="/tickets/{opened.ticket.id}"' in page


def test_whom_only_a_mail_names_has_no_page_in_the_shop(panel: Panel) -> None:
    with panel.app.test_request_context():
        g.links = {"customer": "https://boutique.example/customers/{id}"}
        found = [host_link("customer", "", one) for one in ("7", "mail:a@b.example", "order:9")]

    assert found == ["https://boutique.example/customers/7", "", ""]
