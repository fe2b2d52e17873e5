"""The ledger of one order: every operation, every slip made elsewhere, the sums; and its file."""

from __future__ import annotations

from flask import Blueprint, Response, g

from sidebar.actions.money import ledger
from sidebar.rules.viewer import Viewer
from sidebar.web.desk import desk
from sidebar.web.fragments import MONEY, NOTICE, parts
from sidebar.web.session import with_viewer

blueprint = Blueprint("ledger", __name__)

PANE = "money/_ledger.html"


@blueprint.get("/tickets/<ticket_id>/ledger")
@with_viewer
def show(viewer: Viewer, ticket_id: str) -> Response:
    """The page, in the order card's place."""
    page = ledger.of_order(desk(), viewer, ticket_id)
    g.timezone = page.shop.timezone
    return parts(
        MONEY,
        NOTICE,
        pane=PANE,
        ledger=page,
        shop=page.shop,
        ticket=page.ticket,
        viewer=viewer,
        now=desk().clock.now(),
    )


@blueprint.get("/tickets/<ticket_id>/ledger.csv")
@with_viewer
def export(viewer: Viewer, ticket_id: str) -> Response:
    """The operations as a file, asked for with the bearer like everything else."""
    text = ledger.operations_csv(desk(), viewer, ticket_id)
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=operations.csv"
    return answer
