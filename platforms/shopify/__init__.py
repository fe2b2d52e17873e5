"""Shopify: its Admin API, its tokens, its webhooks and its proxy."""
