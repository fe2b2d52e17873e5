"""What Shopify saw happen is plain text in groups that an agent can choose from."""

from __future__ import annotations

from typing import Any

import pytest

from platforms.contract import BadAnswer, NotFound
from platforms.people import Group, Happenings
from platforms.shopify.adapter import Shopify
from platforms.shopify.plain_text import plain
from tests.platforms.shopify.wired import told, wired


def event(action: str = "placed", **changes: Any) -> dict[str, Any]:
    return {
        "__typename": "BasicEvent",
        "id": "gid://shopify/BasicEvent/91",
        "action": action,
        "message": "<a href='//x.example'>Camille</a> <strong>placed</strong> this&nbsp;order.",
        "createdAt": "2026-11-20T09:00:00Z",
        "appTitle": None,
        "criticalAlert": False,
        "author": "Camille",
        "subjectId": "gid://shopify/Order/5551001",
        "subjectType": "ORDER",
        **changes,
    }


def comment(**changes: Any) -> dict[str, Any]:
    told_of = event("create", __typename="CommentEvent", rawMessage="<b>as typed</b> ")
    for name in ("author", "subjectId", "subjectType"):
        del told_of[name]
    return {**told_of, "id": "gid://shopify/CommentEvent/92", **changes}


def read(*events: dict[str, Any], order_id: str = "5551001", customer_id: str = "") -> Happenings:
    kind, digits = ("order", order_id) if order_id else ("customer", customer_id)
    owner = {
        "id": f"gid://shopify/{kind.capitalize()}/{digits}",
        "events": {"nodes": list(events), "pageInfo": {"hasNextPage": True, "endCursor": "c25"}},
    }
    with wired(told({kind: owner})) as wire:
        return Shopify(wire.connection()).read_happenings(customer_id, order_id, "", within=5)


def test_an_entry_is_plain_text_and_says_who() -> None:
    found = read(event(), comment(appTitle="Inbox"))
    first, second = found.entries
    assert (first.id, first.group, first.text) == ("91", Group.ORDER, "Camille placed this order.")
    assert (first.at, first.by, first.order_id) == (1_795_165_200_000, "Camille", "5551001")
    assert (second.group, second.text, second.by) == (Group.COMMENT, "<b>as typed</b>", "Inbox")
    assert found.after == "c25"


def test_a_customer_s_entry_knows_its_order() -> None:
    mine, other = read(
        event(), event("create", subjectType="CUSTOMER"), order_id="", customer_id="7001"
    ).entries
    assert (mine.order_id, mine.group) == ("5551001", Group.ORDER)
    assert (other.order_id, other.group) == ("", Group.CUSTOMER)


@pytest.mark.parametrize(
    ("action", "group"),
    [
        ("placed", Group.ORDER),
        ("re_opened", Group.ORDER),
        ("cancelled", Group.ORDER),
        ("update", Group.ORDER),
        ("authorization_failure", Group.PAYMENT),
        ("capture_pending", Group.PAYMENT),
        ("sale_success", Group.PAYMENT),
        ("void_success", Group.PAYMENT),
        ("refund_pending", Group.REFUND),
        ("fulfillment_success", Group.FULFILMENT),
        ("restock_line_items", Group.FULFILMENT),
        ("mail_sent", Group.MAIL),
        ("published", Group.OTHER),
        ("never_heard_of", Group.OTHER),
        ("", Group.OTHER),
    ],
)
def test_each_action_has_its_group(action: str, group: Group) -> None:
    assert read(event(action)).entries[0].group is group


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("plain", "plain"),
        ("a<br>b<br/>c", "a b c"),
        ("<strong>5 &lt; 6</strong> &amp; more", "5 < 6 & more"),
        ("<script>steal()</script>left", "left"),
        ("<script>never closed", ""),
        ("<img src=x onerror=alert(1)>", ""),
        ("&lt;script&gt;", "<script>"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<a href='x", ""),
        ("<!-- secret -->seen", "seen"),
        ("  many \n\n spaces ", "many spaces"),
        ("<" * 5000, "<" * 5000),
    ],
)
def test_no_markup_is_left_to_be_obeyed(written: str, expected: str) -> None:
    assert plain(written) == expected


def test_the_next_stretch_is_asked_from_where_the_last_ended() -> None:
    owner = {
        "id": "gid://shopify/Order/1",
        "events": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
    }
    with wired(told({"order": owner})) as wire:
        found = Shopify(wire.connection()).read_happenings("7001", "1", "c25", within=5)
        (question,) = wire.questions
    assert (question.operation, question.variables["after"]) == ("OrderTimeline", "c25")
    assert found == Happenings(())


def test_nobody_s_timeline_is_not_found() -> None:
    with wired(told({"customer": None})) as wire:
        shop = Shopify(wire.connection())
        for customer_id in ("7001", ""):
            with pytest.raises(NotFound):
                shop.read_happenings(customer_id, "", "", within=5)
    assert len(wire.questions) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"id": "91"},
        {"id": None},
        {"createdAt": None},
        {"createdAt": "soon"},
        {"criticalAlert": None},
        {"message": 3},
        {"subjectId": "gid://shopify/Customer/1"},
    ],
)
def test_an_entry_in_no_known_form_is_a_bad_answer(change: dict[str, Any]) -> None:
    with pytest.raises(BadAnswer):
        read(event(**change), order_id="", customer_id="7001")
