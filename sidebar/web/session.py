"""The panel's own short token: a bearer header on every request, never a cookie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import jwt
from flask import g, request

from sidebar.clock import HOUR, MINUTE
from sidebar.errors import SessionEnded
from sidebar.rules.viewer import LANGUAGES, Role, Viewer, role_named
from sidebar.web.desk import counter

LIFETIME = 15 * MINUTE
"""Long enough to think over a reply, short enough for a token that leaked."""

LONGEST_SESSION = 12 * HOUR
"""A day's work: then the shop is asked again, by a new launch, what the employee may do."""

RENEWED_AFTER = 5 * MINUTE
"""A token in use is replaced this early, so that it never ends under a working agent."""

LONGEST_TOKEN = 4096
LONGEST_LINKS = 1500
"""Characters: with more, the token would outgrow what servers take in one header."""

AUDIENCE = "comptoir-panel"

P = ParamSpec("P")
R = TypeVar("R")


def with_viewer(view: Callable[Concatenate[Viewer, P], R]) -> Callable[P, R]:
    """Hands the verified viewer to the view. Raises SessionEnded otherwise."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        g.viewer, g.token_issued_at, g.launched_at, g.links = _read(_bearer())
        g.language = g.viewer.language
        return view(g.viewer, *args, **kwargs)

    return checked


def issue(viewer: Viewer, *, launched_at: int | None = None) -> str:
    """A fresh token for this viewer, whose session began with a launch now or earlier (UTC ms)."""
    now = counter().desk.clock.now()
    claims = {
        "aud": AUDIENCE,
        "iat": now // 1000,
        "exp": (now + LIFETIME) // 1000,
        "launched": (now if launched_at is None else launched_at) // 1000,
        "sub": viewer.agent_id,
        "shop": viewer.shop_id,
        "name": viewer.name,
        "role": viewer.role.word,
        "language": viewer.language,
        "read_only": viewer.is_read_only_in_host,
        "links": g.get("links", {}),
    }
    return jwt.encode(claims, counter().settings.secret_key, algorithm="HS256")


def remember_links(order_id: str, links: Mapping[str, str]) -> None:
    """Keeps the host's ready-made addresses of the launched order for as long as the session."""
    kept = {"of": order_id, **links}
    g.links = kept if sum(map(len, kept.values())) <= LONGEST_LINKS else {}


def host_link(name: str, order_id: str) -> str:
    """The way back into the host (for templates); empty unless the launch was on this order."""
    links: Mapping[str, str] = g.get("links", {})
    return links.get(name, "") if links.get("of") == order_id else ""


def renewed() -> str | None:
    """A token to take over from this request's, once that one is no longer young."""
    viewer: Viewer | None = g.get("viewer")
    if viewer is None:
        return None
    now = counter().desk.clock.now()
    is_young = now - g.token_issued_at < RENEWED_AFTER
    is_over = now - g.launched_at >= LONGEST_SESSION
    return None if is_young or is_over else issue(viewer, launched_at=g.launched_at)


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token or len(token) > LONGEST_TOKEN:
        raise SessionEnded
    return token


def _read(token: str) -> tuple[Viewer, int, int, dict[str, str]]:
    try:
        claims = jwt.decode(
            token,
            counter().settings.secret_key,
            algorithms=["HS256"],
            audience=AUDIENCE,
            options={
                "require": ["exp", "iat", "sub", "launched"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
    except jwt.PyJWTError as error:
        raise SessionEnded from error
    if counter().desk.clock.now() >= claims["exp"] * 1000:
        raise SessionEnded
    viewer = Viewer(
        agent_id=claims["sub"],
        shop_id=claims["shop"],
        name=claims["name"],
        role=role_named(claims["role"]),
        language=claims["language"] if claims["language"] in LANGUAGES else "en",
        is_read_only_in_host=bool(claims["read_only"]),
    )
    return viewer, claims["iat"] * 1000, claims["launched"] * 1000, claims.get("links", {})


def may(role: str) -> bool:
    """Whether this request's viewer has at least the named role (for templates)."""
    viewer: Viewer | None = g.get("viewer")
    return viewer is not None and viewer.may(Role[role.upper()])
