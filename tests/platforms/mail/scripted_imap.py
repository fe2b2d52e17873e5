"""An IMAP server that lies as a test tells it to, for one conversation."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from platforms.mail.incoming import MailboxSettings

HANG_UP = b""
"""In place of an answer: the line drops."""
SILENCE = b"..."
"""In place of an answer: nothing, for long."""
TRICKLE = b"***"
"""In place of an answer: signs of life without end."""
_ANSWERS = {
    "greeting": b"* OK ready\r\n",
    "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
    "LOGIN": b"",
    "EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 3] .\r\n",
    "SEARCH": b"* SEARCH 1 2\r\n",
    "SIZES": b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n* 2 FETCH (UID 2 RFC822.SIZE 5)\r\n",
    "BODY": b"* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n",
    "LOGOUT": b"* BYE\r\n",
}
_DONE = b"%b OK done\r\n"


class _Conversation:
    def __init__(self, answers: Mapping[str, bytes]) -> None:
        self.answers = {**_ANSWERS, **answers}
        self.server = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._talk, daemon=True)
        self.is_over = threading.Event()

    def _talk(self) -> None:
        with suppress(OSError, UnicodeDecodeError):
            line, _ = self.server.accept()
            with line, line.makefile("rwb", buffering=0) as wire:
                going = self._say(line, "greeting", b"")
                while going and (said := wire.readline()):
                    tag, _, command = said.strip().partition(b" ")
                    going = self._say(line, _verb(command.decode()), tag)

    def _say(self, line: socket.socket, verb: str, tag: bytes) -> bool:
        """Answers; whether the conversation goes on."""
        answer = self.answers.get(verb, b"")
        if answer == SILENCE:
            self.is_over.wait(10)
            return False
        if answer == TRICKLE:
            while not self.is_over.wait(0.02):
                line.sendall(b"* OK still here\r\n")
            return False
        if verb in self.answers and answer == HANG_UP and verb != "LOGIN":
            return False
        is_whole = answer.startswith(tag) and bool(tag)
        line.sendall(answer if is_whole or not tag else answer + _DONE % tag)
        return True


def _verb(command: str) -> str:
    words = command.upper().split() or [""]
    if words[:2] == ["UID", "FETCH"]:
        return "SIZES" if "RFC822.SIZE)" in words else "BODY"
    return words[1] if words[0] == "UID" else words[0]


@contextmanager
def lying(**answers: bytes) -> Iterator[MailboxSettings]:
    """How to reach a server that answers so: by verb, ``SIZES`` and ``BODY`` for its fetches."""
    talk = _Conversation(answers)
    talk.thread.start()
    try:
        port = talk.server.getsockname()[1]
        yield MailboxSettings("imap", "127.0.0.1", port, "none", "alix", "s3cret")
    finally:
        talk.is_over.set()
        with suppress(OSError):
            talk.server.shutdown(socket.SHUT_RDWR)
        talk.server.close()
        talk.thread.join(timeout=5)


def endless(size: int) -> bytes:
    """The beginning of a mail that its server says has so many bytes."""
    return b"* 1 FETCH (UID 1 BODY[] {%d}\r\nhello" % size


def seconds_since(begun: float) -> float:
    return time.monotonic() - begun
