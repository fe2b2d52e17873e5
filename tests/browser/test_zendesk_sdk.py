"""Zendesk's SDK, as its package has it, runs against the sandbox: what it asks is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Frame, Page, expect

from platforms.serving import serve
from platforms.zendesk import sandbox as zendesk
from platforms.zendesk.sandbox import SCRIPT, Fault, Sandbox

ALIX, CHAT = 4101, 4104
EMAIL_CHANGED = "ticket.requester.email.changed"


@dataclass(frozen=True)
class Hosted:
    """An app that is nothing but the SDK, in the account's page."""

    url: str
    sandbox: Sandbox

    def open(self, page: Page, ticket: int | str = ALIX, *, person: str = "camille") -> Frame:
        page.goto(f"{self.url}/agent/tickets/{ticket}?person={person}")
        return self.app_in(page, ".tray iframe")

    def open_editor(self, page: Page) -> Frame:
        page.locator(".tab:not([hidden]) .opener").click()
        return self.app_in(page, ".popover iframe")

    def app_in(self, page: Page, place: str) -> Frame:
        shown = page.locator(f".tab:not([hidden]) {place}")
        shown.content_frame.locator("#app").wait_for()
        frame = shown.element_handle().content_frame()
        assert frame is not None
        frame.evaluate("window.client = ZAFClient.init(); window.heard = []")
        return frame


@pytest.fixture(scope="module")
def account() -> Iterator[Hosted]:
    """The account, and the app's page on an origin of its own."""
    app = Flask(__name__)
    account = zendesk.create_sandbox()
    running = zendesk.serve(account, "127.0.0.1", 0)
    page = f'<!doctype html><script src="{running.url}{SCRIPT}"></script><p id="app">App</p>'
    for place in ("sidebar", "editor"):
        app.add_url_rule(f"/helpdesks/zendesk/{place}", place, lambda: page, methods=["POST"])
    ours = serve(app, "127.0.0.1", 0)
    sandbox = zendesk.sandbox_of(account)
    sandbox.counter_url = ours.url
    yield Hosted(running.url, sandbox)
    running.stop()
    ours.stop()


@pytest.fixture
def hosted(account: Hosted) -> Hosted:
    account.sandbox.reset()
    return account


def asked(app: Frame, call: str) -> Any:
    """What the SDK answers, or the message that it is refused with."""
    return app.evaluate(f"client.{call}.then((it) => it, (fault) => fault.message)")


def test_an_app_begins_with_its_context_and_metadata(hosted: Hosted, browser_page: Page) -> None:
    app = hosted.open(browser_page)

    context, metadata = asked(app, "context()"), asked(app, "metadata()")

    assert context["location"] == "ticket_sidebar"
    assert (context["ticketId"], context["account"]) == (ALIX, {"subdomain": "atelier"})
    assert f"app_guid={context['instanceGuid']}" in app.url
    assert (metadata["installationId"], metadata["name"]) == (82, "Comptoir")
    launch = {"place": "sidebar", "ticket": str(ALIX), "person": "camille"}
    assert hosted.sandbox.launches == [launch]


def test_an_app_reads_the_ticket_one_path_or_many(hosted: Hosted, browser_page: Page) -> None:
    app = hosted.open(browser_page, person="robin")

    one = asked(app, "get('ticket.requester')")["ticket.requester"]
    many = asked(
        app,
        "get(['ticket.id', 'currentUser', 'ticket.customField:custom_field_360001', 'ticket.no'])",
    )

    assert (one["email"], one["phone"]) == ("alix.moreau@courriel.example", "+33612345678")
    assert {"type": "email", "value": "alix@example.com"} in one["identities"]
    assert (many["ticket.id"], many["currentUser"]["locale"]) == (ALIX, "en-US")
    assert many["ticket.customField:custom_field_360001"] == "atelier"
    assert many["errors"]["ticket.no"]["message"] == "No such Api"
    assert asked(app, "get('ticket.no')") == '"ticket.no" No such Api'


