"""The zip that an account uploads is our manifest, its icons and words, byte for byte the same.

What a package must hold is what Zendesk itself checks on upload: ``manifest.json`` at its root,
``translations/`` with the default language, ``assets/`` with the icons of its places.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).parent
NAME = "comptoir-zendesk"
FOLDERS = {"assets": frozenset({".png", ".svg"}), "translations": frozenset({".json"})}
"""What is shipped of each folder, whatever tool or editor left something beside it."""

SERVICE = "service"
"""The setting in which whoever installs the app says where the service answers."""

PLACEHOLDER = f"{{{{setting.{SERVICE}}}}}"
_FIRST_DAY = (2000, 1, 1, 0, 0, 0)
_READABLE = 0o100644
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_LOOPBACK = ("localhost",)


class BadAddress(ValueError):
    """The address cannot be the service's: pages in a frame of Zendesk's must come over https."""


def manifest_file() -> Path:
    """The manifest inside the installed package, else that of the repository."""
    inside = HERE / "manifest.json"
    return inside if inside.is_file() else HERE.parents[1] / "manifest.json"


def manifest() -> dict[str, Any]:
    """As it is shipped, with the service's address as a setting of each installation."""
    found: dict[str, Any] = json.loads(manifest_file().read_text("utf-8"))
    return found


def version() -> str:
    """The version that the manifest tells Zendesk."""
    return str(manifest()["version"])


def service_at(url: str) -> str:
    """The service's origin, from what was typed. Raises BadAddress."""
    try:
        parts = urlsplit(url.strip())
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError as error:
        raise BadAddress(url) from error
    host = parts.hostname or ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    if not (is_safe and is_bare and _HOST.fullmatch(host)):
        raise BadAddress(url)
    return f"{parts.scheme}://{host}{port}"


def fixed_at(told: dict[str, Any], service: str) -> dict[str, Any]:
    """The manifest with the service's address in it, so that nobody has to say it."""
    places = {
        name: {**place, "url": place["url"].replace(PLACEHOLDER, service)}
        for name, place in told["location"]["support"].items()
    }
    left = [one for one in told["parameters"] if one["name"] != SERVICE]
    return {**told, "location": {"support": places}, "parameters": left}


def pack(output: Path, *, service: str = "") -> None:
    """Writes the zip to ``output``, over what stood there. Raises OSError."""
    told = manifest()
    if service:
        told = fixed_at(told, service)
    content = (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()
    with zipfile.ZipFile(output, "w") as zipped:
        _add(zipped, "manifest.json", content)
        for within in _shipped():
            _add(zipped, within.as_posix(), (HERE / within).read_bytes())


def _shipped() -> Iterator[Path]:
    for folder, kinds in sorted(FOLDERS.items()):
        for path in sorted((HERE / folder).iterdir()):
            if path.suffix in kinds and not path.name.startswith("."):
                yield path.relative_to(HERE)


def _add(zipped: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _FIRST_DAY)
    entry.external_attr = _READABLE << 16
    entry.create_system = 3  # Unix, wherever it is built
    zipped.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
