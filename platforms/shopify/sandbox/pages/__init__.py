"""The admin on the screen: orders, the app's own page in a frame, and the script it loads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from platforms.shopify.sandbox.pages.asking import ask
from platforms.shopify.sandbox.pages.launching import SignedIn, id_token, page_address
from platforms.shopify.sandbox.pages.wording import LANGUAGES, Voice
from platforms.shopify.sandbox.standin import CounterApp, Sandbox
from platforms.shopify.sandbox.store import Staff, Store
from platforms.shopify.scopes import OPTIONAL

HERE = Path(__file__).parent
APP = "/apps/comptoir"
HOME, ORDER = "/", "/embedded/shopify/order"
"""The counter's own pages: the app's home, and where the link of an order leads."""

Page = Callable[..., ResponseReturnValue]


def pages(sandbox: Sandbox) -> Blueprint:
    """The routes below /store and the host's script."""
    routes = Blueprint(
        "pages",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/admin-pages",
    )
    for rule, page in (
        ("", _orders),
        ("/orders", _orders),
        ("/orders/<number>", _order),
        ("/customers/<number>", _customer),
        (APP, _app),
        (f"{APP}/order", _app),
    ):
        view = _signed_in(sandbox, page)
        routes.add_url_rule(f"/store/<handle>{rule}", f"{page.__name__}{len(rule)}", view)
    token = _signed_in(sandbox, _token)
    routes.add_url_rule(f"/store/<handle>{APP}/token", "token", token, methods=["POST"])
    grant = _signed_in(sandbox, _granted)
    routes.add_url_rule(f"/store/<handle>{APP}/scopes", "scopes", grant, methods=["POST"])
    routes.add_url_rule("/app-bridge.js", "bridge", _bridge)
    routes.add_url_rule("/store/", "front", lambda: redirect(_front(sandbox)))
    return routes


def _front(sandbox: Sandbox) -> str:
    store = next(iter(sandbox.stores.values()))
    return f"/store/{store.handle}"


def _signed_in(sandbox: Sandbox, page: Page) -> Page:
    """A page of one store for whoever the address says is in front of it."""

    def view(handle: str, **parts: str) -> ResponseReturnValue:
        store = next((it for it in sandbox.stores.values() if it.handle == handle), None)
        if store is None:
            abort(404)
        staff = _staff(store)
        asked = request.args.get("lang", "")
        language = asked if asked in LANGUAGES else staff.locale[:2]
        spoken = language if language in LANGUAGES else "en"
        who = SignedIn(sandbox, store, staff, spoken, urlsplit(request.host_url).netloc)
        return page(who, **parts)

    return view


def _staff(store: Store) -> Staff:
    """Who is named in the address; the first of the store where nobody is."""
    named = request.args.get("person", "")
    everyone = list(store.staff.values())
    return next((it for it in everyone if it.handle == named), everyone[0])


def _orders(who: SignedIn) -> str:
    orders = ask(who.sandbox, who.store, "orders")["orders"]["nodes"]
    return _page(who, "admin/orders.html", orders=orders)


def _order(who: SignedIn, number: str) -> ResponseReturnValue:
    gid = f"gid://shopify/Order/{number}"
    order = ask(who.sandbox, who.store, "order", id=gid)["order"]
    if order is None:
        return _page(who, "admin/missing.html"), 404
    return _page(who, "admin/order.html", order=order, number=number)


def _customer(who: SignedIn, number: str) -> ResponseReturnValue:
    node = who.store.node(f"gid://shopify/Customer/{number}")
    if node is None:
        return _page(who, "admin/missing.html"), 404
    return _page(who, "admin/customer.html", customer=node)


def _app(who: SignedIn) -> ResponseReturnValue:
    """The app's own page; the link of an order adds the order's id to it."""
    app = who.sandbox.counter
    if app is None:
        return _page(who, "admin/missing.html"), 404
    number = request.args.get("id", "")
    said = {"id": number} if number else {}
    address = page_address(app, who, ORDER if number else HOME, **said)
    answer = Response(_page(who, "admin/app.html", address=address, app=_origin(app)))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _token(who: SignedIn) -> ResponseReturnValue:
    """A fresh proof, for the admin's own script alone: no other origin may read the answer."""
    app = who.sandbox.counter
    if app is None:
        abort(404)
    token = id_token(app, who)
    return Response(token, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _granted(who: SignedIn) -> ResponseReturnValue:
    """The store grants what its app's file names as optional, to whoever owns the store."""
    asked = set(request.form.get("names", "").split(","))
    if not asked <= set(OPTIONAL):
        abort(422)
    if not who.staff.is_owner:
        return {"result": "declined-all"}
    who.store.scopes |= asked
    return {"result": "granted-all"}


def _bridge() -> Response:
    """The host's script, which the app's pages load from here."""
    text = (HERE / "static" / "app-bridge.js").read_text(encoding="utf-8")
    headers = {"Cache-Control": "max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(text, mimetype="text/javascript", headers=headers)


def _origin(app: CounterApp) -> str:
    parts = urlsplit(app.url)
    return f"{parts.scheme}://{parts.netloc}"


def _page(who: SignedIn, template: str, **shown: Any) -> str:
    voice = Voice(who.language, who.store.shop["ianaTimezone"])
    return render_template(
        template,
        _=voice.say,
        voice=voice,
        who=who,
        store=who.store,
        stores=who.sandbox.stores.values(),
        languages=LANGUAGES,
        has_app=who.sandbox.counter is not None,
        home=APP,
        link=lambda path, **more: _link(who, path, **more),
        here=request.path.removeprefix(f"/store/{who.store.handle}"),
        **shown,
    )


def _link(who: SignedIn, path: str, *, person: str = "", lang: str = "", **said: str) -> str:
    """An address of this store's admin that keeps who is signed in, and the chosen language."""
    kept = {"person": person or who.staff.handle, **said}
    if "id" in request.args and path.startswith(APP) and "id" not in said:
        kept["id"] = request.args["id"]
    chosen = lang or ("" if person else request.args.get("lang", ""))
    if chosen in LANGUAGES:
        kept["lang"] = chosen
    return f"/store/{who.store.handle}{path}?{urlencode(kept)}"
