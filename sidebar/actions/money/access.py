"""Who may touch money, and through which shop: everything else is not found, or forbidden."""

from __future__ import annotations

from dataclasses import replace

from sidebar.actions.desk import Desk
from sidebar.actions.helping import standing as helping
from sidebar.actions.keys import PersonKey, ShopKey
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.operation import OperationKind
from sidebar.rules.viewer import Role, Viewer, role_given
from sidebar.store import agents, operations, shops, tickets
from sidebar.store.database import Connection
from sidebar.store.operations import Operation
from sidebar.store.shops import Shop
from sidebar.store.tickets import Ticket


def ticket_of(store: Connection, viewer: Viewer, ticket_id: str) -> tuple[Shop, Ticket]:
    """The viewer's shop and its ticket. Raises Forbidden (``refund``), NotFound or ``no_order``."""
    if not viewer.may(Role.REFUND):
        raise Forbidden("refund")
    shop = shops.find(store, viewer.shop_id)
    ticket = tickets.find(store, ticket_id, shop_id=viewer.shop_id) if shop else None
    if shop is None or ticket is None:
        raise NotFound
    if not ticket.order_id:
        raise Refused("no_order")
    return shop, ticket


def operation_of(store: Connection, viewer: Viewer, operation_id: str) -> tuple[Shop, Operation]:
    """The viewer's shop and its operation. Raises NotFound."""
    shop = shops.find(store, viewer.shop_id)
    operation = operations.find(store, operation_id, shop_id=viewer.shop_id) if shop else None
    if shop is None or operation is None:
        raise NotFound
    return shop, operation


def still(store: Connection, viewer: Viewer, role: Role) -> tuple[Shop, Viewer]:
    """The shop and the viewer as they stand at the moment of acting, inside its transaction.

    A page outlives a change of roles: what its viewer may do is never more than what the shop's
    roles of today give their profile. Raises Forbidden (the role's word) or NotFound.
    """
    shop, agent = shops.find(store, viewer.shop_id), agents.find(store, viewer.agent_id)
    if shop is None or agent is None:
        raise NotFound
    given = role_given(shop.roles, agent.profile, is_superuser=agent.is_superuser)
    today = replace(viewer, role=min(viewer.role, given))
    if not today.may(role):
        raise Forbidden(role.word)
    return shop, today


def allow(store: Connection, shop: Shop, viewer: Viewer, kind: OperationKind) -> None:
    """Raises Refused where the shop, or the helpdesk that they look from, switched it off.

    The reasons: ``refunds_off``, ``cancellations_off``, the same after ``helpdesk_``, and
    ``helpdesk_no_employee``.
    """
    barred = shop.money.barred(kind) or helping.barred(store, shop, viewer, kind)
    if barred:
        raise Refused(barred)


def prove(desk: Desk, shop: Shop, agent_id: str) -> None:
    """Makes sure that the shop knows who acts, where it vouches for each person by a key.

    Asks nobody. Raises Unauthorized where their key is missing or has ended.
    """
    embedding = desk.embeddings.get(shop.kind)
    if embedding is not None:
        shop_key = ShopKey(desk, embedding, shop.id, embedding.host_of(shop.base_url))
        PersonKey(desk, shop.id, agent_id, shop_key).current()


def reload(desk: Desk, operation_id: str) -> Operation:
    """The operation as it stands now. Raises NotFound."""
    with desk.database.reading() as store:
        operation = operations.known(store, operation_id)
    if operation is None:
        raise NotFound
    return operation
