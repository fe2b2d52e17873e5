"""The real service, ``comptoir serve`` under gunicorn, in processes of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cast import PUBLIC_URL, SECRET_KEY, VAULT_KEY

ROOT = Path(__file__).parents[1]
START_SECONDS = 30
ANSWER_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over HTTP."""

    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Served:
    """A running service; ``url`` has no slash at its end."""

    url: str

    def post(self, path: str, **form: str) -> Answer:
        body = urllib.parse.urlencode(form).encode()
        return self._ask(urllib.request.Request(self.url + path, data=body))

    def get(self, path: str) -> Answer:
        return self._ask(urllib.request.Request(self.url + path))

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, refusal.read().decode())


def environment(database_url: str, **told: str) -> dict[str, str]:
    """Whole settings for a child process."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "COMPTOIR_PUBLIC_URL": PUBLIC_URL,
        "COMPTOIR_SECRET_KEY": SECRET_KEY,
        "COMPTOIR_ENCRYPTION_KEYS": VAULT_KEY,
        "COMPTOIR_PORT": "0",
        **told,
    }


@contextmanager
def serving(database_url: str, log: Path, *, workers: int, inline: str = "no") -> Iterator[Served]:
    """Runs it on a free port until the block ends; waits for every worker to be up."""
    told = {"COMPTOIR_WORKERS": str(workers), "COMPTOIR_WORKER_INLINE": inline}
    with log.open("wb") as written:
        child = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"],
            cwd=ROOT,
            env=environment(database_url, **told),
            stdout=written,
            stderr=written,
        )
    try:
        yield Served(_address(child, log, workers))
    finally:
        child.terminate()
        child.wait(timeout=START_SECONDS)


def _address(child: subprocess.Popen[bytes], log: Path, workers: int) -> str:
    deadline = time.monotonic() + START_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        said = log.read_text()
        found = re.search(r"Listening at: (http://[0-9.:]+)", said)
        if found and said.count("Booting worker") == workers:
            return found.group(1)
        time.sleep(0.05)
    raise RuntimeError(log.read_text())
