"""No shop sends more than it may, and what waits says why; a busy server is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.mail.letters import MailDeferred
from platforms.mail.outgoing import deliver
from sidebar.actions import post, shops
from sidebar.clock import HOUR, SECOND
from tests.platforms.mail.cast import REPLY
from tests.platforms.mail.scripted import scripted
from tests.sidebar.stage import Stage


def limited(stage: Stage, most: int) -> Stage:
    mail = replace(stage.shop.mail, most_an_hour=most)
    return replace(stage, shop=shops.change(stage.desk, stage.shop.id, mail=mail))


def test_letters_beyond_the_limit_wait_for_their_hour(stage: Stage) -> None:
    stage = limited(stage, 2)
    opened = stage.enter()
    for number in range(5):
        stage.say(opened, f"Lettre {number}")
    post.deliver_due(stage.desk)
    waiting = [row for row in stage.rows("letters") if row["state"] == "queued"]
    assert len(stage.post.letters) == 2
    assert {row["fault"] for row in waiting} == {"over_limit"}
    assert {row["attempt"] for row in waiting} == {0}

    stage.clock.advance(HOUR // 2)
    post.deliver_due(stage.desk)
    assert len(stage.post.letters) == 2
    stage.clock.advance(HOUR // 2 + SECOND)
    post.deliver_due(stage.desk)
    assert [letter.text for letter in stage.post.letters] == [f"Lettre {n}" for n in range(4)]


def test_one_shops_limit_is_not_anothers(stage: Stage, elsewhere: Stage) -> None:
    stage = limited(stage, 1)
    for one in (stage, elsewhere):
        opened = one.enter()
        for number in range(2):
            one.say(opened, f"Lettre {number}")
    post.deliver_due(stage.desk)
    sent = [row["shop_id"] for row in stage.rows("letters") if row["state"] == "sent"]

    assert (sent.count(stage.shop.id), sent.count(elsewhere.shop.id)) == (1, 2)


def test_a_busy_server_holds_every_letter_of_its_shop_and_no_other(
    stage: Stage, elsewhere: Stage
) -> None:
    first, second = stage.enter(), stage.enter(order="1003", reference="LWXGFTUIB")
    stage.say(first, "Une")
    stage.post.fault = MailDeferred("recipient_deferred", holds_all=True)
    post.deliver_due(stage.desk)
    stage.post.fault = None
    stage.say(second, "Deux")
    elsewhere.say(elsewhere.enter(), "Chez Noor")
    post.deliver_due(stage.desk)

    assert [letter.text for letter in stage.post.letters] == ["Chez Noor"]
    told = {row["fault"] for row in stage.rows("letters") if row["shop_id"] == stage.shop.id}
    assert told == {"recipient_deferred", "shop_paused"}
    stage.clock.advance(10 * SECOND)
    post.deliver_due(stage.desk)

    assert {letter.text for letter in stage.post.letters} == {"Chez Noor", "Une", "Deux"}


@pytest.mark.parametrize(
    ("answers", "holds_all"),
    [
        ({"greeting": "421 busy"}, True),
        ({"MAIL": "421 too many"}, True),
        ({"RCPT": "450 slow down"}, True),
        ({"RCPT": "451 greylisted"}, False),
        ({"DATA": "452 full"}, False),
    ],
)
def test_only_a_server_that_is_busy_itself_holds_all(
    answers: dict[str, str], *, holds_all: bool
) -> None:
    with scripted(None, **answers) as server, pytest.raises(MailDeferred) as raised:
        deliver(REPLY, server.settings, lambda: None)
    assert raised.value.holds_all is holds_all
