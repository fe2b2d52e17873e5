"""Changes malformed mails at random, by a seed, until one of them breaks a promise.

``python -m tests.platforms.mail.fuzz --seconds 60 --seed 1`` keeps each find in a folder.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import click

from platforms.mail.reading import read
from tests.platforms.mail.harmless import broken_promises
from tests.platforms.mail.hostile.corpus import corpus

SLOWEST = 3.0
"""Seconds of work that a mail of a fuzzer's size may take; none is seen to take a third of it."""
_LARGEST = 60_000
_WORDS = (
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"--b\r\n", b"--outer\r\n", b"--", b"=?utf-8?b?", b"?=",
    b'"',
    b"=?utf-8?q?=", b"\x00", b"\xff", b"\xe2\x80\xae", b"Content-Type: ",
    b"multipart/mixed;", b"<",
    b"boundary=b", b'boundary=""',
    b"Content-Transfer-Encoding: base64\r\n", b">", b"(", b")", b";",
    b"text/html",
    b"message/rfc822", b"charset=utf-16", b"charset=zlib", b"filename*0*=", b"''",
    b"@",
    b"<script>window.ran=1</script>", b"<img src=x onerror=1>", b"<style>",
    b"javascript:", b"-->",
    b"<!--", b"<svg>", b"</", b"&#", b"\\",
    b"On Monday, a wrote:\r\n", b"> ", b"-- \r\n", b"[]", b":",
    b"From: ", b"Message-ID: <",
    b"Date: ", b"begin 644 a\n", b"=", b"=0", b"%", b"%0", b"*", b",",
    b"charset=utf-7", b"+2AA-", b"charset=utf-16-le", b"charset=hz", b"=?utf-7?q?+2AA-?=",
)  # fmt: skip


@dataclass(frozen=True)
class Find:
    """A mail that broke something."""

    raw: bytes
    why: str


def changed(chance: random.Random) -> Iterator[bytes]:
    """Mails without end: those of the corpus, cut, joined, doubled, flipped and stuffed."""
    seeds = [case.raw for case in corpus() if len(case.raw) <= _LARGEST]
    while True:
        raw = bytearray(chance.choice(seeds))
        for _ in range(chance.choice((1, 1, 2, 3, 5, 10, 40))):
            raw = _changed_once(raw, chance, seeds)
        yield bytes(raw[: 2 * _LARGEST])


def _changed_once(raw: bytearray, chance: random.Random, seeds: list[bytes]) -> bytearray:
    start = chance.randrange(len(raw) + 1)
    end = min(len(raw), start + chance.choice((1, 1, 4, 20, 100, 1_000)))
    piece, word, other = bytes(raw[start:end]), chance.choice(_WORDS), chance.choice(seeds)
    noise = chance.randbytes(len(piece))
    ways = (b"", word + piece, noise, piece * 3, piece * 50, word * 200, piece[::-1], word)
    middle = chance.choice((*ways, other[chance.randrange(len(other) + 1) :]))
    return raw[:start] + bytearray(middle) + raw[end:]


class _Noted(AbstractContextManager[None]):
    """Whatever is raised in it is written down: to a fuzzer, every error is a find."""

    raised = ""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        self.raised = "".join(traceback.format_exception(kind, error, trace)[-4:]) if error else ""
        return isinstance(error, Exception)


def judged(raw: bytes) -> Find | None:
    """What this mail broke, if anything: nothing is raised by it, and it takes no time."""
    mail = None
    begun = time.process_time()
    noted = _Noted()
    with noted:
        mail = read(raw)
    taken = time.process_time() - begun
    if mail is None:
        return Find(raw, noted.raised)
    if taken > SLOWEST:
        return Find(raw, f"took {taken:.1f} s")
    broken = broken_promises(mail)
    if len(raw) < _LARGEST and read(raw) != mail:
        broken.append("read another way the second time")
    return Find(raw, "\n".join(broken)) if broken else None


@click.command()
@click.option("--seconds", default=60.0, help="How long to try.")
@click.option("--seed", default=1, help="The same seed tries the same mails.")
@click.option("--folder", default="finds", type=click.Path(path_type=Path), help="For the finds.")
def main(seconds: float, seed: int, folder: Path) -> None:
    """Tries mails until the time is over; says how many, and what broke."""
    end = time.monotonic() + seconds
    tried = found = 0
    for raw in changed(random.Random(seed)):
        if time.monotonic() > end:
            break
        tried += 1
        find = judged(raw)
        if find is not None:
            found += 1
            folder.mkdir(exist_ok=True)
            (folder / f"seed{seed}-{tried}.eml").write_bytes(find.raw)
            sys.stdout.write(f"--- {seed}-{tried}\n{find.why[:2_000]}\n")
    sys.stdout.write(f"{tried} mails tried, {found} broke something\n")


if __name__ == "__main__":
    main()
