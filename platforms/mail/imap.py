"""An IMAP mailbox read by UID, looked at and left as it is unless a mark is asked for."""

from __future__ import annotations

import imaplib
import ipaddress
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from imap_tools import MailMessageFlags
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxLoginError,
    MailboxStarttlsError,
)

from platforms.mail.arriving import (
    LARGEST,
    TIMEOUT,
    Examined,
    Fetched,
    MailboxFault,
    MailboxSettings,
    MailSource,
    Position,
)
from platforms.mail.imap_line import Box, Line

_UIDS_A_COMMAND = 500
_SLOWEST = 256 * 1024  # bytes a second of a mail's own way here
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,19})\b")
_SECURITIES = frozenset({"none", "starttls", "tls"})


@contextmanager
def opened(
    settings: MailboxSettings, *, timeout: float = TIMEOUT, trust: ssl.SSLContext | None = None
) -> Iterator[MailSource]:
    """Connected, logged in, the folder chosen. Raises MailboxFault."""
    _check(settings)
    with _told(None):
        line = Line(settings, timeout=timeout, trust=trust)
    try:
        with _told(line):
            box = Box(line)
            _log_in(box, settings)
            line.be_patient()
            source = _Imap(box, line, settings.folder)
        yield source
    finally:
        line.hang_up()


class _Imap:
    """A ``MailSource`` over an open mailbox."""

    def __init__(self, box: Box, line: Line, folder: str) -> None:
        self._box = box
        self._line = line
        self._folder = folder
        self._validity = self._choose(is_readonly=True)

    def new(self, after: Position, *, most: int) -> Iterator[Fetched]:
        with _told(self._line):
            uids = self._waiting(after)[:most]
            sizes = self._sizes(uids)
        for uid in uids:
            with _told(self._line):
                fetched = self._fetched(uid, sizes.get(uid))
            yield fetched

    def examine(self, after: Position) -> Examined:
        with _told(self._line):
            every = self._waiting(Position())
            # A mailbox without mails still knows which number the next one will have.
            end = max(self._next() - 1, every[-1] if every else 0)
        last = after.last_uid if after.uid_validity == self._validity else 0
        return Examined(sum(uid > last for uid in every), Position(self._validity, end))

    def mark_seen(self, uids: Sequence[int]) -> None:
        with _told(self._line):
            self._line.be_patient()
            if self._choose(is_readonly=False) != self._validity:
                raise MailboxFault("bad_answer")
            for start in range(0, len(uids), _UIDS_A_COMMAND):
                chunk = [str(uid) for uid in uids[start : start + _UIDS_A_COMMAND]]
                self._box.flag(chunk, MailMessageFlags.SEEN, value=True)

    def _choose(self, *, is_readonly: bool) -> int:
        """Selects the folder; its UIDVALIDITY (RFC 3501, 2.3.1.1)."""
        self._box.folder.set(self._folder, readonly=is_readonly)
        return _number(self._line.response("UIDVALIDITY")[1])

    def _next(self) -> int:
        return _number(self._line.response("UIDNEXT")[1])

    def _waiting(self, after: Position) -> list[int]:
        self._line.be_patient()
        last = after.last_uid if after.uid_validity == self._validity else 0
        # "n:*" names the last mail also where its number is below n (RFC 3501, 6.4.8).
        found = (int(uid) for uid in self._box.uids(f"UID {last + 1}:*", charset=None))
        return sorted({uid for uid in found if uid > last})

    def _sizes(self, uids: list[int]) -> dict[int, int]:
        sizes = {}
        for start in range(0, len(uids), _UIDS_A_COMMAND):
            self._line.be_patient()
            chunk = ",".join(map(str, uids[start : start + _UIDS_A_COMMAND]))
            for line in self._ask(chunk, "(UID RFC822.SIZE)"):
                written = line if isinstance(line, bytes) else b""
                uid, size = _UID.search(written), _SIZE.search(written)
                if uid and size:
                    sizes[int(uid[1])] = int(size[1])
        return sizes

    def _fetched(self, uid: int, size: int | None) -> Fetched:
        if size is None:
            return Fetched(self._validity, uid, None, 0, "gone")
        if size > LARGEST:
            return Fetched(self._validity, uid, None, size, "too_large")
        self._line.be_patient(size / _SLOWEST)
        answer = self._ask(str(uid), "(UID BODY.PEEK[])")
        if self._line.was_too_large:
            return Fetched(self._validity, uid, None, size, "too_large")
        raw = next((part[1] for part in answer if isinstance(part, tuple)), None)
        if raw is None:
            # Someone deleted it in between, or it is an empty string and no literal.
            return Fetched(self._validity, uid, None, 0, "gone")
        return Fetched(self._validity, uid, raw, len(raw))

    def _ask(self, uids: str, what: str) -> list[bytes | tuple[bytes, bytes]]:
        status, answer = self._line.uid("FETCH", uids, what)
        if status != "OK":
            raise MailboxFault("bad_answer")
        return [part for part in answer if part is not None]


def _check(settings: MailboxSettings) -> None:
    """Raises MailboxFault for what must not even be tried."""
    if settings.security not in _SECURITIES:
        raise MailboxFault("bad_security")
    if settings.security == "none" and not _is_this_machine(settings.host):
        raise MailboxFault("login_in_clear")
    # The library would write a line end into its command as it stands.
    if re.search(r"[\x00-\x1f\x7f]", settings.user + settings.password):
        raise MailboxFault("login_unsupported")
    if not settings.folder or re.search(r"[\x00-\x1f\x7f]", settings.folder):
        raise MailboxFault("no_such_folder")


def _is_this_machine(host: str) -> bool:
    """Whether nothing said to it leaves this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _log_in(box: Box, settings: MailboxSettings) -> None:
    is_plain = (settings.user + settings.password).isascii()
    log_in = box.login if is_plain else box.login_utf8
    try:
        log_in(settings.user, settings.password, initial_folder=None)
    except MailboxLoginError:
        # Without its cause: servers have been seen to repeat what they were told.
        raise MailboxFault("login_refused") from None
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        raise MailboxFault("login_refused" if not is_plain else "login_unsupported") from None


def _number(answer: Sequence[object]) -> int:
    """The one number of an answer. Raises ValueError."""
    last = answer[-1] if answer else None
    if not isinstance(last, bytes) or not last.isdigit():
        raise ValueError
    return int(last)


@contextmanager
def _told(line: Line | None) -> Iterator[None]:
    """Whatever breaks in here, broke for one of our reasons."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailboxFault("untrusted_certificate") from error
    except MailboxFolderSelectError as error:
        raise MailboxFault("no_such_folder") from error
    except MailboxStarttlsError as error:
        raise MailboxFault("no_starttls") from error
    except TimeoutError as error:
        raise MailboxFault("slow") from error
    except OSError as error:
        raise MailboxFault("slow" if line and line.is_late else "unreachable") from error
    except imaplib.IMAP4.error as error:
        raise MailboxFault(_why(line, str(error))) from error
    except (ImapToolsError, ValueError, LookupError, TypeError) as error:
        raise MailboxFault("bad_answer") from error
    finally:
        # Whoever keeps a mail between two answers may take their time.
        if line:
            line.forget()


def _why(line: Line | None, said: str) -> str:
    """What an error of the library means: it makes no difference between silence and nonsense."""
    if line and line.is_late:
        return "slow"
    is_gone = "socket error" in said or "* BYE" in said
    is_gone = is_gone or bool(line and line.untagged_responses.get("BYE"))
    return "unreachable" if is_gone else "bad_answer"
