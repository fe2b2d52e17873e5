"""A real PostgreSQL for the tests: a cluster of its own in a temporary folder, gone at the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

# Durability is not what is tested; without it a cluster is ready in about a second.
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")
_MADE = ("-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
_START_SECONDS = 30


@dataclass(frozen=True)
class Cluster:
    """A running server, reached by a socket in its own folder: no port to collide on."""

    folder: Path
    server: subprocess.Popen[bytes]
    numbers: count[int]

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self) -> str:
        """A new, empty database; its name."""
        name = f"t{next(self.numbers)}"
        self._order(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def drop(self, name: str) -> None:
        """The database and whoever is still connected to it."""
        self._order(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Ends the server at once, by its own process id, and removes its folder."""
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait(timeout=_START_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _order(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def start() -> Cluster:
    """Debian's newest PostgreSQL on a fresh cluster. Raises RuntimeError when it does not start."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="comptoir-pg-"))
    user = _unprivileged_user()
    if user:
        shutil.chown(folder, user)
    cluster = folder / "cluster"
    subprocess.run(
        [programs / "initdb", "-D", cluster, *_MADE],
        check=True,
        user=user,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    options = [word for setting in _QUICK for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", cluster, "-k", folder, *options],
            user=user,
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    _wait(folder, server)
    return Cluster(folder, server, count(1))


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={folder}").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    server.kill()
    raise RuntimeError((folder / "log").read_text())


def _programs() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    if not found:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1]


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    return "postgres" if os.geteuid() == 0 else None
