"""A stand-in Zendesk on loopback: agents' pages that frame our app, and the framework around it."""

from __future__ import annotations

from platforms.serving import Running, serve
from platforms.zendesk.sandbox.app import create_sandbox
from platforms.zendesk.sandbox.launching import signed_launch
from platforms.zendesk.sandbox.sdk import ADDRESS as SCRIPT
from platforms.zendesk.sandbox.standin import Fault, Sandbox, sandbox_of

__all__ = [
    "SCRIPT",
    "Fault",
    "Running",
    "Sandbox",
    "create_sandbox",
    "sandbox_of",
    "serve",
    "signed_launch",
]
