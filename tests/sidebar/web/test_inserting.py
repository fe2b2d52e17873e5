"""The page over a helpdesk's answer: orders to choose, texts to insert, and who may have them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from platforms.contract import Match, Unreachable
from sidebar.store import helpdesk_tickets
from tests.cast import ORDER, REFERENCE
from tests.helpdesk import connect_helpdesk
from tests.sidebar.goods import found, line, order
from tests.sidebar.stage import Stage, StillShop, panel_over, reason_of
from tests.sidebar.web.widget import (
    EMAIL,
    PARCEL,
    lacking,
    over,
    put,
    widget_of,
)


def test_orders_of_linked_tickets_come_first_and_one_is_chosen(stage: Stage) -> None:
    shop = StillShop(
        order(), (found("1002", Match.EMAIL, reference="NEWER", placed_at=9_990_000_000_000),)
    )
    widget, ticket = over(stage, shop), stage.enter().ticket
    (helpdesk,) = stage.rows("helpdesks")
    with stage.desk.database.writing() as store:
        helpdesk_tickets.link(store, helpdesk["id"], "4012", ticket.id, by="agt_x", now=1)

    page = widget.begin()

    assert re.findall(r'<option value="[^"]*/(\w+)"', page) == [ORDER, "1002"]
    assert shop.searches[0].emails == (EMAIL,)


def test_where_nothing_is_found_it_says_what_was_looked_for(stage: Stage) -> None:
    widget = over(stage, StillShop(order()))

    page = widget.begin()

    assert EMAIL in page
    assert "Boutique" in page
    assert "<option" not in page


def test_a_shop_that_is_away_is_named(stage: Stage) -> None:
    widget = over(stage, StillShop(order(), fault=Unreachable("no")))

    page = widget.begin()

    assert re.search(r'class="notice warning">Boutique', page)


def test_the_tracking_link_is_one_link_and_its_text(stage: Stage) -> None:
    text = put(over(stage).write("tracking"))

    address = "https://suivi.example/MX1?a=1&amp;b=2"
    assert f'<a href="{address}" rel="noopener">{address}</a>' in text
    assert REFERENCE in text


def test_an_address_in_a_products_name_leads_nowhere(stage: Stage) -> None:
    named = line(name="Coussin https://piege.example/a")
    page = over(stage, StillShop(order(lines=(named,), shipments=(PARCEL,))))

    text = put(page.write("summary"))

    assert "Coussin https://piege.example/a" in text
    assert "<a " not in text
    assert "<a " in put(page.write("tracking"))


def test_no_parcel_is_no_text(stage: Stage) -> None:
    page = over(stage, StillShop(order())).write("tracking")

    assert (put(page), lacking(page)) == ("", "no_parcel")


def test_a_hostile_product_is_letters_in_both_forms(stage: Stage) -> None:
    name = '<img src=x onerror=alert(1)>\n– "מוצר" \u202etxt'
    shop = StillShop(order(lines=(line(name=name),)))
    widget = over(stage, shop)

    rich = put(widget.write("summary"))
    chat = replace(widget, said={**widget.said, "ticket.via.channel": "chat"}).write("summary")

    for text in (rich, put(chat)):
        assert "&lt;img src=x onerror=alert(1)&gt; – &#34;מוצר&#34; txt" in text
        assert "\u202e" not in text
    assert set(re.findall(r"<(\w+)", rich)) <= {"p", "br", "ul", "li", "a"}
    assert set(re.findall(r"<(\w+)", put(chat))) == {"br"}


@pytest.mark.parametrize(
    ("channel", "formats", "tag"),
    [("chat", "true", "br"), ("native_messaging", "", "br"), ("email", "", "p")],
)
def test_the_editors_channel_chooses_the_form(
    stage: Stage, channel: str, formats: str, tag: str
) -> None:
    said: dict[str, Any] = {
        "ticket.editor.targetChannel": {"name": channel},
        "comment.useRichText": formats,
    }
    text = put(over(stage, **said).write("summary"))

    assert re.findall(r"<(\w+)", text)[0] == tag


def test_the_orders_language_is_written_unless_another_is_chosen_for_it(stage: Stage) -> None:
    widget = over(stage)
    this = f"{stage.shop.id}/{ORDER}"

    assert '<option value="fr" selected>' in widget.write("summary")
    chosen = widget.write("summary", language="en", spoken_of=this)
    assert '<option value="en" selected>' in chosen
    assert "Your order" in put(chosen)
    other = widget.write("summary", language="en", spoken_of="of/another")
    assert '<option value="fr" selected>' in other


def test_a_shop_that_is_not_shown_there_is_not_there(stage: Stage, elsewhere: Stage) -> None:
    widget = over(stage)

    answer = widget.answer("/inserting/text", order=f"{elsewhere.shop.id}/{ORDER}", kind="summary")

    assert (answer.status_code, reason_of(answer)) == (404, "not_found")


def test_who_may_not_answer_inserts_nothing(stage: Stage) -> None:
    served = StillShop(order()).at(stage)
    connect_helpdesk(served.desk, served.shop.id, roles={"*": "read"})
    widget = widget_of(panel_over(served))

    for path in ("/inserting", "/inserting/text"):
        assert widget.answer(path, kind="summary").status_code == 403


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "nonsense"},
        {"order": "x"},
        {"order": ""},
        {"said": "{"},
        {"said": "[]", "kind": "tracking"},
        {"said": '{"ticket.editor.targetChannel": {"name": 7}, "ticket.requester": []}'},
        {"kind": "reply", "reply": "rep_none"},
    ],
)
def test_nonsense_is_no_fault_of_ours(stage: Stage, form: dict[str, str]) -> None:
    told = {"order": f"{stage.shop.id}/{ORDER}", "kind": "summary", **form}

    assert over(stage).answer("/inserting/text", **told).status_code in (200, 404, 422)
