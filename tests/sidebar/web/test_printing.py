"""On paper stands the whole ticket, notes and events as wanted, and nothing to press."""

from __future__ import annotations

import re

from tests.cast import REFERENCE
from tests.sidebar.stage import Panel, Stage
from tests.sidebar.web.counter import words


def paper(panel_page: str) -> str:
    return panel_page.split('<article class="paper">')[1].split("</article>", maxsplit=1)[0]


def test_every_message_is_printed_not_only_the_last_ones(panel: Panel) -> None:
    opened = panel.stage.enter()
    panel.on(opened, path="/order")
    for number in range(34):
        panel.stage.note(opened, f"note {number} <i>")
    panel.stage.say(opened, "Bonjour Alix")
    sheet = paper(panel.on(opened, path="/print").text)

    assert all(f"note {number} &lt;i&gt;" in sheet for number in range(34))
    assert "Bonjour Alix" in sheet
    assert REFERENCE in sheet
    assert "Coussin Ours brun" in sheet
    assert "<button" not in sheet
    assert "<select" not in sheet


def test_notes_and_events_are_printed_as_wanted(panel: Panel) -> None:
    opened = panel.stage.enter()
    panel.stage.note(opened, "entre nous")
    panel.stage.say(opened, "Bonjour Alix")
    event = re.compile(r"a ouvert le ticket")
    for query, has_note, has_event in (
        ("", True, False),
        ("?notes=no", False, False),
        ("?notes=no&events=yes", False, True),
        ("?events=yes", True, True),
    ):
        told = words(paper(panel.on(opened, path=f"/print{query}").text))
        assert ("entre nous" in told) is has_note
        assert bool(event.search(told)) is has_event
        assert "Bonjour Alix" in told


def test_another_shop_prints_nothing_of_it(panel: Panel, elsewhere: Stage) -> None:
    opened = panel.stage.enter()
    answer = panel.ask("GET", f"/tickets/{opened.ticket.id}/print", elsewhere.enter())
    assert answer.status_code == 404
    assert REFERENCE not in answer.text
