"""Each letter leaves once: tried again only while nothing of it can have left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from platforms.mail.letters import (
    Letter,
    MailDeferred,
    MailRefused,
    MailUnsure,
    SmtpSettings,
)
from sidebar.actions import post, shops
from sidebar.actions.opening import Opened
from sidebar.errors import Forbidden, NotFound, Refused
from sidebar.rules.delivery import BACK_OFF_SECONDS, LEASE
from sidebar.store.database import Row
from tests.cast import LOU, ROBIN
from tests.sidebar.stage import Stage, together

Midway = Callable[[Callable[[], None]], None]


@pytest.fixture
def opened(stage: Stage) -> Opened:
    """A ticket with one reply, staged."""
    opened = stage.enter()
    stage.say(opened)
    return opened


def fate(stage: Stage) -> tuple[str, int, str]:
    row = stage.letter()
    return row["state"], row["attempt"], row["fault"]


def delivered_by(stage: Stage, deliver: Midway) -> Stage:
    """The same desk with another way out for letters."""

    def take(_letter: Letter, _settings: SmtpSettings, before_data: Callable[[], None]) -> None:
        deliver(before_data)

    return replace(stage, desk=replace(stage.desk, deliver=take))


def test_a_staged_letter_is_sent_once(stage: Stage, opened: Opened) -> None:
    assert opened.ticket.number
    assert post.deliver_due(stage.desk) == 1
    assert post.deliver_due(stage.desk) == 0

    (letter,) = stage.post.letters
    assert letter.text == "Bonjour"
    assert fate(stage) == ("sent", 1, "")
    assert stage.letter()["settled_at"] == stage.clock.now()


def test_eight_workers_send_each_letter_once(stage: Stage, opened: Opened) -> None:
    for number in range(11):
        stage.say(opened, f"m{number}")

    together(*[lambda: post.deliver_due(stage.desk)] * 8)

    texts = [letter.text for letter in stage.post.letters]
    assert sorted(texts) == sorted({"Bonjour", *(f"m{number}" for number in range(11))})
    assert {row["state"] for row in stage.rows("letters")} == {"sent"}


def test_a_deferred_letter_waits_longer_each_time_and_is_sent_when_it_can(
    stage: Stage, opened: Opened
) -> None:
    assert opened.was_created
    stage.post.fault = MailDeferred("unreachable")
    for attempt, seconds in enumerate(BACK_OFF_SECONDS[:4], start=1):
        assert post.deliver_due(stage.desk) == 1
        assert fate(stage) == ("queued", attempt, "unreachable")
        assert stage.letter()["due_at"] == stage.clock.now() + seconds * 1000
        stage.clock.advance(seconds * 1000 - 1)
        assert post.deliver_due(stage.desk) == 0
        stage.clock.advance(1)

    stage.post.fault = None
    assert post.deliver_due(stage.desk) == 1
    assert fate(stage) == ("sent", 5, "")
    assert len(stage.post.letters) == 1


@pytest.mark.parametrize(
    ("fault", "state"),
    [(MailRefused("recipient_refused"), "refused"), (MailUnsure("answer_lost"), "unsure")],
)
def test_what_was_refused_or_may_have_arrived_is_not_sent_again_by_itself(
    stage: Stage, opened: Opened, fault: MailRefused | MailUnsure, state: str
) -> None:
    assert opened.was_created
    stage.post.fault = fault
    post.deliver_due(stage.desk)
    stage.post.fault = None
    stage.clock.advance(10 * LEASE)

    assert post.deliver_due(stage.desk) == 0
    assert fate(stage) == (state, 1, fault.name)
    assert stage.post.letters == []


def die(stage: Stage, *, after_handing_over: bool) -> None:
    """A worker that vanishes in the middle of its work."""

    def vanish(before_data: Callable[[], None]) -> None:
        if after_handing_over:
            before_data()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        post.deliver_due(delivered_by(stage, vanish).desk)


def test_a_worker_lost_before_the_message_left_is_made_good(stage: Stage, opened: Opened) -> None:
    assert opened.was_created
    die(stage, after_handing_over=False)
    assert fate(stage)[0] == "sending"
    stage.clock.advance(LEASE)
    assert post.deliver_due(stage.desk) == 0

    stage.clock.advance(1)
    post.deliver_due(stage.desk)
    assert fate(stage) == ("queued", 1, "worker_lost")

    stage.clock.advance(BACK_OFF_SECONDS[0] * 1000)
    post.deliver_due(stage.desk)
    assert fate(stage) == ("sent", 2, "")
    assert len(stage.post.letters) == 1


def test_a_worker_lost_while_the_message_left_leaves_it_unsure(
    stage: Stage, opened: Opened
) -> None:
    assert opened.was_created
    die(stage, after_handing_over=True)
    assert fate(stage)[0] == "handing"

    stage.clock.advance(100 * LEASE)
    post.deliver_due(stage.desk)
    post.deliver_due(stage.desk)

    assert fate(stage) == ("unsure", 1, "worker_lost")
    assert stage.post.letters == []


def test_a_worker_that_was_overtaken_sends_nothing_and_settles_nothing(
    stage: Stage, opened: Opened
) -> None:
    assert opened.was_created

    def overslept(before_data: Callable[[], None]) -> None:
        stage.clock.advance(LEASE + 1)
        post.recover_lost(stage.desk)
        stage.clock.advance(BACK_OFF_SECONDS[0] * 1000)
        post.deliver_due(stage.desk)
        before_data()
        raise AssertionError("nothing may leave from here")

    post.deliver_due(delivered_by(stage, overslept).desk)

    assert fate(stage) == ("sent", 2, "")
    assert len(stage.post.letters) == 1


def test_an_unexpected_fault_is_tried_again_after_the_lease(stage: Stage, opened: Opened) -> None:
    assert opened.was_created

    def crash(_before_data: Callable[[], None]) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        post.deliver_due(delivered_by(stage, crash).desk)
    stage.clock.advance(LEASE + 1)
    post.deliver_due(stage.desk)
    stage.clock.advance(BACK_OFF_SECONDS[0] * 1000)
    post.deliver_due(stage.desk)

    assert fate(stage)[0] == "sent"


def test_letters_of_a_removed_shop_stay_and_hold_nobody_up(
    stage: Stage, elsewhere: Stage, opened: Opened
) -> None:
    for number in range(post.BATCH):
        stage.say(opened, f"m{number}")
    shops.remove(stage.desk, stage.shop.id)
    stage.clock.advance(1)
    elsewhere.say(elsewhere.enter(ROBIN), "De l'autre boutique")

    post.deliver_due(elsewhere.desk)

    assert [letter.text for letter in elsewhere.post.letters] == ["De l'autre boutique"]
    assert stage.post.letters == []
    assert sum(row["state"] == "queued" for row in stage.rows("letters")) == post.BATCH + 1


def test_a_letter_leaves_by_its_own_shops_server(stage: Stage, opened: Opened) -> None:
    assert opened.was_created
    seen: list[SmtpSettings] = []

    def take(_letter: Letter, settings: SmtpSettings, before_data: Callable[[], None]) -> None:
        before_data()
        seen.append(settings)

    shops.change(stage.desk, stage.shop.id, smtp_password="hunter2")
    post.deliver_due(replace(stage.desk, deliver=take))

    assert seen == [SmtpSettings("127.0.0.1", 587, "none", "", "hunter2")]
    assert "hunter2" not in repr(seen)


def in_state(stage: Stage, state: str) -> Row:
    with stage.desk.database.writing() as store:
        store.run("UPDATE letters SET state = :state, attempt = 1", state=state)
    return stage.letter()


@pytest.mark.parametrize("state", ["unsure", "refused", "queued"])
def test_a_person_may_have_an_unsettled_letter_sent_again(
    stage: Stage, opened: Opened, state: str
) -> None:
    letter = in_state(stage, state)
    stage.clock.advance(5)

    post.send_again(stage.desk, opened.viewer, opened.ticket.id, letter["id"])
    post.deliver_due(stage.desk)

    (event,) = [row for row in stage.rows("events") if row["kind"] == "sent_again"]
    assert (event["old"], event["new"]) == (state, "queued")
    assert event["actor_name"] == "Camille Fournier"
    assert fate(stage)[:2] == ("sent", 2)


@pytest.mark.parametrize("state", ["sending", "handing", "sent"])
def test_what_is_sent_or_being_sent_is_not_sent_again(
    stage: Stage, opened: Opened, state: str
) -> None:
    letter = in_state(stage, state)
    events = stage.count("events")

    with pytest.raises(Refused) as refused:
        post.send_again(stage.desk, opened.viewer, opened.ticket.id, letter["id"])

    assert refused.value.reason == "not_waiting"
    assert stage.letter() == letter
    assert stage.count("events") == events


def test_sending_again_needs_the_right_the_ticket_and_the_letter(
    stage: Stage, elsewhere: Stage, opened: Opened
) -> None:
    letter = in_state(stage, "unsure")
    lou, noor = stage.enter(LOU), elsewhere.enter(ROBIN)

    with pytest.raises(Forbidden):
        post.send_again(stage.desk, lou.viewer, opened.ticket.id, letter["id"])
    for viewer, ticket_id, letter_id in (
        (noor.viewer, opened.ticket.id, letter["id"]),
        (noor.viewer, noor.ticket.id, letter["id"]),
        (opened.viewer, opened.ticket.id, "ltr_none"),
    ):
        with pytest.raises(NotFound):
            post.send_again(stage.desk, viewer, ticket_id, letter_id)

    assert stage.letter() == letter
