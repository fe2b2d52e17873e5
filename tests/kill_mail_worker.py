"""``comptoir worker`` as it is, or with one of its guards taken away, to see that it is missed."""

from __future__ import annotations

import secrets
import sys
from dataclasses import replace
from typing import Any

import app
from sidebar.rules import delivery
from sidebar.rules.delivery import LetterState
from sidebar.store import mails


def forget_what_was_here() -> None:
    """No mail is known again: neither by its place nor by its digest."""
    take = mails.take

    def always(store: Any, mail: Any) -> bool:
        digest, uid = secrets.token_hex(8), secrets.randbits(60)
        return take(store, replace(mail, digest=digest, uid=uid))

    mails.take = always


def send_again_whatever_left() -> None:
    """A letter whose worker died is sent again, even where it may have arrived."""

    def after_lost_worker(state: LetterState) -> LetterState:
        return LetterState.QUEUED if state is not LetterState.SENT else state

    delivery.after_lost_worker = after_lost_worker


FLAWS = {"forgetful": forget_what_was_here, "requeue": send_again_whatever_left}


if __name__ == "__main__":
    for flaw in filter(None, sys.argv[1:]):
        FLAWS[flaw]()
    app.main(["worker"])
