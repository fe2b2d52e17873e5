"""The sandbox's Shopify in a process of its own: how long it takes over a question is not ours."""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock
from typing import Any, cast

from flask import Response, jsonify

from platforms import demo
from platforms.shopify.sandbox import CounterApp, create_sandbox, sandbox_of, serve
from tests.bench.serving import child, free_port
from tests.bench.shop import EACH_SECONDS

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]


@dataclass(frozen=True, slots=True)
class SlowStores:
    """The running sandbox, and what it was asked since it was asked that; then nothing was spent.

    A shop that has answered twenty cards in a second makes everyone wait, and that is measured by
    nobody here.
    """

    url: str

    def asked(self) -> list[float]:
        """How many seconds it took over each question."""
        with urllib.request.urlopen(f"{self.url}/asked", timeout=10) as answer:
            return cast(list[float], json.load(answer))


@contextmanager
def slow_stores() -> Iterator[SlowStores]:
    """Two stores that take as long over every question as the other sandbox shop here."""
    port = free_port()
    with child([sys.executable, "-m", "tests.bench.stores", str(port)], port, {}):
        yield SlowStores(f"http://127.0.0.1:{port}")


class Timed:
    """Makes each question slow, and remembers how long it took in all."""

    def __init__(self, inner: Wsgi) -> None:
        self._inner = inner
        self._seconds: list[float] = []
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if "/admin/api/" not in environ["PATH_INFO"]:
            return self._inner(environ, start_response)
        began = time.monotonic()
        time.sleep(EACH_SECONDS)
        answer = self._inner(environ, start_response)
        with self._lock:
            self._seconds.append(time.monotonic() - began)
        return answer

    def told(self) -> list[float]:
        """What there was since this was asked last."""
        with self._lock:
            told, self._seconds = self._seconds, []
        return told


def _serve(port: int) -> None:
    app = create_sandbox(CounterApp(*demo.APP))
    timed = Timed(app.wsgi_app)

    def asked() -> Response:
        sandbox_of(app).buckets.reset()
        return jsonify(timed.told())

    app.add_url_rule("/asked", "asked", asked)
    vars(app)["wsgi_app"] = timed
    serve(app, "127.0.0.1", port)
    Event().wait()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
