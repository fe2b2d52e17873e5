"""A reply as the form sends it: kept once, or told why not, with nothing lost and nothing sent."""

from __future__ import annotations

import re

import pytest

from sidebar.actions import post
from sidebar.rules.ticket import Status
from tests.cast import ROBIN
from tests.sidebar.stage import Stage, reason_of
from tests.sidebar.web.doors import REPLY, House


def to_customers(stage: Stage) -> int:
    """How many letters are for a customer: colleagues who follow the ticket get others."""
    return [row["purpose"] for row in stage.rows("letters")].count("reply")


def seen_by(page: str) -> str:
    found = re.search(r'name="seen_version" value="([0-9]+)"', page)
    assert found
    return found.group(1)


def test_a_reply_is_sent_shown_and_leaves(house: House) -> None:
    panel = house.panel
    form = {**REPLY, "body": "Voilà, c'est parti.", "next_status": "pending"}

    answer = panel.on(house.opened, "POST", "/messages", **form)
    post.deliver_due(panel.stage.desk)

    assert (answer.status_code, reason_of(answer)) == (200, "sent_agent")
    assert answer.headers["HX-Trigger"] == "sent"
    assert "Voilà, c&#39;est parti." in answer.text
    assert 'data-status="pending"' in answer.text
    assert "brouillon" not in answer.text
    assert [letter.text for letter in panel.stage.post.letters] == ["Voilà, c'est parti."]


def test_a_note_is_kept_apart_and_moves_nothing(house: House) -> None:
    form = {**REPLY, "kind": "note", "next_status": "closed"}

    answer = house.panel.on(house.opened, "POST", "/messages", **form)

    assert (answer.status_code, reason_of(answer)) == (200, "sent_note")
    assert house.panel.stage.rows("tickets")[0]["status"] == "open"
    assert to_customers(house.panel.stage) == 1


def test_a_double_click_is_one_message_and_two_good_answers(house: House) -> None:
    first = house.panel.on(house.opened, "POST", "/messages", **REPLY)
    second = house.panel.on(house.opened, "POST", "/messages", **REPLY)

    assert (first.status_code, second.status_code) == (200, 200)
    assert [row["ask_id"] for row in house.panel.stage.rows("messages")].count("a1") == 1
    assert to_customers(house.panel.stage) == 2


def test_what_arrived_meanwhile_is_shown_and_asked_about_once(house: House) -> None:
    stage = house.panel.stage
    seen = seen_by(house.panel.on(house.opened).text)
    stage.note(stage.enter(ROBIN), "attends, j'ai la réponse")
    form = {**REPLY, "seen_version": seen}

    first = house.panel.on(house.opened, "POST", "/messages", **form)
    assert (first.status_code, reason_of(first)) == (409, "moved_on")
    assert "attends, j&#39;ai la réponse" in first.text
    assert "Envoyer quand même" in first.text
    assert to_customers(stage) == 1

    second = house.panel.on(house.opened, "POST", "/messages", **form, confirmed="yes")
    assert second.status_code == 200
    assert to_customers(stage) == 2


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"body": ""}, "empty"),
        ({"body": "\u202e\u200b"}, "empty"),
        ({"body": "x" * 50_001}, "too_long"),
        ({"body": "x" * 100_000}, "too_long"),
        ({"body": "é👩‍🚀" * 25_000}, "too_long"),
        ({"ask_id": ""}, "bad_request"),
        ({"ask_id": "a" * 65}, "bad_request"),
        ({"ask_id": "a\x00"}, "bad_request"),
        ({"next_status": "lost"}, "illegal_move"),
        ({"next_status": "client_replied"}, "illegal_move"),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_changes(
    house: House, form: dict[str, str], reason: str
) -> None:
    before = house.whole()

    answer = house.panel.on(house.opened, "POST", "/messages", **{**REPLY, **form})

    assert (answer.status_code, reason_of(answer)) == (422, reason)
    assert house.whole() == before


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 40, "٣", "1e9"])
def test_a_page_that_does_not_say_what_it_saw_is_asked_first(house: House, seen: str) -> None:
    answer = house.panel.on(house.opened, "POST", "/messages", **{**REPLY, "seen_version": seen})

    assert answer.status_code == 409
    assert to_customers(house.panel.stage) == 1


def test_a_reply_beyond_all_bounds_is_refused_whole(house: House) -> None:
    before = house.whole()
    form = {**REPLY, "body": "x" * 3_000_000}

    answer = house.panel.on(house.opened, "POST", "/messages", **form)

    assert (answer.status_code, reason_of(answer)) == (413, "too_large")
    assert house.whole() == before


def test_a_ticket_closed_meanwhile_takes_nothing(house: House) -> None:
    stage = house.panel.stage
    stage.move(stage.enter(ROBIN), Status.CLOSED)

    answer = house.panel.on(house.opened, "POST", "/messages", **REPLY)

    assert (answer.status_code, reason_of(answer)) == (422, "closed")
    assert to_customers(stage) == 1


def test_nul_and_controls_in_a_reply_become_visible_on_both_engines(house: House) -> None:
    form = {**REPLY, "body": "a\x00b\x07c\x1b[0m"}

    answer = house.panel.on(house.opened, "POST", "/messages", **form)

    assert answer.status_code == 200
    assert "a\ufffdb\ufffdc\ufffd[0m" in answer.text


def test_an_unsure_letter_is_sent_again_when_a_person_says_so(house: House) -> None:
    letter = house.panel.stage.letter()["id"]

    answer = house.panel.on(house.opened, "POST", f"/letters/{letter}/attempts")
    post.deliver_due(house.panel.stage.desk)
    again = house.panel.on(house.opened, "POST", f"/letters/{letter}/attempts")

    assert answer.status_code == 200
    assert "Camille Fournier a fait renvoyer" in answer.text
    assert (again.status_code, reason_of(again)) == (422, "not_waiting")
    assert len(house.panel.stage.post.letters) == 1
