"""Letters leave side by side: a silent server holds up its own shop's letters and nobody else's."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from platforms.mail.letters import Letter, MailDeferred, SmtpSettings
from platforms.mail.outgoing import deliver
from platforms.mail.sandbox import MailSandbox, serve
from platforms.mail.sandbox.faults import Fault, FaultKind
from sidebar import worker
from sidebar.actions import post, shops
from sidebar.actions.desk import Desk
from sidebar.clock import SystemClock
from sidebar.rules.delivery import CARRIERS_A_SHOP
from sidebar.store.shops import MailAddressing
from tests.cast import ROBIN
from tests.sidebar.stage import Stage

ORDERS = (("1001", "QZVTRMALP"), ("1003", "LWXGFTUIB"), ("1004", "NEOVIPRAS"))
SILENT_SECONDS = 6.0
SOON_SECONDS = 3.0
"""A look a second, and the letter itself; well before the silent server ends its silence."""


@pytest.fixture
def sink() -> Iterator[MailSandbox]:
    running = serve("127.0.0.1")
    yield running
    running.stop()


@pytest.fixture
def silent() -> Iterator[MailSandbox]:
    """A mail server that answers each letter far too late."""
    running = serve("127.0.0.1")
    running.faults.set(Fault(FaultKind.SLOW, seconds=SILENT_SECONDS))
    yield running
    running.stop()


@pytest.fixture
def dead() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def leaves_by(stage: Stage, port: int) -> None:
    mail = MailAddressing(
        sender="support@boutique.example", host="127.0.0.1", port=port, security="none"
    )
    shops.change(stage.desk, stage.shop.id, mail=mail)


def really(stage: Stage, *, patience: float = 60) -> Desk:
    """The stage's desk with real time and a real way out."""

    def out(letter: Letter, settings: SmtpSettings, before_data: Callable[[], None]) -> None:
        deliver(letter, settings, before_data, timeout=patience)

    return replace(stage.desk, clock=SystemClock(), deliver=out)


def many_replies(stage: Stage) -> None:
    """Two replies on each of three orders."""
    for text in ("premier", "second"):
        for order, reference in ORDERS:
            stage.say(stage.enter(order=order, reference=reference), f"{text} {order}")


@contextmanager
def carried(desk: Desk) -> Iterator[None]:
    """The worker, at work for as long as the block lasts."""
    stopped = threading.Event()
    work = threading.Thread(target=worker.work, args=(desk, stopped))
    work.start()
    try:
        yield
    finally:
        stopped.set()
        work.join(timeout=30)
    assert not work.is_alive()


def until(is_so: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.02)
    return False


def test_a_slow_server_delays_no_other_shops_letter(
    stage: Stage, elsewhere: Stage, silent: MailSandbox, sink: MailSandbox
) -> None:
    leaves_by(stage, silent.smtp_port)
    leaves_by(elsewhere, sink.smtp_port)
    many_replies(stage)

    with carried(really(stage)):
        assert until(lambda: len(silent.mails) == CARRIERS_A_SHOP, seconds=SOON_SECONDS)
        elsewhere.say(elsewhere.enter(ROBIN), "De l'autre boutique")
        assert until(lambda: len(sink.mails) == 1, seconds=SOON_SECONDS)
        assert len(silent.mails) == CARRIERS_A_SHOP

    states = Counter(row["state"] for row in stage.rows("letters"))
    assert states == {"sent": CARRIERS_A_SHOP + 1, "queued": 4}


def test_a_dead_servers_letters_are_put_off_and_the_others_left_long_before(
    stage: Stage, elsewhere: Stage, dead: int, sink: MailSandbox
) -> None:
    leaves_by(stage, dead)
    leaves_by(elsewhere, sink.smtp_port)
    many_replies(stage)
    elsewhere.say(elsewhere.enter(ROBIN), "De l'autre boutique")

    with carried(really(stage, patience=SILENT_SECONDS)):
        assert until(lambda: len(sink.mails) == 1, seconds=SOON_SECONDS)
        assert {row["fault"] for row in stage.rows("letters")} == {""}

    faults = Counter((row["state"], row["fault"]) for row in stage.rows("letters"))
    assert faults == {("queued", "slow"): 2, ("queued", ""): 4, ("sent", ""): 1}


class Counting:
    """Takes letters in memory, slowly, and knows how many it held at once."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def deliver(
        self, letter: Letter, _settings: SmtpSettings, before_data: Callable[[], None]
    ) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.05)
        before_data()
        with self._lock:
            self._now -= 1
            self.texts.append(letter.text)


def test_a_shops_letters_leave_two_at_a_time_and_in_order_within_a_ticket(stage: Stage) -> None:
    many_replies(stage)
    counting = Counting()

    assert post.deliver_due(replace(stage.desk, deliver=counting.deliver)) == 6

    assert counting.most == CARRIERS_A_SHOP
    for order, _ in ORDERS:
        of_ticket = [text for text in counting.texts if text.endswith(order)]
        assert of_ticket == [f"premier {order}", f"second {order}"]


def test_one_letters_unforeseen_fault_keeps_no_other_from_leaving(
    stage: Stage, elsewhere: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.say(stage.enter(), "Malheur")
    elsewhere.say(elsewhere.enter(ROBIN), "Bonheur")
    left: list[str] = []

    def out(letter: Letter, _settings: SmtpSettings, before_data: Callable[[], None]) -> None:
        if letter.text == "Malheur":
            raise ZeroDivisionError
        before_data()
        left.append(letter.text)

    with carried(replace(stage.desk, deliver=out)):
        assert until(lambda: left == ["Bonheur"], seconds=SOON_SECONDS)
        assert until(lambda: "ZeroDivisionError" in capsys.readouterr().err, seconds=SOON_SECONDS)
        elsewhere.say(elsewhere.enter(ROBIN), "Encore")
        assert until(lambda: left == ["Bonheur", "Encore"], seconds=SOON_SECONDS)


def test_a_stopped_worker_waits_for_the_letters_on_their_way(stage: Stage) -> None:
    stage.say(stage.enter())
    begun, may_end = threading.Event(), threading.Event()

    def out(_letter: Letter, _settings: SmtpSettings, _before_data: Callable[[], None]) -> None:
        begun.set()
        may_end.wait(10)
        raise MailDeferred("slow")

    with carried(replace(stage.desk, deliver=out)):
        assert begun.wait(10)
        threading.Timer(0.3, may_end.set).start()

    assert stage.letter()["fault"] == "slow"
