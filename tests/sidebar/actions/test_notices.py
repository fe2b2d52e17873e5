"""News from the shop: each is told once on the ticket, and never when it echoes our own act."""

from __future__ import annotations

import json
from dataclasses import replace

from platforms.contract import PlatformError, Unreachable
from platforms.notices import Notice
from sidebar.actions import notices
from sidebar.actions.notices import POLLED_EVERY
from sidebar.store import shops
from sidebar.store.shops import ModuleState, Shop
from tests.cast import ORDER
from tests.sidebar.goods import order
from tests.sidebar.stage import Stage, StillShop


def shipped(
    number: int = 7, *, kind: str = "state", order_id: str = ORDER, key: str = ""
) -> Notice:
    return Notice(str(number), kind, order_id, key, 1795316660000, {"state": 4})


def told_on(stage: Stage) -> list[dict[str, object]]:
    return [json.loads(row["new"]) for row in stage.rows("events") if row["kind"] == "shop_changed"]


def test_news_is_told_on_the_orders_ticket_once(stage: Stage) -> None:
    stage.enter()

    assert notices.take(stage.desk, stage.shop, [shipped(), shipped(8, kind="slip")]) == ["7", "8"]
    assert notices.take(stage.desk, stage.shop, [shipped()]) == ["7"]
    assert told_on(stage) == [{"kind": kind, "facts": {"state": 4}} for kind in ("state", "slip")]


def test_a_module_that_counts_from_one_again_is_still_heard(stage: Stage) -> None:
    stage.enter()
    notices.take(stage.desk, stage.shop, [shipped(1)])
    later = replace(shipped(1, kind="slip"), at=1795416660000)

    notices.take(stage.desk, stage.shop, [later])
    assert [said["kind"] for said in told_on(stage)] == ["state", "slip"]


def test_news_of_an_order_without_a_ticket_is_kept_and_opens_nothing(stage: Stage) -> None:
    notices.take(stage.desk, stage.shop, [shipped(), shipped(8, order_id="0", kind="customer")])

    assert stage.count("notices") == 2
    assert stage.count("tickets") == 0
    assert told_on(stage) == []


def test_the_echo_of_our_own_act_is_no_news(stage: Stage) -> None:
    stage.enter()
    notices.take(stage.desk, stage.shop, [shipped(key="op_01")])

    assert stage.count("notices") == 1
    assert told_on(stage) == []


def test_a_change_of_the_customers_account_is_not_told_on_the_ticket(stage: Stage) -> None:
    stage.enter()
    notices.take(stage.desk, stage.shop, [shipped(kind="customer"), shipped(8, kind="order")])

    assert told_on(stage) == []


class NewsShop(StillShop):
    """A shop with news that it could not deliver."""

    news: tuple[Notice, ...] = ()
    pages: list[tuple[Notice, ...]] | None = None
    asked: tuple[str, ...] = ()
    away: PlatformError | None = None

    def read_notices(self, after: str, *, within: float) -> tuple[Notice, ...]:
        assert within > 0
        self.asked = (*self.asked, after)
        if self.away is not None:
            raise self.away
        return self.pages.pop(0) if self.pages else self.news


def pair(stage: Stage) -> Shop:
    with stage.desk.database.writing() as store:
        shops.keep_module(store, stage.shop.id, ModuleState(paired_at=stage.clock.now()))
        found = shops.find(store, stage.shop.id)
    assert found
    return found


def test_what_a_shop_could_not_deliver_is_fetched_in_time(stage: Stage) -> None:
    stage.enter()
    pair(stage)
    shop = NewsShop(order())
    shop.news = (shipped(11), shipped(12, kind="tracking"))
    at = shop.at(stage)

    assert notices.poll_due(at.desk) == 1
    assert notices.poll_due(at.desk) == 0
    stage.clock.advance(POLLED_EVERY)
    shop.news = ()
    assert notices.poll_due(at.desk) == 1
    assert shop.asked == ("0", "12")
    assert len(told_on(stage)) == 2


def test_a_shop_with_much_news_is_asked_on_at_once(stage: Stage) -> None:
    pair(stage)
    shop = NewsShop(order())
    shop.pages = [tuple(map(shipped, range(1, 101))), tuple(map(shipped, range(101, 131)))]
    notices.poll_due(shop.at(stage).desk)

    assert shop.asked == ("0", "100")
    assert stage.count("notices") == 130


def test_a_shop_that_is_away_is_asked_again_from_the_same_place(stage: Stage) -> None:
    pair(stage)
    shop = NewsShop(order())
    shop.away = Unreachable("away")
    at = shop.at(stage)
    notices.poll_due(at.desk)
    stage.clock.advance(POLLED_EVERY)
    notices.poll_due(at.desk)

    assert shop.asked == ("0", "0")


def test_a_shop_without_the_module_is_never_polled(stage: Stage) -> None:
    shop = NewsShop(order())

    assert notices.poll_due(shop.at(stage).desk) == 0
    assert shop.asked == ()
