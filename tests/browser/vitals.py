"""What Shopify measures of an embedded page, read where it happens: inside the frame."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Frame, Page

from tests.browser.shopify_stage import ShopifyStage, app_frame

_OBSERVED = """
(() => {
  const seen = (window.__vitals = { lcp: 0, shifts: [], inp: 0, paints: 0, presses: 0 });
  const watch = (type, take, more = {}) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
    observer.observe({ type, buffered: true, ...more });
  };
  watch("largest-contentful-paint", (it) => { seen.lcp = it.startTime; seen.paints += 1; });
  watch("layout-shift", (it) => {
    if (!it.hadRecentInput) seen.shifts.push([it.startTime, it.value]);
  });
  watch("event", (it) => {
    if (!it.interactionId) return;
    seen.inp = Math.max(seen.inp, it.duration);
    seen.presses += 1;
  }, { durationThreshold: 16 });
})();
"""
"""The slowest press stands for all: fifty would be needed before the worst is left out."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """One visit. Times in ms; ``shift`` has no unit."""

    largest_paint: float
    shift: float
    slowest_press: float
    paints: int
    presses: int


def observe(context: BrowserContext) -> None:
    """Has every page of the context observed from its beginning."""
    context.add_init_script(_OBSERVED)


def visit(page: Page, stage: ShopifyStage) -> Vitals:
    """Opens a ticket from its order, writes, looks at the list, and tells how it was."""
    page.goto(stage.order_page())
    page.locator(".title .menu > summary").click()
    page.locator(".title .menu a").click()
    # Looking into a frame lays it out, before its styles are there: that would be our own shift.
    page.wait_for_url("**/apps/comptoir/order**", wait_until="load")
    panel = app_frame(page, stage)
    panel.locator("#orders .order").first.wait_for()
    panel.locator("#body").press_sequentially("Bonjour Alix", delay=20)
    panel.locator("#orders summary").first.click()
    panel.locator("#to-inbox").click()
    panel.locator(".inbox").wait_for()
    page.wait_for_timeout(300)
    return _read(next(frame for frame in page.frames if frame.url.startswith(stage.url)))


def _read(frame: Frame) -> Vitals:
    seen = frame.evaluate("window.__vitals")
    shift = sum(value for _, value in seen["shifts"])
    return Vitals(seen["lcp"], shift, seen["inp"], seen["paints"], seen["presses"])
