"""A shop that does not say whose act it tells of: what we have just done is not told as news."""

from __future__ import annotations

from platforms.contract import Unreachable
from platforms.notices import Notice
from sidebar.actions import notices
from sidebar.actions.notices import ECHOES_FOR
from sidebar.rules.operation import OperationState
from tests.cast import ORDER
from tests.sidebar.actions.money.scene import Scene, moods
from tests.till import Mood


def news(scene: Scene, kind: str, number: int) -> None:
    told = Notice(str(number), kind, ORDER, "", scene.clock.now())
    notices.take(scene.desk, scene.shop(), [told])


def told(scene: Scene) -> int:
    return sum(row["kind"] == "shop_changed" for row in scene.stage.rows("events"))


def test_what_we_have_just_done_is_told_once_by_our_own_event(scene: Scene) -> None:
    scene.confirm(scene.enter(), scene.wanted())
    scene.clock.advance(ECHOES_FOR - 1)

    news(scene, "slip", 1)
    news(scene, "state", 2)

    assert told(scene) == 0


def test_what_happens_later_is_news_again(scene: Scene) -> None:
    scene.confirm(scene.enter(), scene.wanted())
    scene.clock.advance(ECHOES_FOR + 1)

    news(scene, "slip", 1)

    assert told(scene) == 1


def test_a_tracking_number_is_news_at_any_time(scene: Scene) -> None:
    scene.confirm(scene.enter(), scene.wanted())

    news(scene, "tracking", 1)

    assert told(scene) == 1


def test_news_of_an_order_hastens_what_is_not_settled_on_it(scene: Scene) -> None:
    scene.till.mood = moods(Mood(loses_answer=True))
    scene.till.is_away = lambda: False
    operation = scene.confirm(scene.enter(), scene.wanted())
    assert operation.state is OperationState.UNSURE
    assert operation.due_at > scene.clock.now()

    news(scene, "slip", 1)

    assert scene.operation().due_at == scene.clock.now()
    assert told(scene) == 0


def test_a_shop_that_cannot_be_asked_is_not_settled_by_its_news(scene: Scene) -> None:
    scene.till.mood = moods(Mood(loses_answer=True))
    scene.confirm(scene.enter(), scene.wanted())

    def away() -> bool:
        raise Unreachable("away")

    scene.till.is_away = away
    news(scene, "slip", 1)
    scene.sweep()

    assert scene.operation().state is OperationState.UNSURE
