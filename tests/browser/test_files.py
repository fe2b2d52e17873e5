"""Files as an agent attaches them, and a message taken back before it leaves."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.shopify_stage import open_from_order, shopify_staged
from tests.browser.stage import Stage, staged, wait_for_mails
from tests.sidebar.actions.filed import PDF, picture

LARGE = 21 * 1024 * 1024

GIVEN = """([event, name, size, text]) => {
  const given = new DataTransfer();
  given.items.add(new File([new Uint8Array(size).fill(65)], name));
  if (text) given.setData("text/plain", text);
  const told = { bubbles: true, cancelable: true };
  const fresh = event === "drop"
    ? new DragEvent("drop", { ...told, dataTransfer: given })
    : new ClipboardEvent("paste", { ...told, clipboardData: given });
  document.getElementById("body").dispatchEvent(fresh);
}"""


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/html", "buffer": content}


def opened(page: Page, stage: Stage) -> None:
    page.goto(stage.launch_page(employee="robin"))
    expect(page.locator("#file-type")).to_be_visible()


def test_files_are_chosen_dropped_and_pasted_and_go_with_the_message(
    browser_page: Page, stage: Stage
) -> None:
    page = browser_page
    opened(page, stage)
    page.select_option("#file-type", "invoice")
    page.set_input_files("#file-choice", [file("Reçu d’été.pdf", PDF), file("p.png", picture())])
    listed = page.locator("#file-list li")
    expect(listed).to_have_count(2)
    expect(page.locator("#file-news")).to_contain_text("attached")
    page.evaluate(GIVEN, ["drop", "dropped.txt", 40, ""])
    expect(listed).to_have_count(3)
    page.evaluate(GIVEN, ["paste", "pasted.txt", 40, ""])
    expect(listed).to_have_count(4)
    # Text that comes with its own picture is text.
    page.evaluate(GIVEN, ["paste", "cell.png", 40, "1,20"])

    page.get_by_label("Remove dropped.txt").click()
    expect(listed).to_have_count(3)
    expect(page.locator("#file-choice")).to_be_focused()
    # The draft is kept by the same verb.
    with page.expect_response(lambda answer: "/files/" in answer.url and answer.ok):
        page.get_by_label("Type of pasted.txt").select_option("photo")
    page.reload()
    expect(listed).to_have_count(3)
    expect(page.get_by_label("Type of pasted.txt")).to_have_value("photo")

    page.fill("#body", "Here they are")
    page.locator(".send").click()
    (mail,) = wait_for_mails(stage, 1)
    names = [found.name for found in mail.files]
    assert names == ["Reçu d’été.pdf", "p.png", "pasted.txt"]
    assert mail.files[0].content == PDF
    expect(page.locator(".message .enclosed li")).to_have_count(3)
    expect(listed).to_have_count(0)
    with page.expect_download() as saved:
        page.get_by_label("Download Reçu d’été.pdf").click()
    assert saved.value.suggested_filename == "Reçu d’été.pdf"
    assert Path(saved.value.path()).read_bytes() == PDF
    shown = page.locator(".message .enclosed img")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("image => image.naturalWidth") == 40


def test_what_cannot_go_is_refused_by_name_and_the_rest_is_sent(
    browser_page: Page, stage: Stage
) -> None:
    page = browser_page
    opened(page, stage)
    page.evaluate(GIVEN, ["drop", "film.mp4", LARGE, ""])
    refused = page.locator("#uploads .refused")
    expect(refused).to_contain_text("film.mp4")
    expect(refused).to_contain_text("Larger than 20 MB")
    page.set_input_files("#file-choice", [file("empty.txt", b"")])
    expect(refused.last).to_contain_text("empty")
    refused.first.get_by_label("Cancel").click()
    expect(refused).to_have_count(1)
    # The server says no as well, for one that no script of ours sent.
    status = page.evaluate(
        "async address => (await fetch(address, {method: 'POST'})).status",
        page.locator("#files").get_attribute("data-upload"),
    )
    assert status == 401


def test_progress_is_shown_sending_waits_for_it_and_it_can_be_stopped(
    browser_page: Page, stage: Stage
) -> None:
    page = browser_page
    opened(page, stage)
    page.fill("#body", "With a film")
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1}
    slow.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": 400_000})
    page.evaluate(GIVEN, ["drop", "film.mp4", 2_000_000, ""])
    moving = page.locator("#uploads li:not([hidden]) progress")
    expect(moving).to_be_visible()
    expect(moving).not_to_have_js_property("value", 0)
    page.locator(".send").click()
    expect(page.locator("#file-news")).to_contain_text("still being uploaded")
    assert stage.mail.mails == ()
    page.locator("#uploads li:not([hidden])").get_by_label("Cancel").click()
    expect(moving).to_have_count(0)
    slow.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": -1})
    page.locator(".send").click()
    (mail,) = wait_for_mails(stage, 1)
    assert mail.files == ()


def test_a_message_is_undone_changed_and_sent(browser_page: Page, tmp_path: Path) -> None:
    page = browser_page
    with staged(tmp_path, undo_ms=4_000) as stage:
        opened(page, stage)
        page.set_input_files("#file-choice", [file("facture.pdf", PDF)])
        expect(page.locator("#file-list li")).to_have_count(1)
        page.fill("#body", "With a mistaek")
        page.locator(".send").click()
        undo = page.locator(".undo")
        expect(undo).to_contain_text("leaves in")
        undo.get_by_role("button", name="Undo").click()
        expect(page.locator("#body")).to_have_value("With a mistaek")
        expect(page.locator("#file-list li")).to_have_count(1)
        expect(page.locator(".message.retracted")).to_be_visible()
        page.fill("#body", "Without a mistake")
        page.locator(".send").click()
        (mail,) = wait_for_mails(stage, 1)
        assert mail.text.strip() == "Without a mistake"
        assert [found.name for found in mail.files] == ["facture.pdf"]


def test_a_host_that_lends_its_proof_lends_it_to_files_too(
    browser_page: Page, tmp_path: Path
) -> None:
    with shopify_staged(tmp_path) as stage:
        panel = open_from_order(browser_page, stage)
        expect(panel.locator("#file-type")).to_be_visible()
        panel.locator("#file-choice").set_input_files([file("facture.pdf", PDF)])
        expect(panel.locator("#file-list li")).to_contain_text("facture.pdf")
