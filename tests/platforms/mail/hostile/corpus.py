"""All malformed mails, the same ones every time: a fixed seed draws what is drawn."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.platforms.mail.hostile.bodies import bodies
from tests.platforms.mail.hostile.headings import headings
from tests.platforms.mail.hostile.letters import Case, mail, mixed, part, typed
from tests.platforms.mail.hostile.pages import pages
from tests.platforms.mail.hostile.structures import structures

_SEED = 20260611
_FINDS = Path(__file__).parent.parent / "finds"
_LARGE = 50 * 1024 * 1024


@cache
def corpus() -> tuple[Case, ...]:
    """Some hundreds of mails of a megabyte at most, but for a few."""
    made = [*structures(), *headings(), *bodies(random.Random(_SEED)), *pages()]
    assert len({str(case) for case in made}) == len(made)
    return tuple(made)


def finds() -> list[Case]:
    """What once broke something, kept as it was found."""
    return [Case("find", path.stem, path.read_bytes()) for path in sorted(_FINDS.glob("*.eml"))]


def large() -> Iterator[Case]:
    """Mails of 50 MB: made when asked for, kept nowhere."""
    lines = b"Bonjour, je vous envoie tout ceci et bien plus encore.\r\n"
    encoded = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5\r\n"
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(30)
    )
    yield Case("large", "text", mail(lines * (_LARGE // len(lines))))
    yield Case("large", "one_line", mail(b"x" * _LARGE))
    yield Case("large", "page", typed(b"text/html", b"<p>bonjour</p>" * (_LARGE // 14)))
    yield Case("large", "headers", b"X-Long: y\r\n" * (_LARGE // 11))
    yield Case("large", "nested", mail(nested + b"x" * _LARGE))
    yield Case("large", "dashes", typed(b'multipart/mixed; boundary="-"', b"---\n" * (_LARGE // 4)))
    files = part(
        b"application/pdf; name=a.pdf",
        encoded * (_LARGE // 3 // len(encoded)),
        b"Content-Transfer-Encoding: base64",
    )
    yield Case("large", "files", mixed(files, files, files))
