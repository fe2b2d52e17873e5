"""The panel proves itself: each of six situations shows its own fault, and no other one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from platforms.prestashop.sandbox import everything
from platforms.zendesk.sandbox import Fault
from tests.browser.conftest import watch
from tests.browser.helpdesk_stage import HelpStage, helped, our_frame
from tests.browser.shopify_stage import open_from_order, shopify_staged
from tests.browser.stage import panel_of
from tests.cast import KEY

OUTCOMES = "[data-proof] [data-outcome]"
FORBIDDEN = """Object.defineProperty(window, "sessionStorage", {
  get() { throw new DOMException("no storage here", "SecurityError"); },
});"""
HEIGHTS = """() => [...document.querySelectorAll("#around > *, #around-found > *")]
  .map((one) => one.getBoundingClientRect().height)"""
LATE = "const real = Date.now; Date.now = () => real() - 120000;"


@pytest.fixture(scope="module")
def stage() -> Iterator[HelpStage]:
    """One for all tests of this file: they break what they break for themselves."""
    with TemporaryDirectory() as folder, helped(Path(folder)) as running:
        yield running


@pytest.fixture(autouse=True)
def whole_again(stage: HelpStage) -> Iterator[None]:
    """What a test broke is mended after it."""
    yield
    stage.sandbox.faults.clear()
    stage.stage.store.sandbox.keys.grant(KEY, everything())
    stage.stage.store.sandbox.faults.reset()


@contextmanager
def opened(browser: Browser, script: str = "", *, locale: str = "fr-FR") -> Iterator[Page]:
    """A fresh browser page, in which this ran before anything else; no policy was broken."""
    broken: list[str] = []
    with browser.new_context(locale=locale, permissions=["clipboard-read"]) as context:
        if script:
            context.add_init_script(script)
        page = context.new_page()
        watch(page, broken)
        yield page
    assert broken == []


def open_ticket(page: Page, stage: HelpStage) -> Frame:
    """A ticket, with our sidebar beside it, whatever it shows."""
    page.goto(stage.ticket_page())
    page.frame_locator(".tray iframe").first.locator("body[data-helpdesk]").wait_for(
        state="attached"
    )
    frame = our_frame(page, stage)
    frame.wait_for_load_state("load")
    return frame


def to_selftest(page: Page, stage: HelpStage) -> Frame:
    """Goes there in the frame of the panel, and waits until it has found what there is."""
    frame = our_frame(page, stage)
    frame.evaluate("location.assign('/selftest?kind=zendesk&' + location.search.slice(1))")
    return concluded(page)


def concluded(page: Page, where: str = ".tray iframe") -> Frame:
    """Our page in that frame, once it has found what there is."""
    page.frame_locator(where).first.locator("#sending:not([hidden])").wait_for()
    return next(frame for frame in page.frames if "/selftest" in frame.url)


def faults(frame: Frame) -> list[str]:
    """What is shown as wrong, or as worth a note: "proof/outcome"."""
    found: list[str] = frame.locator(OUTCOMES).evaluate_all(
        """all => all.filter((one) => one.checkVisibility())
          .filter((one) => /wrong|watch/.test(one.dataset.verdict))
          .map((one) => `${one.closest("[data-proof]").dataset.proof}/${one.dataset.outcome}`)"""
    )
    return found


def test_all_is_well_and_the_report_says_so_without_a_secret(
    chromium: Browser, stage: HelpStage
) -> None:
    with opened(chromium) as page:
        open_ticket(page, stage)
        token = our_frame(page, stage).evaluate("sessionStorage.getItem('comptoir-token')")
        frame = to_selftest(page, stage)

        assert faults(frame) == []
        expect(frame.locator("[data-proof^='rights']")).to_have_count(2)
        report = frame.locator("#report").text_content() or ""
        guid = frame.url.partition("app_guid=")[2].partition("&")[0]
        assert "host / fine" in report
        for secret in (token, token.split(".")[1], guid, KEY, stage.stage.secret, "alix"):
            assert secret not in report
        with page.expect_download() as saved:
            frame.locator("#save").click()
        assert Path(saved.value.path()).read_text("utf-8") == report
        frame.locator("#copy").click()
        expect(frame.locator("#proof-copied [data-outcome=copied]")).to_be_visible()


def test_a_blocked_script_is_named_and_the_panel_leads_here(
    chromium: Browser, stage: HelpStage
) -> None:
    with opened(chromium) as page:
        page.route("**/zaf_sdk.min.js", lambda route: route.abort("blockedbyclient"))
        open_ticket(page, stage).locator("[data-trouble=missing] .find-out").click()

        assert faults(concluded(page)) == ["script/blocked"]


PURPLE = "le bouton violet"


@pytest.mark.parametrize("name", ["session", "helpdesk"])
def test_a_script_of_ours_that_is_blocked_is_named_and_the_panel_leads_here(
    chromium: Browser, stage: HelpStage, name: str
) -> None:
    with opened(chromium) as page:
        page.route(f"**/{name}.js", lambda route: route.abort("blockedbyclient"))
        ours = open_ticket(page, stage)
        late = ours.locator("#around-found .long-wait .find-out")
        expect(late).to_be_attached()
        expect(late).to_be_hidden()
        before = ours.evaluate(HEIGHTS)
        ours.evaluate("document.getAnimations().forEach((one) => (one.currentTime = 10001))")
        expect(late).to_be_visible()
        assert ours.evaluate(HEIGHTS) == before
        assert PURPLE not in ours.locator("body").inner_text()
        late.click()

        frame = concluded(page)
        assert faults(frame) == ["own/blocked"]
        expect(frame.locator("#proof-own [data-said]:visible")).to_contain_text(f"/{name}.js")


def test_the_panel_that_answers_says_no_more_that_it_takes_long(
    chromium: Browser, stage: HelpStage
) -> None:
    with opened(chromium) as page:
        ours = open_ticket(page, stage)
        ours.locator(".of-shop").first.wait_for()
        expect(ours.locator(".long-wait")).to_have_count(0)


@pytest.mark.parametrize("instead", ["<h1>Sign in</h1>", '{"ready": true}'])
def test_what_answers_in_the_services_place_is_named_and_the_report_appears(
    chromium: Browser, stage: HelpStage, instead: str
) -> None:
    with opened(chromium) as page:
        page.route(
            "**/selftest/pulse", lambda to: to.fulfill(body=instead, content_type="text/html")
        )
        open_ticket(page, stage)
        frame = to_selftest(page, stage)

        assert faults(frame) == ["service/stranger"]
        expect(frame.locator("#proof-clock [data-verdict=skipped]")).to_be_visible()
        assert "service / stranger" in (frame.locator("#report").text_content() or "")


def test_a_login_page_instead_of_a_script_or_of_who_asks_is_no_answer(
    chromium: Browser, stage: HelpStage
) -> None:
    with opened(chromium) as page:
        for path in ("**/money.js", "**/selftest/person?*"):
            page.route(
                path, lambda to: to.fulfill(body="<h1>Sign in</h1>", content_type="text/html")
            )
        open_ticket(page, stage)
        frame = to_selftest(page, stage)

        assert faults(frame) == ["own/blocked", "person/away"]


def test_a_line_that_comes_to_no_end_does_not_hold_back_the_report(
    chromium: Browser, stage: HelpStage
) -> None:
    with opened(chromium) as page:
        open_ticket(page, stage)
        page.route(
            "**/zaf_sdk.min.js", lambda to: to.fulfill(body="", content_type="text/javascript")
        )
        frame = to_selftest(page, stage)

        expect(frame.locator("#proof-summary [data-outcome=unfinished]")).to_be_visible()


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.MUTE])
def test_a_page_around_that_does_not_answer_is_named(
    chromium: Browser, stage: HelpStage, fault: Fault
) -> None:
    with opened(chromium) as page:
        stage.sandbox.faults.add(fault)
        open_ticket(page, stage)
        assert faults(to_selftest(page, stage)) == ["host/silent"]


def test_an_origin_that_is_not_the_frames_is_named(chromium: Browser, stage: HelpStage) -> None:
    with opened(chromium) as page:
        stage.sandbox.faults.add(Fault.ORIGIN)
        ours = open_ticket(page, stage)
        ours.locator("[data-trouble=silent] .find-out").evaluate("link => link.click()")
        assert faults(concluded(page)) == ["host/stranger"]


def test_a_launch_of_another_hour_is_named(chromium: Browser, stage: HelpStage) -> None:
    with opened(chromium) as page:
        stage.sandbox.faults.add(Fault.CLOCK)
        page.goto(stage.ticket_page())
        page.frame_locator(".tray iframe").first.locator(".find-out").click()
        frame = concluded(page)

        assert faults(frame) == ["launch/expired"]
        expect(frame.locator("#proof-launch")).to_contain_text(re.compile("360[0-9]"))


def test_a_clock_that_is_off_is_named_with_how_far(chromium: Browser, stage: HelpStage) -> None:
    with opened(chromium, LATE) as page:
        open_ticket(page, stage)
        frame = to_selftest(page, stage)

        assert faults(frame) == ["clock/far_behind"]
        expect(frame.locator("#proof-clock")).to_contain_text("120")


def test_a_right_that_the_key_lacks_is_named(chromium: Browser, stage: HelpStage) -> None:
    stage.stage.store.sandbox.keys.grant(KEY, everything(but=["order_slip"]))
    with opened(chromium) as page:
        open_ticket(page, stage)
        frame = to_selftest(page, stage)

        assert faults(frame) == ["rights prestashop/lacks"]
        expect(frame.locator(".lacking")).to_contain_text("order_slip")


def test_forbidden_storage_is_said_to_be_no_fault(chromium: Browser, stage: HelpStage) -> None:
    with opened(chromium, FORBIDDEN) as page:
        open_ticket(page, stage)
        frame = to_selftest(page, stage)

        assert faults(frame) == ["storage/storage"]
        expect(frame.locator("#proof-host [data-verdict=fine]")).to_be_visible()
        expect(frame.locator("[data-proof=shops] [data-verdict=skipped]")).to_be_visible()


def test_a_shop_that_is_down_is_named_beside_the_one_that_is_up(chromium: Browser) -> None:
    with (
        TemporaryDirectory() as folder,
        helped(Path(folder)) as stage,
        opened(chromium) as page,
    ):
        open_ticket(page, stage)
        stage.stage.store.running.stop()
        assert faults(to_selftest(page, stage)) == ["shop prestashop/away"]


def test_in_a_back_office_the_helpdesks_lines_are_not_needed(
    chromium: Browser, stage: HelpStage
) -> None:
    with opened(chromium) as page:
        panel = panel_of(page, stage.stage)
        panel.locator("#offline .find-out").evaluate("link => link.click()")
        frame = concluded(page, "iframe")

        assert faults(frame) == []
        expect(frame.locator("[data-verdict=unneeded]:visible")).to_have_count(2)
        expect(frame.locator("[data-proof='shop prestashop']")).to_have_count(1)


def test_in_a_shopify_admin_its_own_script_is_looked_for(chromium: Browser, tmp_path: Path) -> None:
    with shopify_staged(tmp_path) as shopify, opened(chromium) as page:
        panel = open_from_order(page, shopify)
        link = panel.locator("#offline .find-out").get_attribute("href") or ""
        ours = next(frame for frame in page.frames if frame.url.startswith(shopify.url))
        ours.evaluate("link => location.assign(link)", link)
        assert faults(concluded(page, "iframe")) == []

        page.route("**/app-bridge.js", lambda route: route.abort("blockedbyclient"))
        page.goto(f"{shopify.url}{link}")
        page.locator("#sending:not([hidden])").wait_for()
        assert faults(page.main_frame) == ["script/blocked"]
