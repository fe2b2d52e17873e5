"""A stand-in shop without a network, and short ways to ask it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from platforms.prestashop.sandbox import Pairing, Sandbox, create_sandbox, sandbox_of

KEY = "K" * 32
SECRET = "s" * 40
PAIRING = Pairing("shp_01", SECRET, "http://127.0.0.1:8000")


@dataclass(frozen=True)
class ShopStage:
    """One stand-in and a client of it."""

    sandbox: Sandbox
    client: FlaskClient

    def get(self, address: str, *, key: str = KEY) -> TestResponse:
        """The webservice's answer below /api/."""
        token = b64encode(f"{key}:".encode()).decode()
        return self.client.get(f"/api/{address}", headers={"Authorization": f"Basic {token}"})

    def rows(self, address: str) -> Any:
        """The rows of a JSON list."""
        joint = "&" if "?" in address else "?"
        body = self.get(f"{address}{joint}output_format=JSON").get_json()
        return next(iter(body.values())) if body else []

    def ids(self, address: str) -> list[int]:
        return [row["id"] for row in self.rows(address)]

    def code(self, address: str) -> tuple[int, int]:
        """Status and first error code."""
        joint = "&" if "?" in address else "?"
        answer = self.get(f"{address}{joint}output_format=JSON")
        return answer.status_code, answer.get_json()["errors"][0]["code"]

    def page(self, path: str) -> TestResponse:
        """A page of the back office."""
        return self.client.get(f"/admin-demo{path}")


def stage(
    seed: str = "lively",
    *,
    pairing: Pairing | None = PAIRING,
    shows_php_errors: bool = False,
) -> ShopStage:
    app = create_sandbox(
        seed=seed,
        comptoir=pairing,
        webservice_key=KEY,
        shows_php_errors=shows_php_errors,
    )
    return ShopStage(sandbox_of(app), app.test_client())
