"""A helpdesk's ticket is told of money that moved: once, whoever settled it, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sidebar.actions.grouping import merging
from sidebar.actions.helping import noting, telling
from sidebar.actions.money import approving
from sidebar.actions.opening import Opened
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationState
from sidebar.store import helpdesk_tickets
from sidebar.store.helpdesks import Helpdesk
from sidebar.texts import host_note
from tests import cast
from tests.helpdesk import ORIGIN, connect_helpdesk
from tests.sidebar.actions.money.scene import Scene, moods
from tests.sidebar.from_helpdesk import come
from tests.sidebar.life import at, same_order_twice
from tests.till import Mood

HOST, OTHER = "4711", "4712"


@pytest.fixture
def helpdesk(scene: Scene) -> Helpdesk:
    return connect_helpdesk(scene.desk, scene.stage.shop.id)


@pytest.fixture
def opened(scene: Scene, helpdesk: Helpdesk) -> Opened:
    """Camille of the helpdesk before Alix's order, whose ticket belongs to two of theirs."""
    opened = replace(scene.enter(), viewer=come(scene.desk))
    with scene.desk.database.writing() as store:
        for host in (HOST, OTHER):
            link = helpdesk_tickets.link
            link(store, helpdesk.id, host, opened.ticket.id, by=opened.viewer.agent_id, now=1)
    return opened


def tags(scene: Scene, opened: Opened, host: str = HOST) -> list[str]:
    return [one.tag for one in telling.waiting(scene.desk, opened.viewer, host)]


def test_both_tickets_that_ours_belongs_to_are_told(scene: Scene, opened: Opened) -> None:
    scene.confirm(opened, scene.wanted())

    assert tags(scene, opened) == tags(scene, opened, OTHER) == ["prestashop_refund"]
    assert tags(scene, opened, "4713") == []


def test_what_moves_on_a_ticket_is_told_to_those_of_one_merged_into_it(
    scene: Scene, opened: Opened
) -> None:
    shops_own, beside = same_order_twice(scene.stage)
    merging.merge(scene.desk, shops_own.viewer, opened.ticket.id, beside.id)
    assert telling.is_beside(scene.desk, opened.viewer, HOST, beside.id)

    scene.confirm(at(opened, beside), scene.wanted())

    assert tags(scene, opened) == tags(scene, opened, OTHER) == ["prestashop_refund"]


def test_what_was_never_done_is_never_told(scene: Scene, opened: Opened) -> None:
    scene.till.mood = moods(Mood(delays_request=True))
    scene.confirm(opened, scene.wanted())
    assert tags(scene, opened) == []

    scene.sweep(5)

    assert scene.operation().state is OperationState.REFUSED
    assert tags(scene, opened) == []


def test_what_the_sweep_settles_is_told_once(scene: Scene, opened: Opened) -> None:
    scene.till.mood = moods(Mood(loses_answer=True))
    assert scene.confirm(opened, scene.wanted()).state is OperationState.UNSURE
    assert tags(scene, opened) == []

    for seconds in (5, 60, 3600):
        scene.sweep(seconds)

    assert tags(scene, opened) == ["prestashop_refund"]


def test_what_a_manager_of_the_shop_approves_is_told_to_the_helpdesk(
    scene: Scene, opened: Opened
) -> None:
    scene.limit({"refund": Limit(operation="10.00")})
    asked = scene.confirm(opened, scene.wanted())
    assert tags(scene, opened) == []

    approving.approve(scene.desk, scene.enter(cast.MAUD).viewer, asked.id)

    assert tags(scene, opened) == ["prestashop_refund"]


def test_each_operation_is_told_once_and_what_was_told_waits_no_more(
    scene: Scene, opened: Opened
) -> None:
    scene.confirm(opened, scene.wanted())
    first = [one.id for one in telling.waiting(scene.desk, opened.viewer, HOST)]
    scene.confirm(opened, scene.wanted())

    assert telling.told(scene.desk, opened.viewer, first) == 1
    assert telling.told(scene.desk, opened.viewer, [*first, "hnw_none"]) == 0
    assert tags(scene, opened) == ["prestashop_refund"]
    assert tags(scene, opened, OTHER) == 2 * ["prestashop_refund"]


def test_another_helpdesk_reads_nothing_and_tells_nothing(scene: Scene, opened: Opened) -> None:
    scene.confirm(opened, scene.wanted())
    news = [one.id for one in telling.waiting(scene.desk, opened.viewer, HOST)]
    other = connect_helpdesk(scene.desk, scene.stage.shop.id, account="ailleurs", installation="83")
    assert other.origin != ORIGIN
    stranger = replace(opened.viewer, helpdesk_id=other.id)

    assert telling.waiting(scene.desk, stranger, HOST) == []
    assert telling.told(scene.desk, stranger, news) == 0
    assert tags(scene, opened) == ["prestashop_refund"]


def note(scene: Scene, opened: Opened, host: str = HOST) -> str:
    place = (scene.shop(), opened.ticket)
    found = noting.offered(scene.desk, opened.viewer, place, scene.operation(), host_ticket_id=host)
    return host_note(found) if found else ""


def test_a_note_says_what_moved_in_the_language_of_who_reads(scene: Scene, opened: Opened) -> None:
    done = scene.confirm(opened, scene.wanted(2))
    english = replace(opened, viewer=opened.viewer.speaking("en"))

    told = note(scene, english).split("\n")

    by = "Camille Fournier (Atelier · 501)"
    assert told[0] == f"Refund of €40.00 on order QZVTRMALP (Boutique) by {by}."
    assert "– 2 × Coussin Ours brun" in told
    assert "Reason: Damaged or defective." in told[2]
    assert told[-1] == f"Comptoir: ticket {opened.ticket.number}, operation {done.id}."
    assert "40,00" in note(scene, opened)


def test_a_note_is_offered_beside_a_ticket_that_ours_belongs_to(
    scene: Scene, opened: Opened
) -> None:
    scene.confirm(opened, scene.wanted())

    assert note(scene, opened, "")
    assert note(scene, opened, "4713") == ""
    assert note(scene, scene.enter()) == ""


def test_no_note_tells_of_what_is_not_done(scene: Scene, opened: Opened) -> None:
    scene.till.mood = moods(Mood(loses_answer=True))
    scene.confirm(opened, scene.wanted())

    assert note(scene, opened) == ""


def test_what_a_manager_approved_is_told_with_their_name(scene: Scene, opened: Opened) -> None:
    scene.limit({"refund": Limit(operation="10.00")})
    asked = scene.confirm(opened, scene.wanted())
    approving.approve(scene.desk, scene.enter(cast.MAUD).viewer, asked.id)

    told = note(scene, replace(opened, viewer=opened.viewer.speaking("en")))

    assert "Approved by Maud Keller." in told.split("\n")[0]


def test_a_cancellation_is_told_as_one(scene: Scene, opened: Opened) -> None:
    scene.confirm(opened, scene.cancelling())

    told = note(scene, replace(opened, viewer=opened.viewer.speaking("en")))

    by = "Camille Fournier (Atelier · 501)"
    assert told.startswith(f"Order QZVTRMALP (Boutique) was cancelled by {by}.\n")
    assert tags(scene, opened) == ["prestashop_cancelled"]
