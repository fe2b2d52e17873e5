"""From an order's page in the Shopify admin to the customer's mail, with nothing but proofs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page, Request, Route, expect

from platforms.shopify.sandbox.id_tokens import mint_id_token
from tests.browser.conftest import watch
from tests.browser.shopify_stage import (
    ORDER,
    STORE,
    ShopifyStage,
    app_frame,
    open_from_order,
    shopify_staged,
)
from tests.browser.vitals import observe, visit

FORBIDDEN_STORAGE = """
for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
const noCookie = { get: () => "", set() { throw new Error("cookie"); } };
Object.defineProperty(Document.prototype, "cookie", noCookie);
"""
"""What a frame meets in a private window whose owner blocks all data of third parties."""


@pytest.fixture
def shopify(tmp_path: Path) -> Iterator[ShopifyStage]:
    with shopify_staged(tmp_path) as running:
        yield running
    assert running.sandbox.troubles == []


def our_frame(page: Page, stage: ShopifyStage) -> Frame:
    return next(frame for frame in page.frames if frame.url.startswith(stage.url))


def reply(panel: FrameLocator, text: str) -> None:
    panel.locator("#body").fill(text)
    panel.locator("#composer .send").click()
    expect(panel.locator(".message.agent").last).to_contain_text(text)


def test_the_order_opens_its_ticket_and_the_reply_reaches_the_customer(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify)
    expect(panel.locator("[data-arrival=created]")).to_be_visible()
    expect(panel.locator("h1")).to_have_text("Commande #1001")
    expect(panel.locator("#customer")).to_contain_text("Alix Moreau")
    expect(panel.locator("#orders .order").first).to_contain_text("205,40")

    reply(panel, "Votre lampe est partie.")

    expect(panel.locator("#bar [data-status=pending]")).to_be_visible()
    expect(panel.locator("[data-fate=sent]")).to_be_visible()
    (mail,) = shopify.mail.mails
    assert "Votre lampe est partie." in mail.text

    again = open_from_order(browser_page, shopify, person="robin")
    expect(again.locator("[data-arrival=found]")).to_be_visible()
    expect(again.locator("h1")).to_have_text("Order #1001")
    expect(again.locator(".message.agent")).to_contain_text("Votre lampe est partie.")


def test_the_apps_home_is_the_inbox_and_leads_to_the_ticket(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    open_from_order(browser_page, shopify)
    browser_page.locator(".side a", has_text="Comptoir").click()
    inbox = app_frame(browser_page, shopify)

    inbox.locator(".entry", has_text="#1001").click()

    expect(inbox.locator("h1")).to_have_text("Commande #1001")
    inbox.locator("#to-inbox").click()
    expect(inbox.locator(".tickets")).to_contain_text("#1001")


def test_the_address_keeps_what_proves_nothing_and_a_reload_comes_back(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify)
    frame = our_frame(browser_page, shopify)
    where = urlsplit(frame.evaluate("location.href"))
    assert re.fullmatch(r"/tickets/tkt_\w+", where.path)
    assert set(parse_qs(where.query)) == {"shop", "host", "embedded", "locale"}

    panel.locator("#language").click()
    expect(panel.locator("h1")).to_have_text("Order #1001")
    frame.evaluate("location.reload()")

    expect(panel.locator("#composer")).to_be_visible()
    expect(panel.locator("h1")).to_have_text("Order #1001")


def test_a_document_without_a_good_proof_comes_back_with_one(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify)
    asked = parse_qs(urlsplit(our_frame(browser_page, shopify).url).query)
    query = f"id={ORDER}&shop={asked['shop'][0]}&host={asked['host'][0]}&embedded=1&locale=fr"

    for proof in ("", f"&id_token={old_proof(shopify)}"):
        our_frame(browser_page, shopify).evaluate(
            "(there) => location.assign(there)", f"/embedded/shopify/order?{query}{proof}"
        )
        expect(panel.locator("[data-arrival=found]")).to_be_visible()


def test_a_proof_that_ended_on_its_way_is_replaced_unseen(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    panel = open_from_order(browser_page, shopify)
    spoilt: list[Request] = []

    def spoil(route: Route) -> None:
        if spoilt:
            route.continue_()
            return
        spoilt.append(route.request)
        headers = {**route.request.headers, "authorization": f"Bearer {old_proof(shopify)}"}
        route.continue_(headers=headers)

    browser_page.route("**/messages", spoil)
    reply(panel, "Une seule fois.")

    assert len(spoilt) == 1
    expect(panel.locator(".message.agent")).to_have_count(1)
    expect(panel.locator("#notice [data-reason=session_ended]")).to_have_count(0)


def test_it_works_where_cookies_are_blocked_and_storage_is_forbidden(
    chromium: Browser, shopify: ShopifyStage
) -> None:
    faults: list[str] = []
    with chromium.new_context(locale="fr-FR") as context:
        context.add_init_script(FORBIDDEN_STORAGE)
        page = context.new_page()
        watch(page, faults)
        panel = open_from_order(page, shopify)
        reply(panel, "Sans mémoire.")
        our_frame(page, shopify).evaluate("location.reload()")
        expect(panel.locator(".message.agent")).to_contain_text("Sans mémoire.")
        assert context.cookies() == []
    assert faults == []


def test_nothing_but_the_hosts_own_script_comes_from_elsewhere(
    browser_page: Page, shopify: ShopifyStage
) -> None:
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    browser_page.on("request", note)
    panel = open_from_order(browser_page, shopify)
    panel.locator("#refresh").click()
    panel.locator("#to-inbox").click()
    expect(panel.locator(".tickets")).to_be_visible()

    ours = our_frame(browser_page, shopify)
    elsewhere = {
        request.url
        for request in asked
        if request.frame == ours and not request.url.startswith(shopify.url)
    }
    assert elsewhere == {f"{shopify.running.url}/app-bridge.js"}
    bearers = [it for it in asked if it.resource_type == "fetch" and it.url.startswith(shopify.url)]
    assert bearers
    assert all(it.headers["authorization"].startswith("Bearer eyJ") for it in bearers)


def test_a_manager_rules_the_shop_in_the_app(browser_page: Page, shopify: ShopifyStage) -> None:
    browser_page.goto(shopify.app_home(person="maud"))
    panel = app_frame(browser_page, shopify)
    panel.locator("#to-settings").click()
    panel.locator("#limit-refund-operation").fill("cinquante")
    panel.locator("#save-rules").click()
    expect(panel.locator("#limit-refund-operation-fault")).to_be_visible()
    expect(panel.locator("#limit-refund-operation")).to_have_value("cinquante")

    panel.locator("#limit-refund-operation").fill("75")
    panel.locator("[name=cancellations_on]").uncheck()
    panel.locator("#save-rules").click()

    expect(panel.locator("#notice [data-saved]")).to_be_visible()
    panel.locator("#to-inbox").click()
    panel.locator("#to-settings").click()
    expect(panel.locator("#limit-refund-operation")).to_have_value("75")
    expect(panel.locator("[name=cancellations_on]")).not_to_be_checked()


def test_only_a_manager_finds_the_settings(browser_page: Page, shopify: ShopifyStage) -> None:
    browser_page.goto(shopify.app_home())
    panel = app_frame(browser_page, shopify)

    expect(panel.locator("h1")).to_have_text("Tickets")
    expect(panel.locator("#to-settings")).to_have_count(0)


def test_what_shopify_measures_is_reported(chromium: Browser, shopify: ShopifyStage) -> None:
    with chromium.new_context(locale="fr-FR") as context:
        observe(context)
        seen = visit(context.new_page(), shopify)

    assert seen.paints > 0
    assert seen.presses > 0
    assert seen.largest_paint > 0


def old_proof(stage: ShopifyStage) -> str:
    """A token of Camille's that ended long ago."""
    sandbox = stage.sandbox
    store = sandbox.stores[f"{STORE}.myshopify.com"]
    camille = next(it for it in store.staff.values() if it.handle == "camille")
    assert sandbox.counter is not None
    hour_ago = sandbox.clock.now() - 3_600_000
    return mint_id_token(store, camille, app=sandbox.counter, now=hour_ago)
