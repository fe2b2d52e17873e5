"""A stand-in PrestaShop on loopback: webservice, back-office order page, faults, request log."""

from __future__ import annotations

from platforms.prestashop.sandbox.app import create_sandbox
from platforms.prestashop.sandbox.faults import Fault, Kind
from platforms.prestashop.sandbox.keys import Grants, everything, reading
from platforms.prestashop.sandbox.standin import Pairing, Sandbox, sandbox_of
from platforms.serving import Running, serve

__all__ = [
    "Fault",
    "Grants",
    "Kind",
    "Pairing",
    "Running",
    "Sandbox",
    "create_sandbox",
    "everything",
    "reading",
    "sandbox_of",
    "serve",
]
