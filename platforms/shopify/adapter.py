"""One connected Shopify shop: read with the shop's key, written to in the name of a person."""

from __future__ import annotations

from platforms.contract import Connection
from platforms.shopify.reads import Reads
from platforms.shopify.transport import AdminApi
from platforms.shopify.writes import Writes


class Shopify(Reads, Writes):
    """The ``Platform`` of one Shopify shop; keep it, since it remembers what it learnt of it."""

    def __init__(self, connection: Connection) -> None:
        api = AdminApi(connection)
        Reads.__init__(self, connection, api)
        Writes.__init__(self, api)
