"""What every answer says to the browser: who may frame it, what it may load, that it is private."""

from __future__ import annotations

from flask import Flask, Response, g, request

from platforms.embedding import Bridge
from sidebar.actions import reach
from sidebar.rules.viewer import language_of
from sidebar.store.shops import Shop
from sidebar.web import session
from sidebar.web.desk import desk

POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self';"
    " font-src 'self'; frame-src 'self'; connect-src 'self'{connects}; form-action 'self';"
    " base-uri 'none'; frame-ancestors {ancestors}"
)
"""Nothing inline, and nothing from elsewhere but the one script of a host that asks for it."""


def install(app: Flask) -> None:
    """Adds the headers to every answer."""
    app.after_request(_write)


def framed_by(origins: tuple[str, ...]) -> None:
    """Lets these origins, and no others, show this answer in a frame."""
    g.frame_ancestors = origins


def shown_in(shop: Shop) -> None:
    """Lets this shop's back office show the answer, with the script that its host asks for."""
    framed_by(reach.framing(desk(), shop) if shop.family else shop.admin_origins)
    host = desk().embeddings.get(shop.kind)
    if host is not None:
        loads(host.bridge)


def loads(script: Bridge) -> None:
    """Has this page load a host's script first, in the language that the host says."""
    g.bridge = script
    spoken = request.args.get(script.query.language, "")
    if spoken:
        g.language = language_of(spoken)


def speaks_by(script: str) -> None:
    """Has this page load a helpdesk's own script, which speaks to the page around its frame."""
    g.host_script = script


def host_script() -> str:
    """The helpdesk's script that this page loads (for templates); empty elsewhere."""
    found: str = g.get("host_script", "")
    return found


def tries(script: str) -> None:
    """Lets this page load a host's script by its own script, to see whether it comes."""
    g.tried_script = script


def ruled_by(policy: str) -> None:
    """This answer is a stranger's page in a frame of ours, under a policy of its own."""
    g.own_policy = policy


def left_to_the_site() -> None:
    """This answer becomes part of a shop's own page, whose policy is the shop's."""
    g.is_in_site = True


def sandboxed() -> None:
    """Whatever opens this answer as a page gives it no origin, no script and no form."""
    g.is_sandboxed = True


def bridge() -> Bridge | None:
    """What this page must load first (for templates); nothing outside such a host."""
    found: Bridge | None = g.get("bridge")
    return found


def _write(response: Response) -> Response:
    if "is_in_site" not in g:
        sandbox = "; sandbox" if "is_sandboxed" in g else ""
        response.headers["Content-Security-Policy"] = _policy(bridge()) + sandbox
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response.headers.setdefault("Cache-Control", "no-store")
    fresh = session.renewed()
    if fresh is not None:
        response.headers["Comptoir-Token"] = fresh
    return response


def _policy(loaded: Bridge | None) -> str:
    ancestors = " ".join(g.get("frame_ancestors", ())) or "'none'"
    if "own_policy" in g:
        return f"{g.own_policy}; frame-ancestors {ancestors}"
    script = loaded.script if loaded else host_script() or g.get("tried_script", "")
    return POLICY.format(
        # Its folder: what it loads in turn stands beside it, and the rest of that host stays out.
        scripts=f" {script.rpartition('/')[0]}/" if script else "",
        connects="".join(f" {source}" for source in loaded.connects) if loaded else "",
        ancestors=ancestors,
    )
