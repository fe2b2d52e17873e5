"""What a host never said: replayed, re-headed or split again, it changes and tells nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from platforms.shopify.meanings import TOPICS
from platforms.shopify.proxy import signature as proxy_signature
from platforms.shopify.sandbox.steering import announce
from platforms.shopify.sandbox.webhooks import Message, signature
from sidebar.actions import deliveries
from sidebar.clock import HOUR
from tests.sidebar.web.in_shopify import (
    APP,
    ATELIER,
    BOUTIQUE,
    KIND,
    NOOR,
    NOORS_ORDER,
    ORDER,
    SAID_OF_ALIX,
    InShopify,
)

KEPT = ("deliveries", "notices")
"""Where a push may leave that it was here."""


def news(admin: InShopify, topic: str = "orders/updated", order: str = ORDER) -> Message:
    """What Shopify would push of Alix's order."""
    store = admin.store(BOUTIQUE)
    message = announce(admin.sandbox, store, topic, f"gid://shopify/Order/{order}")
    assert message is not None
    return message


def both_shops(admin: InShopify) -> None:
    admin.house()
    admin.opened(NOOR, NOORS_ORDER)


def changed(admin: InShopify, before: dict[str, list[str]]) -> set[str]:
    """Which tables another look finds different."""
    now = admin.whole()
    return {table for table, rows in now.items() if rows != before[table]}


def test_a_push_that_is_not_signed_over_its_bytes_is_not_kept(
    admin: InShopify, caplog: pytest.LogCaptureFixture
) -> None:
    both_shops(admin)
    message, before = news(admin), admin.whole()
    caplog.set_level(logging.DEBUG)
    caplog.clear()

    for number, answer in enumerate(tampered(admin, message)):
        assert (answer.status_code, answer.data) == (401, b""), number
    # Signed, and of nobody and nothing known: a host that asks again will not be told more.
    for answer in misnamed(admin, message):
        assert (answer.status_code, answer.data) == (200, b"")
    assert admin.whole() == before
    unlogged(caplog)


def misnamed(admin: InShopify, message: Message) -> list[TestResponse]:
    """What is answered to what is signed, and said to be what nobody takes."""
    return [
        admin.push(message, shop_domain="evil.example"),
        admin.push(message, shop_domain=f"{BOUTIQUE}.evil.example"),
        admin.push(message, shop_domain="é"),
        admin.push(message, topic="orders/everything"),
        admin.push(message, topic="\xff"),
    ]


def test_headers_that_nobody_signed_keep_nothing_out(admin: InShopify) -> None:
    both_shops(admin)
    pushes: tuple[Callable[[Message], TestResponse], ...] = (
        lambda it: admin.push(it, webhook_id="' OR 1=1", event_id="e"),
        lambda it: admin.push(it, webhook_id="w", event_id=""),
        lambda it: admin.push(it, triggered_at="2020-01-01T00:00:00Z"),
        lambda it: admin.push(it, webhook_id="x", event_id="f", triggered_at="soon"),
    )
    for push in pushes:
        assert push(news(admin)).status_code == 200
        assert deliveries.work_due(admin.stage.desk) == 1
        assert {row["state"] for row in admin.stage.rows("deliveries")} == {"worked"}


def tampered(admin: InShopify, message: Message) -> list[TestResponse]:
    """What is answered to a good push that is wrong in one way."""
    mark = signature(APP.secret, message.body)
    form = "application/x-www-form-urlencoded"
    multipart = "multipart/form-data; boundary=x"
    return [
        admin.push(message, hmac_sha256=""),
        admin.push(message, hmac_sha256="é" * 44),
        admin.push(message, hmac_sha256=mark.replace("=", "\xff")),
        admin.push(message, hmac_sha256=mark.lower()),
        admin.push(message, hmac_sha256=f"{mark}, {mark}"),
        admin.push(message, hmac_sha256=signature("x" * 40, message.body)),
        admin.push(message, hmac_sha256=signature("", message.body)),
        admin.push(message, body=message.body + b" "),
        admin.push(message, body=b""),
        admin.push(message, body=b"\xff\x00"),
        admin.push(message, body=news(admin, order="5551002").body),
        admin.push(message, body=urlencode({"id": ORDER}).encode(), content_type=form),
        admin.push(message, body=b"--x\r\n\r\nid=1\r\n--x--", content_type=multipart),
        admin.push(message, body=b"[" * 100_000),
        admin.app.test_client().post(f"/webhooks/{KIND}"),
    ]


def unlogged(caplog: pytest.LogCaptureFixture) -> None:
    assert [it for it in caplog.records if it.levelno >= logging.ERROR] == []
    for word in (*SAID_OF_ALIX, APP.secret):
        assert word not in caplog.text


@pytest.mark.parametrize("size", [2_100_000, 3_000_000])
def test_a_push_that_is_too_large_is_not_kept_though_it_is_signed(
    admin: InShopify, size: int
) -> None:
    both_shops(admin)
    message, before = news(admin), admin.whole()
    body = message.body + b" " * size

    answer = admin.push(message, body=body, hmac_sha256=signature(APP.secret, body))

    assert answer.status_code in (401, 413)
    assert admin.whole() == before