def test_an_app_sets_and_invokes(hosted: Hosted, browser_page: Page) -> None:
    app = hosted.open(browser_page)
    note = browser_page.get_by_label("Note interne")

    asked(app, "set('ticket.comment.type', 'internalNote')")
    asked(app, "invoke('ticket.comment.appendText', 'Remboursé.\\n<b>Vu</b>')")
    asked(app, "invoke({'ticket.tags.add': ['shopify_refund'], 'ticket.tags.remove': ['casse']})")
    refused = asked(app, "invoke('ticket.explode')")
    several = asked(app, "invoke({'ticket.explode': [], notify: ['Bien reçu', 'notice']})")

    expect(note).to_be_checked()
    expect(browser_page.locator(".editor")).to_have_text("Remboursé.<b>Vu</b>")
    expect(browser_page.locator(".tags li")).to_have_text(["shopify_refund×"])
    assert refused == '"ticket.explode" No such Api'
    assert list(several["errors"]) == ["ticket.explode"]
    expect(browser_page.get_by_text("Bien reçu")).to_be_visible()
    assert asked(app, "set('ticket.subject', 'x')") == '"ticket.subject" No such Api'


def test_an_app_hears_events_until_it_no_longer_listens(hosted: Hosted, browser_page: Page) -> None:
    app = hosted.open(browser_page)
    events = [EMAIL_CHANGED, "app.deactivated", "app.activated", "context.updated"]
    app.evaluate(
        """(names) => {
        for (const name of names)
          client.on(name, window["on" + name] = (told) => heard.push([name, told ?? null]));
        return client.get("ticket.id");
        }""",
        events,
    )
    requester = browser_page.locator(".tab:not([hidden]) [name=requester]")

    requester.select_option("9002")
    app.wait_for_function("heard.length === 1")
    browser_page.locator("[data-open='4102']").click()
    expect(browser_page.get_by_role("heading", name="Where is my order")).to_be_visible()
    browser_page.locator("[data-open='4101']").click()
    app.wait_for_function("heard.length === 4")
    app.evaluate("(name) => void client.off(name, window['on' + name])", EMAIL_CHANGED)
    with browser_page.expect_response("**/requester"):
        requester.select_option("9001")
    assert asked(app, "get('ticket.requester.id')")["ticket.requester.id"] == 9001

    told = app.evaluate("heard")
    assert [name for name, _ in told] == events
    assert told[0][1] == "james.oneill@example.co.uk"
    assert hosted.sandbox.tickets[ALIX]["requester"] == 9001


def test_an_app_is_sized_as_it_asks_within_what_its_place_allows(
    hosted: Hosted, browser_page: Page
) -> None:
    app = hosted.open(browser_page)
    asked(app, "invoke('resize', {height: '450px', width: '900px'})")
    over = hosted.open_editor(browser_page)
    asked(over, "invoke('resize', {height: '900px', width: '240px'})")

    size = "frame => [frame.offsetHeight, frame.offsetWidth]"
    beside, above = browser_page.locator(".tray iframe"), browser_page.locator(".popover iframe")

    assert beside.evaluate(size) == [450, 320]
    assert above.evaluate(size) == [320, 240]


def test_the_editors_app_inserts_where_the_cursor_was(hosted: Hosted, browser_page: Page) -> None:
    hosted.open(browser_page)
    editor = browser_page.locator(".editor")
    editor.click()
    browser_page.keyboard.type("Bonjour , merci.")
    for _ in ", merci.":
        browser_page.keyboard.press("ArrowLeft")

    app = hosted.open_editor(browser_page)
    asked(app, "invoke('ticket.editor.insert', '<b>Alix</b><script>x()</script>')")
    asked(app, "invoke('app.close')")
    browser_page.keyboard.type("!")

    expect(editor).to_have_text("Bonjour Alix!, merci.")
    assert editor.locator("b, script").evaluate_all("all => all.map((it) => it.tagName)") == ["B"]
    expect(browser_page.locator(".popover")).to_be_hidden()


def test_a_chat_takes_plain_text(hosted: Hosted, browser_page: Page) -> None:
    app = hosted.open(browser_page, CHAT)
    told = asked(app, "get(['ticket.via.channel', 'ticket.requester'])")
    over = hosted.open_editor(browser_page)

    asked(
        over,
        "invoke('ticket.editor.insert',"
        " '<p>Votre <b>colis</b> :</p><p><a href=\"https://suivi.example/1\">le suivre</a></p>')",
    )

    assert told["ticket.via.channel"] == "chat"
    assert [one["type"] for one in told["ticket.requester"]["identities"]] == ["phone_number"]
    editor = browser_page.locator(".editor")
    assert editor.inner_text() == "Votre **colis** :\n[le suivre](https://suivi.example/1)"
    can = asked(over, "get('ticket.editor.capabilities')")["ticket.editor.capabilities"]
    assert can == {"richText": False}


