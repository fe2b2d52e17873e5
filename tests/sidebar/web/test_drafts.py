"""What is typed is kept as it is typed, and the newer of two tabs wins."""

from __future__ import annotations

import re

from tests.sidebar.web.doors import House


def save(house: House, body: str, **form: str) -> str:
    answer = house.panel.on(house.opened, "PUT", "/draft", body=body, **form)
    assert answer.status_code == 200
    found = re.search(r'name="draft_version" value="([0-9]+)"', answer.text)
    assert found
    return found.group(1)


def test_each_save_answers_its_version_and_the_page_brings_the_text_back(house: House) -> None:
    assert save(house, "un", draft_version="1") == "2"
    told = {"kind": "note", "next_status": "resolved", "draft_version": "2"}
    assert save(house, " deux <b>\n", **told) == "3"

    page = house.panel.on(house.opened).text
    assert " deux &lt;b&gt;\n</textarea>" in page
    assert re.search(r'value="note"[^>]* checked', page)
    assert '<option value="resolved" selected>' in page


def test_a_newer_draft_of_another_tab_is_brought_to_a_quiet_one_alone(house: House) -> None:
    save(house, "brouillon plus loin", draft_version="1")
    old = {"mark": "", "body": "brouillon", "draft_version": "1"}

    quiet = house.panel.on(house.opened, "POST", "/pulse", **old)
    busy = house.panel.on(house.opened, "POST", "/pulse", **old, unsaved="yes")
    newest = house.panel.on(house.opened, "POST", "/pulse", **{**old, "draft_version": "2"})
    other = house.panel.on(house.opened, "POST", "/pulse", **{**old, "body": "tout autre"})

    assert "plus loin</textarea>" in quiet.text
    assert "<textarea" not in busy.text
    assert "<textarea" not in newest.text
    assert "<textarea" not in other.text


def test_a_text_that_another_tab_holds_is_shown_and_either_may_be_kept(house: House) -> None:
    refused = house.panel.on(house.opened, "PUT", "/draft", body="x <b>", kind="agent")
    assert refused.status_code == 409
    assert 'data-reason="draft_elsewhere"' in refused.text
    assert "brouillon" in refused.text

    taken = house.panel.on(house.opened, "GET", "/draft")
    assert "brouillon</textarea>" in taken.text

    kept = house.panel.on(house.opened, "PUT", "/draft", body="x", kind="agent", forced="yes")
    assert kept.status_code == 200
    assert "x</textarea>" in house.panel.on(house.opened).text


def test_an_odd_version_is_taken_for_none(house: House) -> None:
    for version in ("", "x", "-1", "9" * 30, "²"):
        form = {"mark": "", "body": "brouillon", "draft_version": version}
        assert house.panel.on(house.opened, "POST", "/pulse", **form).status_code == 200


def test_nul_in_a_draft_is_kept_visibly_on_both_engines(house: House) -> None:
    save(house, "a\x00b", draft_version="1")

    assert "a\ufffdb</textarea>" in house.panel.on(house.opened).text