def test_a_push_of_a_shop_that_is_not_here_is_answered_and_not_kept(admin: InShopify) -> None:
    admin.house()
    message, before = news(admin), admin.whole()

    assert admin.push(message, shop_domain=ATELIER).status_code == 200
    assert admin.push(message, shop_domain="nobody.myshopify.com").status_code == 200

    assert admin.whole() == before


def test_a_push_is_worked_once_however_it_comes_again(admin: InShopify) -> None:
    both_shops(admin)
    message = news(admin, "orders/cancelled")
    first = worked(admin, admin.push(message))
    before = admin.whole()
    assert len(before["deliveries"]) == len(before["notices"]) == first == 1

    again = [
        admin.push(message),
        admin.push(message, content_type="text/plain"),
        admin.push(message, webhook_id="another"),
        admin.push(message, event_id="another"),
        admin.push(message, triggered_at=admin.store(BOUTIQUE).clock.iso(ago=HOUR)),
    ]
    assert [worked(admin, it) for it in again] == [0] * len(again)
    assert admin.whole() == before

    # Nothing of it is signed but the body: with all its names changed it is kept, and says nothing.
    worked(admin, admin.push(message, webhook_id="another", event_id="another"))
    assert changed(admin, before) == {"deliveries"}


def worked(admin: InShopify, answer: TestResponse) -> int:
    """How many deliveries there were to work after an answer."""
    assert (answer.status_code, answer.data) == (200, b"")
    return deliveries.work_due(admin.stage.desk)


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_a_push_under_other_headers_touches_nobody(
    admin: InShopify, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    both_shops(admin)
    message, before = news(admin), admin.whole()
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    for number, host in enumerate((BOUTIQUE, ATELIER)):
        named = f"another-{number}"
        answer = admin.push(
            message, topic=topic, shop_domain=host, webhook_id=named, event_id=named
        )
        assert answer.status_code == 200
        deliveries.work_due(admin.stage.desk)

    # An order's own news under another name is still news of that order: one line on its ticket.
    told = {"events"} if topic in ("orders/cancelled", "orders/fulfilled", "orders/paid") else set()
    assert changed(admin, before) - set(KEPT) == told
    unlogged(caplog)


def visited(admin: InShopify, secret: str = APP.secret, **said: str) -> TestResponse:
    """A request of a visitor, as the shop's site passes it on."""
    given = {**passed_on(admin), **said}
    mark = proxy_signature(given, secret).decode()
    return asked(admin, urlencode({**given, "signature": mark}))


def passed_on(admin: InShopify) -> dict[str, str]:
    return {
        "shop": BOUTIQUE,
        "path_prefix": "/apps/comptoir",
        "timestamp": str(admin.stage.clock.now() // 1000),
        "logged_in_customer_id": "",
    }


def asked(admin: InShopify, query: str) -> TestResponse:
    return admin.app.test_client().get(f"/proxy/{KIND}?{query}")


def test_a_signed_line_split_again_makes_nobody_a_customer(
    admin: InShopify, caplog: pytest.LogCaptureFixture
) -> None:
    both_shops(admin)
    before = admin.whole()
    caplog.set_level(logging.DEBUG)
    given = passed_on(admin)
    anonymous = {**given, "a": "1logged_in_customer_id=7001m="}
    mark = proxy_signature(anonymous, APP.secret).decode()
    again = {**given, "a": "1", "logged_in_customer_id": "7001", "m": "logged_in_customer_id="}
    assert proxy_signature(again, APP.secret).decode() == mark
    good = urlencode({**given, "signature": proxy_signature(given, APP.secret).decode()})
    hour_ago = str(admin.stage.clock.now() // 1000 - 3600)
    answers = [
        asked(admin, urlencode({**again, "signature": mark})),
        asked(admin, urlencode({**anonymous, "signature": mark})),
        asked(admin, good.replace("customer_id=", "customer_id=7001")),
        asked(admin, f"{good}&logged_in_customer_id=7001"),
        asked(admin, f"logged_in_customer_id=7001&{good}"),
        asked(admin, f"{good}&id=7001"),
        asked(admin, good.replace("signature=", "signature=%C3%A9")),
        asked(admin, good.replace(BOUTIQUE, ATELIER)),
        asked(admin, urlencode(given)),
        asked(admin, "%ff=%ff"),
        asked(admin, ""),
        visited(admin, secret="x" * 40),
        visited(admin, secret=""),
        visited(admin, timestamp=hour_ago),
        visited(admin, shop=f"{BOUTIQUE}.evil.example"),
        visited(admin, logged_in_customer_id="7001 OR 1=1"),
    ]

    for number, answer in enumerate(answers):
        assert (answer.status_code, answer.data) == (401, b""), number
        assert "Set-Cookie" not in answer.headers
    assert admin.whole() == before
    unlogged(caplog)


def test_a_customer_who_is_signed_in_is_told_no_more_than_anybody(admin: InShopify) -> None:
    both_shops(admin)
    before = admin.whole()

    anybody, alix = visited(admin), visited(admin, logged_in_customer_id="7001")

    assert anybody.status_code == alix.status_code == 200
    assert anybody.data == alix.data
    assert not any(word in alix.text for word in SAID_OF_ALIX)
    assert visited(admin, utm_source="mail", locale="fr").data == anybody.data
    assert visited(admin, utm_source="mail", logged_in_customer_id="7001").data == anybody.data
    assert visited(admin, shop="nobody.myshopify.com").status_code == 404
    assert admin.whole() == before
