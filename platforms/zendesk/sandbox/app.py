"""Puts the stand-in together: one Flask app that is an account of Zendesk's."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from flask import Flask

from platforms.zendesk.sandbox.api import api
from platforms.zendesk.sandbox.control import control
from platforms.zendesk.sandbox.pages import pages
from platforms.zendesk.sandbox.sdk import sdk
from platforms.zendesk.sandbox.standin import Sandbox, new_key

ROOMS = (pages, api, sdk, control)
"""Every door of the stand-in."""


def create_sandbox(counter_url: str = "", *, key: RSAPrivateKey | None = None) -> Flask:
    """An account with its agents and tickets, where our app is installed.

    ``counter_url`` is where the app's pages are (may be told later, on the sandbox); launches are
    signed with ``key``, or with one of the sandbox's own.
    """
    app = Flask(__name__, static_url_path="/agent-assets")
    sandbox = Sandbox(key or new_key(), counter_url)
    sandbox.install(app)
    for room in ROOMS:
        app.register_blueprint(room(sandbox))
    return app
