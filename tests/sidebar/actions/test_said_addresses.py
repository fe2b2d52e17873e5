"""An address that only a helpdesk's page said: no mail goes there, and none from it is believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sidebar.actions.helping import connecting, entering
from sidebar.actions.opening import Opened
from sidebar.actions.working import people
from sidebar.rules.viewer import Viewer
from sidebar.store.helpdesks import Helpdesk
from tests import cast
from tests.helpdesk import CAMILLE, connect_helpdesk
from tests.sidebar.actions.receiving.test_other_writers import begun, handed_on, news_of, of_ticket
from tests.sidebar.from_helpdesk import come
from tests.sidebar.goods import order
from tests.sidebar.letterbox import Letterbox, letterbox
from tests.sidebar.stage import Panel, Stage, StillShop
from tests.sidebar.web.counter import words

SAID = "camille@atelier.example"
OF_A_CUSTOMER = "nouvelle.cliente@courriel.example"


@pytest.fixture
def helpdesk(stage: Stage) -> Helpdesk:
    """The account, with Alix's shop."""
    return connect_helpdesk(stage.desk, stage.shop.id)


@pytest.fixture
def box(stage: Stage, tmp_path: Path) -> Letterbox:
    """A mailbox of the shop."""
    return letterbox(StillShop(order("1001")).at(stage), tmp_path / "mails")


def watching(stage: Stage, opened: Opened) -> Viewer:
    """Camille of the helpdesk, who follows the ticket and sees to it."""
    camille = come(stage.desk, CAMILLE)
    people.follow(stage.desk, camille, opened.ticket.id, camille.agent_id)
    maud = stage.enter(cast.MAUD).viewer
    people.assign(stage.desk, maud, opened.ticket.id, camille.agent_id)
    return camille


def hidden(stage: Stage, helpdesk: Helpdesk) -> None:
    with stage.desk.database.writing() as store:
        connecting.show(store, helpdesk, stage.shop.id, is_shown=False)


STANDS: dict[str, Callable[[Stage, Helpdesk], object]] = {
    "still there": lambda _stage, _helpdesk: None,
    "without a role": lambda stage, helpdesk: connecting.change(
        stage.desk, replace(helpdesk, roles={"*": "none"})
    ),
    "in a shop put away": hidden,
    "of a helpdesk removed": lambda stage, helpdesk: connecting.remove(stage.desk, helpdesk.id),
}


@pytest.mark.parametrize("how", STANDS)
def test_nobody_of_a_helpdesk_is_told_news_by_mail(
    stage: Stage, helpdesk: Helpdesk, how: str
) -> None:
    opened = stage.enter(cast.ROBIN)
    watching(stage, opened)
    people.follow(stage.desk, opened.viewer, opened.ticket.id, opened.viewer.agent_id)
    STANDS[how](stage, helpdesk)

    maud = stage.enter(cast.MAUD)
    stage.note(maud, "Secret de la maison @Camille Fournier")

    told = [row["content"] for row in stage.rows("letters") if row["purpose"] == "news"]
    assert [("robin@boutique.example" in text, SAID in text) for text in told] == [(True, False)]


@pytest.mark.usefixtures("helpdesk")
def test_the_page_says_so_beside_the_followers(panel: Panel) -> None:
    stage = panel.stage
    opened = stage.enter(cast.ROBIN)
    sentence = "Followers from a helpdesk are told nothing by mail."
    people.follow(stage.desk, opened.viewer, opened.ticket.id, opened.viewer.agent_id)
    path = f"/tickets/{opened.ticket.id}/work"
    assert sentence not in words(panel.ask("GET", path, opened).text)

    watching(stage, opened)

    assert sentence in words(panel.ask("GET", path, opened).text)


@pytest.mark.parametrize("is_removed", [False, True])
def test_a_customers_mail_begins_a_ticket_whoever_says_to_have_that_address(
    box: Letterbox, helpdesk: Helpdesk, *, is_removed: bool
) -> None:
    desk = box.stage.desk
    camille = come(desk, CAMILLE)
    entering.introduce(desk, camille, name="Camille", email=OF_A_CUSTOMER, language="fr")
    if is_removed:
        connecting.remove(desk, helpdesk.id)

    row = box.receive("Ma commande est cassée", sender=f"Cliente <{OF_A_CUSTOMER}>")

    assert (row["state"], row["reason"]) == ("kept", "began")


@pytest.mark.usefixtures("helpdesk")
def test_whoever_only_says_to_be_a_colleague_writes_no_note_in_a_colleagues_name(
    box: Letterbox,
) -> None:
    stage, opened = box.stage, begun(box)
    robin = stage.enter(cast.ROBIN).viewer
    people.follow(stage.desk, robin, opened.ticket.id, robin.agent_id)
    camille = come(stage.desk, CAMILLE)
    box.receive("Et alors ?", In_Reply_To=of_ticket(box, opened)[0]["mail_id"])
    named = news_of(box, opened)

    box.receive("Je note", sender=f"Camille Fournier <{SAID}>", In_Reply_To=named)
    handed = handed_on(box, opened)
    box.receive("Je note", sender=f"Camille Fournier <{SAID}>", In_Reply_To=handed)

    assert camille.agent_id not in {row["author_id"] for row in of_ticket(box, opened)}
    assert box.receive("Autre chose", sender=SAID)["reason"] == "began"
