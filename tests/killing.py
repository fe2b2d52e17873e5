"""The real service in a process group of its own, killed without warning and started again."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from tests.bench.serving import free_port
from tests.cast import SECRET_KEY, VAULT_KEY

ROOT = Path(__file__).parents[1]
WORKERS = 2
"""Two processes, each with an outbox worker: they contend for every letter."""

PAUSE_SECONDS = (0.05, 0.25)
"""Between two replies of one agent: eight of them are then at work through all the kills."""

_START_SECONDS = 20
_ANSWER_SECONDS = 10


@dataclass
class Killable:
    """``comptoir serve`` over a store; its output goes to ``log``."""

    database_url: str
    log: Path
    port: int = field(default_factory=free_port)
    _running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Runs it and waits until it answers. Raises RuntimeError with its log."""
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "app.py", "serve"],
                cwd=ROOT,
                env={**os.environ, **self._settings()},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._running.poll() is None:
            if _is_up(self.url):
                return
            time.sleep(0.02)
        self.kill()
        raise RuntimeError(self.log.read_text())

    def kill(self) -> None:
        """SIGKILL to all its processes at once; none of them says goodbye."""
        if self._running is None:
            return
        os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()
        while _is_alive(self._running.pid):
            time.sleep(0.005)
        self._running = None

    def _settings(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "COMPTOIR_PUBLIC_URL": self.url,
            "COMPTOIR_SECRET_KEY": SECRET_KEY,
            "COMPTOIR_ENCRYPTION_KEYS": VAULT_KEY,
            "COMPTOIR_PORT": str(self.port),
            "COMPTOIR_WORKERS": str(WORKERS),
        }


@dataclass
class Agent:
    """Sends replies one after another, each until it is accepted, as the page does."""

    service: Killable
    token: str
    ticket_id: str
    asks: list[str]
    accepted: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    repeated: int = 0

    def work(self) -> Thread:
        """Begins; the thread ends when everything was accepted, or refused for good."""
        thread = Thread(target=self._send_all, daemon=True)
        thread.start()
        return thread

    def _send_all(self) -> None:
        pauses = random.Random(self.asks[0])
        for ask_id in self.asks:
            time.sleep(pauses.uniform(*PAUSE_SECONDS))
            status = self._send(ask_id)
            # No answer, or one that asks whether to send all the same: the page repeats the ask.
            while status in (None, 409):
                self.repeated += 1
                time.sleep(0.05)
                status = self._send(ask_id)
            if status != 200:
                self.faults.append(f"{ask_id}: {status}")
                return
            self.accepted.append(ask_id)

    def _send(self, ask_id: str) -> int | None:
        """The status of the answer, or nothing when none came."""
        form = {"body": f"Réponse {ask_id}", "ask_id": ask_id, "kind": "agent", "confirmed": "yes"}
        asked = urllib.request.Request(
            f"{self.service.url}/tickets/{self.ticket_id}/messages",
            urllib.parse.urlencode(form).encode(),
            {"Authorization": f"Bearer {self.token}", "HX-Request": "true"},
        )
        try:
            with urllib.request.urlopen(asked, timeout=_ANSWER_SECONDS) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            refused.close()
            return refused.code
        except (OSError, http.client.HTTPException):
            return None


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=_ANSWER_SECONDS):
            return True
    except (OSError, http.client.HTTPException):
        return False


def _is_alive(group: int) -> bool:
    """Whether a process of the group is left; the dead who wait for their parent are not."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return any(_state(entry, group) not in {"", "Z", "X"} for entry in Path("/proc").glob("[0-9]*"))


def _state(entry: Path, group: int) -> str:
    """The state letter of a process of this group, else empty (``proc(5)``, stat)."""
    try:
        state, _, its_group = (entry / "stat").read_text().rpartition(") ")[2].split()[:3]
    except (OSError, ValueError):
        return ""
    return state if int(its_group) == group else ""
