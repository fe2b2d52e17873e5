"""The page on a shop's own site that tells customers how to reach it: the shop's word alone."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, render_template, request
from markupsafe import Markup, escape

from platforms.hooks import HookRefused
from sidebar.actions import showing
from sidebar.errors import NotFound
from sidebar.web.desk import desk
from sidebar.web.headers import left_to_the_site

blueprint = Blueprint("storefront", __name__)

LIQUID = "application/liquid"
"""Makes the shop's site set the answer into its own pages, as one more of its templates."""


@blueprint.get("/proxy/<kind>")
def show(kind: str) -> Response:
    """Only what the shop's site has signed is answered, and nothing in it is about the visitor."""
    host = desk().embeddings.get(kind)
    if host is None:
        raise NotFound
    try:
        query = request.query_string.decode("ascii")
        visitor = host.visitor(query, now=desk().clock.now())
    except (HookRefused, UnicodeDecodeError):
        return Response(status=401)
    shop = showing.shop_at(desk(), kind, host.base_url(visitor.host))
    if shop is None:
        raise NotFound
    address = shop.mail.reply_to or shop.mail.sender
    g.language = request.accept_languages.best_match(("fr", "en")) or "en"
    page = render_template("storefront/support.html", name=plain(shop.name), address=plain(address))
    answer = make_response(page)
    answer.mimetype = LIQUID
    left_to_the_site()
    return answer


def plain(text: str) -> Markup:
    """Text that neither HTML nor the site's template language reads anything into."""
    return escape(text).replace("{", Markup("&#123;")).replace("}", Markup("&#125;"))
