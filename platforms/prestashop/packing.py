"""The zip a merchant uploads holds the module's shipped files alone, the same bytes every time."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
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

# The zip format's first day: a date of building would change the bytes and say nothing.
_DATE = (1980, 1, 1, 0, 0, 0)
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


def pack(output: Path, folder: Path = MODULE) -> None:
    """Writes the zip to ``output``, over what stood there. Raises OSError."""
    with zipfile.ZipFile(output, "w") as zipped:
        for within in shipped(folder):
            entry = zipfile.ZipInfo(f"{NAME}/{within.as_posix()}", _DATE)
            entry.external_attr = _READABLE << 16
            entry.create_system = 3  # Unix, wherever it is built
            zipped.writestr(
                entry,
                (folder / within).read_bytes(),
                compress_type=zipfile.ZIP_DEFLATED,
                compresslevel=9,
            )
