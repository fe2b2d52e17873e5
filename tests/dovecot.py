"""A real Dovecot for the tests: in a temporary folder, on loopback, as no one in particular."""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from platforms.mail.arriving import MailboxSettings
from tests.platforms.mail import certificate

PASSWORD = "s3cret-of-the-mailbox"
"""Every name is a user here, with this password and an empty mailbox."""
_PROGRAM = Path("/usr/sbin/dovecot")
_START_SECONDS = 20
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
default_process_limit = 40
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/certificate.pem
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
first_valid_uid = 1
passdb {{
  driver = static
  args = password={{PLAIN}}{password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  # Without it a wrong password makes the next log-in wait, whoever's it is.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    """A running server and the mail that lies in it."""

    folder: Path
    port: int
    tls_port: int
    trust: ssl.SSLContext
    user: pwd.struct_passwd
    server: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def certificate(self) -> Path:
        """For ``SSL_CERT_FILE`` of a child process that is to trust it."""
        return self.folder / "certificate.pem"

    def settings(self, user: str, *, security: str = "tls") -> MailboxSettings:
        """How to reach that mailbox."""
        port = self.tls_port if security == "tls" else self.port
        return MailboxSettings("imap", "127.0.0.1", port, security, user, PASSWORD)

    def deliver(self, user: str, raw: bytes) -> None:
        """Puts a mail into the mailbox, as a delivery agent does."""
        box = self._box(user)
        name = f"{next(self.numbers):012}.M1P1.test"
        (box / "tmp" / name).write_bytes(raw)
        self.give(box / "tmp" / name)
        (box / "tmp" / name).rename(box / "new" / name)

    def kept(self, user: str) -> list[str]:
        """The names of the files in the mailbox, flags included."""
        box = self._box(user)
        return sorted(path.name for where in ("new", "cur") for path in (box / where).iterdir())

    def remove(self, user: str) -> None:
        """Empties the mailbox behind the server's back; its numbers go on."""
        box = self._box(user)
        for where in ("new", "cur"):
            for path in (box / where).iterdir():
                path.unlink()

    def renumber(self, user: str) -> None:
        """Gives every mail there a new number, as a server does that lost its index."""
        box = self._box(user)
        for path in box.glob("dovecot.*"):
            path.unlink()
        known = box / "dovecot-uidlist"
        head, _, _ = known.read_text().partition("\n")
        validity = int(re.findall(r" V(\d+)", head)[0]) + 1
        known.write_text(f"3 V{validity} N1\n")
        self.give(known)

    def start(self) -> None:
        """Returns once it answers. Raises RuntimeError with its log when it does not."""
        command = [str(_PROGRAM), "-F", "-c", str(self.folder / "dovecot.conf")]
        with (self.folder / "said").open("wb") as said:
            self.server = subprocess.Popen(
                command,
                user=_user_to_become(),
                group=_group_to_become(),
                extra_groups=None if _user_to_become() is None else (),
                cwd=self.folder,
                stdout=said,
                stderr=said,
            )
        deadline = time.monotonic() + _START_SECONDS
        while self.server.poll() is None and time.monotonic() < deadline:
            if _greets(self.port):
                return
            time.sleep(0.02)
        self.stop()
        logs = [self.folder / name for name in ("said", "log")]
        raise RuntimeError("\n".join(path.read_text() for path in logs if path.exists()))

    def stop(self) -> None:
        """Ends the server by its own process id; the mail stays."""
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(timeout=_START_SECONDS)
            self.server = None

    def close(self) -> None:
        """Ends it, and removes its folder with all mail in it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self) -> None:
        self.stop()
        self.start()

    def _box(self, user: str) -> Path:
        box = self.folder / "mail" / user
        for path in (box, *(box / where for where in ("cur", "new", "tmp"))):
            if not path.exists():
                path.mkdir()
                self.give(path)
        return box

    def give(self, path: Path) -> None:
        """Makes it the server's own."""
        if os.geteuid() == 0:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)


def made() -> Dovecot:
    """A server of its own. Raises RuntimeError when it does not start."""
    if not _PROGRAM.exists():
        raise RuntimeError("Dovecot is not installed: apt-get install dovecot-imapd")
    folder = Path(tempfile.mkdtemp(prefix="comptoir-imap-"))
    folder.chmod(0o755)
    user = pwd.getpwnam(_user_to_become() or pwd.getpwuid(os.geteuid()).pw_name)
    tls = certificate.made(folder)
    port, tls_port = _free_ports()
    server = Dovecot(folder, port, tls_port, tls.trust, user)
    (folder / "mail").mkdir()
    text = _CONFIGURATION.format(
        folder=folder,
        user=user.pw_name,
        group=grp.getgrgid(user.pw_gid).gr_name,
        uid=user.pw_uid,
        gid=user.pw_gid,
        port=port,
        tls_port=tls_port,
        password=PASSWORD,
    )
    (folder / "dovecot.conf").write_text(text)
    for path in (folder, *folder.iterdir()):
        server.give(path)
    server.start()
    return server


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """One server for each worker; a test takes a user's name of its own."""
    server = made()
    yield server
    server.close()


def _user_to_become() -> str | None:
    """Dovecot reads no mail as root; Debian's package brings a user for it."""
    return "dovecot" if os.geteuid() == 0 else None


def _group_to_become() -> int | None:
    user = _user_to_become()
    return pwd.getpwnam(user).pw_gid if user else None


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _greets(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
        return line.recv(4096).startswith(b"* OK")
    return False
