"""What may not be asked is refused by name before the shop is asked anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from platforms.contract import Barred
from platforms.moves import Picked, PickedLine
from sidebar.actions.money import asking, drafting
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.operation import OperationKind, OperationState
from tests.cast import LOU, Person
from tests.sidebar.actions.money.scene import BLANKET, CUSHION, Scene
from tests.sidebar.goods import euros

REPLIER = Person(9, "Nour", "Haddad", "fr", profile=3)


@pytest.mark.parametrize("person", [LOU, REPLIER])
def test_who_may_not_refund_reads_and_moves_nothing(scene: Scene, person: Person) -> None:
    opened = scene.enter(person)
    scene.till.is_away = lambda: True
    wanted = scene.wanted()

    for act in (
        lambda: scene.confirm(opened, wanted, "seal"),
        lambda: scene.review(opened, wanted),
        lambda: drafting.prepare(scene.desk, opened.viewer, opened.ticket.id, OperationKind.REFUND),
    ):
        with pytest.raises(Forbidden) as forbidden:
            act()
        assert forbidden.value.reason == "refund"


def test_a_ticket_of_another_shop_is_not_found(scene: Scene) -> None:
    camille = scene.enter()
    stranger = replace(camille.viewer, shop_id="shp_other")

    with pytest.raises(NotFound):
        asking.confirm(scene.desk, stranger, camille.ticket.id, scene.wanted(), "seal")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"reason": ""}, "no_reason"),
        ({"reason": "out_of_stock"}, "no_reason"),
        ({"note": "x" * 1001}, "note_too_long"),
        ({"picked": None}, "nothing_picked"),
        ({"ask_id": ""}, "bad_ask"),
        ({"ask_id": "x" * 81}, "bad_ask"),
    ],
)
def test_a_choice_that_makes_no_sense_asks_nothing(
    scene: Scene, told: dict[str, Any], reason: str
) -> None:
    camille = scene.enter()
    scene.till.is_away = lambda: True

    with pytest.raises(Refused) as refused:
        scene.review(camille, scene.wanted(**told))

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("picked", "reason"),
    [
        (Picked((PickedLine(CUSHION, 4, 0),), euros(0)), "quantity_too_high"),
        (Picked((PickedLine("999", 1, 0),), euros(0)), "unknown_line"),
        (Picked((), euros(591)), "shipping_too_high"),
        (Picked((), euros(0)), "nothing_to_refund"),
        (Picked((PickedLine(BLANKET, 1, 2),), euros(0)), "bad_restock"),
        (Picked((PickedLine(CUSHION, 1, 0), PickedLine(CUSHION, 3, 0)), euros(0)), "unknown_line"),
    ],
)
def test_what_cannot_be_moved_is_barred(scene: Scene, picked: Picked, reason: str) -> None:
    with pytest.raises(Barred) as barred:
        scene.review(scene.enter(), scene.wanted(picked=picked))

    assert barred.value.reason == reason


@pytest.mark.parametrize(
    ("switch", "reason"),
    [({"refunds_on": False}, "refunds_off"), ({"cancellations_on": False}, "cancellations_off")],
)
def test_what_the_shop_switched_off_is_refused(
    scene: Scene, switch: dict[str, bool], reason: str
) -> None:
    camille = scene.enter()
    scene.limit({}, **switch)
    wanted = scene.wanted() if "refunds_on" in switch else scene.cancelling()

    with pytest.raises(Refused) as refused:
        scene.review(camille, wanted)

    assert refused.value.reason == reason


def test_a_mail_that_could_not_leave_is_refused_before_anything_moves(scene: Scene) -> None:
    camille = scene.enter()
    with scene.desk.database.writing() as store:
        store.run("UPDATE customers SET email = ''")

    with pytest.raises(Refused) as refused:
        scene.review(camille, scene.wanted())

    assert refused.value.reason == "no_address"
    assert scene.confirm(camille, scene.wanted(mails=False)).state is OperationState.DONE
