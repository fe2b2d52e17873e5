"""The customer's pane: profile and timeline, filtered and cleared, safe whatever a shop says."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from platforms.contract import Unreachable
from platforms.people import Group, Happening
from sidebar.actions.opening import Opened
from tests.cast import CAMILLE, ROBIN, Person
from tests.sidebar.actions.test_people import ALIX_PROFILE, Knowing
from tests.sidebar.goods import ALIX, order
from tests.sidebar.stage import Panel, Stage, panel_over

HOSTILE = '<img src=x onerror=alert(1)> <a href="javascript:alert(1)">refund</a>'


@pytest.fixture
def shop() -> Knowing:
    paid = Happening("p1", Group.PAYMENT, "Visa paid", 1_000_002, by="Checkout")
    sent = Happening("s1", Group.MAIL, HOSTILE, 1_000_001)
    return Knowing(order(), happened={ALIX.id: (paid, sent)})


@pytest.fixture
def panel(stage: Stage, shop: Knowing) -> Panel:
    return panel_over(shop.at(stage))


@pytest.fixture
def opened(panel: Panel) -> Opened:
    return panel.stage.enter()


def test_both_are_asked_for_only_once_they_come_into_view(panel: Panel, opened: Opened) -> None:
    page = panel.on(opened).text

    for name in ("customer", "timeline"):
        assert f'hx-get="/tickets/{opened.ticket.id}/{name}" hx-trigger="intersect once"' in page


@pytest.mark.parametrize(("person", "words"), [(CAMILLE, "accepté"), (ROBIN, "agreed")])
def test_the_profile_says_what_the_customer_agreed_to(
    panel: Panel, person: Person, words: str
) -> None:
    opened = panel.stage.enter(person)

    said = panel.on(opened, path="/customer").text

    assert words in said
    assert "fidèle" in said


def test_a_note_of_the_merchant_is_text_and_nothing_else(
    panel: Panel, shop: Knowing, opened: Opened
) -> None:
    shop.profile = replace(ALIX_PROFILE, note=HOSTILE, tags=(HOSTILE,))

    said = panel.on(opened, path="/customer").text

    assert "<img src=x" not in said
    assert "&lt;img src=x" in said


def test_what_a_shop_tells_is_text_and_nothing_else(panel: Panel, opened: Opened) -> None:
    said = panel.on(opened, path="/timeline").text

    assert "&lt;img src=x" in said
    assert "javascript:alert(1)&#34;" in said
    assert 'href="javascript' not in said


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("", {"Camille", "Visa paid", "onerror"}),
        ("app=prestashop", {"Visa paid", "onerror"}),
        ("app=prestashop&about=payment", {"Visa paid"}),
        ("app=ours&about=payment", set()),
        ("store=ours", {"Camille"}),
        ("about=payment", {"Visa paid"}),
        ("about=nonsense", {"Camille", "Visa paid", "onerror"}),
        ("app=nonsense", {"Camille", "Visa paid", "onerror"}),
        ("store=shp_elsewhere", {"Camille", "Visa paid", "onerror"}),
        ("app=prestashop&store=ours", {"Visa paid", "onerror"}),
    ],
)
def test_each_filter_shows_its_own(
    panel: Panel, opened: Opened, show: str, expected: set[str]
) -> None:
    said = panel.on(opened, path=f"/timeline?{show}").text

    assert {word for word in ("Camille", "Visa paid", "onerror") if word in said} == expected


def test_a_filter_is_cleared_by_one_icon_that_is_there_only_then(
    panel: Panel, opened: Opened
) -> None:
    clear = f'class="icon" hx-get="/tickets/{opened.ticket.id}/timeline"'

    assert clear in panel.on(opened, path="/timeline?about=payment").text
    assert clear not in panel.on(opened, path="/timeline").text


@pytest.mark.parametrize(
    "mark",
    [
        "{",
        "[]",
        "null",
        '{"cursors": 3, "below": [1, "a", "b"]}',
        '{"cursors": {"ours": 4}, "below": [1, "a", "b"]}',
        '{"cursors": {"ours": "zzz"}, "below": [1, "ours", "e"]}',
        '{"cursors": {}, "below": ["1", 2, 3]}',
        '{"cursors": {"ours": "\u00b2-x"}, "below": [1, "a", "b"]}',
        '{"cursors": {"ours": "999999999999999999999999999999-x"}, "below": [1, "a", "b"]}',
        '{"cursors": {"ours": "1-\\ud800"}, "below": [1, "a", "b"]}',
        '{"cursors": {"ours": ""}, "below": [1, "a", "\\ud800"]}',
        f'{{"cursors": {{"ours": ""}}, "below": [{10**40}, "a", "b"]}}',
        '{"cursors": {"ours": ""}, "below": [1, "a", "b"], "behind": {"x": [1]}}',
        '{"cursors": {"ours": ""}, "below": [1, "a", "b"], "behind": 3}',
        "[" * 3000,
        "x" * 9000,
    ],
)
def test_a_mark_that_nobody_gave_breaks_nothing(panel: Panel, opened: Opened, mark: str) -> None:
    answer = panel.ask("GET", f"/tickets/{opened.ticket.id}/timeline", opened)
    token = panel.bearer(opened)
    hostile = panel.app.test_client().get(
        f"/tickets/{opened.ticket.id}/timeline",
        query_string={"mark": mark},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == hostile.status_code == 200


def test_earlier_happenings_are_had_by_the_mark_of_the_page(
    panel: Panel, shop: Knowing, opened: Opened
) -> None:
    many = tuple(Happening(f"e{n}", Group.ORDER, f"entry {n}", 2_000 - n) for n in range(5))
    shop.happened = {ALIX.id: many}
    first = panel.on(opened, path="/timeline").text
    assert "entry 1" in first
    assert "entry 4" not in first
    assert "timeline-more" in first

    below = [2_000 - 1, panel.stage.shop.id, "e1"]
    mark = json.dumps({"cursors": {panel.stage.shop.id: "2"}, "below": below})
    token = panel.bearer(opened)
    said = panel.app.test_client().get(
        f"/tickets/{opened.ticket.id}/timeline",
        query_string={"mark": mark},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert "entry 2" in said.text
    assert "entry 1" not in said.text


def test_a_shop_that_is_away_is_told_in_the_readers_language(
    panel: Panel, shop: Knowing, opened: Opened
) -> None:
    shop.people_fault = Unreachable("no")

    for path in ("/customer", "/timeline"):
        answer = panel.on(opened, path=path)
        assert answer.status_code == 200
        assert "ne répond pas" in answer.text


def test_the_profile_names_the_account_with_each_consent_beside_its_address(
    panel: Panel, shop: Knowing
) -> None:
    shop.profile = replace(ALIX_PROFILE, email="autre@courriel.example", phone="+33700000001")
    opened = panel.stage.enter(ROBIN)

    said = panel.on(opened, path="/customer").text

    _, _, mail = said.partition("mailto:autre@courriel.example")
    _, _, phone = said.partition("tel:+33700000001")
    assert "Advertising: agreed" in mail.partition("</dd>")[0]
    assert "Advertising: not agreed" in phone.partition("</dd>")[0]
    assert "Alix Moreau" in said


def test_a_customer_without_a_profile_is_said_to_have_none(panel: Panel, shop: Knowing) -> None:
    opened = panel.stage.enter(ROBIN)
    shop.profile = None
    assert "no longer has this customer's account" in panel.on(opened, path="/customer").text

    shop.order = order(customer=replace(ALIX, id="", is_guest=True))
    panel.on(opened, path="/order")
    assert "Ordered as a guest" in panel.on(opened, path="/customer").text


def test_a_shop_that_failed_can_be_asked_again(panel: Panel, shop: Knowing, opened: Opened) -> None:
    shop.people_fault = Unreachable("no")

    said = panel.on(opened, path="/timeline?about=payment").text

    again = f'hx-get="/tickets/{opened.ticket.id}/timeline?about=payment">Réessayer'
    assert again in said
