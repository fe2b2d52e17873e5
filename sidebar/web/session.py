"""Who asks: our own short token, or a host's, as a bearer on every request; never a cookie."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import jwt
from flask import Response, g, request

from platforms.embedding import Embedding
from platforms.launches import LaunchRefused
from sidebar.actions import embedded, keys, reach
from sidebar.actions.helping import entering
from sidebar.clock import HOUR, MINUTE
from sidebar.errors import NotFound, SessionEnded
from sidebar.rules.viewer import LANGUAGES, Role, Viewer, role_named
from sidebar.web.desk import counter, desk

LIFETIME = 15 * MINUTE
"""Long enough to think over a reply, short enough for a token that leaked."""

LONGEST_SESSION = 12 * HOUR
"""A day's work: then the shop is asked again, by a new launch, what the employee may do."""

RENEWED_AFTER = 5 * MINUTE
"""A token in use is replaced this early, so that it never ends under a working agent."""

LONGEST_TOKEN = 4096
LONGEST_LINKS = 1500
"""Characters: with more, the token would outgrow what servers take in one header."""

NO_RECORD = ("mail:", "order:")
"""How an id begins under which the host keeps nobody."""

AUDIENCE = "comptoir-panel"

P = ParamSpec("P")
R = TypeVar("R")


def with_viewer(view: Callable[Concatenate[Viewer, P], R]) -> Callable[P, R]:
    """Hands the verified viewer to the view. Raises SessionEnded otherwise."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        bearer = _bearer()
        host = _host_of(bearer)
        if host is None:
            g.viewer, g.token_issued_at, g.launched_at, g.links = _read(bearer)
            if g.viewer.helpdesk_id:
                g.viewer = entering.still(desk(), g.viewer)
        else:
            g.viewer = _vouched(host, bearer)
        g.language = g.viewer.language
        g.home = g.viewer
        try:
            return view(g.viewer, *args, **kwargs)
        except NotFound:
            # Nothing of it is in their own shop: it may be in one that they were granted.
            _move_elsewhere()
            return view(g.viewer, *args, **kwargs)

    return checked


def _move_elsewhere() -> None:
    """Goes on as the same person in the shop that the address names. Raises NotFound."""
    named = request.view_args or {}
    ticket_id, shop_id = str(named.get("ticket_id", "")), str(named.get("shop_id", ""))
    if not ticket_id and not shop_id:
        raise NotFound
    other = reach.elsewhere(desk(), g.viewer, ticket_id=ticket_id, shop_id=shop_id)
    if other is None:
        raise NotFound
    # Ready-made addresses lead into the shop of the launch, and would name another's order here.
    g.home_links, g.links = g.links, {}
    g.viewer = other


def prove() -> None:
    """Has this request's own proof exchanged for a key of its person, before money moves.

    Nothing where the shop's own key moves it. Raises SessionEnded or PlatformError.
    """
    if "proof" in g:
        keys.ensure_person(desk(), g.viewer, g.proof)


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
        "links": g.get("home_links", g.get("links", {})),
        **({"helpdesk": viewer.helpdesk_id} if viewer.helpdesk_id else {}),
    }
    return jwt.encode(claims, counter().settings.secret_key, algorithm="HS256")


def remember_links(order_id: str, links: Mapping[str, str]) -> None:
    """Keeps the host's ready-made addresses of the launched order for as long as the session."""
    kept = {"of": order_id, **links}
    g.links = kept if sum(map(len, kept.values())) <= LONGEST_LINKS else {}


def host_link(name: str, order_id: str, record_id: str = "") -> str:
    """The way back into the host (for templates).

    Empty unless the launch was on this order, or the host has an address for every record; those
    whom only a mail or an order names have no record there.
    """
    links: Mapping[str, str] = g.get("links", {})
    if "of" in links:
        return links.get(name, "") if links["of"] == order_id else ""
    if not record_id or record_id.startswith(NO_RECORD):
        return ""
    return links.get(name, "").replace("{id}", record_id)


def spoken_to(viewer: Viewer, answer: Response) -> Response:
    """The same answer, with a token that remembers the viewer's new language.

    A host's page says its language with each request instead.
    """
    if "proof" not in g:
        home: Viewer = g.home
        answer.headers["Comptoir-Token"] = issue(
            home.speaking(viewer.language), launched_at=g.launched_at
        )
    return answer


def renewed() -> str | None:
    """A token to take over from this request's, once that one is no longer young."""
    viewer: Viewer | None = g.get("home")
    if viewer is None or "token_issued_at" not in g:
        return None
    now = counter().desk.clock.now()
    is_young = now - g.token_issued_at < RENEWED_AFTER
    is_over = now - g.launched_at >= LONGEST_SESSION
    if is_young or is_over:
        return None
    spoken: Viewer = g.viewer
    return issue(viewer.speaking(spoken.language), launched_at=g.launched_at)


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token or len(token) > LONGEST_TOKEN:
        raise SessionEnded
    return token


def _host_of(token: str) -> Embedding | None:
    hosts = desk().embeddings.values()
    return next((host for host in hosts if host.is_proof(token)), None)


def _vouched(host: Embedding, token: str) -> Viewer:
    """The person that the host's token speaks for, in the language that the page is in."""
    g.bridge, g.proof = host.bridge, token
    try:
        admitted = embedded.admit(desk(), host.kind, token)
    except LaunchRefused as refusal:
        raise SessionEnded from refusal
    g.links = admitted.links
    spoken = request.headers.get("Comptoir-Language", "")
    return admitted.viewer.speaking(spoken) if spoken in LANGUAGES else admitted.viewer


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
    g.was_from_helpdesk = bool(claims.get("helpdesk"))
    if counter().desk.clock.now() >= claims["exp"] * 1000:
        raise SessionEnded
    viewer = Viewer(
        agent_id=claims["sub"],
        shop_id=claims["shop"],
        name=claims["name"],
        role=role_named(claims["role"]),
        language=claims["language"] if claims["language"] in LANGUAGES else "en",
        is_read_only_in_host=bool(claims["read_only"]),
        helpdesk_id=claims.get("helpdesk", ""),
    )
    return viewer, claims["iat"] * 1000, claims["launched"] * 1000, claims.get("links", {})


def from_helpdesk() -> bool:
    """Whether whoever reads this came from a helpdesk, let in or not (for templates)."""
    if request.blueprint == "helpdesk" or g.get("was_from_helpdesk"):
        return True
    if request.blueprint == "selftest":
        return request.args.get("kind", "") in desk().helpdesks
    # Who they were can no longer be read, but their page still says where it stands.
    _, _, rest = request.headers.get("HX-Current-URL", "").partition("://")
    return rest.partition("/")[2].startswith("helpdesks/")


def may(role: str) -> bool:
    """Whether this request's viewer has at least the named role (for templates)."""
    viewer: Viewer | None = g.get("viewer")
    return viewer is not None and viewer.may(Role[role.upper()])
