"""A draft reads the shop once, writes nothing of an operation, and shows who else is at it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.contract import Connection, Unreachable
from platforms.moves import Gives, Picked
from sidebar.actions.money import drafting
from sidebar.actions.money.drafting import Preparing
from sidebar.actions.opening import Opened
from sidebar.clock import MINUTE
from sidebar.errors import Refused
from sidebar.rules.limits import Limit
from sidebar.rules.operation import OperationKind
from sidebar.store import shops
from sidebar.store.shops import ModuleState
from tests.cast import CAMILLE, ROBIN
from tests.sidebar.actions.money.scene import Scene
from tests.sidebar.goods import euros
from tests.sidebar.stage import Stage
from tests.till import Till


def prepare(scene: Scene, opened: Opened) -> Preparing:
    return drafting.prepare(scene.desk, opened.viewer, opened.ticket.id, OperationKind.REFUND)


def test_a_draft_says_what_is_left_and_asks_nothing(scene: Scene) -> None:
    scene.limit({"refund": Limit("50.00", "80")})
    draft = prepare(scene, scene.enter())

    assert draft.refundable is not None
    assert draft.refundable.left == euros(8180)
    assert (draft.fault, draft.busy, draft.waiting, draft.others) == (None, None, (), ())
    assert (draft.limit, draft.spent_today) == (Limit("50.00", "80"), euros(0))
    assert draft.reasons[0].code == "damaged"
    assert scene.operations() == []


def test_each_draft_has_an_ask_of_its_own(scene: Scene) -> None:
    camille = scene.enter()

    assert prepare(scene, camille).ask_id != prepare(scene, camille).ask_id


def test_a_shop_that_is_away_is_told_not_raised(scene: Scene) -> None:
    camille = scene.enter()
    scene.till.is_away = lambda: True

    draft = prepare(scene, camille)

    assert draft.refundable is None
    assert isinstance(draft.fault, Unreachable)


def test_a_colleague_at_the_same_order_is_seen_until_they_leave(scene: Scene) -> None:
    camille, robin = scene.enter(CAMILLE), scene.enter(ROBIN)
    prepare(scene, camille)

    (seen,) = prepare(scene, robin).others
    assert (seen.name, seen.ticket_number) == ("Camille Fournier", camille.ticket.number)
    scene.clock.advance(3 * MINUTE + 1)
    assert prepare(scene, robin).others == ()
    drafting.stay(scene.desk, camille.viewer, camille.ticket.id)
    assert len(prepare(scene, robin).others) == 1
    drafting.leave(scene.desk, camille.viewer, camille.ticket.id)
    assert prepare(scene, robin).others == ()


def test_a_review_shows_the_letter_as_the_customer_would_read_it(scene: Scene) -> None:
    camille = scene.enter()

    reviewed = scene.review(camille, scene.wanted(2))

    assert reviewed.letter is not None
    subject, body = reviewed.letter
    assert scene.book.order.reference in subject
    assert "40,00\xa0€" in body
    assert "2 × Coussin Ours brun" in body
    assert reviewed.amount == euros(4000)
    assert not reviewed.needs_approval


def test_a_voucher_is_announced_as_one(scene: Scene) -> None:
    picked = Picked((), euros(590), Gives.VOUCHER)

    reviewed = scene.review(scene.enter(), scene.wanted(picked=picked))

    assert reviewed.letter is not None
    assert "bon d’achat" in reviewed.letter[1]


def test_two_reviews_of_one_choice_have_one_seal_and_of_another_another(scene: Scene) -> None:
    camille = scene.enter()
    first = scene.review(camille, scene.wanted()).seal

    scene.book.lines[0].stock -= 1
    assert scene.review(camille, scene.wanted()).seal == first
    assert scene.review(camille, scene.wanted(2)).seal != first
    scene.book.is_shipped = True
    assert scene.review(camille, scene.wanted()).seal != first


def test_a_switched_off_kind_is_not_even_drafted(scene: Scene) -> None:
    camille = scene.enter()
    scene.limit({}, refunds_on=False)

    with pytest.raises(Refused):
        prepare(scene, camille)


def test_only_a_paired_shop_is_given_its_secrets(stage: Stage) -> None:
    given: list[Connection] = []

    def adapter(_kind: str, connection: Connection) -> Till:
        given.append(connection)
        return Till()

    desk = replace(stage.desk, adapter=adapter)
    desk.platform(stage.shop)
    with stage.desk.database.writing() as store:
        shops.keep_module(store, stage.shop.id, ModuleState(paired_at=1))
        paired = shops.find(store, stage.shop.id)
    assert paired is not None
    desk.platform(paired)

    assert [connection.secrets for connection in given] == [(), (stage.secret,)]
    assert given[1].shop_id == stage.shop.id
