"""The back office on the screen: order list, order page with our button, customer, the launch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from platforms.prestashop.sandbox.core import Core, set_tracking, update_status
from platforms.prestashop.sandbox.employees import FIRST, Employee, employees
from platforms.prestashop.sandbox.launch import Click, door, mint
from platforms.prestashop.sandbox.module.sending import call_counter
from platforms.prestashop.sandbox.order_page import currency_of, known, order_page
from platforms.prestashop.sandbox.pictures import MEDIA_TYPE, picture
from platforms.prestashop.sandbox.shop import Row
from platforms.prestashop.sandbox.standin import Pairing, Sandbox
from platforms.prestashop.sandbox.wording import LANGUAGES, Voice

ADMIN = "/admin-demo"
CARD_SECONDS = 2.0
"""How long the card beside an order waits for the counter."""


def backoffice(sandbox: Sandbox) -> Blueprint:
    """The routes below /admin-demo."""
    routes = Blueprint("backoffice", __name__, url_prefix=ADMIN)
    for rule, page in (
        ("/", _orders),
        ("/orders/<int:number>", _order),
        ("/customers/<int:number>", _customer),
        ("/modules/comptoir/open/", _open_support),
        ("/modules/comptoir/open/<int:number>", _open),
        ("/modules/comptoir/card/<int:number>", _card),
    ):
        routes.add_url_rule(rule, page.__name__, _viewed(sandbox, page))
    routes.add_url_rule(
        "/orders/<int:number>/state",
        "state",
        _viewed(sandbox, _change_state),
        methods=["POST"],
    )
    routes.add_url_rule(
        "/orders/<int:number>/tracking",
        "tracking",
        _viewed(sandbox, _track),
        methods=["POST"],
    )
    routes.add_url_rule("/pictures/<int:image>.png", "picture", _picture)
    routes.register_error_handler(404, lambda _: (_page(sandbox, "unknown.html"), 404))
    routes.register_error_handler(403, lambda _: (_page(sandbox, "denied.html"), 403))
    return routes


def _viewed(sandbox: Sandbox, page: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    """A page about orders, for those who may view them."""

    def view(**parts: int) -> ResponseReturnValue:
        if not _employee().may_view_orders:
            abort(403)
        answer: ResponseReturnValue = page(sandbox, **parts)
        return answer

    return view


def _orders(sandbox: Sandbox) -> str:
    rows = sandbox.shop.rows("orders")
    rows.sort(key=lambda it: it["id"], reverse=True)
    return _page(sandbox, "orders.html", orders=[_listed(sandbox, it) for it in rows])


def _order(sandbox: Sandbox, number: int) -> str:
    page = order_page(sandbox.shop, number)
    if page is None:
        abort(404)
    states = sandbox.shop.rows("order_states", deleted="0")
    return _page(sandbox, "order.html", page=page, states=states)


def _customer(sandbox: Sandbox, number: int) -> str:
    customer = sandbox.shop.row("customers", number)
    if customer is None:
        abort(404)
    orders = sandbox.shop.rows("orders", id_customer=number)
    listed = [_listed(sandbox, it) for it in reversed(orders)]
    return _page(sandbox, "customer.html", customer=customer, orders=listed)


def _open(sandbox: Sandbox, number: int) -> ResponseReturnValue:
    """The module's own route: a fresh launch each time that it is opened."""
    order = sandbox.shop.row("orders", number)
    if order is None or sandbox.pairing is None:
        abort(404)
    return _launched(sandbox, sandbox.pairing, _click(sandbox, order))


def _open_support(sandbox: Sandbox) -> ResponseReturnValue:
    """The menu's entry: the same launch, without an order."""
    if sandbox.pairing is None:
        abort(404)
    return _launched(sandbox, sandbox.pairing, _click(sandbox, None))


def _card(sandbox: Sandbox, number: int) -> ResponseReturnValue:
    """What the card beside the order says; the page stands before the counter is asked."""
    if sandbox.shop.row("orders", number) is None or sandbox.pairing is None:
        abort(404)
    told = call_counter(sandbox.pairing, "ticket", {"order": number}, within=CARD_SECONDS)
    ticket = told.get("ticket") if told else None
    voice = _voice()
    shown = render_template("_card.html", _=voice.say, voice=voice, told=told, ticket=ticket)
    return Response(shown, headers={"Cache-Control": "no-store"})


