"""Each launch is used once, whichever server it reaches first."""

from __future__ import annotations

from sidebar.store import launches
from tests.sidebar.stage import Stage, together


def use(stage: Stage, token_id: str = "jti", expires_at: int = 100) -> bool:
    with stage.desk.database.writing() as store:
        return launches.use(store, stage.shop.id, token_id, expires_at=expires_at)


def test_one_of_eight_uses_at_once_is_the_first(stage: Stage) -> None:
    assert together(*[lambda: use(stage)] * 8).count(True) == 1


def test_another_shop_may_use_the_same_token_id(stage: Stage, elsewhere: Stage) -> None:
    assert use(stage)
    assert use(elsewhere)
    assert not use(elsewhere)


def test_only_what_expired_is_forgotten(stage: Stage) -> None:
    use(stage, "old", 99)
    use(stage, "new", 100)

    with stage.desk.database.writing() as store:
        assert launches.forget_expired(store, before=100) == 1

    assert not use(stage, "new")
    assert use(stage, "old")
