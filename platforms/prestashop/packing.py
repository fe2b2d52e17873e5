"""The zip a merchant uploads holds the module's shipped files alone, the same bytes every time."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

MODULE = Path(__file__).parent / "module"
"""The module as it stands in this installation."""

NAME = "comptoir"
"""PrestaShop finds the module by the one folder of the zip, named as its main file."""

# A file of another kind is not part of the module, whatever tool or editor left it there.
_SHIPPED = frozenset(
    {".php", ".twig", ".js", ".css", ".png", ".svg", ".yml", ".xml", ".xlf", ".json", ".md"}
)
_VERSION = re.compile(r"^ +\$this->version = '([0-9]+\.[0-9]+\.[0-9]+)';$", re.MULTILINE)

_FIRST_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_SECONDS = 20 * 365 * 24 * 3600
_READABLE = 0o100644


def module_version(folder: Path = MODULE) -> str:
    """The version that the module's main file tells PrestaShop. Raises ValueError without one."""
    found = _VERSION.search((folder / f"{NAME}.php").read_text())
    if found is None:
        raise ValueError("The module's main file names no version.")
    return found[1]


def shipped(folder: Path = MODULE) -> Iterator[Path]:
    """The files that belong into the zip, by name; hidden ones are the workshop's."""
    for path in sorted(folder.rglob("*"), key=lambda it: it.relative_to(folder).as_posix()):
        within = path.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in within.parts)
        is_ours = path.suffix in _SHIPPED or path.name == "LICENSE"
        if path.is_file() and is_ours and not is_hidden:
            yield within


def date_of(content: bytes) -> tuple[int, int, int, int, int, int]:
    """A date that a file has by its content alone, in the two-second steps of the zip format.

    A date of building would change the bytes of the zip each time. One fixed date for all would
    keep PHP's opcode cache on the old code after an update: it tells versions by their date.
    """
    number = int.from_bytes(hashlib.sha256(content).digest()[:8])
    moment = _FIRST_DAY + timedelta(seconds=number % _SECONDS // 2 * 2)
    return (*moment.timetuple()[:3], moment.hour, moment.minute, moment.second)


def pack(output: Path, folder: Path = MODULE) -> None:
    """Writes the zip to ``output``, over what stood there. Raises OSError."""
    with zipfile.ZipFile(output, "w") as zipped:
        for within in shipped(folder):
            content = (folder / within).read_bytes()
            entry = zipfile.ZipInfo(f"{NAME}/{within.as_posix()}", date_of(content))
            entry.external_attr = _READABLE << 16
            entry.create_system = 3  # Unix, wherever it is built
            zipped.writestr(
                entry,
                content,
                compress_type=zipfile.ZIP_DEFLATED,
                compresslevel=9,
            )
