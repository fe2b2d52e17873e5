"""A paired shop for the money story in a browser, and the steps that every story takes."""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import Page, expect

from sidebar.actions import pairing, shops
from sidebar.rules.limits import Limit
from sidebar.store.shops import MoneyRules
from tests.browser.stage import Stage
from tests.cast import ORDER


def paired(stage: Stage, *, most_alone: str = "") -> Stage:
    """The same shop with its module, whose agents may refund, alone up to an amount."""
    limits = {"refund": Limit(operation=most_alone)} if most_alone else {}
    roles = {"4": "refund", "1": "manage"}
    shop = shops.change(stage.desk, stage.shop.id, roles=roles, money=MoneyRules(limits=limits))
    return replace(stage, shop=pairing.trust(stage.desk, shop))


def opened(page: Page, stage: Stage, *, order: str = ORDER, employee: str = "camille") -> Page:
    """The whole panel in a window of its own, on its orders."""
    page.goto(stage.launch_page(order=order, employee=employee))
    page.locator("#panel").wait_for()
    page.wait_for_load_state("load")
    if (page.viewport_size or {"width": 1200})["width"] < 840:
        page.locator("#tabs [data-tab=order]").click()
    page.locator("#to-ledger").wait_for()
    return page


def fill(page: Page, *, units: str = "1", reason: str = "damaged") -> Page:
    """The form of a refund, with some units of the first line."""
    page.locator("#to-refund").click()
    page.locator("#draft").wait_for()
    page.locator("#pick-1").fill(units)
    page.locator("#why").select_option(reason)
    return page


def review(page: Page) -> Page:
    page.locator("#to-review").click()
    page.locator("#confirm").wait_for()
    return page


def confirm(page: Page, state: str = "done") -> Page:
    page.locator("#confirm").click()
    expect(page.locator(f"#money [data-money={state}]")).to_be_visible()
    return page


def pulse(page: Page) -> None:
    """The next poll, now."""
    with page.expect_response(lambda answer: answer.url.endswith("/pulse")):
        page.evaluate("htmx.trigger('#pulse', 'pulse')")


def slips(stage: Stage, order: str = ORDER) -> list[str]:
    """What the shop's own credit slips on an order come to."""
    rows = stage.store.sandbox.shop.rows("order_slip")
    return [
        f"{float(row['amount']) + float(row['shipping_cost_amount']):.2f}"
        for row in rows
        if str(row["id_order"]) == order
    ]