def test_an_app_asks_the_accounts_api(hosted: Hosted, browser_page: Page) -> None:
    app = hosted.open(browser_page)
    saves = (
        "request({url: '/api/v2/tickets/4101/tags.json', type: 'PUT',"
        " contentType: 'application/json', data: JSON.stringify({tags: ['shopify_refund']})})"
    )

    done = asked(app, saves)
    failed = app.evaluate("client.request('/api/v2/tickets/9.json').catch((it) => it.status)")

    assert done == {"tags": ["casse", "shopify_refund"]}
    assert hosted.sandbox.tickets[ALIX]["tags"] == ["casse", "shopify_refund"]
    expect(browser_page.locator(".tags li")).to_have_text(["casse×", "shopify_refund×"])
    assert failed == 404


def test_an_app_may_object_to_what_is_submitted(hosted: Hosted, browser_page: Page) -> None:
    app = hosted.open(browser_page)
    app.evaluate("window.objection = 'Une opération est en cours.'")
    app.evaluate("client.on('ticket.save', () => window.objection)")
    # Answered after the word that somebody listens.
    asked(app, "get('ticket.id')")
    browser_page.locator(".editor").fill("Voici.")

    browser_page.get_by_role("button", name="Envoyer").click()
    expect(browser_page.locator("#toast")).to_have_text("Une opération est en cours.")
    before = len(hosted.sandbox.tickets[ALIX]["conversation"])
    app.evaluate("window.objection = true")
    browser_page.get_by_role("button", name="Envoyer").click()

    expect(browser_page.locator(".said li")).to_have_count(before + 1)
    expect(browser_page.locator(".said li").last).to_contain_text("Voici.")


def test_a_ticket_that_is_begun_has_no_number(hosted: Hosted, browser_page: Page) -> None:
    app = hosted.open(browser_page, "new")

    context = asked(app, "context()")

    assert (context["location"], "ticketId" in context) == ("new_ticket_sidebar", False)
    told = asked(app, "get(['ticket.isNew', 'ticket.id', 'ticket.requester'])")
    assert (told["ticket.isNew"], told["ticket.id"], told["ticket.requester"]) == (True, None, None)


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.MUTE, Fault.ORIGIN])
def test_a_host_that_does_not_answer_is_noticed(
    hosted: Hosted, browser_page: Page, fault: Fault
) -> None:
    hosted.sandbox.faults.add(fault)
    app = hosted.open(browser_page)
    # The SDK gives up after five seconds; here one goes by in a hundredth.
    app.evaluate("{ const wait = setTimeout; window.setTimeout = (f, ms) => wait(f, ms / 100); }")

    told = asked(app, "get('ticket.id')")

    # What it gives up with is no Error, so that its promise is kept all the same.
    assert (told["name"], told["invocationName"]) == ("TimeoutError", "get")
    assert app.evaluate("client.ready") is (fault is Fault.MUTE)


def test_what_is_no_message_of_an_apps_is_passed_over(
    hosted: Hosted, browser_page: Page, page_faults: list[str]
) -> None:
    app = hosted.open(browser_page)
    app.evaluate(
        """() => {
        const appGuid = new URLSearchParams(location.search).get("app_guid");
        for (const said of ["{", "null", "7", "[]", "{}", null, {appGuid}, {appGuid, key: 7},
                            {appGuid, key: "iframe.reply:x"}, {appGuid: "other", request: "get"}])
          parent.postMessage(said, "*");
        addEventListener("message", ({data}) => heard.push(data));
        parent.postMessage({appGuid, id: 1e6, request: "explode", params: {}}, "*");
        parent.postMessage({appGuid, id: 1e6, request: "get", params: null}, "*");
        }"""
    )
    # Whoever else knows its guid is answered nothing either.
    unknown = "(appGuid) => postMessage({appGuid, id: 1e6, request: 'explode', params: {}}, '*')"
    browser_page.evaluate(unknown, app.name)
    assert asked(app, "get('ticket.id')")["ticket.id"] == ALIX
    assert app.evaluate("heard.filter((it) => it.includes('Unknown request')).length") == 2
    assert page_faults == []
