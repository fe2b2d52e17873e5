"""The entrance and the stand-in agree: what one signs, grants or tells, the other understands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from platforms.contract import Unauthorized, Unreachable
from platforms.embedding import ChainBroken, NotInstalled, ProofSpent
from platforms.shopify.embedding import ShopifyEmbedding
from platforms.shopify.meanings import COMPLIANCE
from platforms.shopify.sandbox import CounterApp, create_sandbox, sandbox_of, serve
from platforms.shopify.sandbox.id_tokens import mint_id_token
from platforms.shopify.sandbox.standin import Sandbox
from platforms.shopify.sandbox.steering import demand
from platforms.shopify.sandbox.webhooks import Message
from platforms.webhooks import DataAsked, EraseCustomer, EraseShop, Meaning
from tests.platforms.shopify.signing import CLIENT_ID, HOST, OLD, SECRET, embedding

ATELIER = "atelier-nord.myshopify.com"


@dataclass(slots=True)
class Stage:
    """A running Shopify and our app in it."""

    sandbox: Sandbox
    app: ShopifyEmbedding
    counter: CounterApp

    def token(self, *, host: str = HOST, secret: str = SECRET) -> str:
        """An ID token of the first of the store's staff."""
        store = self.sandbox.stores[host]
        person = next(iter(store.staff.values()))
        now = self.sandbox.clock.now()
        return mint_id_token(store, person, app=self.counter, now=now, secret=secret)

    def meanings(self, message: Message) -> tuple[Meaning, ...]:
        now = self.sandbox.clock.now()
        delivery = self.app.delivery(message.headers(SECRET), message.body, now=now)
        return self.app.meaning(delivery)


@pytest.fixture
def stage() -> Iterator[Stage]:
    counter = CounterApp(CLIENT_ID, SECRET, OLD)
    shopify = create_sandbox(counter)
    running = serve(shopify, "127.0.0.1", 0)
    app = embedding(
        address=running.url + "/shops/{host}", admin=running.url, bridge=running.url + "/b.js"
    )
    try:
        yield Stage(sandbox_of(shopify), app, counter)
    finally:
        running.stop()


@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_a_token_is_read_exchanged_and_its_key_asks_the_shop(stage: Stage, secret: str) -> None:
    token = stage.token(secret=secret)
    passport = stage.app.read(token, now=stage.sandbox.clock.now())
    assert passport.host == HOST
    grant = stage.app.exchange(HOST, token, for_person=False, within=5)
    assert stage.app.lacking(grant.scopes) == ()
    facts = stage.app.facts(HOST, grant.key, within=5)
    assert (facts.currency, facts.timezone) == ("EUR", "Europe/Paris")


def test_a_persons_key_is_theirs(stage: Stage) -> None:
    token = stage.token()
    passport = stage.app.read(token, now=stage.sandbox.clock.now())
    grant = stage.app.exchange(HOST, token, for_person=True, within=5)
    assert grant.person is not None
    assert grant.person.id == passport.person_id
    assert grant.person.name


def test_a_key_is_renewed_and_its_chain_ends_with_the_app(stage: Stage) -> None:
    first = stage.app.exchange(HOST, stage.token(), for_person=False, within=5)
    second = stage.app.renew(HOST, first.renewal, within=5)
    # What brought the next pair stays good until that pair is used: a crash in between loses none.
    again = stage.app.renew(HOST, first.renewal, within=5)
    assert len({first.renewal, second.renewal, again.renewal}) == 3
    assert stage.app.renew(HOST, again.renewal, within=5).key
    with pytest.raises(ChainBroken):
        stage.app.renew(HOST, first.renewal, within=5)


def test_no_token_is_exchanged_late_or_elsewhere(stage: Stage) -> None:
    token = stage.token()
    with pytest.raises(ProofSpent):
        stage.app.exchange(ATELIER, token, for_person=False, within=5)
    stage.sandbox.clock.advance(75_000)
    with pytest.raises(ProofSpent):
        stage.app.exchange(HOST, token, for_person=True, within=5)


def test_what_the_shop_does_not_know_is_named(stage: Stage) -> None:
    with pytest.raises(Unreachable):
        stage.app.exchange("nobody.myshopify.com", stage.token(), for_person=False, within=5)
    with pytest.raises(Unauthorized):
        stage.app.facts(HOST, "shpat_unknown", within=5)
    stage.sandbox.stores[HOST].installed = False
    with pytest.raises(NotInstalled):
        stage.app.exchange(HOST, stage.token(), for_person=False, within=5)


@pytest.mark.parametrize("topic", sorted(COMPLIANCE))
def test_what_people_ask_for_is_understood(stage: Stage, topic: str) -> None:
    store = stage.sandbox.stores[HOST]
    customer = store.of_type("Customer")[0]
    message = demand(stage.sandbox, store, topic, customer["id"])
    assert message is not None
    (meaning,) = stage.meanings(message)
    assert isinstance(meaning, DataAsked | EraseCustomer | EraseShop)
    if not isinstance(meaning, EraseShop):
        assert meaning.customer_id == customer["id"].rpartition("/")[2]


@pytest.mark.parametrize(
    ("topic", "kind"),
    [
        ("orders/updated", "Order"),
        ("orders/cancelled", "Order"),
        ("fulfillments/update", "Fulfillment"),
        ("customers/update", "Customer"),
    ],
)
def test_news_is_understood(stage: Stage, topic: str, kind: str) -> None:
    store = stage.sandbox.stores[HOST]
    message = stage.sandbox.webhooks.tell(store, topic, store.of_type(kind)[0])
    assert message is not None
    assert len(stage.meanings(message)) == 1
