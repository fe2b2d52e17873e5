"""What the stand-in signs and gives out, the adapter believes: both say the same of Shopify."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from platforms.embedding import ChainBroken, NotInstalled, ProofSpent
from platforms.shopify.embedding import ShopifyApp, ShopifyEmbedding
from platforms.shopify.sandbox import serve
from platforms.shopify.sandbox.id_tokens import mint_id_token
from platforms.shopify.sandbox.steering import (
    COMPLIANCE,
    NEWS,
    announce,
    demand,
    grant,
    merge,
    uninstall,
)
from platforms.webhooks import Meaning, Told
from tests.platforms.shopify.sandbox.asked import REFUND, wish
from tests.platforms.shopify.sandbox.write_stage import APP, HOST, PLAIN, Stage, stage

__all__ = ["stage"]

ALIX = "gid://shopify/Customer/7001"
WITHIN = 5.0


def embedding(url: str = "https://127.0.0.1") -> ShopifyEmbedding:
    """The app behind the small store."""
    secrets = (APP.secret, APP.older_secret)
    return ShopifyEmbedding(ShopifyApp(APP.client_id, secrets, address=f"{url}/shops/{{host}}"))


@pytest.fixture
def served(stage: Stage) -> Iterator[ShopifyEmbedding]:
    """The same over the wire."""
    running = serve(stage.client.application, "127.0.0.1", 0)
    yield embedding(running.url)
    running.stop()


def meanings(stage: Stage) -> list[tuple[Meaning, ...]]:
    app, now = embedding(), stage.sandbox.clock.now()
    told = stage.sandbox.webhooks.all()
    return [
        app.meaning(app.delivery(it.headers(APP.secret), it.body, now=now + 1_000)) for it in told
    ]


def minted(stage: Stage, **more: str) -> str:
    camille = next(it for it in stage.store.staff.values() if it.handle == "camille")
    return mint_id_token(stage.store, camille, app=APP, now=stage.sandbox.clock.now(), **more)


@pytest.mark.parametrize("topic", NEWS)
def test_news_of_every_kind_is_understood(stage: Stage, topic: str) -> None:
    parcel = stage.store.of_type("Fulfillment")[0]["id"]
    about = {"customers": ALIX, "fulfillments": parcel}.get(topic.partition("/")[0])
    if topic == "refunds/create":
        stage.ask(REFUND, {"input": wish(PLAIN), "key": "k"})
        about = stage.order(PLAIN)["refunds"][0]
    announce(stage.sandbox, stage.store, topic, about or stage.order(PLAIN)["id"])
    found = meanings(stage)
    assert all(found)
    assert all(
        it.notice.order_id in {"5551001", "5551002"} for (it,) in found if isinstance(it, Told)
    )


@pytest.mark.parametrize("topic", COMPLIANCE)
def test_what_the_law_asks_is_understood(stage: Stage, topic: str) -> None:
    demand(stage.sandbox, stage.store, topic, ALIX)
    assert all(meanings(stage))


def test_leaving_merging_and_other_scopes_are_understood(stage: Stage) -> None:
    grant(stage.sandbox, stage.store, ["read_orders"])
    kept = "gid://shopify/Customer/7002"
    stage.store.add(stage.store.nodes[ALIX] | {"id": kept, "events": []})
    merge(stage.sandbox, stage.store, kept=kept, gone=ALIX)
    uninstall(stage.sandbox, stage.store)
    assert [type(it).__name__ for (it,) in meanings(stage)] == [
        "ScopesChanged",
        "CustomersMerged",
        "Uninstalled",
    ]


def test_keys_are_had_and_renewed_over_the_wire(stage: Stage, served: ShopifyEmbedding) -> None:
    first = served.exchange(HOST, minted(stage), for_person=False, within=WITHIN)
    second = served.renew(HOST, first.renewal, within=WITHIN)
    person = served.exchange(HOST, minted(stage), for_person=True, within=WITHIN)
    assert served.lacking(second.scopes) == ()
    assert served.facts(HOST, second.key, within=WITHIN).name == "Boutique Lumière"
    assert person.person is not None
    assert (person.person.id, person.person.name) == ("101", "Camille Fournier")


def test_keys_that_cannot_be_had_are_told_apart(stage: Stage, served: ShopifyEmbedding) -> None:
    spent = minted(stage)
    first = served.exchange(HOST, spent, for_person=False, within=WITHIN)
    stage.sandbox.clock.advance(120_000)
    with pytest.raises(ProofSpent):
        served.exchange(HOST, spent, for_person=True, within=WITHIN)
    uninstall(stage.sandbox, stage.store)
    with pytest.raises(NotInstalled):
        served.exchange(HOST, minted(stage), for_person=True, within=WITHIN)
    with pytest.raises(ChainBroken):
        served.renew(HOST, first.renewal, within=WITHIN)
