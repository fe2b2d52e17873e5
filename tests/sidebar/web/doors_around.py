"""The doors around a helpdesk's ticket: nobody of a shop's own back office finds them."""

from __future__ import annotations

from tests.sidebar.web.door import Door

SHOP = "/around/shops/{shop}"

AROUND = (
    Door("around.look", "POST", "/around"),
    Door("around.back", "GET", "/around"),
    Door("around.search", "POST", "/around/orders", {"looked": "alix"}),
    Door("around.ask_again", "POST", SHOP),
    Door("around.details", "GET", f"{SHOP}/orders/{{order}}"),
    Door("around.lines", "GET", f"{SHOP}/orders/{{order}}/lines"),
    Door("around.open_order", "POST", f"{SHOP}/orders/{{order}}/ticket"),
    Door("around.open_alone", "POST", f"{SHOP}/tickets"),
)
