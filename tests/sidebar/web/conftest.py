"""A ticket with one of everything, behind the panel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from platforms import demo
from platforms.shopify import sandbox as shopify
from platforms.shopify.sandbox import Running, Sandbox
from tests.sidebar.stage import Panel, Stage, panel_over
from tests.sidebar.web.counter import Counter, counter_over
from tests.sidebar.web.doors import House
from tests.sidebar.web.furnishing import furnished
from tests.sidebar.web.in_shopify import APP, InShopify


@pytest.fixture
def house(panel: Panel) -> House:
    """Camille's ticket."""
    return furnished(panel, panel.stage.enter())


@pytest.fixture
def counter(stage: Stage) -> Counter:
    """Alix's shop, paired, with money to give back."""
    return counter_over(stage)


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[Running, Sandbox]]:
    """A Shopify that is up, for the tests of one file."""
    app = shopify.create_sandbox(APP)
    running = shopify.serve(app, "127.0.0.1", 0)
    yield running, shopify.sandbox_of(app)
    running.stop()


@pytest.fixture
def admin(stage: Stage, stores: tuple[Running, Sandbox]) -> Iterator[InShopify]:
    """Both stores at their beginning, and Alix's PrestaShop, before one counter."""
    running, sandbox = stores
    sandbox.reset()
    desk = replace(stage.desk, embeddings=demo.embeddings(running))
    yield InShopify(panel_over(replace(stage, desk=desk)), sandbox, running.url)
    assert sandbox.troubles == []
