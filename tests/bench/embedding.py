"""The service over the sandbox's Shopify, as only code may have it, and a bare view beside it."""

from __future__ import annotations

import os

import jwt
from flask import Flask, request

import app as counter_app
from platforms import demo
from platforms.shopify.embedding import ShopifyApp, ShopifyEmbedding
from platforms.shopify.id_token import LEEWAY_MS
from sidebar import settings
from sidebar.rules.viewer import Viewer
from sidebar.web.session import with_viewer

STORES = "BENCH_STORES"
"""Names the sandbox's address."""

ANSWER = "nothing"
CLIENT_ID, SECRET = demo.APP


def create() -> Flask:
    """The real application, with one view behind the door that has nothing to do."""
    url = os.environ[STORES]
    stores = ShopifyApp(
        CLIENT_ID,
        (SECRET,),
        address=f"{url}/shops/{{host}}",
        admin=url,
        bridge=f"{url}/app-bridge.js",
    )
    embedding = ShopifyEmbedding(stores)
    made = counter_app.build_app(settings.read_settings(), {embedding.kind: embedding})
    made.add_url_rule("/door", "door", nothing)
    made.add_url_rule("/bare", "bare", bare)
    return made


def create_bare() -> Flask:
    """The bare view and nothing else: no headers, no compression, no faults of ours."""
    made = Flask(__name__)
    made.add_url_rule("/bare", "bare", bare)
    return made


@with_viewer
def nothing(viewer: Viewer) -> str:
    """What is left of a request once the door has let it in."""
    return ANSWER if viewer.shop_id else ""


def bare() -> str:
    """All that PyJWT itself can check of an ID token, and the same answer."""
    jwt.decode(
        request.headers["Authorization"].removeprefix("Bearer "),
        SECRET,
        algorithms=["HS256"],
        audience=CLIENT_ID,
        leeway=LEEWAY_MS // 1000,
        options={
            "require": ["exp", "nbf", "iat", "iss", "dest", "aud", "sub", "jti", "sid"],
            "strict_aud": True,
        },
    )
    return ANSWER
