"""Everything that happened to a helpdesk's requester, in every shop shown and in our tickets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest

from platforms.people import Group, Happening
from platforms.shapes import Money, Order
from sidebar import i18n
from sidebar.actions import weaving
from sidebar.actions.desk import Desk
from sidebar.actions.helping.requesters import Known
from sidebar.actions.houses import ELSEWHERE_SECONDS
from sidebar.actions.weaving import Own, Thread, TimelineView
from sidebar.rules.timeline import Mark, Source, Stretch, Wanted
from sidebar.rules.viewer import Viewer
from sidebar.store import helpdesks
from sidebar.store.shops import Shop

MOST_ASKED = 24
"""Questions to all shops together, for one page: accounts first, then the newest orders."""


def read(
    desk: Desk, viewer: Viewer, known: tuple[Known, ...], wanted: Wanted, mark: Mark
) -> TimelineView:
    """What each shop that is shown now tells of these, woven with our own tickets."""
    with desk.database.reading() as store:
        shown = {shop.id: shop for shop in helpdesks.shops_of(store, viewer.helpdesk_id)}
    own = dict[str, Own]()
    there = tuple((shown[one.shop_id], one) for one in known if one.shop_id in shown)
    ours = tuple(weaving.ours(desk, shop, one.ours, own, shop.id) for shop, one in there)
    share = max(1, MOST_ASKED // max(1, len(there)))
    theirs = [islice(_theirs(desk, viewer, shop, one), share) for shop, one in there]
    # The first of each shop before the second of any: a slow one keeps none of the others waiting.
    turns = (one for turn in zip_longest(*theirs) for one in turn if one is not None)
    return weaving.page((*ours, *turns), own, wanted, mark)


def _theirs(desk: Desk, viewer: Viewer, shop: Shop, known: Known) -> Iterator[Thread]:
    """What the shop tells of each account, and of the newest orders.

    Of a shop that tells nothing of people, what the orders themselves say.
    """
    if not desk.platform(shop).capabilities.has_people:
        for order_id in known.orders:
            yield _of_order(desk, viewer, shop, order_id)
        return
    asked = [(account, "") for account in known.accounts]
    asked += [("", order_id) for order_id in known.orders]
    for number, (account, order_id) in enumerate(asked):
        thread = weaving.theirs(desk, shop, account, order_id, f"{number}")
        if thread is not None:
            yield thread


def _of_order(desk: Desk, viewer: Viewer, shop: Shop, order_id: str) -> Thread:
    source = Source(shop.id, shop.name, shop.kind, shop.timezone)
    name = f"order-{order_id}"

    def ask(_cursor: str) -> Stretch:
        order = desk.platform(shop).read_order(order_id, within=ELSEWHERE_SECONDS)
        told = sorted(happened(order, viewer.language), key=_moment, reverse=True)
        return Stretch(source, tuple(told), "", name)

    return Thread(source, ask, name)


def happened(order: Order, language: str) -> Iterator[Happening]:
    """What an order tells of itself, in the shop's own words, where it says when."""
    for kind, group, told in _told(order, language):
        for number, (at, words) in enumerate(told):
            if at is not None and words:
                entry = f"{order.summary.id}.{kind}{number}"
                text = f"{order.summary.reference} · {words}"
                yield Happening(entry, group, text, at, order_id=order.summary.id)


Told = list[tuple[int | None, str]]


def _told(order: Order, language: str) -> tuple[tuple[str, Group, Told], ...]:
    def amount(money: Money) -> str:
        return i18n.money(money, language)

    states: Told = [(one.at, one.state.name.to(language)) for one in order.history]
    payments: Told = [
        (one.paid_at, f"{one.method} · {amount(one.amount)}") for one in order.payments
    ]
    slips: Told = [(one.issued_at, f"{one.id} · {amount(one.total)}") for one in order.credit_slips]
    messages: Told = [(one.at, one.text) for one in order.messages]
    return (
        ("s", Group.ORDER, states or [(order.summary.placed_at, amount(order.summary.total))]),
        ("p", Group.PAYMENT, payments),
        ("r", Group.REFUND, slips),
        ("m", Group.COMMENT, messages),
    )


def _moment(entry: Happening) -> tuple[int, str]:
    return entry.at, entry.id
