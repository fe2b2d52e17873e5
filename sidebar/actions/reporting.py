"""Reports of refunds and cancellations: of the shops where the viewer may see money, no other."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from sidebar.actions.desk import Desk
from sidebar.actions.helping import entering
from sidebar.actions.report_facts import Called, Known, told_apart
from sidebar.errors import Forbidden, NotFound
from sidebar.rules.operation import OperationKind
from sidebar.rules.reasons import Reason, chosen
from sidebar.rules.reported import Fact, Wanted, product_code
from sidebar.rules.reporting import Period
from sidebar.rules.tallying import Report, tally
from sidebar.rules.viewer import Role, Viewer, role_named
from sidebar.store import grants, helpdesks, reports, shops
from sidebar.store.database import Connection
from sidebar.store.operations import Operation
from sidebar.store.reports import PAGE, Counted, Place, Stretch
from sidebar.store.shops import Shop

PAGE_OF_OPERATIONS = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """One shop of a report. ``agent_id`` is the viewer's there where they see only their own."""

    shop: Shop
    agent_id: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """What stands for the keys of a report, in no language."""

    shops: Mapping[str, Shop]
    reasons: Mapping[str, tuple[str, tuple[Reason, ...]]]
    """The reason's code, and the list of its shop that says it."""
    agents: Mapping[str, Called]
    replies: Mapping[str, str]
    customers: Mapping[str, str]
    products: Mapping[str, str]
    """By their codes; only of the product that a list is asked for."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The operations of a period as far as the viewer may see them, the newest first."""

    shop: Shop
    facts: tuple[Fact, ...]
    names: Names
    currencies: tuple[str, ...]
    """Of every operation of the period, whatever else is asked."""
    sees_all: bool
    """Of every shop that is seen, what everybody did."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report, and what it can be narrowed by."""

    gathered: Gathered
    wanted: Wanted
    report: Report


@dataclass(frozen=True, slots=True)
class Listed:
    """Operations behind a figure, the newest first; ``next`` is the id after which more follow."""

    gathered: Gathered
    wanted: Wanted
    count: int
    entries: tuple[tuple[Fact, Operation, int], ...]
    """Each with all that is kept of it, and with its ticket's number."""
    next: str


def report(desk: Desk, viewer: Viewer, wanted: Wanted) -> ReportPage:
    """The figures asked for. Raises Forbidden (``refund``) or NotFound."""
    with desk.database.reading() as store:
        gathered = gather(store, viewer, wanted.period)
        told = tally(filter(wanted.takes, gathered.facts), wanted.period)
        often = reports.names(store, [one.key for one in told.customers])
    names = dataclasses.replace(gathered.names, customers=often)
    return ReportPage(dataclasses.replace(gathered, names=names), wanted, told)


def behind(desk: Desk, viewer: Viewer, wanted: Wanted, *, after: str = "") -> Listed:
    """The operations that a figure counts, page by page. Raises Forbidden or NotFound."""
    with desk.database.reading() as store:
        gathered = gather(store, viewer, wanted.period)
        found = list(filter(wanted.takes, gathered.facts))
        places = {fact.id: place for place, fact in enumerate(found, start=1)}
        begin = places.get(after, 0)
        shown = found[begin : begin + PAGE_OF_OPERATIONS]
        kept = reports.whole(store, [fact.id for fact in shown])
        numbers = reports.numbers(store, [fact.ticket_id for fact in shown])
        who = {wanted.customer} & {fact.customer_id for fact in found}
        customers = reports.names(store, sorted(who))
    products = {
        product_code(one.name): one.name
        for fact in (found[:1] if wanted.product else ())
        for one in fact.products
    }
    names = dataclasses.replace(gathered.names, customers=customers, products=products)
    return Listed(
        gathered=dataclasses.replace(gathered, names=names),
        wanted=wanted,
        count=len(found),
        entries=tuple((one, kept[one.id], numbers[one.ticket_id]) for one in shown),
        next=shown[-1].id if begin + len(shown) < len(found) else "",
    )


