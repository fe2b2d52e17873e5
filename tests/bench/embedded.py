"""What Shopify measures of an embedded app, measured in Chromium against the sandbox's admin."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.figures import Figure
from tests.browser.conftest import FLAGS, program
from tests.browser.shopify_stage import shopify_staged
from tests.browser.vitals import Vitals, observe, visit

VISITS = 8
"""Each in a browser context of its own: nothing is kept from the one before."""


def vitals() -> list[Figure]:
    """The 75th percentile of the visits, as Shopify judges; its own bounds are in the notes."""
    seen = _visits()
    rows = (
        ("largest paint", [it.largest_paint / 1000 for it in seen], "s", 1.0, "2.5 s"),
        ("layout shift", [it.shift for it in seen], "", 0.05, "0.1"),
        ("slowest press", [it.slowest_press for it in seen], "ms", 100.0, "200 ms"),
    )
    return [
        Figure(
            f"embedded: {name}, p75",
            _p75(values),
            unit,
            at_most=aim,
            note=f"worst {max(values):.3g}; Built for Shopify asks {bound}",
        )
        for name, values, unit, aim, bound in rows
    ]


def _visits() -> list[Vitals]:
    seen = list[Vitals]()
    with (
        tempfile.TemporaryDirectory(prefix="comptoir-bench-") as folder,
        shopify_staged(Path(folder)) as stage,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program(), args=list(FLAGS))
        for _ in range(VISITS):
            with browser.new_context(locale="fr-FR") as context:
                observe(context)
                seen.append(visit(context.new_page(), stage))
        browser.close()
    return seen


def _p75(values: list[float]) -> float:
    return statistics.quantiles(values, n=4, method="inclusive")[2]
