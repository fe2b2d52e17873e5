"""The watch over a browser's page sees what a person would not."""

from __future__ import annotations

from playwright.sync_api import Page


def test_a_quiet_page_has_no_fault(browser_page: Page) -> None:
    browser_page.set_content("<p>Bonjour</p>")
    assert browser_page.inner_text("p") == "Bonjour"


def test_a_failing_script_is_seen(browser_page: Page, page_faults: list[str]) -> None:
    browser_page.set_content("<script>absent()</script>")
    assert [fault.partition(":")[0] for fault in page_faults] == ["script"]
    page_faults.clear()


def test_a_broken_policy_is_seen(browser_page: Page, page_faults: list[str]) -> None:
    policy = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">"
    browser_page.set_content(f"{policy}<script>absent()</script>")
    assert [fault.partition(":")[0] for fault in page_faults] == ["policy"]
    page_faults.clear()


def test_a_request_to_another_machine_is_seen(browser_page: Page, page_faults: list[str]) -> None:
    browser_page.context.route("**/*", lambda route: route.abort())
    browser_page.set_content('<img alt="" src="http://shop.example/pixel.gif">')
    assert page_faults == ["outside: http://shop.example/pixel.gif"]
    page_faults.clear()
