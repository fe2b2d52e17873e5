"""What the page over a helpdesk's answer makes of refunds and of default replies."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

import msgspec

from platforms.moves import Done, MoneyState, PaidBack
from sidebar.actions.shops import join_family
from sidebar.rules.operation import OperationState
from sidebar.rules.replies import DefaultReply
from sidebar.store import default_replies, operations
from sidebar.store.operations import Operation
from tests.cast import ORDER, REFERENCE
from tests.sidebar.goods import euros, line, order
from tests.sidebar.stage import Stage, StillShop
from tests.sidebar.web.furnishing import waiting_operation
from tests.sidebar.web.widget import (
    PARCEL,
    SETTLED_AT,
    lacking,
    over,
    put,
)


def settled(stage: Stage, *, result: Done | None, **told: Any) -> Operation:
    """A refund of Alix's order, asked from her ticket."""
    opened = stage.enter()
    known: dict[str, Any] = {
        "id": f"op_{len(stage.rows('operations'))}",
        "ask_id": f"ask-{len(stage.rows('operations'))}",
        "state": OperationState.DONE,
        "settled_at": SETTLED_AT,
        "result": result,
        "moved": euros(1000),
    }
    operation = replace(waiting_operation(opened), **{**known, **told})
    with stage.desk.database.writing() as store:
        operations.ask(store, operation)
        store.run(
            "UPDATE operations SET result = :result WHERE id = :id",
            id=operation.id,
            result=msgspec.json.encode(result).decode() if result else "",
        )
    return operation


def keep_reply(stage: Stage, text: str, *, code: str = "rep_1", **texts: str) -> None:
    reply = DefaultReply(code, stage.shop.id, "Livraison", "Colis parti", updated_at=1)
    with stage.desk.database.writing() as store:
        default_replies.keep(store, reply, by="agt_x")
        for language, body in {"fr": text, **texts}.items():
            default_replies.keep_text(store, code, language, body)


def test_a_refund_is_confirmed_only_once_it_is_done(stage: Stage) -> None:
    widget = over(stage)
    waiting = {"state": OperationState.UNSURE, "settled_at": None}
    settled(stage, result=None, **waiting)

    page = widget.write("refund")

    assert (put(page), lacking(page)) == ("", "under_way")


def test_what_really_moved_is_confirmed_and_what_failed_is_not(stage: Stage) -> None:
    widget = over(stage)
    ways = (
        PaidBack("Visa", euros(700), MoneyState.MOVED),
        PaidBack("Visa", euros(300), MoneyState.FAILED),
    )
    settled(stage, result=Done("r1", euros(1000), euros(0), paid_back=ways))

    text = put(widget.write("refund", language="en", spoken_of=f"{stage.shop.id}/{ORDER}"))

    assert "€7.00" in text
    assert "21 Sept 2026" in text
    assert "10.00" not in text


def test_of_several_refunds_the_newest_is_told_or_all(stage: Stage) -> None:
    widget = over(stage)
    settled(stage, result=Done("r1", euros(1000), euros(0)))
    settled(stage, result=Done("r2", euros(250), euros(0)))

    newest, every = put(widget.write("refund")), put(widget.write("refund", operation="all"))

    assert ("2,50" in newest, "10,00" in newest) == (True, False)
    assert ("2,50" in every, "10,00" in every) == (True, True)


def test_a_refund_that_failed_whole_is_none(stage: Stage) -> None:
    widget = over(stage)
    ways = (PaidBack("Visa", euros(1000), MoneyState.FAILED),)
    settled(stage, result=Done("r1", euros(1000), euros(0), paid_back=ways))

    assert lacking(widget.write("refund")) == "no_refund"


def test_a_default_reply_is_filled_under_the_helpdesks_number(stage: Stage) -> None:
    widget = over(stage).met()
    keep_reply(stage, "{{ customer.first_name }}, ticket {{ ticket.number }}.\n\n{{ agent.name }}")

    listed = widget.write("reply", q="colis")
    text = put(widget.write("reply", reply="rep_1"))

    assert "Colis parti" in listed
    assert text == ('<p dir="auto">Alix, ticket 4012.</p>\n<p dir="auto">Camille Fournier</p>')
    assert "Colis parti" not in widget.write("reply", q="facture")


