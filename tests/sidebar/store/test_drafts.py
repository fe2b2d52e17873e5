"""A draft's version only grows, so that of two tabs the older one never wins."""

from __future__ import annotations

from sidebar.actions.opening import Opened
from sidebar.store import drafts
from sidebar.store.drafts import Draft
from tests.cast import ROBIN
from tests.sidebar.stage import Stage


def save(stage: Stage, opened: Opened, body: str, base: int = 0, ask_id: str = "") -> int | None:
    draft = Draft("note", body, "pending", base, ask_id)
    with stage.desk.database.writing() as store:
        return drafts.save(store, opened.ticket.id, opened.viewer.agent_id, draft, now=1)


def find(stage: Stage, opened: Opened) -> Draft | None:
    with stage.desk.database.reading() as store:
        return drafts.find(store, opened.ticket.id, opened.viewer.agent_id)


def clear(stage: Stage, opened: Opened) -> None:
    with stage.desk.database.writing() as store:
        drafts.clear(store, opened.ticket.id, opened.viewer.agent_id, now=2)


def test_each_save_is_a_version_more(stage: Stage) -> None:
    opened = stage.enter()

    assert [save(stage, opened, body, base) for base, body in enumerate("abc")] == [1, 2, 3]
    assert find(stage, opened) == Draft("note", "c", "pending", 3)


def test_a_text_written_on_an_older_version_is_not_kept(stage: Stage) -> None:
    opened = stage.enter()
    save(stage, opened, "a")
    save(stage, opened, "ab", 1)

    assert save(stage, opened, "x", 1) is None
    assert save(stage, opened, "ab", 1) == 3
    assert find(stage, opened) == Draft("note", "ab", "pending", 3)


def test_one_text_saves_over_itself_whatever_its_version(stage: Stage) -> None:
    opened = stage.enter()
    save(stage, opened, "a", 0, "ask")

    assert save(stage, opened, "ab", 0, "ask") == 2
    assert save(stage, opened, "x", 0, "other") is None


def test_a_sent_draft_is_empty_and_one_version_on(stage: Stage) -> None:
    opened = stage.enter()
    save(stage, opened, "a")
    clear(stage, opened)

    assert find(stage, opened) == Draft("agent", "", "", 2)
    assert save(stage, opened, "b") == 3


def test_clearing_what_was_never_typed_leaves_nothing(stage: Stage) -> None:
    opened = stage.enter()
    clear(stage, opened)

    assert find(stage, opened) is None


def test_each_agent_has_a_draft_of_their_own(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    save(stage, camille, "a")

    assert find(stage, robin) is None
    assert save(stage, robin, "b") == 1
    clear(stage, robin)
    assert find(stage, camille) == Draft("note", "a", "pending", 1)
