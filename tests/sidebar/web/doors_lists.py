"""The doors of lists: acts on many tickets, saved views, the way from a ticket to the next."""

from __future__ import annotations

from tests.sidebar.web.door import Door

SHOP, TICKET = "/inbox/{shop}", "/tickets/{ticket}"

SAVED = {"name": "Retours", "list": "type=return"}

LISTS = (
    Door("bulk.act", "POST", f"{SHOP}/bulk", {"act": "mine", "ticket": "tkt_x"}, is_write=True),
    Door("bulk.act", "POST", f"{SHOP}/bulk", {"act": "close", "ticket": "tkt_x"}, is_write=True),
    Door("saved_views.save", "POST", f"{SHOP}/views", SAVED, is_write=True),
    Door("saved_views.rename", "PUT", f"{SHOP}/views/svw_x", SAVED, is_write=True),
    Door("saved_views.delete", "DELETE", f"{SHOP}/views/svw_x", is_write=True),
    Door("trail.beside", "GET", f"{TICKET}/beside?to=next&list=view%3Dall"),
)
