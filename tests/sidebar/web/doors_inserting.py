"""The doors of the page over a helpdesk's answer: who comes from a shop finds nothing there."""

from __future__ import annotations

from tests.sidebar.web.door import Door

CHOSEN = {"order": "{shop}/{order}", "kind": "summary"}

INSERTING = (
    Door("inserting.begin", "POST", "/inserting"),
    Door("inserting.used", "POST", "/inserting/used", CHOSEN),
    Door("inserting.write", "POST", "/inserting/text", CHOSEN),
)
