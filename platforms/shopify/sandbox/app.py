"""Puts the stand-in together: one Flask app that is a Shopify with several stores."""

from __future__ import annotations

from flask import Flask

from platforms.shopify.sandbox.rooms import ROOMS
from platforms.shopify.sandbox.sending import start_sending
from platforms.shopify.sandbox.standin import CounterApp, Sandbox

STORES = ("boutique-lumiere", "atelier-nord")


def create_sandbox(
    counter: CounterApp | None,
    *,
    stores: tuple[str, ...] = STORES,
    sends_webhooks: bool = False,
) -> Flask:
    """Stores sown from ``seeds/<name>.json``; ``counter`` is the app that their admin hosts.

    Raises FileNotFoundError for an unknown seed.
    """
    app = Flask(__name__, static_url_path="/admin-assets")
    # A closed connection must reach the server as the exception that it is.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    sandbox = Sandbox(counter, stores, sends_webhooks=sends_webhooks)
    sandbox.install(app)
    app.before_request(lambda: _catch_up(sandbox))
    for room in ROOMS:
        app.register_blueprint(room(sandbox))
    if sends_webhooks:
        start_sending(sandbox)
    return app


def _catch_up(sandbox: Sandbox) -> None:
    """Whoever asks finds what has become due meanwhile."""
    sandbox.due.run(sandbox.clock.now())
