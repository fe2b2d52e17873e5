"""The sandbox shop in a process of its own, so that its work is not counted as ours."""

from __future__ import annotations

import json
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import cast

from flask import Response, jsonify, request

from platforms.prestashop.sandbox import Fault, Kind, Pairing, create_sandbox, sandbox_of, serve
from tests.bench.serving import child, free_port
from tests.cast import KEY

EACH_SECONDS = 0.05
"""How long the shop takes over each request: a small shop's webservice on a quiet day."""


@dataclass(frozen=True, slots=True)
class SlowShop:
    """The running shop, and what it was asked since it last forgot."""

    url: str

    def rounds(self) -> list[list[tuple[float, float]]]:
        """(began, ended) of each request, in seconds of the shop's clock, round after round."""
        asked = sorted(map(tuple, self._read("/asked")))
        rounds: list[list[tuple[float, float]]] = []
        for began, ended in asked:
            if not rounds or began >= min(end for _, end in rounds[-1]):
                rounds.append([])
            rounds[-1].append((began, ended))
        return rounds

    def forget(self) -> None:
        self._read("/asked/forget")

    def pair(self, shop_id: str, secret: str) -> None:
        """Gives the shop's module its secret."""
        told = urllib.parse.urlencode({"id": shop_id, "secret": secret})
        self._read(f"/asked/pair?{told}")

    def _read(self, path: str) -> list[list[float]]:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return cast(list[list[float]], json.load(answer))


@contextmanager
def slow_shop() -> Iterator[SlowShop]:
    """A lively shop that takes its time over every request."""
    port = free_port()
    with child([sys.executable, "-m", "tests.bench.shop", str(port)], port, {}):
        yield SlowShop(f"http://127.0.0.1:{port}")


def _serve(port: int) -> None:
    app = create_sandbox(seed="lively", comptoir=None, webservice_key=KEY)
    stage = sandbox_of(app)
    stage.faults.set(Fault(Kind.SLOW, seconds=EACH_SECONDS))

    def asked() -> Response:
        return jsonify([(it.started, it.ended) for it in stage.log.exchanges()])

    def forget() -> Response:
        stage.log.reset()
        return jsonify([])

    def pair() -> Response:
        told = (request.args["id"], request.args["secret"], "http://127.0.0.1:1")
        stage.pairing = Pairing(*told)
        return jsonify([])

    app.add_url_rule("/asked", "asked", asked)
    app.add_url_rule("/asked/pair", "pair", pair)
    app.add_url_rule("/asked/forget", "forget", forget)
    serve(app, "127.0.0.1", port)
    Event().wait()


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
