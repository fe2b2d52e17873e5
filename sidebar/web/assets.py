"""Scripts and styles, read and compressed once, at an address that changes with their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, request

from sidebar.errors import NotFound

blueprint = Blueprint("assets", __name__)

FOLDER = Path(__file__).parent / "static"
ONE_YEAR = 31_536_000
_CARRYING = ("session.js", "vendor/htmx.min.js")

mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file in every form it may be sent in, by content coding."""

    media_type: str
    forms: dict[str, bytes]


def install(app: Flask) -> None:
    """Gives the templates ``asset(name)``."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["asset"] = address


def address(name: str) -> str:
    """Where a file is; relative imports between scripts stay inside the same version."""
    return f"/static/{version()}/{name}"


def scripts() -> list[str]:
    """Where each script of ours is; first what the others stand on."""
    found = sorted(name for name in _assets() if name.endswith(".js"))
    return [address(name) for name in sorted(found, key=lambda name: name not in _CARRYING)]


@cache
def version() -> str:
    """Changes when any file does, so that browsers may keep each for a year."""
    content = hashlib.sha256()
    for path in _files():
        content.update(path.name.encode() + path.read_bytes())
    return content.hexdigest()[:12]


def _files() -> list[Path]:
    return sorted(path for path in FOLDER.rglob("*") if path.is_file())


@blueprint.get("/static/<asked>/<path:name>")
def show(asked: str, name: str) -> Response:
    """The file, in the best coding the browser takes; only this version's is kept long."""
    asset = _assets().get(name)
    if asset is None:
        raise NotFound
    coding = request.accept_encodings.best_match(["br", "gzip"]) or ""
    answer = Response(asset.forms.get(coding, asset.forms[""]), mimetype=asset.media_type)
    if coding in asset.forms:
        answer.headers["Content-Encoding"] = coding
    answer.headers["Vary"] = "Accept-Encoding"
    is_current = asked == version()
    kept = f"public, max-age={ONE_YEAR}, immutable" if is_current else "no-cache"
    answer.headers["Cache-Control"] = kept
    return answer


@cache
def _assets() -> dict[str, Asset]:
    return {path.relative_to(FOLDER).as_posix(): _asset(path) for path in _files()}


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    forms = {"": content, "br": brotli.compress(content), "gzip": gzip.compress(content)}
    return Asset(media_type, forms)
