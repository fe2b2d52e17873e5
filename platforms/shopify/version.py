"""The one version of Shopify's API that everything here is written for."""

from __future__ import annotations

VERSION = "2026-10"
"""Calls and webhooks alike; an answer in another is a fault, never read."""

GRAPHQL = f"/admin/api/{VERSION}/graphql.json"
"""Where a shop is asked, under its address."""

SAID_IN = "X-Shopify-API-Version"
"""The header in which an answer says its version."""

DATED_IN = "X-Shopify-API-Deprecated-Reason"
"""The header that an answer has where the question uses what a later version will not know."""
