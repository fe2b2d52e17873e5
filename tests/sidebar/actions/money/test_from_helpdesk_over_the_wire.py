"""Money from a helpdesk in a PrestaShop and in a Shopify on loopback, through the real adapters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from platforms import demo
from platforms.contract import Unauthorized
from platforms.moves import Picked, PickedLine, Restock
from platforms.prestashop.sandbox import Fault, Kind
from platforms.shopify import sandbox as shopify
from platforms.shopify.sandbox import CounterApp, Sandbox
from platforms.shopify.sandbox.id_tokens import mint_id_token
from sidebar.actions import embedded, keys
from sidebar.actions.desk import Desk
from sidebar.actions.embedded import Admitted
from sidebar.actions.helping import connecting
from sidebar.actions.money import access, approving, asking, carrying, drafting, sweeping
from sidebar.actions.money.drafting import Wanted
from sidebar.clock import DAY, MINUTE
from sidebar.errors import Forbidden, Refused
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.viewer import Viewer
from sidebar.store import helpdesk_shops, helpdesk_tickets, shops
from sidebar.store.database import Database
from sidebar.store.operations import Operation
from sidebar.store.shops import MoneyRules, Shop
from tests.cast import ShopStage, desk_over, open_shop
from tests.crash_shop import PAID, paired_ground
from tests.crash_stage import Ground
from tests.helpdesk import MAUD, ROLES, connect_helpdesk
from tests.sidebar.from_helpdesk import come

APP = CounterApp(*demo.APP)
HOST, ORDER = "boutique-lumiere.myshopify.com", "5551001"


def refund(desk: Desk, shop: Shop, order: str, **told: Any) -> Wanted:
    """One unit of the first line that has one left."""
    left = desk.platform(shop).read_refundable(order, within=10)
    line = next(one for one in left.lines if one.left)
    restock = 1 if line.restock is Restock.FORCED else 0
    picked = Picked((PickedLine(line.line_id, 1, restock),), replace(left.shipping_left, minor=0))
    known = {"ask_id": "ask_1", "reason": "other", "note": "", "mails": False, **told}
    return Wanted(kind=OperationKind.REFUND, picked=picked, **known)


CANCEL = Wanted("ask_2", OperationKind.CANCEL, None, reason="other", note="", mails=False)


def moved(desk: Desk, viewer: Viewer, ticket_id: str, wanted: Wanted) -> Operation:
    seal = drafting.review(desk, viewer, ticket_id, wanted).seal
    return asking.confirm(desk, viewer, ticket_id, wanted, seal)


def limited(desk: Desk, shop_id: str, **limits: Limit) -> None:
    with desk.database.writing() as store:
        shop = shops.find(store, shop_id)
        assert shop is not None
        shops.change(store, replace(shop, money=MoneyRules(limits=limits)))


@pytest.fixture(scope="module")
def prestashop() -> Iterator[ShopStage]:
    stage = open_shop()
    yield stage
    stage.running.stop()


@pytest.fixture
def paired(database: Database, prestashop: ShopStage) -> Iterator[Ground]:
    """A paired PrestaShop, connected with the account, which acts there as employee 3."""
    with paired_ground(database, prestashop) as ground:
        helpdesk = connect_helpdesk(ground.desk, ground.shop.id)
        with database.writing() as store:
            helpdesk_shops.act_as(store, helpdesk.id, ground.shop.id, "3")
        yield ground


def test_a_prestashop_refunds_and_writes_who_it_was(paired: Ground, prestashop: ShopStage) -> None:
    desk, viewer = paired.desk, come(paired.desk)
    _, ticket_id = paired.open_tickets(PAID)

    done = moved(desk, viewer, ticket_id, refund(desk, paired.shop, PAID))

    assert (done.state, done.fault) == (OperationState.DONE, "")
    order = desk.platform(paired.shop).read_order(PAID, within=10)
    assert [slip.total.minor for slip in order.credit_slips] == [done.moved.minor]
    written = prestashop.sandbox.shop.rows("customer_messages")[-1]
    assert str(written["id_employee"]) == "3"
    assert "Camille Fournier (Atelier · 501)" in written["message"]


def test_a_prestashop_cancels_and_the_ticket_is_told(paired: Ground) -> None:
    desk, viewer = paired.desk, come(paired.desk)
    _, ticket_id = paired.open_tickets(PAID)
    with desk.database.writing() as store:
        helpdesk_tickets.link(store, viewer.helpdesk_id, "4711", ticket_id, by="x", now=1)

    assert moved(desk, viewer, ticket_id, CANCEL).state is OperationState.DONE

    with desk.database.reading() as store:
        (news,) = helpdesk_tickets.to_tell(store, viewer.helpdesk_id, "4711")
    assert news.tag == "prestashop_cancelled"


def test_an_answer_that_was_lost_is_found_by_the_sweep(
    paired: Ground, prestashop: ShopStage
) -> None:
    desk, viewer = paired.desk, come(paired.desk)
    _, ticket_id = paired.open_tickets(PAID)
    wanted = refund(desk, paired.shop, PAID)
    prestashop.sandbox.faults.set(Fault(Kind.LOST, "module.refund", times=1))
    unsure = moved(desk, viewer, ticket_id, wanted)
    assert unsure.state is OperationState.UNSURE

    prestashop.sandbox.faults.reset()
    paired.clock.advance(2 * MINUTE)
    sweeping.sweep(desk)

    order = desk.platform(paired.shop).read_order(PAID, within=10)
    assert len(order.credit_slips) == 1
    assert access.reload(desk, unsure.id).state is OperationState.DONE


def test_without_an_employee_to_act_as_the_shop_is_not_asked(paired: Ground) -> None:
    desk, viewer = paired.desk, come(paired.desk)
    _, ticket_id = paired.open_tickets(PAID)
    wanted = refund(desk, paired.shop, PAID)
    with desk.database.writing() as store:
        helpdesk_shops.act_as(store, viewer.helpdesk_id, paired.shop.id, "")

    with pytest.raises(Refused, match="helpdesk_no_employee"):
        drafting.review(desk, viewer, ticket_id, wanted)


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[shopify.Running, Sandbox]]:
    app = shopify.create_sandbox(APP)
    running = shopify.serve(app, "127.0.0.1", 0)
    yield running, shopify.sandbox_of(app)
    running.stop()


class Wired:
    """A Shopify store, connected with the account, and whoever comes from either."""

    def __init__(self, desk: Desk, sandbox: Sandbox) -> None:
        self.desk, self.sandbox = desk, sandbox
        self.store = sandbox.stores[HOST]
        self.opened = embedded.open_order(desk, self.arrive("maud"), ORDER)
        self.shop = self.opened.shop
        connect_helpdesk(desk, self.shop.id)

    def arrive(self, handle: str) -> Admitted:
        person = next(one for one in self.store.staff.values() if one.handle == handle)
        proof = mint_id_token(self.store, person, app=APP, now=self.sandbox.clock.now())
        return embedded.arrive(self.desk, "shopify", proof)

    def move(self, viewer: Viewer, wanted: Wanted | None = None) -> Operation:
        asked = wanted or refund(self.desk, self.shop, ORDER)
        return moved(self.desk, viewer, self.opened.ticket.id, asked)

    @property
    def refunds(self) -> list[dict[str, Any]]:
        order = self.store.nodes[f"gid://shopify/Order/{ORDER}"]
        return [self.store.nodes[gid] for gid in order["refunds"]]


@pytest.fixture
def wired(database: Database, stores: tuple[shopify.Running, Sandbox]) -> Iterator[Wired]:
    running, sandbox = stores
    sandbox.clock.ahead = 0
    sandbox.reset()
    desk = desk_over(database, clock=sandbox.clock)
    yield Wired(replace(desk, embeddings=demo.embeddings(running)), sandbox)
    assert sandbox.troubles == []


def test_a_shopify_refunds_by_its_own_key_and_its_note_names_who_and_where(wired: Wired) -> None:
    before = len(wired.refunds)
    done = wired.move(come(wired.desk))

    assert (done.state, done.fault) == (OperationState.DONE, "")
    assert len(wired.refunds) == before + 1
    note = wired.refunds[-1]["note"]
    assert "Camille Fournier (Atelier · 501)" in note
    assert f"{wired.opened.ticket.number}" in note


def test_a_shopify_cancels(wired: Wired) -> None:
    assert wired.move(come(wired.desk), CANCEL).state is OperationState.DONE


def test_what_is_over_the_limit_is_approved_with_the_key_of_the_shop(wired: Wired) -> None:
    limited(wired.desk, wired.shop.id, refund=Limit(operation="0.01"))
    waiting = wired.move(come(wired.desk))
    assert waiting.state is OperationState.AWAITING_APPROVAL

    done = approving.approve(wired.desk, come(wired.desk, MAUD), waiting.id)

    by = "Maud Keller (Atelier · 503)"
    assert (done.state, done.approver_name) == (OperationState.DONE, by)


def test_a_person_of_the_shop_without_a_key_never_has_the_shops(wired: Wired) -> None:
    camille = wired.arrive("camille").viewer
    wired.sandbox.clock.advance(25 * 60 * MINUTE)
    refused = wired.move(camille)

    assert (refused.state, refused.fault) == (OperationState.REFUSED, carrying.SESSION_OVER)
    embedding = wired.desk.embeddings["shopify"]
    own = keys.ShopKey(wired.desk, embedding, wired.shop.id, HOST)
    with pytest.raises(Unauthorized):
        keys.PersonKey(wired.desk, wired.shop.id, camille.agent_id, own).current()
    from_helpdesk = come(wired.desk).agent_id
    theirs = keys.PersonKey(wired.desk, wired.shop.id, from_helpdesk, own)
    assert theirs.current() == own.current()


def test_a_shop_whose_key_has_ended_is_a_clear_fault(wired: Wired) -> None:
    viewer, wanted = come(wired.desk), refund(wired.desk, wired.shop, ORDER)
    wired.sandbox.clock.advance(91 * DAY)

    with pytest.raises(Unauthorized):
        drafting.review(wired.desk, viewer, wired.opened.ticket.id, wanted)
    with wired.desk.database.reading() as store:
        shop = shops.find(store, wired.shop.id)
    assert shop is not None
    assert shop.needs_opening


def test_who_the_helpdesk_lets_do_nothing_moves_nothing(wired: Wired) -> None:
    viewer, wanted = come(wired.desk), refund(wired.desk, wired.shop, ORDER)
    (helpdesk,) = connecting.connected(wired.desk)
    connecting.change(wired.desk, replace(helpdesk, roles={**ROLES, "501": "none"}))

    with pytest.raises(Forbidden, match="refund"):
        moved(wired.desk, viewer, wired.opened.ticket.id, wanted)
