"""Every door of the stand-in, in one list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint

from platforms.shopify.sandbox.control import control
from platforms.shopify.sandbox.gate import gate
from platforms.shopify.sandbox.oauth import oauth
from platforms.shopify.sandbox.pages import pages
from platforms.shopify.sandbox.pictures import pictures
from platforms.shopify.sandbox.standin import Sandbox

ROOMS: Sequence[Callable[[Sandbox], Blueprint]] = (gate, oauth, control, pictures, pages)