def test_a_reply_leads_where_its_own_words_and_its_parcels_do(stage: Stage) -> None:
    named = line(name="Coussin https://piege.example/a")
    widget = over(stage, StillShop(order(lines=(named,), shipments=(PARCEL,))))
    keep_reply(
        stage, "{{ order.products }}\n{{ order.tracking_link }}\nhttps://aide.example/retour."
    )

    text = put(widget.write("reply", reply="rep_1"))

    leads = re.findall(r'<a href="([^"]+)"', text)
    assert "https://piege.example/a" in text
    assert leads == [html.escape(PARCEL.tracking_url), "https://aide.example/retour"]


def test_what_is_not_known_is_asked_for_by_name_and_keeps_the_reply_back(stage: Stage) -> None:
    widget = over(stage, StillShop(order()))
    keep_reply(stage, "Colis {{ order.tracking_number }}, {{ nonsense }}.")

    bare = widget.write("reply", reply="rep_1")
    half = widget.write("reply", reply="rep_1", **{"fill-order.tracking_number": "<b>MX2</b>"})
    whole = widget.write(
        "reply", reply="rep_1", **{"fill-order.tracking_number": "<b>MX2</b>", "fill-nonsense": "x"}
    )

    assert (put(bare), lacking(bare)) == ("", "unfilled")
    assert "<code>{{ order.tracking_number }}</code>" in bare
    assert (put(half), lacking(half)) == ("", "unfilled")
    assert "<code>{{ order.tracking_number }}</code>" not in half
    assert put(whole) == '<p dir="auto">Colis &lt;b&gt;MX2&lt;/b&gt;, x.</p>'


def test_a_known_value_cannot_be_written_over(stage: Stage) -> None:
    widget = over(stage)
    keep_reply(stage, "Commande {{ order.reference }}")

    text = put(widget.write("reply", reply="rep_1", **{"fill-order.reference": "AUTRE"}))

    assert text == f'<p dir="auto">Commande {REFERENCE}</p>'


def test_an_agent_whom_nobody_named_yet_is_no_name_to_a_customer(stage: Stage) -> None:
    widget = over(stage)
    keep_reply(stage, "{{ agent.name }}")

    assert lacking(widget.write("reply", reply="rep_1")) == "unfilled"


def test_a_reply_is_written_in_any_language_that_it_has(stage: Stage) -> None:
    widget = over(stage)
    keep_reply(stage, "Bonjour", de="Guten Tag")

    this = f"{stage.shop.id}/{ORDER}"
    page = widget.write("reply", reply="rep_1", language="de", spoken_of=this)

    assert put(page) == '<p dir="auto">Guten Tag</p>'
    assert re.findall(r'<option value="(\w\w)"', page) == ["de", "fr"]


def test_a_reply_that_was_inserted_stands_in_the_history_of_its_order(stage: Stage) -> None:
    widget, opened = over(stage).met(), stage.enter()
    keep_reply(stage, "Bonjour")

    for reply in ("rep_1", "rep_none"):
        told = {"order": f"{stage.shop.id}/{ORDER}", "reply": reply}
        assert widget.answer("/inserting/used", **told).status_code == 204

    (event,) = (row for row in stage.rows("events") if row["kind"] == "inserted")
    assert (event["ticket_id"], event["new"]) == (opened.ticket.id, "Colis parti")
    assert event["actor_name"] == "Camille Fournier"


def test_what_a_sister_shop_says_in_the_same_words_is_offered_once(
    stage: Stage, elsewhere: Stage
) -> None:
    for one in (stage, elsewhere):
        join_family(one.desk, one.shop.id, "maison")
        keep_reply(one, "Votre colis est parti.", code=f"rep_{one.shop.id}")
    listed = over(stage).write("reply")

    assert re.findall(r'"reply": "(\w+)"', listed) == [f"rep_{stage.shop.id}"]
