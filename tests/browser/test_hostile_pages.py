"""Mails that are pages do nothing in a real browser, not even where no policy holds them back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from platforms.mail.cleaning import with_images
from platforms.mail.reading import read
from tests.platforms.mail.hostile.letters import page as mail_of
from tests.platforms.mail.hostile.pages import SCRIPTS, pages

# Every element is looked at, pointed at and left again; a frame sees nothing of the others.
_STIR = """() => {
  const kinds = ["mouseover", "mouseenter", "focus", "blur", "toggle", "pointerrawupdate",
    "animationstart", "load", "error", "begin", "start", "loadstart"];
  for (const frame of document.querySelectorAll("iframe")) {
    for (const element of frame.contentDocument.querySelectorAll("*")) {
      for (const kind of kinds) element.dispatchEvent(new Event(kind));
    }
  }
}"""
_RAN = """() => [...document.querySelectorAll("iframe")].map(
  (frame) => Boolean(frame.contentWindow.ran || window.ran))"""
_HOLD = """(pages) => {
  document.body.replaceChildren();
  window.ran = undefined;
  for (const html of pages) {
    const frame = document.createElement("iframe");
    frame.srcdoc = html;
    document.body.append(frame);
  }
  return Promise.all([...document.querySelectorAll("iframe")].map(
    (frame) => new Promise((done) => frame.addEventListener("load", done, { once: true }))));
}"""


@pytest.fixture
def asked() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture
def frames(chromium: Browser, asked: list[str]) -> Iterator[Page]:
    """A page without any policy, whose requests are written down and answered by nobody."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.set_content("<!doctype html><title>x</title><body></body>")

        def refuse(route: Route, request: Request) -> None:
            asked.append(request.url)
            route.abort()

        context.route("**/*", refuse)
        yield page


def what_ran(frames: Page, pages_shown: list[str]) -> list[bool]:
    frames.evaluate(_HOLD, pages_shown)
    frames.evaluate(_STIR)
    frames.wait_for_timeout(300)
    ran = frames.evaluate(_RAN)
    assert isinstance(ran, list)
    return ran


def test_nothing_of_them_runs_or_is_fetched(frames: Page, asked: list[str]) -> None:
    cleaned = [read(case.raw).html for case in pages() if case.kind == "page"]
    assert sum(map(bool, cleaned)) > 40
    assert not any(what_ran(frames, cleaned))
    assert asked == []
    assert len(frames.context.pages) == 1


def test_asked_for_pictures_are_all_that_is_fetched(frames: Page, asked: list[str]) -> None:
    html = "<img src='https://x.example/a.png'><img src='http://203.0.113.9/b.png'>"
    shown = [with_images(read(mail_of(page)).html) for page in (html, *SCRIPTS)]
    assert not any(what_ran(frames, shown))
    assert "https://x.example/a.png" in asked
    assert all(url.startswith("https://x.example/") for url in asked)


def test_uncleaned_they_would_run(frames: Page) -> None:
    inside = [html for html in SCRIPTS if "203.0.113.9" not in html and "parent." not in html]
    assert sum(what_ran(frames, inside)) >= 15
