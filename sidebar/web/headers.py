"""What every answer says to the browser: who may frame it, what it may load, that it is private."""

from __future__ import annotations

from flask import Flask, Response, g

from sidebar.web import session

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
"""Nothing inline and nothing from elsewhere, on every page."""


def install(app: Flask) -> None:
    """Adds the headers to every answer."""
    app.after_request(_write)


def framed_by(origins: tuple[str, ...]) -> None:
    """Lets these origins, and no others, show this answer in a frame."""
    g.frame_ancestors = origins


def _write(response: Response) -> Response:
    origins = " ".join(g.get("frame_ancestors", ())) or "'none'"
    response.headers["Content-Security-Policy"] = POLICY + origins
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers.setdefault("Cache-Control", "no-store")
    fresh = session.renewed()
    if fresh is not None:
        response.headers["Comptoir-Token"] = fresh
    return response
