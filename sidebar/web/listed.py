"""A shop's lists for whichever template names an entry of one: read once a request, if at all."""

from __future__ import annotations

from flask import Flask, g

from sidebar.actions.choosing import Lists
from sidebar.actions.working import facts
from sidebar.web.desk import desk


def install(app: Flask) -> None:
    """Registers the templates' way to them."""
    app.jinja_env.globals["listed"] = listed


def listed(shop_id: str) -> Lists:
    """The lists of a shop; a ticket with nothing to name asks for none."""
    known: dict[str, Lists] = g.setdefault("listed", {})
    if shop_id not in known:
        known[shop_id] = facts.lists_of(desk(), shop_id)
    return known[shop_id]
