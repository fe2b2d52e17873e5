"""Who else is here is shown to whoever may see the ticket, and a draft is kept as it is typed."""

from __future__ import annotations

from typing import Any

import pytest

from sidebar.actions import presence, shops
from sidebar.actions.presence import PRESENT_FOR, Typed
from sidebar.errors import Forbidden, NotFound
from sidebar.store.presence import Present
from tests.cast import LOU, ROBIN
from tests.sidebar.stage import Stage

ROBIN_WRITES = Present("Robin Baker", is_writing=True)


def test_another_agent_is_seen_writing_until_they_leave(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    ticket_id = camille.ticket.id
    presence.stay(stage.desk, robin.viewer, ticket_id, is_writing=True)

    pulse = presence.stay(stage.desk, camille.viewer, ticket_id, is_writing=False)
    assert pulse.others == (ROBIN_WRITES,)

    presence.leave(stage.desk, robin.viewer, ticket_id)
    pulse = presence.stay(stage.desk, camille.viewer, ticket_id, is_writing=False)
    assert pulse.others == ()


def test_whoever_is_silent_for_too_long_has_left(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    presence.stay(stage.desk, robin.viewer, camille.ticket.id, is_writing=True)

    stage.clock.advance(PRESENT_FOR)
    seen = presence.stay(stage.desk, camille.viewer, camille.ticket.id, is_writing=False)
    assert seen.others == (ROBIN_WRITES,)

    stage.clock.advance(1)
    seen = presence.stay(stage.desk, camille.viewer, camille.ticket.id, is_writing=False)
    assert seen.others == ()


def test_a_reader_is_never_shown_as_writing(stage: Stage) -> None:
    camille, lou = stage.enter(), stage.enter(LOU)
    presence.stay(stage.desk, lou.viewer, camille.ticket.id, is_writing=True)

    pulse = presence.stay(stage.desk, camille.viewer, camille.ticket.id, is_writing=False)

    assert pulse.others == (Present("Lou Perrin", is_writing=False),)


def save(
    stage: Stage, ticket_id: str, body: str, *, is_forced: bool = False, **told: Any
) -> int | str:
    viewer = stage.enter().viewer
    known = {"kind": "agent", "next_status": "pending", "version": 0, **told}
    version, other = presence.save_draft(
        stage.desk, viewer, ticket_id, Typed(body=body, **known), is_forced=is_forced
    )
    return version if other is None else other.body


def test_a_draft_is_kept_with_its_kind_and_status(stage: Stage) -> None:
    ticket_id = stage.enter().ticket.id

    assert save(stage, ticket_id, "a", kind="note") == 1
    assert save(stage, ticket_id, "b\x00c", kind="oracle", next_status="lost", version=1) == 2

    (draft,) = stage.rows("drafts")
    assert (draft["kind"], draft["next_status"]) == ("agent", "")
    assert draft["body"] == "b\ufffdc"


def test_another_tabs_text_is_never_overwritten_unasked(stage: Stage) -> None:
    ticket_id = stage.enter().ticket.id
    assert save(stage, ticket_id, "un long texte", ask_id="tab-1") == 1
    assert save(stage, ticket_id, "un long texte encore", ask_id="tab-1") == 2

    assert save(stage, ticket_id, "x", ask_id="tab-2") == "un long texte encore"
    assert stage.rows("drafts")[0]["body"] == "un long texte encore"
    assert save(stage, ticket_id, "x", ask_id="tab-2", is_forced=True) == 3
    assert stage.rows("drafts")[0]["body"] == "x"


def test_a_save_that_comes_after_its_text_was_sent_keeps_nothing(stage: Stage) -> None:
    opened = stage.enter()
    save(stage, opened.ticket.id, "Bonjour", ask_id="a")
    stage.say(opened, "Bonjour", ask_id="a")

    save(stage, opened.ticket.id, "Bonjour", ask_id="a", version=1)

    assert stage.rows("drafts")[0]["body"] == ""


def test_a_text_too_long_to_send_is_still_kept_so_that_it_can_be_shortened(stage: Stage) -> None:
    ticket_id = stage.enter().ticket.id
    save(stage, ticket_id, "x" * 100_001)

    assert len(stage.rows("drafts")[0]["body"]) == 100_001


def test_drafts_and_presence_ask_for_right_and_ticket(stage: Stage, elsewhere: Stage) -> None:
    ours, lou, noor = stage.enter(), stage.enter(LOU), elsewhere.enter(ROBIN)
    ticket_id = ours.ticket.id
    before = stage.counts()

    with pytest.raises(Forbidden):
        presence.save_draft(stage.desk, lou.viewer, ticket_id, Typed("agent", "a", "", 0))
    with pytest.raises(NotFound):
        presence.save_draft(stage.desk, noor.viewer, ticket_id, Typed("agent", "a", "", 0))
    with pytest.raises(NotFound):
        presence.stay(stage.desk, noor.viewer, ticket_id, is_writing=True)
    with pytest.raises(NotFound):
        presence.leave(stage.desk, noor.viewer, ticket_id)

    assert stage.counts() == before


def test_nobody_is_present_in_a_removed_shop(stage: Stage) -> None:
    opened = stage.enter()
    shops.remove(stage.desk, stage.shop.id)

    with pytest.raises(NotFound):
        presence.stay(stage.desk, opened.viewer, opened.ticket.id, is_writing=True)

    assert stage.count("presence") == 0