def _launched(sandbox: Sandbox, pairing: Pairing, click: Click) -> ResponseReturnValue:
    token, address = mint(pairing, click), door(pairing)
    if request.args.get("via") == "fragment":
        answer = redirect(f"{address}#{token}")
    else:
        answer = Response(_page(sandbox, "open.html", address=address, token=token))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _click(sandbox: Sandbox, order: Row | None) -> Click:
    root, links = request.url_root.rstrip("/"), dict[str, str]()
    if order is not None:
        links["order"] = root + _link(f"/orders/{order['id']}")
        links["customer"] = root + _link(f"/customers/{order['id_customer']}")
    return Click(
        shop_url=root,
        shop_number=order["id_shop"] if order else 1,
        order=order,
        currency=currency_of(sandbox.shop, order) if order else "",
        employee=_employee(),
        language=_voice().language,
        links=links,
    )


def _change_state(sandbox: Sandbox, number: int) -> ResponseReturnValue:
    """A new state and its line of history, as the real page's form does."""
    state = request.form.get("state", type=int, default=0)
    if not _employee().may_edit_orders:
        abort(403)
    order = sandbox.shop.row("orders", number)
    if order is None or sandbox.shop.row("order_states", state) is None:
        abort(404)
    if order["current_state"] != state:
        update_status(_core(sandbox), number, state)
    return redirect(_link(f"/orders/{number}"), 303)


def _track(sandbox: Sandbox, number: int) -> ResponseReturnValue:
    """The number of the order's last parcel."""
    if not _employee().may_edit_orders:
        abort(403)
    shipments = sandbox.shop.rows("order_carriers", id_order=number)
    if not shipments:
        abort(404)
    set_tracking(_core(sandbox), shipments[-1]["id"], request.form.get("number", "")[:64])
    return redirect(_link(f"/orders/{number}"), 303)


def _core(sandbox: Sandbox) -> Core:
    """The context of a command that the signed-in employee gives; the module's hooks listen."""
    outbox = sandbox.module.outbox
    return Core(
        shop=sandbox.shop,
        tables=sandbox.tables,
        employee=_employee().id,
        tell=lambda kind, order, facts: outbox.add(kind, order, "", facts),
    )


def _picture(image: int) -> Response:
    return Response(picture(image), content_type=MEDIA_TYPE)


def _listed(sandbox: Sandbox, order: Row) -> dict[str, Any]:
    return order | {
        "customer": known(sandbox.shop, "customers", order["id_customer"]),
        "state": known(sandbox.shop, "order_states", order["current_state"]),
        "currency": currency_of(sandbox.shop, order),
    }


def _page(sandbox: Sandbox, template: str, **shown: Any) -> str:
    voice = _voice()
    return render_template(
        template,
        _=voice.say,
        voice=voice,
        me=_employee(),
        everyone=employees().values(),
        names={it.id: it.name for it in employees().values()},
        languages=list(LANGUAGES),
        link=_link,
        here=request.path.removeprefix(ADMIN),
        is_paired=sandbox.pairing is not None,
        counter=_origin(sandbox),
        shop_name=known(sandbox.shop, "shops", 1)["name"],
        **shown,
    )


def _origin(sandbox: Sandbox) -> str:
    """Whose messages the order page believes."""
    if sandbox.pairing is None:
        return ""
    found = urlsplit(sandbox.pairing.service_url)
    return f"{found.scheme}://{found.netloc}"


def _employee() -> Employee:
    return employees().get(request.args.get("employee", FIRST), employees()[FIRST])


def _voice() -> Voice:
    asked = request.args.get("lang", "")
    return Voice(asked if asked in LANGUAGES else _employee().language)


def _link(path: str, *, employee: str = "", language: str = "") -> str:
    """An address of the back office that keeps who is signed in, and the chosen language."""
    kept = {"employee": employee or _employee().slug}
    chosen = language or ("" if employee else request.args.get("lang", ""))
    if chosen in LANGUAGES:
        kept["lang"] = chosen
    return f"{ADMIN}{path}?{urlencode(kept)}"
