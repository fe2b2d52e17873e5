"""The door of the page on which the panel proves itself, as far as it stands behind the bearer."""

from __future__ import annotations

from tests.sidebar.web.door import Door

SELFTEST = (Door("selftest.shop", "GET", "/selftest/shops/{shop}"),)
