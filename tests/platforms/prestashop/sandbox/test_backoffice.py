"""The back office shows the order around our button, to those who may see it, in their language."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from platforms.prestashop.sandbox.definitions import HERE
from platforms.prestashop.sandbox.wording import french
from tests.platforms.prestashop.sandbox.shop_stage import ShopStage, stage

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
        "allow-downloads",
        "allow-top-navigation-by-user-activation",
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
    assert spoken - set(french()) == set()


def _button(found: Parts) -> dict[str, str | None]:
    return next(it for tag, it in found.tags if tag == "a" and "data-ticket" in it)
