"""Files over HTTP: a clear refusal for what cannot go, and nothing ever shown in our origin."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from sidebar.actions.opening import Opened
from sidebar.clock import DAY
from sidebar.rules.filing import LARGEST_FILE
from tests.cast import ROBIN
from tests.sidebar.actions.filed import PDF, Unsure, add, picture
from tests.sidebar.stage import Panel, panel_over, reason_of


@pytest.fixture
def camille(panel: Panel) -> Opened:
    return panel.stage.enter()


def upload(
    panel: Panel,
    opened: Opened,
    name: str = "facture.pdf",
    content: bytes = PDF,
    kind: str = "invoice",
) -> TestResponse:
    """As the page's script sends it; what the browser says of its type is not believed."""
    return panel.app.test_client().post(
        f"/tickets/{opened.ticket.id}/files",
        data=content,
        content_type="text/html",
        headers={
            "Authorization": f"Bearer {panel.bearer(opened)}",
            "Comptoir-Name": quote(name),
            "Comptoir-Type": kind,
        },
    )


def files(panel: Panel, opened: Opened) -> str:
    return panel.on(opened, path="/files").get_data(as_text=True)


def test_a_file_is_kept_and_listed_with_its_type_and_size(panel: Panel, camille: Opened) -> None:
    assert upload(panel, camille, "../Reçu d’été.pdf").status_code == 201
    listed = files(panel, camille)
    assert "Reçu d’été.pdf" in listed
    assert f"{len(PDF)} " in listed
    assert re.search(r'value="invoice" selected', listed)
    (row,) = panel.stage.rows("attachments")
    assert row["content_type"] == "application/pdf"


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"", 422, "file_empty"),
        (bytes(LARGEST_FILE + 1), 413, "file_too_large"),
        (bytes(LARGEST_FILE + 1_000_000), 413, "file_too_large"),
    ],
)
def test_a_refusal_is_one_sentence_in_the_readers_language(
    panel: Panel, content: bytes, status: int, reason: str
) -> None:
    robin = panel.stage.enter(ROBIN)
    answer = upload(panel, robin, content=content)
    assert (answer.status_code, answer.headers["Comptoir-Reason"]) == (status, reason)
    assert answer.mimetype == "text/plain"
    assert "The file is" in answer.text
    assert "<" not in answer.text
    assert panel.stage.rows("attachments") == []


def test_no_more_is_read_than_a_file_may_have(panel: Panel, camille: Opened) -> None:
    """Whatever length is announced, or none: the body is given up at the limit."""

    class Endless(io.RawIOBase):
        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self.taken += len(buffer)
            assert self.taken < 3 * LARGEST_FILE
            return len(buffer)

    body = Endless()
    asked = EnvironBuilder(
        f"/tickets/{camille.ticket.id}/files",
        method="POST",
        headers=[
            ("Authorization", f"Bearer {panel.bearer(camille)}"),
            ("Comptoir-Type", "other"),
        ],
    ).get_environ()
    said, status, _ = run_wsgi_app(
        panel.app, {**asked, "wsgi.input": body, "wsgi.input_terminated": True}
    )
    assert list(said)
    assert status.startswith("413")
    assert body.taken <= LARGEST_FILE + 1_000_000


def test_files_that_cannot_be_kept_now_are_said(panel: Panel) -> None:
    away = Unsure()
    stage = replace(panel.stage, desk=replace(panel.stage.desk, files=away))
    served = panel_over(stage)
    away.is_away = True
    answer = upload(served, stage.enter(ROBIN))
    assert (answer.status_code, answer.headers["Comptoir-Reason"]) == (503, "files_away")


def test_a_type_is_changed_and_a_file_removed_in_place(panel: Panel, camille: Opened) -> None:
    kept = add(panel.stage, camille)
    path = f"/files/{kept.id}"
    changed = panel.on(camille, "PUT", path, **{f"type-{kept.id}": "photo"})
    assert changed.status_code == 204
    assert panel.stage.rows("attachments")[0]["type"] == "photo"
    left = panel.on(camille, "DELETE", path)
    assert 'id="file-list"' in left.text
    assert kept.name not in left.text


