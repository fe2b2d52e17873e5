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
from sidebar.web import ROOMS, filters, language, listed, trail
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
    bare.jinja_env.trim_blocks = True
    bare.jinja_env.lstrip_blocks = True
    language.install(bare)
    filters.install(bare)
    listed.install(bare)
    trail.install(bare)
    bare.jinja_env.globals["may"] = lambda _role: True
    bare.jinja_env.globals["host_link"] = lambda *_: ""
    bare.jinja_env.globals["bridge"] = lambda: None
    # For their addresses alone: the templates write them.
    for room in ROOMS:
        bare.register_blueprint(room.blueprint)
    values, timezone = _ready_made(bare, desk.database)

    @bare.get("/bare")
    def panel() -> Response:
        g.language, g.timezone = "fr", timezone
        return parts(PANEL, **values)

    return bare


def _ready_made(bare: Flask, database: Database) -> tuple[dict[str, Any], str]:
    given = os.environ
    desk = bare.extensions["comptoir"].desk
    viewer = Viewer(given[AGENT], given[SHOP], "Camille Fournier", Role.REFUND, "fr")
    page = showing.show(desk, viewer, given[TICKET])
    database.close()
    with bare.test_request_context():
        g.viewer = viewer
        return page_values(page), page.shop.timezone
