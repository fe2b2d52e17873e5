"""A manager rules the shop at the counter: everything is saved, or nothing and it says what."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from sidebar.actions import shops
from sidebar.actions.opening import Opened
from sidebar.rules.limits import Limit
from sidebar.store import data_requests
from sidebar.store.data_requests import DataRequest
from sidebar.store.shops import MoneyRules, Shop
from tests.cast import MAUD
from tests.sidebar.stage import Panel, reason_of

RULES = {
    "refunds_on": "yes",
    "cancellations_on": "yes",
    "limit-refund-operation": "50.00",
    "limit-refund-day": "200,00",
    "role-4": "refund",
    "role-*": "",
    "sender_name": "Boutique",
    "sender": "support@boutique.example",
    "reply_to": "",
}


@pytest.fixture
def maud(panel: Panel) -> Opened:
    panel.stage.enter()
    return panel.stage.enter(MAUD)


def save(panel: Panel, who: Opened, **told: str) -> TestResponse:
    form = {name.replace("__", "-"): text for name, text in told.items()}
    rules = {name: text for name, text in {**RULES, **form}.items() if text != "gone"}
    return panel.ask("PUT", f"/inbox/{who.shop.id}/settings", who, **rules)


def shop_of(panel: Panel) -> Shop:
    return shops.find(panel.stage.desk, panel.stage.shop.id)


def fault_of(page: str, name: str) -> bool:
    return f'id="{name}-fault"' in page and f'aria-describedby="{name}-fault"' in page


def test_the_page_shows_who_is_under_each_profile(panel: Panel, maud: Opened) -> None:
    page = panel.ask("GET", f"/inbox/{maud.shop.id}/settings", maud).text

    assert "Camille Fournier" in re.sub(r"\s+", " ", page)
    for name in ("role-1", "role-4", "role-*", "limit-refund-operation", "sender"):
        assert f'name="{name}"' in page


def test_what_is_saved_holds(panel: Panel, maud: Opened) -> None:
    reasons = panel.stage.shop.money.refund_reasons
    answer = save(panel, maud, cancellations_on="gone", reply_to="alix@boutique.example")

    assert answer.status_code == 200
    shop = shop_of(panel)
    assert shop.money == MoneyRules(
        limits={"refund": Limit("50.00", "200,00")},
        refund_reasons=reasons,
        cancellations_on=False,
    )
    assert shop.roles == {"4": "refund"}
    assert (shop.mail.sender_name, shop.mail.reply_to) == ("Boutique", "alix@boutique.example")
    assert shop.mail.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("limit-refund-operation", "fifty"),
        ("limit-refund-day", "-1"),
        ("limit-manage-day", "1.005"),
        ("role-4", "emperor"),
        ("sender", "nobody"),
        ("reply_to", "a@b@c"),
        ("sender_name", "Two\nlines"),
    ],
)
def test_one_wrong_field_saves_nothing_and_loses_nothing(
    panel: Panel, maud: Opened, name: str, text: str
) -> None:
    before = shop_of(panel)

    answer = save(panel, maud, **{name.replace("-", "__"): text})

    assert (answer.status_code, reason_of(answer)) == (422, "rules_faulty")
    assert fault_of(answer.text, name)
    assert 'value="200,00"' in answer.text or name == "limit-refund-day"
    assert shop_of(panel) == before


def test_nobody_takes_the_page_from_themselves(panel: Panel, maud: Opened) -> None:
    for rules, name in (({"role__1": "reply"}, "role-1"), ({"role__*": "reply"}, "role-*")):
        answer = save(panel, maud, **rules)

        assert answer.status_code == 422
        assert fault_of(answer.text, name)
    assert shop_of(panel).roles == panel.stage.shop.roles


def test_an_unknown_profile_is_not_written_down(panel: Panel, maud: Opened) -> None:
    save(panel, maud, role__77="manage")

    assert "77" not in shop_of(panel).roles


def test_another_shops_page_is_not_found(panel: Panel, maud: Opened) -> None:
    answer = panel.ask("GET", "/inbox/shp_none/settings", maud)

    assert (answer.status_code, reason_of(answer)) == (404, "not_found")


def test_a_file_that_a_customer_asked_for_is_handed_to_the_manager(
    panel: Panel, maud: Opened
) -> None:
    desk, now = panel.stage.desk, panel.stage.clock.now()
    request = DataRequest("ask_1", "778", now, now + 1000)
    with desk.database.writing() as store:
        sealed = desk.vault.seal({"kept": {"name": "Alix"}})
        data_requests.keep(store, maud.shop.id, request, host_customer_id="2", sealed=sealed)

    page = panel.ask("GET", f"/inbox/{maud.shop.id}/settings", maud).text
    found = re.search(r'data-download="([^"]+)"', page)
    assert found is not None
    file = panel.ask("GET", found[1], maud)

    assert file.json == {"kept": {"name": "Alix"}}
    assert panel.ask("GET", found[1], panel.stage.enter()).status_code == 403
