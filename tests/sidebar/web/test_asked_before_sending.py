"""Each question about a text is asked once, for that text only, and its answer is an event."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from platforms.shapes import Wording
from sidebar import ids
from sidebar.actions.opening import Opened
from sidebar.errors import Questioned, Unfilled
from sidebar.rules.choices import Choice, ChoiceList
from sidebar.store import attachments, choices
from sidebar.store.attachments import Attachment
from tests.cast import LOU, ROBIN
from tests.sidebar.stage import Panel, reason_of

BOTH = "Ci-joint la facture, comme sur Amazon."


@pytest.fixture
def camille(panel: Panel) -> Opened:
    opened = panel.stage.enter()
    amazon = Choice("amazon", Wording("Amazon"), is_marketplace=True)
    with panel.stage.desk.database.writing() as store:
        fresh = ids.new_id("cho", 1)
        choices.keep(store, opened.shop.id, ChoiceList.CHANNEL, amazon, fresh_id=fresh, now=1)
    return opened


def send(
    panel: Panel, who: Opened, body: str, *, confirmed: tuple[str, ...] = (), **form: str
) -> TestResponse:
    """As the page sends it, with every answer given so far."""
    told = {"kind": "agent", "ask_id": "a1", "seen_version": "999999", **form}
    headers = {"HX-Request": "true", "Authorization": f"Bearer {panel.bearer(who)}"}
    return panel.app.test_client().post(
        f"/tickets/{who.ticket.id}/messages",
        data={**told, "body": body, "confirmed": list(confirmed)},
        headers=headers,
    )


def answers(page: str) -> tuple[str, ...]:
    """Every answer that the page would send if its button were pressed."""
    return tuple(re.findall(r'name="confirmed" value="([a-z0-9]+)"', page))


def told(panel: Panel) -> list[tuple[str, str]]:
    rows = sorted(panel.stage.rows("events"), key=lambda row: row["id"])
    return [(row["kind"], row["new"]) for row in rows if row["kind"].startswith(("oth", "no_f"))]


def test_two_questions_in_a_row_are_each_asked_once(panel: Panel, camille: Opened) -> None:
    first = send(panel, camille, BOTH)
    assert (first.status_code, reason_of(first)) == (409, "other_channel")
    assert "<bdi>Amazon</bdi>" in first.text
    second = send(panel, camille, BOTH, confirmed=answers(first.text))
    assert (second.status_code, reason_of(second)) == (409, "no_file")
    assert "<bdi>Ci-joint</bdi>" in second.text
    assert panel.stage.count("messages") == 0

    third = send(panel, camille, BOTH, confirmed=answers(second.text))

    assert (third.status_code, reason_of(third)) == (200, "sent_agent")
    assert told(panel) == [
        ("other_channel_confirmed", "Amazon"),
        ("no_file_confirmed", "Ci-joint"),
    ]
    assert send(panel, camille, BOTH, confirmed=answers(second.text)).status_code == 200
    assert len(told(panel)) == 2


def test_a_text_changed_afterwards_is_asked_about_again(panel: Panel, camille: Opened) -> None:
    given = answers(send(panel, camille, "Comme sur Amazon").text)

    again = send(panel, camille, "Comme sur Amazon !", confirmed=given)

    assert reason_of(again) == "other_channel"
    assert answers(again.text)[-1] not in given
    assert told(panel) == []


def test_closing_and_what_arrived_meanwhile_are_asked_beside_it(
    panel: Panel, camille: Opened
) -> None:
    closing = {"next_status": "closed", "closes": "yes"}
    assert reason_of(send(panel, camille, BOTH, next_status="closed")) == "confirm_send_close"
    asked = send(panel, camille, BOTH, confirmed=(), **closing)
    assert reason_of(asked) == "other_channel"
    assert 'name="closes" value="yes"' in asked.text
    panel.stage.note(panel.stage.enter(ROBIN), "attends")

    given = answers(asked.text)
    moved = send(panel, camille, BOTH, confirmed=given, seen_version="1", **closing)
    assert reason_of(moved) == "moved_on"
    last = send(panel, camille, BOTH, confirmed=answers(moved.text), **closing)
    assert reason_of(last) == "no_file"
    sent = send(panel, camille, BOTH, confirmed=answers(last.text), **closing)
    assert sent.status_code == 200
    assert panel.stage.rows("tickets")[0]["status"] == "closed"


def test_not_to_send_is_an_event_too_and_changes_nothing_else(
    panel: Panel, camille: Opened
) -> None:
    answer = panel.on(camille, "POST", "/messages/kept-back", guard="other_channel", body=BOTH)

    assert answer.status_code == 200
    assert reason_of(answer) == ""
    panel.on(camille, "POST", "/messages/kept-back", guard="no_file", body=BOTH)
    panel.on(camille, "POST", "/messages/kept-back", guard="no_file", body="rien")
    panel.on(camille, "POST", "/messages/kept-back", guard="x", body=BOTH)
    assert told(panel) == [
        ("other_channel_cancelled", "Amazon"),
        ("no_file_cancelled", "Ci-joint"),
    ]
    assert panel.stage.count("messages") == 0
    lou = panel.stage.enter(LOU)
    refused = panel.on(lou, "POST", "/messages/kept-back", guard="no_file", body=BOTH)
    assert (refused.status_code, len(told(panel))) == (403, 2)


def test_a_file_that_waits_answers_for_itself(panel: Panel, camille: Opened) -> None:
    file = Attachment(
        id="att_1",
        shop_id=camille.shop.id,
        ticket_id=camille.ticket.id,
        message_id=None,
        agent_id=camille.viewer.agent_id,
        name="facture.pdf",
        type="invoice",
        content_type="application/pdf",
        size=1,
        digest="x",
        key="k",
        refused="too_large",
        added_at=1,
    )
    with panel.stage.desk.database.writing() as store:
        attachments.add(store, file)
    assert reason_of(send(panel, camille, "Voir ci-joint")) == "no_file"
    with panel.stage.desk.database.writing() as store:
        store.run("UPDATE attachments SET refused = ''")

    assert send(panel, camille, "Voir ci-joint").status_code == 200


def test_a_note_and_the_ticket_s_own_channel_are_asked_about_nothing(
    panel: Panel, camille: Opened
) -> None:
    assert send(panel, camille, f"{BOTH} {{{{ order.total }}}}", kind="note").status_code == 200
    with panel.stage.desk.database.writing() as store:
        store.run("UPDATE tickets SET channel = 'amazon'")

    assert send(panel, camille, "Comme sur Amazon", ask_id="a2").status_code == 200
    assert told(panel) == []


def test_a_message_with_a_variable_left_is_refused_and_names_it(
    panel: Panel, camille: Opened
) -> None:
    body = "Remboursé : {{ refund.amount }}, {{ prenom }}, {{ refund.amount }}"
    answer = send(panel, camille, body)

    assert (answer.status_code, reason_of(answer)) == (422, "unfilled")
    assert "<code>{{ refund.amount }}</code> <code>{{ prenom }}</code>" in answer.text
    assert panel.stage.count("messages") == panel.stage.count("letters") == 0


def test_the_first_text_of_a_new_ticket_waits_in_its_composer(
    panel: Panel, camille: Opened
) -> None:
    page = panel.ask("GET", f"/inbox/{camille.shop.id}/new", camille).text
    form = {
        "ask_id": answers_field(page, "ask_id"),
        "name": "Alix",
        "email": "alix@courriel.example",
        "channel": "email",
        "type": "standard",
        "subject": "Bonjour",
        "kind": "agent",
        "body": BOTH,
    }
    answer = panel.ask("POST", f"/inbox/{camille.shop.id}/tickets", camille, **form)

    assert reason_of(answer) == "begun_unsent"
    assert BOTH in answer.text
    assert panel.stage.count("messages") == 0
    assert panel.stage.count("tickets") == 2


def answers_field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_no_caller_of_the_counter_sends_such_a_text(panel: Panel, camille: Opened) -> None:
    with pytest.raises(Unfilled):
        panel.stage.say(camille, "{{ x }}")
    with pytest.raises(Questioned):
        panel.stage.say(camille, "sur Amazon")
