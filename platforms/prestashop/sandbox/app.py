"""Puts the stand-in together: one Flask app that is a PrestaShop on the wire and on the screen."""

from __future__ import annotations

from flask import Flask

from platforms.prestashop.sandbox.backoffice import backoffice
from platforms.prestashop.sandbox.control import control
from platforms.prestashop.sandbox.keys import Keys
from platforms.prestashop.sandbox.module.api import module_api
from platforms.prestashop.sandbox.module.sending import start_sending
from platforms.prestashop.sandbox.shop import Shop
from platforms.prestashop.sandbox.standin import Pairing, Sandbox
from platforms.prestashop.sandbox.webservice import webservice


def create_sandbox(
    *,
    seed: str,
    comptoir: Pairing | None,
    webservice_key: str,
    shows_php_errors: bool = False,
    sends_notices: bool = False,
) -> Flask:
    """A shop sown from ``seeds/<seed>.json``.

    ``comptoir`` is the counter that the order page's button opens, or None without a button.
    ``sends_notices`` tells the counter of what happens, from a thread; ``notices_on`` pauses it.
    ``webservice_key`` (32 letters) may read everything; grant others by ``sandbox_of(app).keys``.
    Raises FileNotFoundError for an unknown seed.
    """
    # The folder "static" is named otherwise on the wire, as an admin folder would be.
    app = Flask(__name__, static_url_path="/admin-demo/assets")
    # A closed connection must reach the server as the exception that it is.
    app.config["PROPAGATE_EXCEPTIONS"] = True
    sandbox = Sandbox(
        shop=Shop(seed),
        keys=Keys(webservice_key),
        pairing=comptoir,
        shows_php_errors=shows_php_errors,
    )
    sandbox.install(app)
    rooms = (webservice(sandbox), backoffice(sandbox), control(sandbox), module_api(sandbox))
    for routes in rooms:
        app.register_blueprint(routes)
    if sends_notices:
        sandbox.notices_on = True
        start_sending(sandbox)
    return app
