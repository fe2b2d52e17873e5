"""A folder into which mails are put as files of rising numbers: ``12.eml`` after ``11.eml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from platforms.mail.arriving import (
    LARGEST,
    Examined,
    Fetched,
    MailboxFault,
    MailboxSettings,
    Position,
)

_NAME = re.compile(r"([1-9]\d{0,17})\.eml")
_VALIDITY = 1
"""The names of files are the numbers: they are never given anew."""


class Folder:
    """A ``MailSource`` over a folder of this machine; nothing in it is ever changed."""

    def __init__(self, settings: MailboxSettings) -> None:
        self._folder = Path(settings.folder)

    def new(self, after: Position, *, most: int) -> Iterator[Fetched]:
        """By rising numbers. Raises MailboxFault (``no_such_folder``, ``unreachable``)."""
        for uid in self._waiting(after)[:most]:
            yield self._read(uid)

    def examine(self, after: Position) -> Examined:
        """Raises MailboxFault (``no_such_folder``, ``unreachable``)."""
        every = self._waiting(Position())
        end = Position(_VALIDITY, every[-1] if every else 0)
        return Examined(len(self._waiting(after)), end)

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Files know of no such mark."""

    def _waiting(self, after: Position) -> list[int]:
        last = after.last_uid if after.uid_validity == _VALIDITY else 0
        try:
            names = [path.name for path in self._folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:
            raise MailboxFault("no_such_folder") from error
        except OSError as error:
            raise MailboxFault("unreachable") from error
        numbers = (int(found[1]) for name in names if (found := _NAME.fullmatch(name)))
        return sorted(number for number in numbers if number > last)

    def _read(self, uid: int) -> Fetched:
        path = self._folder / f"{uid}.eml"
        try:
            size = path.stat().st_size
            if size > LARGEST:
                return Fetched(_VALIDITY, uid, None, size, "too_large")
            return Fetched(_VALIDITY, uid, path.read_bytes(), size)
        except FileNotFoundError:
            return Fetched(_VALIDITY, uid, None, 0, "gone")
        except OSError as error:
            raise MailboxFault("unreachable") from error
