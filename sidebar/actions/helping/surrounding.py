"""Looks around a helpdesk's ticket: its person's orders in every shop shown, and our tickets."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from platforms.contract import OrderSearch, PlatformError
from sidebar.actions import houses, tying
from sidebar.actions.desk import Desk
from sidebar.actions.helping import entering, naming
from sidebar.actions.orders import CARD_SECONDS, MOST_LISTED
from sidebar.clock import Patience
from sidebar.errors import NotFound
from sidebar.rules.around import Said
from sidebar.rules.listing import ListedOrder, candidates
from sidebar.rules.looking import looked_for
from sidebar.rules.viewer import Viewer
from sidebar.store import around, helpdesk_agents, helpdesks
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket

ASIDE_SECONDS = 5.0
"""All shops are waited for together: one that takes longer is asked again by itself."""

MOST_SHOPS = 12
"""Asked at once; those beyond are asked one by one, when somebody wants to know."""


@dataclass(frozen=True, slots=True)
class ShopAnswer:
    """What one shop says, or what kept it from saying it."""

    shop: Shop
    orders: tuple[ListedOrder, ...] = ()
    tickets: Mapping[str, Ticket] = field(default_factory=dict)
    """Ours, by the order that they are about."""
    fault: PlatformError | None = None
    gaps: tuple[str, ...] = ()
    """What its key may not read: more orders may be there."""
    was_asked: bool = True
    blind_to_guests: bool = False
    """By phone this shop finds only who has an account, and a phone was looked for."""


@dataclass(frozen=True, slots=True)
class Around:
    """Everything that stands around the helpdesk's ticket."""

    said: Said
    typed: str
    answers: tuple[ShopAnswer, ...]
    linked: tuple[Ticket, ...]
    shops: Mapping[str, Shop]
    """Those that the helpdesk shows, by our ids."""

    @property
    def orders(self) -> int:
        """How many are listed, of all shops together."""
        return sum(len(one.orders) for one in self.answers)


def met(desk: Desk, viewer: Viewer, said: Said) -> Viewer:
    """The viewer under the name and in the language that the page says, where either is news."""
    if said.agent is None:
        return viewer
    with desk.database.reading() as store:
        mine = helpdesk_agents.of_person(store, viewer.helpdesk_id, viewer.agent_id)
        kept = naming.kept(store, viewer.helpdesk_id, mine[0], said.agent.name) if mine else ""
    told = (kept, said.agent.email, said.agent.language)
    # A shop may have been shown since they last said it.
    if mine and all((one.name, one.email, one.language) == told for one in mine):
        return viewer
    name, email, language = said.agent.name, said.agent.email, said.agent.language
    return entering.introduce(desk, viewer, name=name, email=email, language=language)


def look(desk: Desk, viewer: Viewer, said: Said, typed: str = "") -> Around:
    """Asks every shop shown at once; none waits for another, and what one lacks is said of it.

    Where the app's setting names shops, the others are asked once somebody wants it, or types.
    """
    shown, linked = _known(desk, viewer, said)
    begun = shown if typed.strip() else _begun_with(shown, said)
    asked = [(shop, _search(desk, shop, said, typed)) for shop in begun[:MOST_SHOPS]]
    with houses.threads(max(1, len(asked)), "around") as pool:
        patience = Patience.of(ASIDE_SECONDS + houses.GRACE)
        futures = [
            (shop, pool.submit(_ask, desk, shop, search, typed, ASIDE_SECONDS))
            for shop, search in asked
        ]
        answers = [_in_time(shop, patience, future) for shop, future in futures]
    left = [shop for shop in shown if shop not in begun[:MOST_SHOPS]]
    later = (ShopAnswer(shop, was_asked=False) for shop in left)
    told = tuple(_with_tickets(desk, one) for one in (*sorted(answers, key=_rank), *later))
    return Around(said, typed, told, linked, {shop.id: shop for shop in shown})


def _begun_with(shown: list[Shop], said: Said) -> list[Shop]:
    """Those that the setting names; all of them where it names none that is there."""
    return [shop for shop in shown if shop.name.casefold() in said.shops] or shown


def look_in(desk: Desk, viewer: Viewer, said: Said, typed: str = "") -> ShopAnswer:
    """Asks the viewer's shop alone, with more time. Raises NotFound."""
    shop = shop_of(desk, viewer)
    search = _search(desk, shop, said, typed)
    return _with_tickets(desk, _ask(desk, shop, search, typed, CARD_SECONDS))


def shop_of(desk: Desk, viewer: Viewer) -> Shop:
    """The shop in which somebody from a helpdesk looks. Raises NotFound for anybody else."""
    with desk.database.reading() as store:
        shown = helpdesks.shops_of(store, viewer.helpdesk_id) if viewer.helpdesk_id else []
    found = next((shop for shop in shown if shop.id == viewer.shop_id), None)
    if found is None:
        raise NotFound
    return found


def linked_tickets(desk: Desk, viewer: Viewer, said: Said) -> tuple[Ticket, ...]:
    """Ours that belong to the helpdesk's ticket."""
    return _known(desk, viewer, said)[1]


def _known(desk: Desk, viewer: Viewer, said: Said) -> tuple[list[Shop], tuple[Ticket, ...]]:
    with desk.database.reading() as store:
        shown = helpdesks.shops_of(store, viewer.helpdesk_id)
        if not said.ticket_id:
            return shown, ()
        return shown, tuple(around.linked(store, viewer.helpdesk_id, said.ticket_id))


def _search(desk: Desk, shop: Shop, said: Said, typed: str) -> OrderSearch | None:
    """By what was typed, else by what the helpdesk says; None where that is nothing."""
    if typed.strip():
        return tying.search_for(desk, shop, looked_for(typed))
    if said.is_nothing:
        return None
    return OrderSearch(
        emails=said.emails,
        phones=said.phones,
        # Each adapter finds in them the references of the form that its own orders have.
        texts=tuple(text for text in (said.subject, *said.texts) if text),
        limit=MOST_LISTED,
    )


def _ask(
    desk: Desk, shop: Shop, search: OrderSearch | None, typed: str, within: float
) -> ShopAnswer:
    """A shop's fault is its answer: it takes nothing from the others."""
    if search is None:
        return ShopAnswer(shop)
    try:
        found = houses.found_in(desk, shop, search, within=within)
    except PlatformError as fault:
        return ShopAnswer(shop, fault=fault)
    is_blind = bool(search.phones) and not desk.platform(shop).capabilities.finds_guests_by_phone
    listed = candidates(found.found, is_typed=bool(typed.strip()))
    return ShopAnswer(shop, listed, gaps=found.gaps, blind_to_guests=is_blind)


def _in_time(shop: Shop, patience: Patience, future: Future[ShopAnswer]) -> ShopAnswer:
    try:
        return houses.by(patience, future)
    except PlatformError as fault:
        return ShopAnswer(shop, fault=fault)


def _rank(answer: ShopAnswer) -> tuple[int, int, str]:
    """Shops with orders first, the newest order before; then those with a fault."""
    newest = max((entry.order.placed_at or 0 for entry in answer.orders), default=0)
    group = 0 if answer.orders else 1 if answer.fault or answer.gaps else 2
    return group, -newest, answer.shop.name


def _with_tickets(desk: Desk, answer: ShopAnswer) -> ShopAnswer:
    if not answer.orders:
        return answer
    order_ids = tuple(entry.order.id for entry in answer.orders)
    with desk.database.reading() as store:
        ours = around.of_orders(store, answer.shop.id, order_ids)
    return replace(answer, tickets=ours)
