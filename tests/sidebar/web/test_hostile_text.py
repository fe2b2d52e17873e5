"""Whatever people or shops write is shown as text: nothing runs, nothing hides, nothing breaks."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from platforms.contract import Match
from platforms.shapes import (
    Address,
    CreditSlip,
    Customer,
    Discount,
    Invoice,
    Payment,
    Shipment,
    ShopMessage,
    State,
    StateChange,
    Wording,
)
from sidebar.actions import presence
from sidebar.actions.presence import Typed
from tests.cast import Person, ShopStage
from tests.sidebar.goods import euros, found, line, order, summary
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over
from tests.sidebar.web.doors import REPLY

SCRIPT = "<script>alert(1)</script>"
ATTRIBUTE = "\" onload='alert(2)' x=\"{{7*7}}"
HIDDEN = "a\u202eb\u2066"
HOSTILE = f"{SCRIPT}{ATTRIBUTE}{HIDDEN}%(name)s & %s"
ONLY_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def hostile(where: str) -> str:
    """A text that would run, and can be told from the others."""
    return f"{HOSTILE}{where}"


def fit_to_leave(where: str) -> str:
    """The same in a letter, which does not leave with a variable unfilled."""
    return hostile(where).replace("{{7*7}}", "{7*7}")


def wording(where: str) -> Wording:
    return Wording(hostile(where), {"fr": hostile(where)})


def address() -> Address:
    return Address(
        name=hostile("address-name"),
        company=hostile("company"),
        lines=(hostile("line-1"), hostile("line-2")),
        postcode=hostile("postcode"),
        city=hostile("city"),
        region=hostile("region"),
        country=wording("country"),
        country_code="FR",
        phones=(hostile("phone"),),
        id="7",
    )


STATE = State("2", wording("state"), ATTRIBUTE)
SUMMARY = summary(
    state=STATE,
    tracking_number=hostile("tracking"),
    tracking_url="https://follow.example/?a=<b>",
    customer_note=hostile("customer-note"),
)
CUSTOMER = Customer(
    id="2",
    first_name=hostile("first"),
    last_name=hostile("last"),
    email=f"{HOSTILE}@x.example",
    language=hostile("language"),
    phones=(hostile("customer-phone"),),
    note=hostile("note-on-customer"),
)
ORDER = order(
    summary=SUMMARY,
    lines=(
        line(
            name=hostile("product"),
            sku=hostile("sku"),
            variant=hostile("variant"),
            customizations=((hostile("label"), hostile("text")),),
            image=HOSTILE,
            quantity_refunded=1,
        ),
    ),
    discounts=(Discount(hostile("discount"), euros(1), euros(1), hostile("code")),),
    payments=(Payment(hostile("method"), euros(1), 1, hostile("transaction")),),
    payment_method=hostile("payment-method"),
    credit_slips=(CreditSlip(hostile("slip"), euros(1), euros(0), euros(1), 1),),
    shipments=(
        Shipment(hostile("carrier"), hostile("parcel"), "https://follow.example/", euros(1)),
        Shipment(hostile("carrier-2"), hostile("parcel-2"), "", euros(1)),
    ),
    history=(StateChange(STATE, 1),),
    customer=CUSTOMER,
    delivery_address=address(),
    invoice_address=replace(address(), id="8"),
    messages=(ShopMessage(hostile("shop-message"), 1, from_customer=True),),
    merchant_note=hostile("merchant-note"),
    gift=True,
    gift_message=hostile("gift"),
    invoice=Invoice(hostile("invoice"), 1),
    gaps=(hostile("gap"),),
)
"""Hostile in every field that a person, a module or another shop can fill in."""

PERSON = Person(3, SCRIPT, ATTRIBUTE, "fr")


@pytest.fixture
def panel(stage: Stage) -> Panel:
    """A shop that is hostile wherever it can be."""
    shop = StillShop(ORDER, (found("9", Match.EMAIL, **_fields()),))
    return panel_over(shop.at(stage))


def _fields() -> dict[str, object]:
    names = ("state", "tracking_number", "tracking_url", "customer_note")
    return {name: getattr(SUMMARY, name) for name in names}


def pages(panel: Panel) -> dict[str, str]:
    """Everything that can be shown of one ticket, by name."""
    stage = panel.stage
    opened = stage.enter(PERSON)
    stage.say(opened, fit_to_leave("reply"))
    stage.note(opened, hostile("note"))
    presence.save_draft(
        stage.desk,
        opened.viewer,
        opened.ticket.id,
        Typed(kind="note", body=hostile("draft"), next_status="", version=0),
    )
    other = stage.enter(Person(4, ATTRIBUTE, SCRIPT, "en"))
    presence.stay(stage.desk, other.viewer, opened.ticket.id, is_writing=True)
    with stage.desk.database.writing() as store:
        store.run("UPDATE letters SET state = 'refused', fault = :fault", fault=hostile("fault"))
        store.run("UPDATE shops SET name = :name", name=hostile("shop-name"))
    asked = {
        "related": panel.on(opened, path="/orders"),
        "card": panel.on(opened, path="/order"),
        "details": panel.on(opened, path="/orders/9"),
        "panel": panel.on(opened),
        "history": panel.on(opened, path="/history"),
        "pulse": panel.on(opened, "POST", "/pulse"),
        "sent": panel.on(opened, "POST", "/messages", **{**REPLY, "body": fit_to_leave("sent")}),
        "launch": panel.post_launch(stage.token(PERSON)),
    }
    assert {name: answer.status_code for name, answer in asked.items()} == dict.fromkeys(asked, 200)
    return {name: answer.text for name, answer in asked.items()}


def test_no_text_of_anybody_becomes_a_tag_or_an_attribute(panel: Panel) -> None:
    for name, page in pages(panel).items():
        assert "<script>" not in page, name
        assert "alert(1)<" not in page, name
        assert "onload='" not in page, name
        assert '" onload' not in page, name
        assert "49" not in re.findall(r"x=&#34;(.*?)a", page), name


def test_every_hostile_text_is_to_be_read_as_it_is(panel: Panel) -> None:
    shown = pages(panel)
    whole = shown["panel"] + shown["related"] + shown["details"]

    for where in (
        *("product", "sku", "variant", "label", "text", "discount", "code", "method"),
        *("payment-method", "carrier", "parcel", "parcel-2", "shop-message", "merchant-note"),
        *("note-on-customer", "gift", "invoice", "address-name", "company", "line-1", "city"),
        *("postcode", "region", "country", "phone", "state", "customer-note", "tracking"),
        *("reply", "note", "draft", "gap", "slip", "fault", "shop-name"),
    ):
        assert f"%s{where}" in whole, where
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in whole


def test_no_direction_is_hidden_outside_what_is_being_typed(panel: Panel) -> None:
    for name, page in pages(panel).items():
        typed = re.sub(r"<textarea.*?</textarea>", "", page, flags=re.DOTALL)
        lines = [line for line in typed.splitlines() if ONLY_BIDI.search(line)]
        assert lines == [], name
    assert "[U+202E]" in page


def test_a_shop_that_sends_nul_and_half_characters_is_read_all_the_same(
    stage: Stage, lively_shop: ShopStage
) -> None:
    hostile_rows = lively_shop.sandbox.shop
    hostile_rows.put("customers", id=2, firstname="A\x00lix", lastname="\x1bMoreau\x7f")
    hostile_rows.put("addresses", id=11, city="Pa\x00ris", phone="06\x00 12")
    hostile_rows.put("order_details", id=201, product_name="Ours\x00 brun")
    try:
        panel = panel_over(stage)
        page = panel.post_launch(stage.token())
        opened = stage.enter()
        answers = [panel.on(opened, path=path) for path in ("/order", "/orders", "")]
    finally:
        hostile_rows.reset()

    assert [answer.status_code for answer in (page, *answers)] == [200] * 4
    for answer in (page, *answers):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", answer.text)
    assert "brun" in answers[0].text
