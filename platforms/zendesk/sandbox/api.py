"""What the account's pages and its apps write: answers, requesters and tags, some by the real API.

Below /api/v2 stand the few addresses of Zendesk's own that an app may ask through the framework.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from platforms.zendesk.sandbox.objects import ticket_object
from platforms.zendesk.sandbox.pages import TICKET, found
from platforms.zendesk.sandbox.standin import Sandbox

REST = "/api/v2/tickets/<key>"


def api(sandbox: Sandbox) -> Blueprint:
    """The routes of both."""
    routes = Blueprint("api", __name__)
    for rule, method, view in (
        (f"{TICKET}/reply", "POST", _reply),
        (f"{TICKET}/requester", "POST", _requester),
        (f"{REST}.json", "GET", _ticket),
        (f"{REST}/tags.json", "GET", _tags),
        (f"{REST}/tags.json", "PUT", _add_tags),
        (f"{REST}/tags.json", "DELETE", _remove_tags),
    ):
        routes.add_url_rule(
            rule,
            f"{method}{view.__name__}",
            lambda key, view=view: view(sandbox, found(sandbox, key)),
            methods=[method],
        )
    me = "/api/v2/users/me.json"
    routes.add_url_rule(me, "me", lambda: {"user": sandbox.person(request.args.get("person", ""))})
    return routes


def _reply(sandbox: Sandbox, ticket: dict[str, Any]) -> ResponseReturnValue:
    """What the agent submits: an answer or a note, if there is one, and the tags as shown."""
    told = request.get_json()
    person = sandbox.person(told["person"])
    if told["text"].strip():
        said = {"by": person["id"], "minutes": 0, "text": told["text"], "html": told["html"]}
        ticket["conversation"].append({**said, "is_public": told["type"] == "publicReply"})
    ticket["tags"] = sorted(set(told["tags"]))
    return ticket_object(sandbox, ticket)


def _requester(sandbox: Sandbox, ticket: dict[str, Any]) -> ResponseReturnValue:
    chosen = request.get_json()["id"]
    if chosen not in sandbox.customers:
        abort(422)
    ticket["requester"] = chosen
    return ticket_object(sandbox, ticket)


def _ticket(sandbox: Sandbox, ticket: dict[str, Any]) -> ResponseReturnValue:
    told = ticket_object(sandbox, ticket)
    wanted = ("id", "subject", "description", "status", "tags", "via")
    requester = ticket["requester"]
    return {"ticket": {**{name: told[name] for name in wanted}, "requester_id": requester}}


def _tags(_: Sandbox, ticket: dict[str, Any]) -> ResponseReturnValue:
    return {"tags": ticket["tags"]}


def _add_tags(_: Sandbox, ticket: dict[str, Any]) -> ResponseReturnValue:
    ticket["tags"] = sorted({*ticket["tags"], *_named()})
    return {"tags": ticket["tags"]}


def _remove_tags(_: Sandbox, ticket: dict[str, Any]) -> ResponseReturnValue:
    ticket["tags"] = sorted({*ticket["tags"]} - _named())
    return {"tags": ticket["tags"]}


def _named() -> set[str]:
    """The tags of the request's body. Answers 422 where it names none."""
    told = request.get_json(silent=True)
    tags = told.get("tags") if isinstance(told, dict) else None
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        abort(422)
    return {tag.lower().replace(" ", "_") for tag in tags}
