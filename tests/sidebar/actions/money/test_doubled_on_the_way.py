"""A proxy that repeats a call to the shop moves nothing twice and hides nothing that was done."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest

from platforms.moves import Picked, PickedLine
from sidebar.actions.money import asking, drafting, sweeping
from sidebar.actions.money.drafting import Wanted
from sidebar.clock import MINUTE
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.store import operations
from sidebar.store.database import Database
from tests.cast import ShopStage, open_shop
from tests.crash_shop import PAID, paired_ground
from tests.crash_stage import Ground
from tests.platforms.loopback import Asked, Reply, listening


@pytest.fixture(scope="module")
def shop() -> Iterator[ShopStage]:
    stage = open_shop()
    yield stage
    stage.running.stop()


def passed_on(url: str, asked: Asked) -> tuple[int, dict[str, str], bytes]:
    own = ("comptoir", "content-type", "authorization")
    headers = {name: value for name, value in asked.headers.items() if name.lower().startswith(own)}
    body = asked.body if asked.method == "POST" else None
    address = f"{url}{asked.path}?{asked.query}"
    wanted = urllib.request.Request(address, data=body, method=asked.method, headers=headers)
    try:
        with urllib.request.urlopen(wanted) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, dict(refusal.headers), refusal.read()


def ask(ground: Ground) -> operations.Operation:
    ticket_id = ground.open_tickets(PAID)[1]
    refundable = ground.desk.platform(ground.shop).read_refundable(PAID, within=5)
    picked = Picked(
        (PickedLine(refundable.lines[0].line_id, 1, 1),), replace(refundable.shipping_left, minor=0)
    )
    wanted = Wanted("ask_1", OperationKind.REFUND, picked, reason="other", note="", mails=False)
    seal = drafting.review(ground.desk, ground.camille, ticket_id, wanted).seal
    return asking.confirm(ground.desk, ground.camille, ticket_id, wanted, seal)


def test_a_call_that_a_proxy_repeats_is_done_once_and_shown_as_done(
    database: Database, shop: ShopStage
) -> None:
    def answer(asked: Asked, reply: Reply) -> None:
        said = passed_on(shop.url, asked)
        if "action=refund" in asked.query:
            said = passed_on(shop.url, asked)
        kept = {"Content-Type", "Comptoir-Signature"}
        reply.whole(said[0], {name: said[1][name] for name in kept & said[1].keys()}, said[2])

    with paired_ground(database, shop) as ground, listening(answer) as proxy:
        with database.writing() as store:
            store.run("UPDATE shops SET base_url = :url", url=proxy.url)
        ground.shop = replace(ground.shop, base_url=proxy.url)

        asked = ask(ground)
        assert asked.state is not OperationState.REFUSED
        for _ in range(3):
            ground.clock.advance(MINUTE)
            sweeping.sweep(ground.desk)

        with database.reading() as store:
            settled = operations.known(store, asked.id)
        order = ground.desk.platform(ground.shop).read_order(PAID, within=5)

    assert settled is not None
    assert settled.state is OperationState.DONE
    assert [slip.total for slip in order.credit_slips] == [settled.moved]
