"""What was reviewed is asked once, carried out once, and followed by all that belongs to it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from platforms.contract import Barred, Unreachable
from platforms.mail.letters import Letter
from platforms.moves import Picked
from sidebar.actions.money import drafting
from sidebar.errors import AskReused, Busy, ReviewChanged
from sidebar.rules.operation import OperationState
from sidebar.rules.ticket import Status
from sidebar.store.operations import Operation
from tests.cast import CAMILLE, ROBIN
from tests.sidebar.actions.money.scene import CUSHION, Scene, moods
from tests.sidebar.goods import euros
from tests.sidebar.stage import together
from tests.till import Mood


def test_a_confirmed_refund_is_done_tagged_told_and_mailed(scene: Scene) -> None:
    camille = scene.enter()

    done = scene.confirm(camille, scene.wanted(2, note="Coutures\u0007 ouvertes"))

    assert (done.state, done.attempt, done.fault) == (OperationState.DONE, 1, "")
    assert (done.amount, done.moved) == (euros(4000), euros(4000))
    assert scene.given() == 4000
    assert scene.account() == (0, 4000)
    assert scene.tags(camille) == ("prestashop_refund",)
    ((kind, told),) = scene.told()
    assert (kind, told["operation"], told["amount"]) == ("refunded", done.id, 4000)
    assert (told["reference"], told["reason"]) == ("SLIP1", "damaged")
    (message,) = scene.stage.rows("messages")
    letter = msgspec.json.decode(scene.stage.letter()["content"], type=Letter)
    assert message["ask_id"] == done.id
    assert (message["author_name"], message["kind"]) == ("Camille Fournier", "agent")
    assert "40,00\xa0€" in letter.text
    assert letter.language == "fr"


def test_the_shop_hears_who_acts_and_why_under_the_operations_own_id(scene: Scene) -> None:
    done = scene.confirm(scene.enter(), scene.wanted(note="deux fois"))

    (act,) = scene.till.actors
    assert (act.key, act.actor.id, act.actor.name) == (done.id, "3", "Camille Fournier")
    assert act.note == (
        "Remboursement de 20,00\xa0€ par Camille Fournier (Comptoir 1001, "
        f"{done.id}). Motif\N{NO-BREAK SPACE}: Abîmé ou défectueux. deux fois"
    )


def test_without_a_mail_wanted_none_leaves(scene: Scene) -> None:
    scene.confirm(scene.enter(), scene.wanted(mails=False))

    assert scene.given() == 2000
    assert (scene.stage.count("messages"), scene.stage.count("letters")) == (0, 0)


def test_a_cancelled_order_moves_no_money_and_bears_its_own_tag(scene: Scene) -> None:
    camille = scene.enter()

    done = scene.confirm(camille, scene.cancelling())

    assert (done.state, done.moved) == (OperationState.DONE, euros(0))
    assert scene.book.is_cancelled
    assert scene.tags(camille) == ("prestashop_cancelled",)
    assert scene.kinds() == ["order_cancelled"]


def test_the_same_ask_again_is_the_same_operation_and_asks_the_shop_nothing(scene: Scene) -> None:
    camille, wanted = scene.enter(), scene.wanted()
    first = scene.confirm(camille, wanted)
    scene.till.is_away = lambda: True

    again = scene.confirm(camille, wanted, seal="whatever it was")

    assert again == first
    assert scene.till.calls == [first.id]


@pytest.mark.parametrize(
    "other",
    [{"reason": "late"}, {"note": "x"}, {"mails": False}, {"picked": Picked((), euros(590))}],
)
def test_the_same_ask_with_another_choice_is_refused(scene: Scene, other: dict[str, Any]) -> None:
    camille, wanted = scene.enter(), scene.wanted()
    scene.confirm(camille, wanted)

    with pytest.raises(AskReused):
        scene.confirm(camille, scene.wanted(**{"ask_id": wanted.ask_id, **other}))

    assert scene.given() == 2000


def test_another_agents_ask_of_the_same_id_is_refused(scene: Scene) -> None:
    wanted = scene.wanted()
    scene.confirm(scene.enter(), wanted)

    with pytest.raises(AskReused):
        scene.confirm(scene.enter(ROBIN), wanted)


def test_what_changed_since_the_review_moves_nothing_and_shows_the_new_review(
    scene: Scene,
) -> None:
    camille, wanted = scene.enter(), scene.wanted(2)
    seen = scene.review(camille, wanted)
    scene.till.give_back_elsewhere(scene.book.order.id, CUSHION)

    with pytest.raises(ReviewChanged) as changed:
        scene.confirm(camille, wanted, seen.seal)

    assert isinstance(changed.value.reviewed, drafting.Reviewed)
    assert changed.value.reviewed.seal != seen.seal
    assert (scene.till.calls, scene.operations()) == ([], [])
    assert scene.confirm(camille, wanted, changed.value.reviewed.seal).state == "done"


def test_an_operation_that_ends_while_the_shop_is_read_is_noticed(scene: Scene) -> None:
    camille, robin = scene.enter(), scene.enter(ROBIN)
    scene.till.is_strict = False
    mine, theirs = scene.wanted(3), scene.wanted(3)
    seal = scene.review(camille, mine).seal

    def overtake() -> None:
        scene.till.after_reading = lambda: None
        scene.confirm(robin, theirs, seal)

    scene.till.after_reading = overtake
    with pytest.raises((ReviewChanged, Barred)):
        scene.confirm(camille, mine, seal)

    assert scene.given() == 6000
    assert len(scene.till.calls) == 1


def test_eight_twins_of_one_ask_are_one_operation_and_one_call(scene: Scene) -> None:
    camille, wanted = scene.enter(), scene.wanted()
    seal = scene.review(camille, wanted).seal

    answers = together(*[lambda: scene.confirm(camille, wanted, seal)] * 8)

    assert len({answer.id for answer in answers}) == 1
    assert len(scene.till.calls) == 1
    assert (scene.given(), scene.stage.count("letters")) == (2000, 1)


def test_of_eight_asks_for_the_same_order_at_once_one_moves(scene: Scene) -> None:
    people = [scene.enter(CAMILLE if turn % 2 else ROBIN) for turn in range(8)]
    asks = [scene.wanted(3) for _ in people]
    seal = scene.review(people[0], asks[0]).seal

    def ask(turn: int) -> str:
        try:
            return scene.confirm(people[turn], asks[turn], seal).state.value
        except (Busy, ReviewChanged, Barred) as refused:
            return type(refused).__name__

    answers = together(*[lambda turn=turn: ask(turn) for turn in range(8)])

    assert answers.count("done") == 1
    assert scene.given() == 6000
    assert scene.account() == (0, 6000)


def test_a_second_operation_while_one_is_in_flight_is_refused_by_name(scene: Scene) -> None:
    camille, robin = scene.enter(), scene.enter(ROBIN)
    scene.till.mood = moods(Mood(loses_request=True))
    first = scene.confirm(camille, scene.wanted())

    with pytest.raises(Busy) as busy:
        scene.confirm(robin, scene.wanted(2))

    assert first.state is OperationState.UNSURE
    assert isinstance(busy.value.operation, Operation)
    assert busy.value.operation.agent_name == "Camille Fournier"
    assert drafting.stay(scene.desk, robin.viewer, robin.ticket.id).busy == first


def test_our_own_account_holds_a_shop_that_forgets_what_it_gave(scene: Scene) -> None:
    camille = scene.enter()
    scene.confirm(camille, scene.wanted(3))
    scene.book.lines[0].given_units = scene.book.lines[0].given = 0

    with pytest.raises(Barred) as barred:
        scene.confirm(camille, scene.wanted(3))

    assert barred.value.reason == "over_paid"
    assert scene.given() == 6000


def test_the_customer_is_told_also_on_a_ticket_closed_meanwhile(scene: Scene) -> None:
    camille = scene.enter()
    scene.till.mood = moods(Mood(loses_answer=True))
    scene.confirm(camille, scene.wanted())
    scene.stage.move(camille, Status.CLOSED)

    scene.sweep(5)

    assert scene.operation().state is OperationState.DONE
    assert scene.stage.count("letters") == 1


def test_a_shop_that_cannot_be_read_is_asked_nothing(scene: Scene) -> None:
    camille, wanted = scene.enter(), scene.wanted()
    seal = scene.review(camille, wanted).seal
    scene.till.is_away = lambda: True

    with pytest.raises(Unreachable):
        scene.confirm(camille, wanted, seal)

    assert scene.operations() == []
