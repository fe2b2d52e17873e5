"""A shop on loopback that gives every call the same answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from platforms.shopify.embedding import ShopifyEmbedding
from tests.platforms.loopback import Asked, Loopback, Reply, listening
from tests.platforms.shopify.signing import embedding

JSON = {"Content-Type": "application/json"}


@contextmanager
def shop(status: int, body: object, **headers: str) -> Iterator[tuple[ShopifyEmbedding, Loopback]]:
    """A shop that answers every call so."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(_: Asked, reply: Reply) -> None:
        reply.whole(status, {**JSON, **named}, content)

    with listening(answer) as server:
        yield embedding(address=server.url + "/shops/{host}"), server
