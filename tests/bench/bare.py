"""The bare view: the panel's own templates over ready-made values, with no door and no store."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, Response, g

import app as counter_app
from sidebar import settings
from sidebar.actions import showing
from sidebar.rules.viewer import Role, Viewer
from sidebar.store.database import Database
from sidebar.texts import template_folder
from sidebar.web import with_templates
from sidebar.web.desk import Counter
from sidebar.web.fragments import PANEL, parts
from sidebar.web.ticket_values import page_values

TICKET, SHOP, AGENT = "BENCH_TICKET", "BENCH_SHOP", "BENCH_AGENT"


def create() -> Flask:
    """Reads one ticket's page now, closes the store, and renders that page ever after."""
    told = settings.read_settings()
    desk = counter_app.build_desk(told)
    bare = Flask(__name__, template_folder=str(template_folder()))
    bare.extensions["comptoir"] = Counter(desk, told)
    with_templates(bare)
    bare.jinja_env.globals["may"] = lambda _role: True
    bare.jinja_env.globals["host_link"] = lambda *_: ""
    bare.jinja_env.globals["bridge"] = lambda: None
    values, timezone, viewer = _ready_made(bare, desk.database)

    @bare.get("/bare")
    def panel() -> Response:
        g.language, g.timezone, g.viewer = "fr", timezone, viewer
        return parts(PANEL, **values)

    return bare


def _ready_made(bare: Flask, database: Database) -> tuple[dict[str, Any], str, Viewer]:
    given = os.environ
    desk = bare.extensions["comptoir"].desk
    viewer = Viewer(given[AGENT], given[SHOP], "Camille Fournier", Role.REFUND, "fr")
    page = showing.show(desk, viewer, given[TICKET])
    database.close()
    with bare.test_request_context():
        g.viewer = viewer
        return page_values(page), page.shop.timezone, viewer
