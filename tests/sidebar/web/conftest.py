"""A ticket with one of everything, behind the panel."""

from __future__ import annotations

import pytest

from sidebar.actions import presence
from sidebar.actions.presence import Typed
from tests.sidebar.stage import Panel
from tests.sidebar.web.doors import House


@pytest.fixture
def house(panel: Panel) -> House:
    """Camille's ticket: a reply that may be sent again, a note, a draft, her presence."""
    stage = panel.stage
    opened = stage.enter()
    stage.say(opened, "Bonjour Alix")
    stage.note(opened, "secret de la maison")
    with stage.desk.database.writing() as store:
        store.run("UPDATE letters SET state = 'unsure', attempt = 1")
    presence.stay(stage.desk, opened.viewer, opened.ticket.id, is_writing=True)
    presence.save_draft(
        stage.desk,
        opened.viewer,
        opened.ticket.id,
        Typed(kind="agent", body="brouillon", next_status="", version=0),
    )
    return House(panel, opened)
