"""The page on which the panel proves itself; to a stranger it shows nothing of any shop."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, g, jsonify, render_template, request, url_for

from sidebar.actions import health, proving, reach, shops, showing
from sidebar.actions.helping import connecting
from sidebar.errors import CounterError, NotFound
from sidebar.rules.viewer import LANGUAGES, Viewer
from sidebar.store.shops import Shop
from sidebar.web import assets, embedded, headers, language
from sidebar.web.desk import desk
from sidebar.web.helpdesk import frame_for_sender
from sidebar.web.session import with_viewer

blueprint = Blueprint("selftest", __name__)

REFUSALS = ("expired", "replayed", "bad_signature", "wrong_audience", "unknown_helpdesk")
"""The reasons of refused launches that have words of their own; all others share theirs."""

MOST_AHEAD_MS = 10**13
LONGEST_SAID = 300
"""Characters of anything that a host says in an address."""


@blueprint.get("/selftest")
def show() -> str:
    """The page: what only the browser can see is proved there, all else is asked from there."""
    shop = _shop()
    kind = _kind(shop)
    _let_in(kind, shop)
    _speak()
    helpdesk = desk().helpdesks.get(kind)
    if helpdesk is not None:
        headers.tries(helpdesk.script)
    return render_template(
        "selftest/page.html",
        kind=kind,
        own=assets.scripts(),
        script=helpdesk.script if helpdesk else "",
        refused=_refused(),
        ahead=_ahead(),
        version=_own_version(),
        now=desk().clock.now(),
    )


@blueprint.get("/selftest/pulse")
def pulse() -> Response:
    """The time here (UTC ms) and whether the store answers: what a browser measures itself by."""
    return jsonify(now=desk().clock.now(), ready=health.is_ready(desk()))


@blueprint.get("/selftest/person")
def person() -> str:
    """Who asks, as far as their bearer proves it, and the shops that they may have asked."""
    _speak()
    if "Authorization" not in request.headers:
        return render_template("selftest/_person.html", state="unknown", shops=())
    try:
        return _known()
    except CounterError as fault:
        g.pop("home", None)
        _speak()
        return render_template(
            "selftest/_person.html",
            state="refused",
            reason=fault.reason,
            shops=(),
        )


@with_viewer
def _known(viewer: Viewer) -> str:
    _speak()
    shown = proving.shown(desk(), viewer)
    return render_template("selftest/_person.html", state="fine", shops=shown, viewer=viewer)


@blueprint.get("/selftest/shops/<shop_id>")
@with_viewer
def shop(viewer: Viewer, shop_id: str) -> str:
    """Asks one shop; what its administrator can put right is told to who manages it."""
    if shop_id != viewer.shop_id:
        raise NotFound
    _speak()
    return render_template("selftest/_shop.html", proof_of=proving.prove(desk(), shop_id))


@blueprint.app_template_global("selftest_link")
def link(reason: str = "") -> str:
    """Where this page's reader finds out what is wrong, in the same frame (for templates)."""
    carried = _carried()
    said = {name: text for name, text in _around().items() if name in carried}
    named = request.view_args or {}
    viewer: Viewer | None = g.get("viewer")
    sender = "" if "HX-Request" in request.headers else request.headers.get("Origin", "")
    sender = "" if sender == "null" else sender
    told = {
        **said,
        "kind": str(named.get("kind", "")) or said.get("kind", ""),
        "origin": said.get("origin", "") or sender,
        "at": viewer.shop_id if viewer else str(named.get("shop_id", "")),
        "of": viewer.helpdesk_id if viewer else "",
        "lang": language.current(),
        "refused": reason,
        "ahead": str(g.get("launch_ahead", 0) or ""),
    }
    kept = {name: text[:LONGEST_SAID] for name, text in told.items() if text}
    return f"{url_for('selftest.show')}?{urlencode(kept)}" if kept else url_for("selftest.show")


@blueprint.app_template_global("launch_ahead")
def launch_ahead() -> int:
    """How far ahead of our clock a refused launch was signed, in seconds (for templates)."""
    return round(int(g.get("launch_ahead", 0)) / 1000)


def _around() -> Mapping[str, str]:
    """What the host said in the address of the page that this answer is, or becomes a part of."""
    current = request.headers.get("HX-Current-URL", "")
    if not current:
        return request.args
    at = urlsplit(current)
    told = dict(parse_qsl(at.query))
    room, _, rest = at.path.removeprefix("/").partition("/")
    return {**told, "kind": rest.partition("/")[0]} if room == "helpdesks" else told


def _carried() -> set[str]:
    kept = (name for host in desk().embeddings.values() for name in host.bridge.query.kept)
    return {"kind", "origin", "app_guid", *kept}


@cache
def _own_version() -> str:
    """Empty where the service runs without being installed."""
    try:
        return version("comptoir")
    except PackageNotFoundError:
        return ""


def _shop() -> Shop | None:
    """The shop whose back office the page says to stand in; it is only said."""
    found = showing.shop_at_origin(desk(), request.args.get("origin", ""))
    if found is not None:
        return found
    try:
        return shops.find(desk(), request.args.get("at", ""))
    except NotFound:
        return None


def _kind(shop: Shop | None) -> str:
    said = request.args.get("kind", "")
    if said in desk().helpdesks or said in desk().kinds:
        return said
    return embedded.kind_asking() or (shop.kind if shop else "")


def _speak() -> None:
    """The page and its parts are in one language: that of what linked to it, if that said one."""
    said = request.args.get("lang", "")
    if said in LANGUAGES:
        g.language = said


def _let_in(kind: str, shop: Shop | None) -> None:
    """Lets only known frames show the page: it must be readable where the panel was."""
    host = desk().embeddings.get(kind)
    if host is not None:
        headers.loads(host.bridge)
        claimed = host.framing_claimed(request.args.get(host.bridge.query.shop, ""))
        headers.framed_by(claimed or (reach.framing(desk(), shop) if shop else ()))
    elif kind in desk().helpdesks:
        frame_for_sender()
        _let_in_helpdesk()
    elif shop is not None:
        headers.framed_by(reach.framing(desk(), shop))


def _let_in_helpdesk() -> None:
    """Where the origin that is said is not that of the frame, the panel itself said whose it is."""
    said = request.args.get("of", "")
    found = next((one for one in connecting.connected(desk()) if one.id == said), None)
    if found is not None:
        headers.framed_by(found.origins)


def _refused() -> str:
    """Why a launch was refused, as the page that links here says; empty where none was."""
    said = request.args.get("refused", "")
    if said in ("unsigned", "launch_unsigned"):
        return "unsigned"
    if not said.startswith("launch_"):
        return ""
    reason = said.removeprefix("launch_")
    return reason if reason in REFUSALS else "untrusted"


def _ahead() -> int:
    """Seconds."""
    said = request.args.get("ahead", "")
    digits = said.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and int(digits[:14]) < MOST_AHEAD_MS):
        return 0
    return round(int(said[:15]) / 1000)
