"""Any message in its reader's language at a click; the original stays, and is asked for once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from platforms.translating.contract import (
    KeyRefused,
    QuotaSpent,
    Translated,
    TranslationFault,
    TranslatorAway,
)
from sidebar.actions import translating
from sidebar.actions.opening import Opened
from sidebar.errors import NotFound
from tests.cast import LOU, MAUD, ROBIN
from tests.sidebar.automations import writes
from tests.sidebar.stage import Panel, Stage, panel_over, reason_of, together


@dataclass
class Echo:
    """Says the text in capitals, or fails; ``meanwhile`` happens while it is asked."""

    provider: str = "Echo"
    host: str = "translate.example"
    source: str = "fr"
    fault: TranslationFault | None = None
    meanwhile: Callable[[], None] = lambda: None
    asked: list[str] = field(default_factory=list)

    def translate(self, text: str, target: str, source: str = "", *, within: float) -> Translated:
        assert within > 0
        self.asked.append(target)
        self.meanwhile()
        if self.fault is not None:
            raise self.fault
        return Translated(text.upper(), self.source)


@pytest.fixture
def echo() -> Echo:
    """The service."""
    return Echo()


@pytest.fixture
def on(stage: Stage, echo: Echo) -> Panel:
    """The panel with translation switched on."""
    return panel_over(replace(stage, desk=replace(stage.desk, translator=echo)))


def path(message_id: str) -> str:
    return f"/messages/{message_id}/translation"


def test_without_a_service_nothing_is_offered(panel: Panel) -> None:
    opened = panel.stage.enter()
    message = writes(panel.stage, opened.ticket)
    maud = panel.stage.enter(MAUD)

    assert "/translation" not in panel.on(opened).text
    assert reason_of(panel.on(opened, "POST", path(message.id))) == "translator_off"
    page = panel.ask("GET", f"/inbox/{maud.shop.id}/settings/rules", maud).text
    assert "COMPTOIR_TRANSLATOR" in page


def test_the_settings_say_where_texts_are_sent(on: Panel) -> None:
    maud = on.stage.enter(MAUD)
    page = on.ask("GET", f"/inbox/{maud.shop.id}/settings/rules", maud).text

    assert "translate.example" in page


def test_a_message_is_translated_once_for_each_language(on: Panel, echo: Echo) -> None:
    robin, camille = on.stage.enter(ROBIN), on.stage.enter()
    message = writes(on.stage, robin.ticket, "Où est mon colis ?")
    assert path(message.id) in on.on(robin).text
    for _ in range(2):
        page = on.on(robin, "POST", path(message.id)).text
        assert "OÙ EST MON COLIS ?" in page
        assert "Translated by Echo" in page
    echo.source = "en"
    on.on(camille, "POST", path(message.id))

    assert echo.asked == ["en", "fr"]
    (row,) = [row for row in on.stage.rows("messages") if row["id"] == message.id]
    assert row["body"] == "Où est mon colis ?"


def test_what_is_in_the_readers_language_already_is_said_to_be(on: Panel) -> None:
    camille = on.stage.enter()
    message = writes(on.stage, camille.ticket)
    page = on.on(camille, "POST", path(message.id)).text

    assert "OÙ EST" not in page
    assert "Echo" in page


@pytest.mark.parametrize("fault", [TranslatorAway(), QuotaSpent(), KeyRefused()])
def test_a_fault_is_told_and_can_be_tried_again(
    on: Panel, echo: Echo, fault: TranslationFault
) -> None:
    robin = on.stage.enter(ROBIN)
    message = writes(on.stage, robin.ticket)
    echo.fault = fault
    answer = on.on(robin, "POST", path(message.id))
    assert (answer.status_code, reason_of(answer)) == (422, fault.name)
    assert "Something went wrong" not in answer.text
    assert path(message.id) in answer.text
    echo.fault = None

    assert "OÙ EST" in on.on(robin, "POST", path(message.id)).text


def test_who_may_read_may_translate_and_noor_may_not(on: Panel, elsewhere: Stage) -> None:
    lou = on.stage.enter(LOU)
    message = writes(on.stage, lou.ticket)
    noor = elsewhere.enter()

    assert on.on(lou, "POST", path(message.id)).status_code == 200
    address = f"/tickets/{lou.ticket.id}{path(message.id)}"
    assert on.ask("POST", address, noor).status_code == 404
    assert on.on(noor, "POST", path(message.id)).status_code == 404


def test_what_was_erased_meanwhile_is_not_brought_back(on: Panel, echo: Echo) -> None:
    robin = on.stage.enter(ROBIN)
    message = writes(on.stage, robin.ticket)

    def erase() -> None:
        with on.stage.desk.database.writing() as store:
            store.run("UPDATE messages SET body = '' WHERE id = :id", id=message.id)

    echo.meanwhile = erase
    with pytest.raises(NotFound):
        translating.translate(on.stage.desk, robin.viewer, robin.ticket.id, message.id)
    assert on.stage.count("translations") == 0
    answer = on.on(robin, "POST", path(message.id))
    assert reason_of(answer) == "nothing_to_translate"


def test_many_at_once_keep_one(on: Panel) -> None:
    robin: Opened = on.stage.enter(ROBIN)
    message = writes(on.stage, robin.ticket)
    answers = together(*[lambda: on.on(robin, "POST", path(message.id))] * 4)

    assert {answer.status_code for answer in answers} == {200}
    assert on.stage.count("translations") == 1
