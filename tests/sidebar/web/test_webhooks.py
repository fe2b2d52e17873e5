"""What a host pushes is believed by its signature alone, and answered before it is worked."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from platforms.embedding import Visitor
from platforms.hooks import HookRefused
from platforms.webhooks import CustomerChanged, Delivery
from sidebar.actions import embedded, shops
from sidebar.actions.desk import Desk
from sidebar.clock import SetClock
from sidebar.store.database import Database
from sidebar.store.shops import MailAddressing
from sidebar.web import create_app
from tests.cast import desk_over, settings_of
from tests.sidebar.hosting import HOST, KIND, FakeHost, at_host
from tests.sidebar.stage import COMPILED


@pytest.fixture
def host(clock: SetClock) -> FakeHost:
    return FakeHost(clock)


@pytest.fixture
def desk(database: Database, clock: SetClock, host: FakeHost) -> Desk:
    desk = at_host(desk_over(database, clock=clock), host)
    embedded.arrive(desk, KIND, host.proof())
    return desk


@pytest.fixture
def client(desk: Desk) -> FlaskClient:
    app: Flask = create_app(desk, settings_of(""))
    app.jinja_env.bytecode_cache = COMPILED
    return app.test_client()


def kept(desk: Desk) -> int:
    with desk.database.reading() as store:
        return len(store.all("SELECT id FROM deliveries"))


def test_a_signed_push_is_kept_once_and_answered(
    client: FlaskClient, desk: Desk, host: FakeHost
) -> None:
    headers, body = host.push(CustomerChanged("7001"))

    for _ in range(2):
        answer = client.post(f"/webhooks/{KIND}", headers=headers, data=body)
        assert (answer.status_code, answer.data) == (200, b"")
    assert kept(desk) == 1


def test_what_is_not_signed_over_these_very_bytes_is_refused(
    client: FlaskClient, desk: Desk, host: FakeHost
) -> None:
    headers, body = host.push(CustomerChanged("7001"))
    unsigned = {name: text for name, text in headers.items() if name != "hmac"}

    for told, sent in ((headers, body + b" "), (unsigned, body), (headers, b"\xff\x00"), ({}, b"")):
        answer = client.post(f"/webhooks/{KIND}", headers=told, data=sent)
        assert (answer.status_code, answer.data) == (401, b"")
    assert kept(desk) == 0


def test_what_is_signed_and_cannot_be_taken_is_not_asked_for_again(
    client: FlaskClient, desk: Desk, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, body = host.push(CustomerChanged("7001"))
    for reason, status in (("bad_request", 200), ("too_large", 413), ("unauthorized", 401)):

        def refuse(_headers: object, _body: bytes, *, now: int, reason: str = reason) -> Delivery:
            raise HookRefused(reason, field=str(now))

        monkeypatch.setattr(host, "delivery", refuse)
        answer = client.post(f"/webhooks/{KIND}", headers=headers, data=body)
        assert (answer.status_code, answer.data) == (status, b"")
    assert kept(desk) == 0


def test_a_kind_that_nobody_serves_is_not_found(client: FlaskClient) -> None:
    assert client.post("/webhooks/other").status_code == 404
    assert client.get("/proxy/other").status_code == 404


def test_a_customer_is_told_where_to_write(client: FlaskClient, desk: Desk) -> None:
    (shop,) = shops.connected(desk)
    mail = MailAddressing(sender="support@boutique.example", reply_to="aide@boutique.example")
    shops.change(desk, shop.id, name="Lune {{ 7 | times: 7 }} {% <b>", mail=mail)

    answer = client.get(f"/proxy/{KIND}?x=1", headers={"Accept-Language": "fr"})

    assert answer.status_code == 200
    assert answer.mimetype == "application/liquid"
    assert "mailto:aide@boutique.example" in answer.text
    assert "{{" not in answer.text
    assert "{%" not in answer.text
    assert "<b>" not in answer.text
    assert "&#123;&#123; 7 | times: 7 &#125;&#125;" in answer.text


def test_without_an_address_the_page_says_to_reply(client: FlaskClient) -> None:
    answer = client.get(f"/proxy/{KIND}?x=1", headers={"Accept-Language": "en"})

    assert "Reply to any mail that Boutique Lumière sent you" in answer.text
    assert "mailto:" not in answer.text


def test_what_the_site_did_not_sign_learns_nothing(
    client: FlaskClient, host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_query: str, *, now: int) -> Visitor:
        raise HookRefused(f"unauthorized {now}")

    monkeypatch.setattr(host, "visitor", refuse)
    answer = client.get(f"/proxy/{KIND}?shop={HOST}&é=1")

    assert (answer.status_code, answer.data) == (401, b"")


def test_a_shop_that_left_has_no_page(client: FlaskClient, desk: Desk) -> None:
    (shop,) = shops.connected(desk)
    shops.remove(desk, shop.id)

    assert client.get(f"/proxy/{KIND}?x=1").status_code == 404