def gather(store: Connection, viewer: Viewer, period: Period) -> Gathered:
    """Everything of a period that this viewer may see. Raises Forbidden or NotFound."""
    seen = _seen(store, viewer)
    by_id = {one.shop.id: one.shop for one in seen}
    stretches = [
        Stretch(one.shop.id, *period.span(one.shop.timezone), agent_id=one.agent_id) for one in seen
    ]
    used = list(chain.from_iterable(reports.replies(store, one) for one in stretches))
    agents = dict(chain.from_iterable(reports.agents(store, one).items() for one in stretches))
    counted = list(chain.from_iterable(_every(store, one) for one in stretches))
    reasons = {
        told: _reason(by_id[told[0]], *told[1:])
        for told in {(one.shop_id, one.kind, one.reason) for one in counted}
    }
    known = Known(by_id, reasons, {agent_id: one.key for agent_id, one in agents.items()}, used)
    facts = sorted(known.facts(counted), key=lambda fact: (fact.at, fact.id), reverse=True)
    names = Names(
        shops=by_id,
        reasons={
            key: (code, by_id[shop_id].money.reasons(kind))
            for (shop_id, kind, code), key in sorted(reasons.items())
        },
        agents=told_apart(agents.values()),
        replies={reply_id: title for _, reply_id, title in used},
        customers={},
        products={},
    )
    return Gathered(
        shop=by_id[viewer.shop_id],
        facts=tuple(facts),
        names=names,
        currencies=tuple(sorted({fact.currency for fact in facts})),
        sees_all=not any(one.agent_id for one in seen),
    )


def home_of(desk: Desk, viewer: Viewer) -> Shop:
    """The shop in whose calendar a viewer's today is. Raises Forbidden (``refund``) or NotFound."""
    with desk.database.asking() as store:
        return _home(store, viewer)


def _home(store: Connection, viewer: Viewer) -> Shop:
    if not viewer.may(Role.REFUND):
        raise Forbidden("refund")
    shop = shops.find(store, viewer.shop_id)
    if shop is None:
        raise NotFound
    return shop


def _seen(store: Connection, viewer: Viewer) -> list[Seen]:
    """Their own shop first, then by name the others in which they may move money.

    Who decides about others' money sees what everybody did, anybody else what they did themselves.
    """
    home = _home(store, viewer)
    others = _of_helpdesk(store, viewer) if viewer.helpdesk_id else _granted(store, viewer)
    return [_as_seen(home, viewer), *(_as_seen(shop, as_who) for shop, as_who in others)]


def _as_seen(shop: Shop, viewer: Viewer) -> Seen:
    return Seen(shop, "" if viewer.may(Role.APPROVE) else viewer.agent_id)


def _of_helpdesk(store: Connection, viewer: Viewer) -> list[tuple[Shop, Viewer]]:
    """The same person in each other shop that the helpdesk shows."""
    found = []
    for shop in helpdesks.shops_of(store, viewer.helpdesk_id):
        other = entering.in_shop(store, viewer, shop.id) if shop.id != viewer.shop_id else None
        if other is not None and other.may(Role.REFUND):
            found.append((shop, other))
    return found


def _granted(store: Connection, viewer: Viewer) -> list[tuple[Shop, Viewer]]:
    """Sister shops, where what was granted there reaches money: reading and replying do not."""
    found = []
    for one in grants.of_agent(store, viewer.agent_id):
        role = min(viewer.role, role_named(one.role))
        shop = shops.find(store, one.shop_id) if role >= Role.REFUND else None
        if shop is not None and shop.id != viewer.shop_id:
            found.append((shop, dataclasses.replace(viewer, shop_id=shop.id, role=role)))
    return found


def _every(store: Connection, stretch: Stretch) -> Iterable[Counted]:
    after = None
    while True:
        found = reports.page(store, stretch, after=after)
        yield from found
        if len(found) < PAGE:
            return
        after = Place(found[-1].at, found[-1].id)


def _reason(shop: Shop, kind: OperationKind, code: str) -> str:
    """The code, or a key of that shop's alone where it has words of its own for it."""
    own = chosen(code, shop.money.reasons(kind))
    return f"{shop.id}.{kind}.{code}" if own and own.text else code
