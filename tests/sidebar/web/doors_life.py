"""The doors of a ticket's life: opened by hand, tied, merged, split, printed."""

from __future__ import annotations

from tests.cast import ORDER
from tests.sidebar.web.door import Door

TICKET, SHOP, MESSAGE = "/tickets/{ticket}", "/inbox/{shop}", "/tickets/{ticket}/messages/{message}"


def _write(endpoint: str, method: str, path: str, **form: str) -> Door:
    return Door(endpoint, method, path, form, is_write=True)


NEW = {
    "ask_id": "new-1",
    "email": "zoe@courriel.example",
    "subject": "Un colis",
    "channel": "email",
    "type": "standard",
    "body": "Pour nous",
}

LIFE = (
    _write("quick.mine", "POST", f"{TICKET}/mine"),
    _write("new_ticket.prepare", "GET", f"{SHOP}/new"),
    _write("new_ticket.prepare_from", "GET", f"{TICKET}/new"),
    _write("new_ticket.customers", "GET", f"{SHOP}/customers?looked=alix"),
    _write("new_ticket.begin", "POST", f"{SHOP}/tickets", **NEW),
    Door("tying.candidates", "GET", f"{TICKET}/candidates?looked={ORDER}"),
    _write("tying.tie", "PUT", f"{TICKET}/tied-order", order_id=ORDER),
    _write("tying.ask_untie", "GET", f"{TICKET}/tied-order"),
    _write("tying.untie", "DELETE", f"{TICKET}/tied-order"),
    _write("regrouping.choose", "GET", f"{TICKET}/merge"),
    _write("regrouping.choose", "GET", f"{TICKET}/merge?number=1001"),
    _write("regrouping.merge", "POST", f"{TICKET}/merge", into="{ticket}"),
    Door("regrouping.links", "GET", f"{TICKET}/links"),
    _write("regrouping.undo", "DELETE", f"{TICKET}/links/x"),
    _write("regrouping.ask_split", "GET", f"{MESSAGE}/split"),
    _write("regrouping.split", "POST", f"{MESSAGE}/split"),
    Door("printing.show", "GET", f"{TICKET}/print"),
)
