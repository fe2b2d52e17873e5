"""The back office shows the order around our button, to those who may see it, in their language."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from flask import Flask

from platforms.prestashop.sandbox import serve
from platforms.prestashop.sandbox.definitions import HERE
from platforms.prestashop.sandbox.wording import Voice
from tests.platforms.prestashop.sandbox.module_stage import refund_body, result
from tests.platforms.prestashop.sandbox.shop_stage import PAIRING, ShopStage, stage

PAGES = ("/", "/orders/1012", "/orders/1006", "/customers/2", "/orders/1")


class Parts(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def first(self, tag: str, **having: str) -> dict[str, str | None]:
        return next(it for name, it in self.tags if name == tag and having.items() <= it.items())


@pytest.fixture
def shop() -> ShopStage:
    return stage()


def parts(text: str) -> Parts:
    reader = Parts()
    reader.feed(text)
    return reader


@pytest.mark.parametrize(
    ("employee", "language", "button", "total"),
    [
        ("camille", "fr", "Ticket client", "168,07\u00a0€"),
        ("robin", "en", "Customer ticket", "€168.07"),
    ],
)
def test_the_order_page_speaks_the_employees_language(
    shop: ShopStage,
    employee: str,
    language: str,
    button: str,
    total: str,
) -> None:
    page = shop.page(f"/orders/1012?employee={employee}").text

    assert f'<html lang="{language}">' in page
    assert button in page
    assert total in page
    assert "MESANGEAX" in page


def test_the_language_can_be_chosen_against_the_employees(shop: ShopStage) -> None:
    page = shop.page("/orders/1012?employee=camille&lang=en").text

    assert "Customer ticket" in page
    assert "employee=camille&amp;lang=en" in page


def test_the_button_is_a_link_to_a_launch_and_the_modal_is_a_closed_frame(
    shop: ShopStage,
) -> None:
    found = parts(shop.page("/orders/1012").text)
    button = _button(found)
    frame = found.first("iframe")

    assert button["href"] == "/admin-demo/modules/comptoir/open/1012?employee=camille"
    assert frame["referrerpolicy"] == "no-referrer"
    assert frame["title"]
    assert "src" not in frame
    assert set(str(frame["sandbox"]).split()) == {
        "allow-scripts",
        "allow-forms",
        "allow-same-origin",
        "allow-popups",
        "allow-popups-to-escape-sandbox",
        "allow-downloads",
        # The ledger is printed from inside the frame.
        "allow-modals",
    }


def test_a_shop_that_is_not_paired_has_no_button() -> None:
    assert "data-ticket" not in stage(pairing=None).page("/orders/1012").text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("seed", ["lively", "fixtures"])
def test_no_page_has_inline_scripts_or_anything_from_elsewhere(seed: str, path: str) -> None:
    text = stage(seed).page(path).text
    found = parts(text)

    assert "<style" not in text
    for tag, attributes in found.tags:
        assert tag != "script" or attributes.get("src")
        assert not any(it.startswith("on") or it == "style" for it in attributes)
        if tag in {"img", "script", "link", "iframe", "use"}:
            address = attributes.get("src") or attributes.get("href") or "/admin-demo/"
            assert address.startswith("/admin-demo/")


def test_texts_of_customers_are_escaped(shop: ShopStage) -> None:
    page = shop.page("/orders/1006").text

    assert "&lt;b&gt;&amp; welcome&lt;/b&gt;" in page


def test_who_may_only_view_changes_nothing(shop: ShopStage) -> None:
    page = shop.page("/orders/1012?employee=lou").text
    changed = shop.client.post("/admin-demo/orders/1012/state?employee=lou", data={"state": 5})

    assert "restate" not in page
    assert "data-ticket" in page
    assert changed.status_code == 403
    assert shop.rows("orders/1012?display=[current_state]") == [{"current_state": 4}]


@pytest.mark.parametrize("path", ["/", "/orders/1012", "/modules/comptoir/open/1012"])
def test_who_may_not_see_orders_is_refused(shop: ShopStage, path: str) -> None:
    answer = shop.page(f"{path}?employee=sam")

    assert answer.status_code == 403
    assert "Access denied" in answer.text
    assert "MESANGEAX" not in answer.text


def test_a_new_state_is_written_with_who_chose_it(shop: ShopStage) -> None:
    shop.client.post("/admin-demo/orders/1012/state?employee=robin", data={"state": 5})
    last = shop.rows("order_histories?filter[id_order]=1012&display=full&sort=id_DESC")[0]

    assert (last["id_order_state"], last["id_employee"]) == (5, 3)
    assert shop.rows("orders/1012?display=[current_state]") == [{"current_state": 5}]


@pytest.mark.parametrize("path", ["/orders/9", "/customers/999", "/modules/comptoir/open/9"])
def test_what_does_not_exist_is_said(shop: ShopStage, path: str) -> None:
    answer = shop.page(path)

    assert answer.status_code == 404
    assert "Introuvable" in answer.text


def test_every_word_of_the_pages_is_in_french_too() -> None:
    spoken = {
        word
        for page in (HERE / "templates").glob("*.html")
        for word in re.findall(r"""_\(["'](.+?)["'][,)]""", page.read_text(encoding="utf-8"))
    }

    assert spoken
    assert spoken - set(Voice.french()) == set()


def test_what_a_refund_did_is_seen_on_the_order_page(shop: ShopStage) -> None:
    before = shop.page("/orders/1014?employee=robin").text
    body = refund_body(shop, 1014, (233, 1, "18.00", 1), message="refunded because")
    result(shop, "refund", **body)
    after = shop.page("/orders/1014?employee=robin").text

    assert "In stock: 121" in after
    assert "In stock: 121" not in before
    assert "#CR000704" in after
    assert "refunded because" in after
    assert "Refunded 1" in after


def test_a_parcels_number_is_written_by_those_who_may(shop: ShopStage) -> None:
    address = "/admin-demo/orders/1006/tracking?employee="
    refused = shop.client.post(f"{address}lou", data={"number": "NEW1"})
    written = shop.client.post(f"{address}robin", data={"number": "NEW2"})

    assert (refused.status_code, written.status_code) == (403, 303)
    assert shop.rows("orders/1006?display=[shipping_number]") == [{"shipping_number": "NEW2"}]
    assert shop.client.post("/admin-demo/orders/9/tracking").status_code == 404


def test_store_credit_is_seen_on_the_order_page(shop: ShopStage) -> None:
    result(shop, "refund", **refund_body(shop, 1013, (230, 1, "10.00", 0), gives="voucher"))

    assert "V55C5O1013" in shop.page("/orders/1013").text


def test_the_card_is_asked_for_once_the_page_stands(shop: ShopStage) -> None:
    page = shop.page("/orders/1012?employee=robin").text

    assert 'data-address="/admin-demo/modules/comptoir/card/1012?employee=robin"' in page
    assert shop.page("/modules/comptoir/card/9").status_code == 404
    assert shop.page("/modules/comptoir/card/1012?employee=sam").status_code == 403


@pytest.mark.parametrize(
    ("ticket", "shown"),
    [
        (
            {"number": 1001, "status": "client_replied", "last_message_at": 1795316660000},
            ["Ticket 1001", "Client replied", "11/22/2026 04:04"],
        ),
        ({"number": 7, "status": "open", "last_message_at": None}, ["No message yet."]),
        (None, ["No ticket yet for this order"]),
    ],
)
def test_the_card_shows_the_ticket_that_the_counter_tells_of(
    shop: ShopStage, ticket: dict[str, object] | None, shown: list[str]
) -> None:
    counter = Flask("counter")
    route = "/hooks/prestashop/ticket"
    counter.add_url_rule(route, "ticket", lambda: {"ticket": ticket}, methods=["POST"])
    running = serve(counter, "127.0.0.1", 0)
    shop.sandbox.pairing = replace(PAIRING, service_url=running.url)
    card = shop.page("/modules/comptoir/card/1012?employee=robin").text
    running.stop()

    assert all(word in card for word in shown)


def test_a_counter_that_does_not_answer_is_said_on_the_card(shop: ShopStage) -> None:
    shop.sandbox.pairing = replace(PAIRING, service_url="http://127.0.0.1:9")

    assert "does not answer" in shop.page("/modules/comptoir/card/1012?employee=robin").text


def _button(found: Parts) -> dict[str, str | None]:
    return next(it for tag, it in found.tags if tag == "a" and "data-ticket" in it)