def test_a_download_is_saved_and_never_shown(panel: Panel, camille: Opened) -> None:
    page = b"<!doctype html><script>alert(1)</script>"
    kept = add(panel.stage, camille, "page d’accueil.html", page)
    answer = panel.on(camille, path=f"/files/{kept.id}")
    assert answer.data == page
    assert answer.mimetype == "application/octet-stream"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''page%20d%E2%80%99accueil.html")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_file_whose_bytes_are_gone_is_said(panel: Panel, camille: Opened) -> None:
    kept = add(panel.stage, camille)
    panel.stage.desk.files.delete(kept.key)
    answer = panel.on(camille, path=f"/files/{kept.id}")
    assert (answer.status_code, reason_of(answer)) == (422, "file_gone")


def preview_of(panel: Panel, opened: Opened) -> str:
    found = re.search(r'src="(/previews/[^"]+)"', files(panel, opened))
    return found.group(1) if found else ""


def test_a_picture_has_a_preview_for_a_day(panel: Panel, camille: Opened) -> None:
    add(panel.stage, camille, "photo.png", picture("PNG", 900))
    address = preview_of(panel, camille)
    client = panel.app.test_client()
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    assert client.get(f"{address}x").status_code == 404
    assert client.get("/previews/forged").status_code == 404
    panel.stage.clock.advance(2 * DAY)
    assert client.get(address).status_code == 404


def test_what_is_no_picture_has_none_and_a_broken_one_is_not_found(
    panel: Panel, camille: Opened
) -> None:
    add(panel.stage, camille, "photo.png", PDF)
    assert preview_of(panel, camille) == ""
    add(panel.stage, camille, "photo.png", picture()[:60])
    assert panel.app.test_client().get(preview_of(panel, camille)).status_code == 404


def test_the_history_lists_what_a_message_carries(panel: Panel, camille: Opened) -> None:
    add(panel.stage, camille, "<b>facture</b>.pdf", type_code="invoice")
    add(panel.stage, camille, "photo.png", picture(), "photo")
    panel.stage.say(camille)
    page = panel.on(camille).text
    assert page.count("data-download=") == 2
    assert "_b_facture_" not in page or "<b>facture" not in page
    assert "/previews/" in page


def test_files_cost_the_page_one_statement_and_only_where_there_are_any(
    panel: Panel, camille: Opened
) -> None:
    asked: list[str] = []
    panel.stage.say(camille)
    panel.stage.desk.database.on_statement = asked.append
    panel.on(camille)
    without = len(asked)
    assert not [statement for statement in asked if "attachments" in statement]
    add(panel.stage, camille)
    panel.stage.say(camille, "Encore")
    asked.clear()
    panel.on(camille)
    assert len(asked) == without + 1


def test_taking_back_to_edit_fills_the_composer_again(panel: Panel) -> None:
    stage = replace(panel.stage, desk=replace(panel.stage.desk, undo_ms=10_000))
    served = panel_over(stage)
    robin = stage.enter(ROBIN)
    stage.say(robin, "Here it is")
    (message,) = stage.rows("messages")
    page = served.on(robin).text
    assert ">Undo<" in page
    assert "data-seconds>10<" in page

    answer = served.on(robin, "POST", f"/messages/{message['id']}/retraction", edit="yes")

    assert reason_of(answer) == "taken_back_to_edit"
    assert re.search(r"<textarea[^>]*>Here it is</textarea>", answer.text)
    assert "Taken back" in answer.text
    again = served.on(robin, "POST", f"/messages/{message['id']}/retraction")
    assert (again.status_code, reason_of(again)) == (422, "left_already")


def test_forwarding_asks_for_an_address_and_says_what_became_of_it(panel: Panel) -> None:
    robin = panel.stage.enter(ROBIN)
    add(panel.stage, robin)
    panel.stage.say(robin, "A broken cup")
    (message,) = panel.stage.rows("messages")
    path = f"/messages/{message['id']}/forward"
    form = panel.on(robin, path=path).text
    assert "facture.pdf" in form
    bad = panel.on(robin, "POST", path, address="nobody", ask_id="f1")
    assert (bad.status_code, reason_of(bad)) == (422, "bad_forward_address")
    sent = panel.on(robin, "POST", path, address="a@b.example", words="Look", ask_id="f1")
    assert reason_of(sent) == "forwarded"
    note = panel.stage.rows("messages")[-1]
    assert note["body"].startswith("Look\n\n---------- Forwarded message ----------\nFrom: Robin")
    assert "\nDate: " in note["body"]
    assert "\nSubject: " in note["body"]
