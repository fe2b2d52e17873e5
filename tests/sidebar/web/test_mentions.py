"""A colleague named in a note is told once, in the history and by mail, and marked in the text."""

from __future__ import annotations

import json

from sidebar.actions.opening import Opened
from tests.cast import CAMILLE, LOU, ROBIN
from tests.sidebar.stage import Panel, Stage


def staged(panel: Panel) -> list[dict[str, str]]:
    rows = [row for row in panel.stage.rows("letters") if row["purpose"] == "news"]
    return [json.loads(row["content"]) for row in rows]


def mentioned(panel: Panel) -> list[str]:
    rows = panel.stage.rows("events")
    return [row["new"] for row in rows if row["kind"] == "mentioned"]


def enter(panel: Panel) -> tuple[Opened, Opened]:
    return panel.stage.enter(CAMILLE), panel.stage.enter(ROBIN)


def test_who_is_named_in_a_note_is_told_by_mail_in_their_language(panel: Panel) -> None:
    camille, robin = enter(panel)
    panel.stage.note(camille, "@Robin, et @Robin Baker encore : tu vois ? <b>@Noor</b>")

    assert mentioned(panel) == ["Robin Baker"]
    (row,) = panel.stage.rows("mentions")
    assert (row["agent_id"], row["ticket_id"]) == (robin.viewer.agent_id, camille.ticket.id)
    (letter,) = staged(panel)
    assert "Camille Fournier mentioned you" in letter["text"]
    assert "tu vois ?" in letter["text"]
    page = panel.on(robin).text
    assert '<mark class="mention">@Robin</mark>, et <mark class="mention">@Robin Baker</mark>' in (
        page
    )
    assert "&lt;b&gt;@Noor&lt;/b&gt;" in page


def test_one_s_own_name_is_noted_and_mailed_to_nobody(panel: Panel) -> None:
    camille, _ = enter(panel)
    panel.stage.note(camille, "@Camille pense à rappeler")

    assert mentioned(panel) == ["Camille Fournier"]
    assert staged(panel) == []


def test_a_reply_and_an_address_name_nobody(panel: Panel) -> None:
    camille, _ = enter(panel)
    panel.stage.say(camille, "Demandez à @Robin")
    panel.stage.note(camille, "écrire à contact@robin.example")

    assert mentioned(panel) == []
    assert panel.stage.count("mentions") == 0


def test_nobody_of_another_shop_is_named(panel: Panel, elsewhere: Stage) -> None:
    camille, _ = enter(panel)
    elsewhere.enter(LOU)
    panel.stage.note(camille, "@Lou tu peux voir ?")

    assert mentioned(panel) == []
    assert staged(panel) == []
