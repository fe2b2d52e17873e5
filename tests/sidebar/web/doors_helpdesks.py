"""The doors of what managers rule of helpdesks."""

from __future__ import annotations

from tests.sidebar.web.door import Door

PAGE = "/inbox/{shop}/settings/helpdesks"

HELPDESK_SETTINGS = (
    Door("helpdesk_settings.show", "GET", PAGE, is_write=True, right="manage"),
    Door(
        "helpdesk_settings.rule",
        "PUT",
        f"{PAGE}/hlp_x",
        {"seen": "x", "refunds_on": "yes"},
        is_write=True,
        right="manage",
    ),
    Door(
        "helpdesk_settings.stand_in",
        "PUT",
        f"{PAGE}/hlp_x/employee",
        {"seen": "x", "employee": "1"},
        is_write=True,
        right="manage",
    ),
    Door(
        "helpdesk_settings.switch",
        "PUT",
        f"{PAGE}/hlp_x/shops/shp_x",
        {"seen": "x", "shown": "no"},
        is_write=True,
        right="manage",
    ),
)
