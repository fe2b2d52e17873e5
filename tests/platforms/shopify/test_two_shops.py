"""The transport alone, in two shops from many threads: a key goes to its own, and nowhere else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

import pytest

from platforms.contract import Connection, PlatformError
from platforms.http import Deadline
from platforms.registry import platform
from platforms.shopify.adapter import Shopify
from platforms.shopify.transport import AdminApi
from platforms.shopify.version import VERSION

CALLS = 1_000
THREADS = 16
SHOPS = ("boutique-lumiere.myshopify.com", "atelier-nord.myshopify.com")
EVERY = 50
"""One call in so many is sent elsewhere, or has its key refused."""


@dataclass
class Seen:
    """What reached the server: (path, key) counted, and anything at all that came after a move."""

    keys: Counter[tuple[str, str]] = field(default_factory=Counter)
    astray: list[str] = field(default_factory=list)
    asked: int = 0
    lock: Lock = field(default_factory=Lock)


class Server(ThreadingHTTPServer):
    """Two shops behind one address, which sends some calls elsewhere and refuses some keys."""

    daemon_threads = True
    request_queue_size = 128
    seen: Seen
    elsewhere: str


class Shops(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:  # the library's own name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers.get("X-Shopify-Access-Token", "")
        seen = self.server.seen
        with seen.lock:
            seen.asked += 1
            number = seen.asked
            seen.keys[self.path.split("/")[2], key.rpartition("-")[0]] += 1
        assert json.loads(body)["query"]
        if number % EVERY == 0:
            self._say(307 if number % 100 else 302, {}, {"Location": self.server.elsewhere})
        elif number % EVERY == 1 and not key.endswith("-renewed"):
            self._say(401, {"errors": "[API] Invalid API key or access token"}, {})
        else:
            self._say(200, {"data": {"shop": {"name": self.path}}}, {})

    def _say(self, status: int, body: dict[str, Any], headers: dict[str, str]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"X-Shopify-API-Version": VERSION, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """The terminal is left alone."""


class Elsewhere(Shops):
    """Where nothing must ever arrive."""

    def do_POST(self) -> None:
        self.server.seen.astray.append(self.headers.get("X-Shopify-Access-Token", ""))
        self._say(200, {}, {})

    def do_GET(self) -> None:
        self.do_POST()


@dataclass(frozen=True)
class Key:
    """A shop's key: its name says whose it is, and whether it is the second one."""

    shop: str

    def current(self, _within: float, /) -> str:
        return f"{self.shop}-first"

    def renewed(self, refused: str, _within: float, /) -> str:
        assert refused.startswith(self.shop)
        return f"{self.shop}-renewed"


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def address(seen: Seen) -> Iterator[str]:
    servers = [Server(("127.0.0.1", 0), handler) for handler in (Shops, Elsewhere)]
    for server in servers:
        server.seen = seen
        server.elsewhere = f"http://127.0.0.1:{servers[1].server_port}/admin/api/graphql.json"
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{servers[0].server_port}"
    for server in servers:
        server.shutdown()
        server.server_close()


def test_calls_from_sixteen_threads_keep_each_key_to_its_shop(address: str, seen: Seen) -> None:
    connections = {
        shop: Connection(f"{address}/shops/{shop}", "", "UTC", shop_id=shop, keys=Key(shop))
        for shop in SHOPS
    }
    apis = {shop: AdminApi(connection) for shop, connection in connections.items()}
    outcomes: Counter[str] = Counter()

    def ask(number: int) -> str:
        shop = SHOPS[number % 2]
        try:
            told = apis[shop].read("shop_context", {}, deadline=Deadline.within(30))
        except PlatformError as fault:
            return type(fault).__name__
        return "own" if told.content["shop"]["name"].split("/")[2] == shop else "another's"

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes.update(pool.map(ask, range(CALLS)))

    assert set(seen.keys) == {(shop, shop) for shop in SHOPS}
    assert seen.asked >= CALLS
    assert not seen.astray
    assert set(outcomes) == {"own", "BadAnswer"}
    assert outcomes["own"] > CALLS * 0.9


def test_each_shop_has_an_adapter_of_its_own_however_often_it_is_asked_for(address: str) -> None:
    def made(shop: str) -> object:
        source = Key(shop)
        base = f"{address}/shops/{shop}"
        return platform("shopify", Connection(base, "", "UTC", shop_id=shop, keys=source))

    first = [made(shop) for shop in SHOPS]
    with ThreadPoolExecutor(THREADS) as pool:
        adapters = [*first, *pool.map(made, SHOPS * 100)]

    assert all(isinstance(one, Shopify) for one in adapters)
    assert len({id(one) for one in adapters}) == len(SHOPS)
