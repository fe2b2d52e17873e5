"""What cannot be done to an order from where its viewer looks, as its buttons know it."""

from __future__ import annotations

from flask import g

from platforms.shapes import Order
from sidebar.actions.helping import standing
from sidebar.rules import barring
from sidebar.rules.barring import ActsBarred
from sidebar.rules.operation import OperationKind
from sidebar.rules.viewer import Viewer
from sidebar.store.shops import Shop
from sidebar.web.desk import desk


def acts_barred(order: Order, shop: Shop) -> ActsBarred:
    """Why each act cannot work here, by its stable name; empty where it may.

    Only for who looks from a helpdesk is anything asked for.
    """
    of_order = barring.acts_barred(order)
    viewer: Viewer | None = g.get("viewer")
    if viewer is None or not viewer.helpdesk_id:
        return of_order
    with desk().database.reading() as store:
        refund = standing.barred(store, shop, viewer, OperationKind.REFUND)
        cancel = standing.barred(store, shop, viewer, OperationKind.CANCEL)
    return ActsBarred(of_order.refund or refund, of_order.cancel or cancel)
