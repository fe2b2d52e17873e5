"""Answers made of parts: each a partial with an id, put in its place by the page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, make_response, render_template


@dataclass(frozen=True, slots=True)
class Part:
    """One element to replace: its id and the partial that renders it."""

    id: str
    template: str
    swap: str = "outerHTML"
    """How htmx puts it in its place; ``outerMorph`` keeps what is open or has the focus inside."""


HISTORY = Part("history", "ticket/_history.html")
BAR = Part("bar", "ticket/_bar.html")
BAR_IN_USE = Part("bar", "ticket/_bar.html", swap="outerMorph")
COMPOSER = Part("composer", "ticket/_composer.html")
TO = Part("to", "ticket/_to.html")
ASK = Part("ask", "ticket/_ask.html")
SEEN = Part("seen", "ticket/_seen.html")
NOTICE = Part("notice", "panel/_notice.html")
PRESENCE = Part("presence", "ticket/_presence.html")
PULSE = Part("pulse", "ticket/_pulse.html")
DRAFT_VERSION = Part("draft-version", "ticket/_draft_version.html")
ORDERS = Part("orders", "order/_orders.html")
AGE = Part("age", "order/_age.html")
RELATED = Part("related", "order/_related.html")
CUSTOMER = Part("customer", "customer/_customer.html")
PEOPLE = Part("people", "customer/_people.html")
PANEL = Part("panel", "panel/_panel.html")
MONEY = Part("money", "money/_money.html")
MONEY_FAULT = Part("money-fault", "money/_fault.html")
MONEY_OTHERS = Part("money-others", "money/_others.html")
REVIEW = Part("review", "money/_review.html")
PROGRESS = Part("progress", "money/_progress.html")
UNSETTLED = Part("unsettled", "money/_strip.html")
WAITING = Part("waiting", "money/_waiting.html")


def parts(*wanted: Part, status: int = 200, **values: object) -> Response:
    """An answer that replaces each wanted part and leaves the rest of the page alone."""
    return make_response(render_template("parts.html", parts=wanted, **values), status)
