"""Mints the module's launch: who clicked on which order, signed for sixty seconds, used once."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import jwt

from platforms.prestashop.sandbox.employees import Employee
from platforms.prestashop.sandbox.shop import Row
from platforms.prestashop.sandbox.standin import VERSION, Pairing

LIFETIME = 60
"""Seconds: the longest that the counter accepts."""


@dataclass(frozen=True, slots=True)
class Click:
    """What the module knows when the button is opened."""

    shop_url: str
    shop_number: int
    order: Row | None
    """None where the menu was clicked, which names no order."""
    currency: str
    employee: Employee
    language: str
    links: Mapping[str, str]


def mint(pairing: Pairing, click: Click) -> str:
    """The signed token of one click."""
    return jwt.encode(_claims(pairing, click), pairing.secret, algorithm="HS256")


def door(pairing: Pairing) -> str:
    """Where the token is to be brought."""
    return f"{pairing.service_url.rstrip('/')}/launch/prestashop/{quote(pairing.shop_id, safe='')}"


def _claims(pairing: Pairing, click: Click) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": pairing.shop_id,
        "aud": pairing.service_url.rstrip("/"),
        "iat": now,
        "exp": now + LIFETIME,
        "jti": secrets.token_urlsafe(16),
        "shop": {"id": click.shop_number, "url": click.shop_url, "version": VERSION},
        **_order(click),
        "employee": _employee(click.employee),
        "language": click.language,
        "links": dict(click.links),
    }


def _order(click: Click) -> dict[str, Any]:
    if click.order is None:
        return {}
    return {
        "order": {
            "id": click.order["id"],
            "reference": click.order["reference"],
            "customer": click.order["id_customer"],
            "currency": click.currency,
        },
    }


def _employee(employee: Employee) -> dict[str, Any]:
    return {
        "id": employee.id,
        "firstname": employee.firstname,
        "lastname": employee.lastname,
        "email": employee.email,
        "profile": employee.profile,
        "superadmin": employee.is_superadmin,
        "orders": dict(employee.orders),
    }
