"""The agents' pages: tickets in tabs, the app's frames beside each, and how it is brought there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from platforms.zendesk.sandbox.launching import LOCATIONS, launch
from platforms.zendesk.sandbox.objects import (
    NEW,
    agent_object,
    blank,
    is_chat,
    ticket_object,
    user_object,
)
from platforms.zendesk.sandbox.standin import Sandbox
from platforms.zendesk.sandbox.wording import LANGUAGES, Voice

TICKET = "/agent/tickets/<key>"


def pages(sandbox: Sandbox) -> Blueprint:
    """The routes below /agent."""
    routes = Blueprint("pages", __name__)
    first = f"/agent/tickets/{min(sandbox.tickets)}"
    routes.add_url_rule("/", "front", lambda: redirect(first))
    routes.add_url_rule("/agent/", "agent", lambda: redirect(first))
    routes.add_url_rule(TICKET, "ticket", lambda key: _shown(sandbox, "agent/ticket.html", key))
    tab = "agent/_tab.html"
    routes.add_url_rule(f"{TICKET}/tab", "tab", lambda key: _shown(sandbox, tab, key))
    routes.add_url_rule(
        f"{TICKET}/launch/<place>",
        "launch",
        lambda key, place: _launch(sandbox, key, place),
        methods=["POST"],
    )
    return routes


def found(sandbox: Sandbox, key: str) -> dict[str, Any]:
    """The ticket of this number, or one being begun. Answers 404 for any other."""
    if key == NEW:
        return blank()
    ticket = sandbox.tickets.get(int(key)) if key.isdecimal() else None
    if ticket is None:
        abort(404)
    return ticket


def _launch(sandbox: Sandbox, key: str, place: str) -> ResponseReturnValue:
    if place not in LOCATIONS:
        abort(404)
    here = request.host_url.rstrip("/")
    return launch(sandbox, place, request.args.get("person", ""), here, key)


def _shown(sandbox: Sandbox, template: str, key: str) -> str:
    person = sandbox.person(request.args.get("person", ""))
    asked = request.args.get("lang", "")
    voice = Voice(asked if asked in LANGUAGES else person["locale"][:2])
    ticket = found(sandbox, key)
    return render_template(
        template,
        _=voice.say,
        voice=voice,
        languages=LANGUAGES,
        person=person,
        people=sandbox.people.values(),
        customers=[user_object(one) for one in sandbox.customers.values()],
        tickets=sandbox.tickets.values(),
        names={one["id"]: one["name"] for one in sandbox.customers.values()},
        key=key,
        is_chat=is_chat(ticket),
        ticket=ticket_object(sandbox, ticket),
        minutes=[one["minutes"] for one in ticket["conversation"]],
        user=agent_object(person, voice.language),
        account={"subdomain": sandbox.account, "planName": "Suite"},
        kept={"person": person["handle"], "lang": asked} if asked else {"person": person["handle"]},
    )
