"""A real Chromium whose page may speak to this machine only, and may not fail silently."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.stage import Stage, staged

# Debian's name first, then what other systems call the same program.
_PROGRAMS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 30_000
"""What is waited for may be late where all tests run at once: nothing is timed here."""

expect.set_options(timeout=PATIENCE_MS)

_INSIDE = {"127.0.0.1", "localhost", "::1", None}


def program() -> str:
    """Where the browser is on this machine."""
    return next(name for name in _PROGRAMS if Path(name).exists())


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once; each test opens its own context in it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page_faults() -> list[str]:
    """What went wrong in the page unseen; a test that means to cause a fault clears it."""
    return []


@pytest.fixture
def browser_page(chromium: Browser, page_faults: list[str]) -> Iterator[Page]:
    """A page in a fresh context. No script failed, no policy was broken, nothing left."""
    with chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris") as context:
        page = context.new_page()
        watch(page, page_faults)
        yield page
    assert page_faults == []


def watch(page: Page, faults: list[str]) -> None:
    """Writes down script errors, broken content policies and requests to other machines."""
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda said: _note_policy(said.text, faults))
    page.on("request", lambda request: _note_outside(request.url, faults))


def _note_policy(text: str, faults: list[str]) -> None:
    if "Content Security Policy" in text:
        faults.append(f"policy: {text}")


def _note_outside(url: str, faults: list[str]) -> None:
    if urlsplit(url).hostname not in _INSIDE:
        faults.append(f"outside: {url}")


@pytest.fixture
def other(chromium: Browser) -> Iterator[Page]:
    """Someone else's browser, in English."""
    with chromium.new_context(locale="en-GB") as context:
        yield context.new_page()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """The whole product, fresh for one test."""
    with staged(tmp_path) as running:
        yield running
