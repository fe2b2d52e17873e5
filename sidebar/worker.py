"""The work behind the pages, round after round: letters and mails, money, news, keys, deliveries.

A silent shop or mail server holds up its own kind of work alone, so each has a thread of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import click

from sidebar.actions import attaching, deliveries, notices, post, privacy, renewing, searching
from sidebar.actions.automating import firing
from sidebar.actions.desk import Desk
from sidebar.actions.money import sweeping
from sidebar.actions.receiving import rounds as mail_in

ROUND_SECONDS = 1.0
"""How often each is looked at: a reply leaves, and a lost answer is asked for, within a second."""


def start(desk: Desk) -> threading.Event:
    """Works in threads of this process; set the event to end it."""
    stopped = threading.Event()
    threading.Thread(target=work, args=(desk, stopped), name="work", daemon=True).start()
    return stopped


def work(desk: Desk, stopped: threading.Event) -> None:
    """Works until told to stop; what is then on its way is waited for."""
    rounds = (
        ("money", lambda: sweeping.sweep(desk)),
        ("news", lambda: notices.poll_due(desk)),
        ("keys", lambda: renewing.keep_alive(desk)),
        ("deliveries", lambda: deliveries.work_due(desk)),
        ("privacy", lambda: privacy.forget_ended(desk)),
        ("files", lambda: attaching.forget_left(desk)),
        ("search", lambda: searching.catch_up(desk)),
        ("mail in", lambda: mail_in.receive_due(desk)),
        ("automations", lambda: firing.work_due(desk)),
    )
    beside = [
        threading.Thread(target=_again, args=(name, look, stopped), name=name, daemon=True)
        for name, look in rounds
    ]
    for one in beside:
        one.start()
    _carry_post(desk, stopped)
    for one in beside:
        one.join()


def _again(name: str, look: Callable[[], int], stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            look()
        except Exception as error:  # a thread that ends would leave all later work undone
            _say(name, error)
        stopped.wait(ROUND_SECONDS)


def _carry_post(desk: Desk, stopped: threading.Event) -> None:
    with post.Carriers(desk) as carriers:
        while not stopped.is_set():
            is_busy, faults = False, list[BaseException]()
            try:
                is_busy = carriers.start_due()
                faults = carriers.ended(within=ROUND_SECONDS)
            except Exception as error:  # a worker that ends would leave every later letter unsent
                faults = [error]
            for fault in faults:
                _say("post", fault)
            if faults or not is_busy:
                stopped.wait(ROUND_SECONDS)


def _say(name: str, fault: BaseException) -> None:
    click.echo(f"comptoir: a round of {name} could not be worked: {fault!r}", err=True)
