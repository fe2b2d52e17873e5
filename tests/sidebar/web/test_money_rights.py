"""An open page does not outlive the rights of who looks at it."""

from __future__ import annotations

from dataclasses import replace

from sidebar.rules.limits import Limit
from sidebar.store import shops
from tests.cast import Person
from tests.sidebar.web.counter import Counter, rule, state

INES = Person(7, "Ines", "Marin", "fr", profile=5)


def give_roles(counter: Counter, roles: dict[str, str]) -> None:
    stage = counter.panel.stage
    with stage.desk.database.writing() as store:
        shop = shops.find(store, stage.shop.id)
        assert shop is not None
        shops.change(store, replace(shop, roles=roles))


def test_a_manager_who_was_demoted_no_longer_approves_from_an_open_page(counter: Counter) -> None:
    rule(counter.panel.stage, refund=Limit(operation="10.00"))
    give_roles(counter, {"4": "refund", "5": "approve"})
    operation = counter.operation(counter.enter())
    ines = counter.enter(INES)
    give_roles(counter, {"4": "refund", "5": "read"})

    answer = counter.on_operation(ines, operation, "/approval", verdict="approve")

    assert answer.status_code == 403
    assert counter.shop.asked == []
    assert state(counter.on_operation(ines, operation).text) == "awaiting_approval"
