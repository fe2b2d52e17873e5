"""A ticket is opened by hand, once, and what was typed stays until it is one."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from platforms.contract import Match, Unreachable
from sidebar.actions.opening import Opened
from sidebar.rules.ticket import Status
from tests.cast import CAMILLE, REFERENCE, ROBIN, Person
from tests.sidebar.goods import found, order
from tests.sidebar.life import ZOE, begun, kinds_on, row_of
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over, reason_of, together
from tests.sidebar.web.counter import field, words

FORM = {
    "name": "Zoé Petit",
    "email": ZOE,
    "subject": "Une question",
    "channel": "email",
    "type": "standard",
    "kind": "note",
}


def post(panel: Panel, opened: Opened, **told: str) -> TestResponse:
    form = {**FORM, "ask_id": "new-1", **told}
    return panel.ask("POST", f"/inbox/{panel.stage.shop.id}/tickets", opened, **form)


def newest(panel: Panel) -> dict[str, object]:
    return dict(max(panel.stage.rows("tickets"), key=lambda row: int(row["number"])))


@pytest.mark.parametrize(("person", "word"), [(CAMILLE, "Client"), (ROBIN, "Customer")])
def test_a_ticket_is_opened_about_somebody_new(panel: Panel, person: Person, word: str) -> None:
    opened = panel.stage.enter(person)
    page = panel.ask("GET", f"/inbox/{panel.stage.shop.id}/new", opened)
    assert word in page.text
    answer = post(panel, opened, ask_id=field(page.text, "ask_id"), body="Appelée ce matin")
    ticket = newest(panel)

    assert answer.status_code == 200
    assert reason_of(answer) == "begun"
    assert (ticket["subject"], ticket["channel"], ticket["order_id"]) == (
        "Une question",
        "email",
        "",
    )
    assert [row["body"] for row in panel.stage.rows("messages")] == ["Appelée ce matin"]
    assert "Une question" in answer.text


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"email": "zoe@"}, "new-email"),
        ({"email": ""}, "new-email"),
        ({"email": "", "name": ""}, "new-customer"),
        ({"subject": " "}, "new-subject"),
        ({"subject": "x" * 201}, "new-subject"),
        ({"channel": "pigeon"}, "new-channel"),
        ({"type": ""}, "new-type"),
        ({"order": "NOSUCHONE"}, "new-order"),
        ({"body": "\u200b"}, "new-body"),
        ({"order": REFERENCE}, "new-order"),
        ({"email": "", "name": "", "customer_id": "cus_of_nobody"}, "new-customer"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    panel: Panel, told: dict[str, str], fault: str
) -> None:
    opened = panel.stage.enter()
    answer = post(panel, opened, **{"body": "<b>gardé</b>", "name": "Zoé <Petit>", **told})
    said = answer.text.split(f'id="{fault}-fault" class="fault">')[1].split("</p>")[0]

    assert answer.status_code == 422
    assert said.strip()
    assert panel.stage.count("tickets") == 1
    if "body" not in told:
        assert "&lt;b&gt;gardé&lt;/b&gt;" in answer.text
    if "name" not in told:
        assert "Zoé &lt;Petit&gt;" in answer.text


def test_the_same_form_opens_one_ticket_however_often_it_arrives(panel: Panel) -> None:
    opened = panel.stage.enter()

    def press() -> int:
        return post(panel, opened).status_code

    assert sorted(together(press, press, press)) == [200, 422, 422]
    assert panel.stage.count("tickets") == 2


def test_the_order_gives_the_ticket_its_customer(panel: Panel) -> None:
    opened = panel.stage.enter()
    panel.stage.move(opened, Status.CLOSED)
    answer = post(panel, opened, name="", email="", subject="", order=f" {REFERENCE.lower()} ")
    ticket = newest(panel)
    assert answer.status_code == 200
    assert (ticket["order_reference"], ticket["is_main"]) == (REFERENCE, 1)
    assert opened.ticket.customer is not None
    assert ticket["customer_id"] == opened.ticket.customer.id


def test_of_several_orders_of_one_reference_the_agent_chooses(stage: Stage) -> None:
    twins = (found("7", Match.REFERENCE), found("8", Match.REFERENCE))
    shop = StillShop(order(), found=twins)
    panel = panel_over(shop.at(stage))
    opened = panel.stage.enter()
    asked = post(panel, opened, email="", name="", order=REFERENCE)
    assert asked.status_code == 422
    assert asked.text.count('type="radio" name="order_id"') == 2
    chosen = {"order": REFERENCE, "order_of": field(asked.text, "order_of"), "order_id": "8"}
    assert post(panel, opened, email="", name="", **chosen).status_code == 200
    shop.fault = Unreachable("x")
    away = post(panel, opened, ask_id="new-2", email="", name="", **chosen)
    assert away.status_code == 422
    assert 'id="new-order-fault" class="fault"></p>' not in away.text


def test_a_first_reply_leaves_and_is_refused_where_nobody_would_get_it(panel: Panel) -> None:
    opened = panel.stage.enter()
    assert post(panel, opened, body="Bonjour Zoé", kind="agent").status_code == 200
    assert panel.stage.letter()["state"] == "queued"
    with panel.stage.desk.database.writing() as store:
        store.run("UPDATE customers SET email = ''")
    silent = next(row["id"] for row in panel.stage.rows("customers") if row["name"] == "Zoé Petit")
    told = {"ask_id": "new-2", "email": "", "customer_id": silent, "kind": "agent", "body": "x"}
    answer = post(panel, opened, **told)
    assert answer.status_code == 422
    assert panel.stage.count("tickets") == 2


def test_a_ticket_opened_from_another_takes_along_what_it_is_about(panel: Panel) -> None:
    opened = panel.stage.enter()
    with panel.stage.desk.database.writing() as store:
        store.run("UPDATE tickets SET subject = 'Colis perdu', channel = 'portal'")
    page = panel.on(opened, path="/new").text
    assert 'value="Colis perdu"' in page
    assert f'value="{REFERENCE}"' in page
    names = ("ask_id", "previous_id", "order_of", "order_id")
    told = {name: field(page, name) for name in names} | {"order": REFERENCE, "email": ""}
    assert opened.ticket.customer is not None
    person = opened.ticket.customer.id
    answer = post(panel, opened, **told, customer_id=person, channel="portal", name="")
    ticket = newest(panel)

    assert answer.status_code == 200
    assert ticket["previous_id"] == opened.ticket.id
    assert (ticket["order_id"], ticket["is_main"]) == (opened.ticket.order_id, 0)
    assert "continued" in kinds_on(panel.stage, opened.ticket)
    both = (str(ticket["id"]), opened.ticket.id)
    told_there, told_here = (
        words(panel.ask("GET", f"/tickets/{one}/links", opened).text) for one in both
    )
    assert str(opened.ticket.number) in told_there
    assert str(ticket["number"]) in told_here


def test_a_closed_ticket_without_an_order_is_followed_by_another_without_one(panel: Panel) -> None:
    opened = panel.stage.enter()
    ticket = begun(panel.stage, opened)
    panel.ask("PUT", f"/tickets/{ticket.id}/status", opened, status="closed", confirmed="yes")
    answer = panel.ask("POST", f"/tickets/{ticket.id}/next", opened)
    fresh = newest(panel)
    assert answer.status_code == 200
    assert (fresh["previous_id"], fresh["order_id"], fresh["is_main"]) == (ticket.id, "", 0)
    assert fresh["customer_id"] == row_of(panel.stage, ticket)["customer_id"]


def test_known_customers_are_found_by_a_piece_of_their_name_in_their_shop_alone(
    panel: Panel, elsewhere: Stage
) -> None:
    opened = panel.stage.enter()
    begun(panel.stage, opened, name="Zoé 100%_ <Petit>")
    theirs = elsewhere.enter()
    for looked, is_found in (("petit", 1), ("100%25_", 1), ("%25", 0), ("_", 0), ("nobody", 0)):
        path = f"/inbox/{panel.stage.shop.id}/customers?looked={looked}"
        assert panel.ask("GET", path, opened).text.count("Zoé 100%_ &lt;Petit&gt;") == is_found
        assert panel.ask("GET", path, theirs).status_code == 404
    own = panel_over(elsewhere).ask(
        "GET", f"/inbox/{elsewhere.shop.id}/customers?looked=Zo", theirs
    )
    assert "Petit" not in own.text


def test_a_ticket_without_an_order_shows_no_fault_anywhere(panel: Panel) -> None:
    opened = panel.stage.enter()
    ticket = begun(panel.stage, opened)
    for path in ("", "/order", "/orders", "/candidates", "/customer", "/timeline", "/print"):
        answer = panel.ask("GET", f"/tickets/{ticket.id}{path}", opened)
        assert answer.status_code == 200, path
    pulse = panel.ask("POST", f"/tickets/{ticket.id}/pulse", opened, mark="x", body="")
    assert 'hx-target="#orders"' not in pulse.text


HOSTILE = "\x00<script>alert(1)</script>\u202e{{7*7}}\r\nBcc: x@y.example"


def test_hostile_words_are_words_wherever_they_are_shown(panel: Panel) -> None:
    opened = panel.stage.enter()
    told = {"name": HOSTILE, "subject": HOSTILE, "body": HOSTILE, "looked": HOSTILE}
    assert post(panel, opened, **told).status_code == 200
    ticket = newest(panel)
    number, identity = ticket["number"], ticket["id"]
    assert "\n" not in str(ticket["subject"])
    for path in ("", "/links", "/print?events=yes", "/merge", "/candidates", "/new"):
        page = panel.ask("GET", f"/tickets/{identity}{path}", opened).text
        assert "<script>alert" not in page, path
        # What is being typed stays as it was typed.
        assert path == "/new" or "\u202e" not in page, path
    preview = panel.on(opened, path=f"/merge?number={number}").text
    assert "<script>alert" not in preview


@pytest.mark.parametrize(
    "told",
    [
        {"customer_id": "\x00"},
        {"previous_id": "../x"},
        {"order": "\x00'; DROP", "order_of": "\x00'; DROP", "order_id": "../customers/1"},
        {"email": "a\x00b@x.example"},
        {"channel": "\x00"},
        {"number": "\x00"},
    ],
)
def test_forms_that_no_page_made_break_nothing(panel: Panel, told: dict[str, str]) -> None:
    opened = panel.stage.enter()
    assert post(panel, opened, **told).status_code in (200, 404, 422)
    odd = dict.fromkeys(("into", "order_id"), "\x00/../1")
    ticket = begun(panel.stage, opened, ask_id="another")
    for method, path in (("POST", "merge"), ("PUT", "tied-order")):
        answer = panel.ask(method, f"/tickets/{ticket.id}/{path}", opened, **odd)
        assert answer.status_code in (404, 422)
