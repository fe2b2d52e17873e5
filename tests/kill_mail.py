"""Killed while mails come and letters go: each is one message, none is lost, none is twice.

``python -m tests.kill_mail --mails 500 --kills 100 [--engine postgres] [--flaw requeue]``

A real Dovecot, a sink and a real worker process, killed with SIGKILL whenever it has got a little
further. Its mailbox is numbered anew on the way. A flaw takes one of our guards away: the story
must then find what it lets through.
"""

from __future__ import annotations

import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import click

from platforms.mail.sandbox import MailSandbox, serve
from platforms.mail.sandbox.faults import Fault, FaultKind
from sidebar.actions import opening, shops, speaking
from sidebar.actions.receiving import setting
from sidebar.actions.receiving.setting import WantedMailbox
from sidebar.actions.speaking import Reply
from sidebar.clock import HOUR, SystemClock
from sidebar.rules.conversation import MessageKind
from sidebar.rules.delivery import LEASE
from sidebar.store.database import Database, connect
from sidebar.store.migrate import migrate
from tests import dovecot, postgres
from tests.cast import connect_shop, desk_over, launch, open_shop
from tests.dovecot import Dovecot
from tests.served import ROOT, environment

USER = "support@boutique.example"
ORDERS = (("1001", "QZVTRMALP"), ("1003", "LWXGFTUIB"), ("1004", "NEOVIPRAS"))
ANSWER_SECONDS = 0.02  # the sink has the letter and is silent: most kills fall where only it knows
A_LITTLE = 12  # things done, at most, between a start and the kill
PATIENCE_SECONDS = 40


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in the end; ``faults`` is empty where every promise held."""

    told: str
    faults: tuple[str, ...]


@dataclass
class Story:
    """One store, one mailbox, one sink, and a worker that dies again and again."""

    store: Database
    url: str
    folder: Path
    server: Dovecot
    sink: MailSandbox
    flaw: str = ""
    seed: int = 20_261_122
    expected: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    kills: int = 0
    worker: subprocess.Popen[bytes] | None = None
    # A mailbox of this story's own: what another left there would be mails of the same names.
    user: str = field(default_factory=lambda: f"support-{secrets.token_hex(4)}")

    def prepare(self, mails: int, shop_url: str) -> None:
        """Stages every letter, and lays every mail into the mailbox: half are answers to them."""
        desk = desk_over(self.store)
        shop, secret = connect_shop(desk, shop_url)
        mail = shop.mail.__class__(
            sender=USER, host="127.0.0.1", port=self.sink.smtp_port, security="none"
        )
        shop = shops.change(desk, shop.id, mail=mail)
        opened = [
            opening.open_from_launch(
                desk, "prestashop", launch(desk, shop, secret, order=order, reference=reference)
            )
            for order, reference in ORDERS
        ]
        for number in range(mails):
            at = opened[number % len(opened)]
            reply = Reply(f"Lettre {number}", MessageKind.AGENT, None, f"ask-{number}", 10**9)
            speaking.send(desk, shop, at.viewer, at.ticket.id, reply)
        self.letters = self._all("SELECT mail_id FROM messages ORDER BY id")
        for number in range(mails):
            self.expected.append(f"<mail-{number}@courriel.example>")
            self.server.deliver(self.user, self._mail(number))
        box = self.server.settings(self.user, security="none")
        wanted = WantedMailbox(
            "imap", box.host, box.port, "none", self.user, box.password, takes_old=True
        )
        setting.keep(desk, shop.id, wanted)

    def play(self, kills: int, renumberings: int) -> None:
        """Lets it work, and kills it; then lets it finish."""
        luck = random.Random(self.seed)
        anew = set(luck.sample(range(kills), min(renumberings, kills)))
        for number in range(kills):
            self._start()
            self._wait_until(self._done() + luck.randint(1, A_LITTLE))
            time.sleep(luck.uniform(0, 0.05))
            self.kill()
            if number in anew:
                self.server.stop()
                self.server.renumber(self.user)
                self.server.start()
        self._start()
        # What a server finished for a worker that was dead by then is held for a whole lease.
        patience = PATIENCE_SECONDS + LEASE / 1000 + len(self.expected)
        deadline = time.monotonic() + patience
        while self._is_busy() and time.monotonic() < deadline:
            self._bring_forward()
            time.sleep(0.05)
        self.kill()

    def verdict(self) -> Verdict:
        """Counts everything, on both ends."""
        kept = Counter(self._all("SELECT mail_id FROM messages WHERE source = 'mail'"))
        arrived = Counter(mail.header("Message-ID") for mail in self.sink.mails)
        fates = dict(self._pairs())
        faults = [f"lost: {mail}" for mail in self.expected if not kept[mail]]
        faults += [f"kept {times} times: {mail}" for mail, times in kept.items() if times > 1]
        faults += [f"sent {times} times: {one}" for one, times in arrived.items() if times > 1]
        faults += [f"not staged: {one}" for one in arrived.keys() - set(self.letters)]
        allowed = {"sent": (1,), "unsure": (0, 1)}
        faults += [
            f"{fates.get(one)} and arrived {arrived[one]} times: {one}"
            for one in self.letters
            if arrived[one] not in allowed.get(fates.get(one, ""), ())
        ]
        faults += self._loose_ends()
        unsure = [one for one, state in fates.items() if state == "unsure"]
        came = sum(arrived[one] for one in unsure)
        told = (
            f"{self.kills} kills: {len(self.expected)} mails in, {kept.total()} kept"
            f" ({len(kept)} different); {len(self.letters)} letters out,"
            f" {arrived.total()} arrived, {len(unsure)} unsure (of which {came} had arrived)"
        )
        return Verdict(told, tuple(faults))

    def _loose_ends(self) -> Iterator[str]:
        """What would be left of a message that was kept in part."""
        for what, sql in {
            "mails without a message": "SELECT id FROM mails WHERE message_id IS NULL",
            "messages without a mail": "SELECT id FROM messages WHERE source = 'mail' AND id NOT IN"
            " (SELECT message_id FROM mails WHERE message_id IS NOT NULL)",
            "tickets without a message": "SELECT id FROM tickets WHERE id NOT IN"
            " (SELECT ticket_id FROM messages)",
            "files of nothing": "SELECT id FROM attachments WHERE message_id IS NULL",
            "messages whose files are missing": "SELECT id FROM messages WHERE files <>"
            " (SELECT count(*) FROM attachments a WHERE a.message_id = messages.id)",
        }.items():
            found = self._all(sql)
            if found:
                yield f"{what}: {len(found)}"

    def _mail(self, number: int) -> bytes:
        mail = EmailMessage()
        mail["From"] = f"Client {number % 40} <client{number % 40}@courriel.example>"
        mail["To"], mail["Subject"] = USER, f"Question {number}"
        mail["Message-ID"] = self.expected[-1]
        mail["Date"] = "Sun, 22 Nov 2026 10:00:00 +0100"
        if number % 2:
            mail["In-Reply-To"] = self.letters[number]
        mail.set_content(f"Bonjour, ceci est le mail {number}.")
        if number % 10 == 0:
            mail.add_attachment(b"%d" % number, maintype="application", subtype="x", filename="f")
        return mail.as_bytes()

    def _start(self) -> None:
        """A worker of its own session; nobody holds what the one before it held."""
        with self.store.writing() as connection:
            connection.run("DELETE FROM leases")
            connection.run(
                "UPDATE letters SET lease_until = lease_until - :away"
                " WHERE state IN ('sending', 'handing')",
                away=LEASE + 1,
            )
        self._bring_forward()
        told = environment(self.url, COMPTOIR_FILES=str(self.folder / "files"))
        with (self.folder / "log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "tests.kill_mail_worker", self.flaw],
                cwd=ROOT,
                env={**told, "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to the worker, if there is one."""
        if self.worker is not None:
            os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker, self.kills = None, self.kills + 1

    def _wait_until(self, done: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._done() < done and self._is_busy() and time.monotonic() < deadline:
            assert self.worker is None or self.worker.poll() is None, self._log()
            time.sleep(0.005)

    def _log(self) -> str:
        return (self.folder / "log").read_text()

    def _done(self) -> int:
        return len(self._all("SELECT id FROM mails")) + len(
            self._all("SELECT id FROM letters WHERE state IN ('sent', 'unsure')")
        )

    def _is_busy(self) -> bool:
        waiting = self._all("SELECT id FROM letters WHERE state NOT IN ('sent', 'unsure')")
        return bool(waiting) or len(self._all("SELECT id FROM mails")) < len(self.expected)

    def _bring_forward(self) -> None:
        with self.store.writing() as connection:
            connection.run(
                "UPDATE letters SET due_at = due_at - :hour WHERE state = 'queued' AND attempt > 0",
                hour=HOUR,
            )
            connection.run("UPDATE mailboxes SET due_at = 0 WHERE due_at > 0")

    def _all(self, sql: str) -> list[str]:
        with self.store.asking() as connection:
            return [str(next(iter(row.values()))) for row in connection.all(sql)]

    def _pairs(self) -> Iterator[tuple[str, str]]:
        fates = "SELECT m.mail_id, l.state FROM messages m JOIN letters l ON l.message_id = m.id"
        with self.store.asking() as connection:
            yield from ((row["mail_id"], row["state"]) for row in connection.all(fates))


@contextmanager
def staged(url: str, folder: Path, server: Dovecot, *, flaw: str = "") -> Iterator[Story]:
    """A story over an empty store."""
    sink = serve("127.0.0.1")
    sink.faults.set(Fault(FaultKind.SLOW, seconds=ANSWER_SECONDS))
    try:
        with closing(connect(url)) as store:
            migrate(store, SystemClock())
            yield Story(store, url, folder, server, sink, flaw)
    finally:
        sink.stop()


def told(url: str, folder: Path, server: Dovecot, shop_url: str, **how: int | str) -> Verdict:
    """The whole story, from an empty store to the verdict."""
    with staged(url, folder, server, flaw=str(how.get("flaw", ""))) as story:
        story.prepare(int(how["mails"]), shop_url)
        try:
            story.play(int(how["kills"]), renumberings=int(how.get("renumberings", 2)))
            return story.verdict()
        finally:
            story.kill()


@click.command()
@click.option("--mails", default=500, show_default=True)
@click.option("--kills", default=100, show_default=True)
@click.option("--engine", type=click.Choice(["sqlite", "postgres"]), default="sqlite")
@click.option("--flaw", default="", help="requeue or forgetful: takes a guard away.")
def main(mails: int, kills: int, engine: str, flaw: str) -> None:
    """Plays it once and says what was found."""
    folder = Path(tempfile.mkdtemp(prefix="comptoir-kill-"))
    ends: list[Callable[[], None]] = [lambda: shutil.rmtree(folder, ignore_errors=True)]
    url = f"sqlite:///{folder / 'comptoir.sqlite3'}"
    if engine == "postgres":
        cluster = postgres.start()
        ends.append(cluster.stop)
        url = cluster.url(cluster.create())
    server, shop = dovecot.made(), open_shop()
    ends += [server.stop, shop.running.stop]
    try:
        begun = time.monotonic()
        how: dict[str, int | str] = {"mails": mails, "kills": kills, "flaw": flaw}
        verdict = told(url, folder, server, shop.url, renumberings=5, **how)
    finally:
        for end in reversed(ends):
            end()
    click.echo(f"{engine}, {time.monotonic() - begun:.0f} s. {verdict.told}")
    click.echo("\n".join(verdict.faults) or "Every promise held.")
    sys.exit(1 if verdict.faults else 0)


if __name__ == "__main__":
    main()
