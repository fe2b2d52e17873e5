"""A worker that dies leaves a cause whole: all of it was done, or nothing, and the next goes on."""

from __future__ import annotations

import pytest

from sidebar.actions.automating import firing
from sidebar.rules.automating import CauseKind, Deeds
from sidebar.store import causes, firings
from tests.sidebar.automations import fired, now_of, rule, worked, writes
from tests.sidebar.stage import Stage

REPLIED = CauseKind.CLIENT_REPLIED


class Killed(BaseException):
    """The worker is gone."""


@pytest.mark.parametrize("verb", ["begin", "settle"])
def test_a_worker_that_dies_while_it_fires_has_done_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    rule(stage, REPLIED, Deeds(text_fr="Bonjour", tags=("vu",)))
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)

    def die(*_: object, **__: object) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(firings, verb, die)
        with pytest.raises(Killed):
            worked(stage)
    assert (stage.count("firings"), fired(stage)) == (0, [])
    assert now_of(stage, opened.ticket).tags == ()
    assert worked(stage) == 0
    stage.clock.advance(firing.LEASE)
    assert worked(stage) == 1
    assert fired(stage) == ["reply\ntag:vu"]


def test_a_worker_that_dies_between_two_rules_repeats_neither(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(stage, REPLIED, Deeds(tags=("un",)))
    rule(stage, REPLIED, Deeds(tags=("deux",)))
    opened = stage.enter()
    stage.say(opened)
    writes(stage, opened.ticket)

    def die(*_: object, **__: object) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(causes, "end", die)
        with pytest.raises(Killed):
            worked(stage)
    stage.clock.advance(firing.LEASE)
    worked(stage)

    assert fired(stage) == ["tag:un", "tag:deux"]
