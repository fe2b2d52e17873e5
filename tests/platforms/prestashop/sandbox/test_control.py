"""The switchboard sets faults, shows the log and changes rows, for people and for programs."""

from __future__ import annotations

from platforms.prestashop.sandbox import Fault, Kind
from tests.platforms.prestashop.sandbox.module_stage import cancel_body, result
from tests.platforms.prestashop.sandbox.shop_stage import stage


def test_a_program_sets_and_clears_faults() -> None:
    shop = stage()
    fault = {"kind": "slow", "seconds": 0.01, "resource": "orders", "times": 3}

    assert shop.client.post("/sandbox/faults", json=fault).get_json() == [fault]
    assert shop.sandbox.faults.now() == (Fault(Kind.SLOW, "orders", 0.01, 3),)
    assert shop.client.post("/sandbox/faults", json={"kind": "reset"}).get_json() == []


def test_a_person_sets_and_clears_faults_by_the_form() -> None:
    shop = stage()
    form = {"kind": "maintenance", "resource": "*", "seconds": "2", "times": ""}

    assert shop.client.post("/sandbox/faults", data=form).status_code == 303
    assert "maintenance" in shop.client.get("/sandbox/").text
    assert shop.get("orders").status_code == 503
    # The form's other fields are sent along with the button.
    shop.client.post("/sandbox/faults", data={**form, "reset": "1"})
    assert shop.sandbox.faults.now() == ()


def test_a_fault_that_is_none_is_refused() -> None:
    client = stage().client

    for bad in ({"kind": "sulk"}, {"kind": "slow", "seconds": "ages"}, {"seconds": 1}):
        assert client.post("/sandbox/faults", json=bad).status_code == 400
    assert client.post("/sandbox/faults", json={"kind": "slow", "seconds": 9e9}).status_code == 400


def test_the_log_is_shown_without_keys() -> None:
    shop = stage()
    shop.get("orders?display=full")
    shown = shop.client.get("/sandbox/log")

    assert shown.get_json()["exchanges"][0]["path"] == "orders"
    assert shown.get_json()["count"] == 1
    assert "K" * 32 not in shown.text


def test_a_row_can_be_changed_and_all_be_put_back() -> None:
    shop = stage()
    shop.client.post("/sandbox/rows/orders", json={"id": 1001, "note": "Handle with care"})
    assert shop.rows("orders?filter[id]=1001&display=[note]") == [{"note": "Handle with care"}]

    shop.client.post("/sandbox/reset", json={})
    assert shop.rows("orders?filter[id]=1001&display=[note]") == [{"note": ""}]


def test_a_row_of_nothing_known_is_refused() -> None:
    client = stage().client

    assert client.post("/sandbox/rows/nothing", json={}).status_code == 404
    assert client.post("/sandbox/rows/orders", json={"colour": "red"}).status_code == 400


def test_what_is_derived_follows_the_rows() -> None:
    shop = stage()
    carrier = shop.rows("order_carriers?filter[id_order]=1009")[0]["id"]
    shop.sandbox.shop.put("order_carriers", id=carrier, tracking_number="NEW1")
    line = shop.rows("order_details?filter[id_order]=1009")[0]["id"]
    shop.sandbox.shop.remove("order_details", line)
    order = shop.rows("orders/1009?display=full")[0]

    assert order["shipping_number"] == "NEW1"
    assert "associations" not in order


def test_the_story_of_a_lost_answer_is_one_button() -> None:
    shop = stage()
    page = shop.client.get("/sandbox/").text
    form = {"kind": "lost", "resource": "module.refund", "times": "1", "seconds": "30"}

    assert "Lose the next refund" in page
    assert shop.client.post("/sandbox/faults", data=form).status_code == 303
    assert shop.sandbox.faults.now() == (Fault(Kind.LOST, "module.refund", 30.0, 1),)


def test_being_away_ends_by_itself() -> None:
    shop = stage()
    shop.client.post("/sandbox/faults", json={"kind": "away", "seconds": 60})
    assert "away for 60 s" in shop.client.get("/sandbox/").text
    shop.client.post("/sandbox/faults", json={"kind": "away", "seconds": 0})

    assert shop.sandbox.faults.now() == ()
    assert shop.get("orders").status_code == 200


def test_switches_operations_and_mails_are_shown() -> None:
    shop = stage()
    result(shop, "cancel", **cancel_body(shop, 1011))
    shop.client.post("/sandbox/switches", data={"refunds_on": "0"})
    page = shop.client.get("/sandbox/").text

    assert "op_00000001" in page
    assert "refunds_on: off" in page
    assert shop.client.get("/sandbox/mails").get_json()[0]["template"] == "order_canceled"
    assert shop.client.post("/sandbox/switches", json={"refunds_on": True}).get_json() == {
        "refunds_on": True,
        "cancellations_on": True,
        "notices_on": False,
    }


def test_a_reset_empties_the_module_too() -> None:
    shop = stage()
    result(shop, "cancel", **cancel_body(shop, 1011))
    shop.client.post("/sandbox/reset", json={})

    assert result(shop, "op", key="op_00000001")["state"] == "unknown"
    assert (shop.sandbox.mails, result(shop, "notices")["last"]) == ([], 0)
