"""What the shop last said of its people is kept; what it does not say erases nothing."""

from __future__ import annotations

from typing import Any

from sidebar.store import agents, customers
from sidebar.store.customers import KnownCustomer
from tests.sidebar.stage import Stage


def introduce_customer(stage: Stage, **told: str) -> str:
    known: dict[str, Any] = {
        "id": f"cus_{stage.count('customers')}",
        "host_id": "2",
        "name": "Alix Moreau",
        "email": "alix@courriel.example",
        "phone": "0612345678",
        "language": "fr",
    }
    with stage.desk.database.writing() as store:
        customer = KnownCustomer(**{**known, **told})
        return customers.introduce(store, customer, shop_id=stage.shop.id, now=1)


def test_a_customer_keeps_one_id_and_takes_the_newest_description(stage: Stage) -> None:
    first = introduce_customer(stage)
    second = introduce_customer(stage, email="new@courriel.example")

    (row,) = stage.rows("customers")
    assert first == second == row["id"]
    assert row["email"] == "new@courriel.example"


def test_an_empty_field_erases_nothing(stage: Stage) -> None:
    introduce_customer(stage)
    introduce_customer(stage, name="", email="", phone="", language="")

    (row,) = stage.rows("customers")
    assert (row["name"], row["email"]) == ("Alix Moreau", "alix@courriel.example")
    assert (row["phone"], row["language"]) == ("0612345678", "fr")


def test_the_same_number_in_another_shop_is_another_customer(
    stage: Stage, elsewhere: Stage
) -> None:
    assert introduce_customer(stage) != introduce_customer(elsewhere)


def test_an_agent_keeps_one_id_under_a_new_name(stage: Stage) -> None:
    def introduce(name: str) -> str:
        with stage.desk.database.writing() as store:
            return agents.introduce(
                store,
                fresh_id=f"agt_{name}",
                shop_id=stage.shop.id,
                host_id="3",
                name=name,
                email="",
                language="fr",
                profile="4",
                is_superuser=False,
                now=5,
            )

    assert introduce("Camille") == introduce("Camille-Rose") == "agt_Camille"
    assert [row["name"] for row in stage.rows("agents")] == ["Camille-Rose"]
