"""The doors of hosts that vouch for each person: what they frame, push and ask for a customer.

A page without a good proof says nothing of any shop; it only lets the host's script bring one.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from platforms.embedding import Embedding, ProofSpent
from platforms.launches import LaunchRefused
from sidebar.actions import embedded, showing
from sidebar.actions.embedded import Admitted
from sidebar.errors import NotFound, OrderUnknown
from sidebar.web.desk import desk
from sidebar.web.headers import framed_by, loads, shown_in
from sidebar.web.inbox import inbox_values
from sidebar.web.ticket_values import page_values

blueprint = Blueprint("embedded", __name__)

ONCE_MORE = "again"
"""Says that this page was fetched again already: two clocks that differ must not make a loop."""


def kind_asking() -> str:
    """The kind of host that this request is for, by the shop it names or by its proof; or empty."""
    for kind, host in desk().embeddings.items():
        asked = host.bridge.query
        is_its_shop = host.framing_claimed(request.args.get(asked.shop, ""))
        if is_its_shop or host.is_proof(request.args.get(asked.proof, "")):
            return kind
    return ""


@blueprint.get("/embedded/<kind>")
def home(kind: str) -> ResponseReturnValue:
    """The app's home: the shop's tickets."""
    arrived = _arrived(_host(kind), url_for("embedded.home", kind=kind))
    if not isinstance(arrived, Admitted):
        return arrived
    return render_template("inbox/page.html", token="", **inbox_values(arrived.viewer))


@blueprint.get("/embedded/<kind>/order")
def order(kind: str) -> ResponseReturnValue:
    """Where the link on an order's page leads: its ticket, opened or created."""
    host = _host(kind)
    arrived = _arrived(host, url_for("embedded.order", kind=kind))
    if not isinstance(arrived, Admitted):
        return arrived
    named = host.order_named(request.args)
    if not named:
        raise OrderUnknown
    opened = embedded.open_order(desk(), arrived, named)
    page = showing.show(desk(), opened.viewer, opened.ticket.id)
    arrival = "created" if opened.was_created else "found"
    return render_template("panel/page.html", token="", arrival=arrival, **page_values(page))


@blueprint.get("/embedded/<kind>/patch")
def patch(kind: str) -> str:
    """An empty page that loads the host's script alone, which comes back with a fresh proof."""
    host = _host(kind)
    wanted = request.args.get(host.bridge.query.reload, "")
    if not wanted.startswith(url_for("embedded.home", kind=kind)):
        raise NotFound
    return render_template("embedded/patch.html", kind=kind)


def _host(kind: str) -> Embedding:
    """The host of this kind, whose claimed shop may frame what tells nothing of it."""
    host = desk().embeddings.get(kind)
    if host is None:
        raise NotFound
    loads(host.bridge)
    framed_by(host.framing_claimed(request.args.get(host.bridge.query.shop, "")))
    return host


def _arrived(host: Embedding, path: str) -> Admitted | Response:
    """Whoever opened this document of ours, or the way to a proof that is still good."""
    proof = request.args.get(host.bridge.query.proof, "")
    if not proof:
        return _fetched_again(host, path)
    try:
        arrived = embedded.arrive(desk(), host.kind, proof)
    except (ProofSpent, LaunchRefused) as refusal:
        is_over = isinstance(refusal, ProofSpent) or refusal.reason == "expired"
        if not is_over or ONCE_MORE in request.args:
            raise
        return _fetched_again(host, path)
    shown_in(arrived.shop)
    g.viewer, g.links = arrived.viewer, arrived.links
    g.language = arrived.viewer.language
    return arrived


def _fetched_again(host: Embedding, path: str) -> Response:
    asked = host.bridge.query
    said = {name: request.args[name] for name in asked.kept if name in request.args}
    own = {asked.record: request.args.get(asked.record, ""), ONCE_MORE: "1"}
    wanted = f"{path}?{urlencode({**said, **own})}"
    there = url_for("embedded.patch", kind=host.kind)
    return redirect(f"{there}?{urlencode({**said, asked.reload: wanted})}")
