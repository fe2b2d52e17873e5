"""A stand-in Shopify on loopback: stores on the wire, their admin on the screen."""

from __future__ import annotations

from platforms.serving import Running, serve
from platforms.shopify.sandbox.app import create_sandbox
from platforms.shopify.sandbox.faults import Fault, Kind
from platforms.shopify.sandbox.gateways import Mood
from platforms.shopify.sandbox.id_tokens import mint_id_token
from platforms.shopify.sandbox.standin import CounterApp, Sandbox, sandbox_of
from platforms.shopify.sandbox.store import Staff, Store

__all__ = [
    "CounterApp",
    "Fault",
    "Kind",
    "Mood",
    "Running",
    "Sandbox",
    "Staff",
    "Store",
    "create_sandbox",
    "mint_id_token",
    "sandbox_of",
    "serve",
]
