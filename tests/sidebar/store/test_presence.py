"""Who stands at a ticket: the others, the writing ones first, nobody who left."""

from __future__ import annotations

from sidebar.actions.opening import Opened
from sidebar.store import presence
from sidebar.store.presence import Present
from tests.cast import MAUD, ROBIN
from tests.sidebar.stage import Stage


def touch(stage: Stage, opened: Opened, now: int, *, is_writing: bool = False) -> None:
    with stage.desk.database.writing() as store:
        presence.touch(
            store,
            opened.ticket.id,
            agent_id=opened.viewer.agent_id,
            is_writing=is_writing,
            now=now,
        )


def others(stage: Stage, opened: Opened, since: int = 0) -> list[Present]:
    with stage.desk.database.reading() as store:
        return presence.others(
            store, opened.ticket.id, agent_id=opened.viewer.agent_id, since=since
        )


def test_the_others_are_shown_writers_first_and_oneself_never(stage: Stage) -> None:
    camille, robin, maud = stage.enter(), stage.enter(ROBIN), stage.enter(MAUD)
    touch(stage, camille, 10)
    touch(stage, maud, 10)
    touch(stage, robin, 10, is_writing=True)

    assert others(stage, camille) == [
        Present("Robin Baker", is_writing=True),
        Present("Maud Keller", is_writing=False),
    ]


def test_who_was_not_seen_lately_is_gone(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    touch(stage, robin, 10)

    assert others(stage, camille, since=11) == []
    touch(stage, robin, 11)
    assert len(others(stage, camille, since=11)) == 1


def test_who_left_is_gone_at_once(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    touch(stage, robin, 10)
    with stage.desk.database.writing() as store:
        presence.leave(store, robin.ticket.id, agent_id=robin.viewer.agent_id)

    assert others(stage, camille) == []
