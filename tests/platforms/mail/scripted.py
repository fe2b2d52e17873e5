"""A mail server that says exactly what a test tells it to, and writes down all it hears."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from platforms.mail.letters import SmtpSettings

HANG_UP = ""
"""In place of an answer: the line drops."""


class Scripted:
    """One conversation. ``answers`` by verb; ``greeting`` first; "." answers the whole message."""

    def __init__(self, answers: dict[str, str], tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[str] = []
        self._answers = {
            "greeting": "220 scripted",
            "EHLO": "250 scripted",
            "DATA": "354 go on",
            **answers,
        }
        self._tls = tls
        self._server = socket.create_server(("127.0.0.1", 0))
        self.settings = SmtpSettings("127.0.0.1", self._server.getsockname()[1], "none")
        self._thread = threading.Thread(target=self._talk, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(timeout=5)

    def _talk(self) -> None:
        with suppress(OSError):
            accepted, _ = self._server.accept()
            with self._secured(accepted) as line, line.makefile("rwb", buffering=0) as wire:
                self._answer_all(wire)

    def _secured(self, accepted: socket.socket) -> socket.socket:
        if self._tls is None:
            return accepted
        return self._tls.wrap_socket(accepted, server_side=True)

    def _answer_all(self, wire: socket.SocketIO) -> None:
        verb = "greeting"
        while self._say(wire, self._answers.get(verb, "250 fine")):
            if verb == "DATA":
                self._hear_message(wire)
                verb = "."
                continue
            said = wire.readline().decode().strip()
            if not said:
                return
            self.heard.append(said)
            verb = said.partition(" ")[0].upper()

    def _say(self, wire: socket.SocketIO, answer: str) -> bool:
        if answer.startswith("trickle"):
            for _ in range(100):
                wire.write(b"220-still here\r\n")
                time.sleep(0.05)
        wire.write(f"{answer}\r\n".encode() if answer else b"")
        return bool(answer)

    def _hear_message(self, wire: socket.SocketIO) -> None:
        if not self._answers["DATA"].startswith("354"):
            return
        while (heard := wire.readline()) not in {b".\r\n", b""}:
            self.heard.append(heard.decode().rstrip("\r\n"))


@contextmanager
def scripted(tls: ssl.SSLContext | None = None, **answers: str) -> Iterator[Scripted]:
    """``scripted(RCPT="550 no")``; the final answer is called ``END``, as a dot is no name."""
    if "END" in answers:
        answers["."] = answers.pop("END")
    server = Scripted(answers, tls)
    try:
        yield server
    finally:
        server.stop()
