"""A client in a process of its own: keep-alive connections, one request after another on each.

Reads what to ask as JSON on standard input and prints what came of it as JSON.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from threading import Lock
from typing import Any

from tests.bench.serving import ROOT


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load came to; ``milliseconds`` has one entry a request, in no order."""

    seconds: float
    milliseconds: tuple[float, ...]

    @property
    def a_second(self) -> float:
        return len(self.milliseconds) / self.seconds


def ask(
    port: int,
    paths: Sequence[str],
    *,
    token: str = "",
    tokens: Sequence[str] = (),
    serves: int = 1,
    seconds: float = 0.0,
    connections: int = 1,
    form: str = "",
) -> Outcome:
    """Asks for the paths in turn, once through or for some seconds; a form is posted to each.

    Of several tokens each ``serves`` so many requests, and then the next. Raises RuntimeError.
    """
    wanted = {
        "port": port,
        "paths": list(paths),
        "tokens": [token, *tokens][not token :],
        "serves": serves,
        "seconds": seconds,
        "connections": connections,
        "form": form,
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"],
        input=json.dumps(wanted),
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
    )
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    told = json.loads(ran.stdout)
    return Outcome(told["seconds"], tuple(told["milliseconds"]))


class _Line:
    """One open connection."""

    def __init__(self, port: int, tokens: Iterator[str], form: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")
        self._headers = (
            f"Host: 127.0.0.1:{port}\r\nHX-Request: true\r\n"
            "Accept: text/html\r\nAccept-Encoding: br, gzip\r\nAccept-Language: fr\r\n"
        )
        self._tokens = tokens
        self._method, self._body = ("POST", form.encode()) if form else ("GET", b"")
        if form:
            self._headers += (
                "Content-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(self._body)}\r\n"
            )

    def ask(self, path: str) -> None:
        bearer = f"Authorization: Bearer {next(self._tokens)}\r\n"
        head = f"{self._method} {path} HTTP/1.1\r\n{bearer}{self._headers}\r\n".encode()
        self._socket.sendall(head + self._body)
        status = self._answers.readline()
        if b" 200 " not in status:
            raise RuntimeError(f"{path}: {status!r}")
        length = 0
        while (line := self._answers.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if len(self._answers.read(length)) != length or not length:
            raise RuntimeError(f"{path}: not a whole answer")


class _Tokens(Iterator[str]):
    """One token after the other, whichever connection asks."""

    def __init__(self, tokens: list[str], serves: int) -> None:
        self._each = (token for token in cycle(tokens) for _ in range(serves))
        self._lock = Lock()

    def __next__(self) -> str:
        with self._lock:
            return next(self._each)


def _run(wanted: dict[str, Any]) -> dict[str, Any]:
    tokens = _Tokens(wanted["tokens"], wanted["serves"])
    lines = [_Line(wanted["port"], tokens, wanted["form"]) for _ in range(wanted["connections"])]
    taken: list[list[float]] = [[] for _ in lines]
    began = time.monotonic()
    until = began + wanted["seconds"]
    with ThreadPoolExecutor(len(lines)) as pool:
        asked = [
            pool.submit(_ask_all, line, _paths(wanted, until), times)
            for line, times in zip(lines, taken, strict=True)
        ]
    for one in asked:
        one.result()
    seconds = time.monotonic() - began
    return {"seconds": seconds, "milliseconds": [one for times in taken for one in times]}


def _paths(wanted: dict[str, Any], until: float) -> Iterator[str]:
    if not wanted["seconds"]:
        yield from wanted["paths"]
        return
    for path in cycle(wanted["paths"]):
        if time.monotonic() >= until:
            return
        yield path


def _ask_all(line: _Line, paths: Iterator[str], times: list[float]) -> None:
    for path in paths:
        began = time.monotonic()
        line.ask(path)
        times.append((time.monotonic() - began) * 1000)


if __name__ == "__main__":
    print(json.dumps(_run(json.load(sys.stdin))))
