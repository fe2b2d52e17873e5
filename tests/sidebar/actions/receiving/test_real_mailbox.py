"""The whole way over a real IMAP server: fetched once, in order, however it numbers them."""

from __future__ import annotations

import pytest

from sidebar.actions.receiving import rounds, setting
from sidebar.actions.receiving.setting import WantedMailbox
from sidebar.clock import HOUR
from sidebar.errors import Refused
from tests.dovecot import Dovecot, dovecot
from tests.sidebar.goods import order
from tests.sidebar.letterbox import written
from tests.sidebar.stage import Stage, StillShop

__all__ = ["dovecot"]


@pytest.fixture
def still(stage: Stage) -> Stage:
    """A shop that is asked for nothing."""
    return StillShop(order("1001")).at(stage)


def connected(stage: Stage, server: Dovecot, user: str) -> None:
    box = server.settings(user, security="none")
    wanted = WantedMailbox("imap", box.host, box.port, "none", user, box.password, takes_old=True)
    setting.keep(stage.desk, stage.shop.id, wanted)


def look(stage: Stage) -> None:
    stage.clock.advance(HOUR)
    rounds.receive_due(stage.desk)


def test_mails_of_a_real_server_are_messages_once_and_in_their_order(
    still: Stage, dovecot: Dovecot
) -> None:
    user = f"order-{still.desk.database.engine}"
    connected(still, dovecot, user)
    for number in range(3):
        dovecot.deliver(user, written(f"Mail {number}", subject=f"Objet {number}"))
    look(still)
    dovecot.renumber(user)
    dovecot.deliver(user, written("Mail 3"))
    dovecot.restart()
    look(still)
    look(still)

    rows = sorted(still.rows("messages"), key=lambda row: str(row["id"]))
    assert [row["body"] for row in rows] == [f"Mail {number}" for number in range(4)]
    assert len(dovecot.kept(user)) == 4


def test_a_wrong_password_is_the_mailboxes_fault_and_mends_itself(
    still: Stage, dovecot: Dovecot
) -> None:
    user = f"password-{still.desk.database.engine}"
    box = dovecot.settings(user, security="none")
    wrong = WantedMailbox("imap", box.host, box.port, "none", user, "wrong", takes_old=True)
    setting.keep(still.desk, still.shop.id, wrong)
    dovecot.deliver(user, written())
    look(still)
    (row,) = still.rows("mailboxes")
    assert (row["fault"], row["failures"]) == ("login_refused", 1)
    with pytest.raises(Refused, match="mailbox_login_refused"):
        setting.check(still.desk, still.shop.id)

    connected(still, dovecot, user)
    look(still)
    (row,) = still.rows("mailboxes")
    assert (row["fault"], still.count("messages")) == ("", 1)
