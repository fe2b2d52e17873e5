"""The page of helpdesks in a shop's settings, as one manager has it before them."""

from __future__ import annotations

import re

from werkzeug.test import TestResponse

from sidebar.actions.helping import connecting
from sidebar.actions.opening import Opened
from sidebar.rules.viewer import Viewer
from sidebar.store.helpdesks import Helpdesk
from tests.sidebar.from_helpdesk import bearer
from tests.sidebar.stage import Panel, Stage

ON = {"refunds_on": "yes", "cancellations_on": "yes"}


class Page:
    """The settings of a shop as one manager has them before them."""

    def __init__(self, panel: Panel, who: Opened | Viewer) -> None:
        self.panel, self.stage = panel, panel.stage
        viewer = who if isinstance(who, Viewer) else who.viewer
        self.token = bearer(panel, viewer)
        self.path = f"/inbox/{viewer.shop_id}/settings/helpdesks"
        self.look()

    def look(self) -> str:
        self.text = self.panel.ask("GET", self.path, self.token).text
        return self.text

    @property
    def seen(self) -> str:
        found = re.search(r'name="seen" value="(\w+)"|"seen": "(\w+)"', self.text)
        return (found[1] or found[2]) if found else ""

    def rule(self, helpdesk: Helpdesk, **told: str) -> TestResponse:
        form = {**ON, "seen": self.seen, **told}
        form = {name.replace("__", "-"): value for name, value in form.items() if value != "no"}
        return self.panel.ask("PUT", f"{self.path}/{helpdesk.id}", self.token, **form)

    def switch(self, helpdesk: Helpdesk, shop_id: str, shown: str) -> TestResponse:
        path = f"{self.path}/{helpdesk.id}/shops/{shop_id}"
        return self.panel.ask("PUT", path, self.token, shown=shown, seen=self.seen)


def now(stage: Stage) -> Helpdesk:
    return connecting.connected(stage.desk)[0]


def changes(stage: Stage) -> set[tuple[str, str, str, str]]:
    rows = stage.rows("setting_events")
    return {(row["shop_id"], row["subject"], row["old"], row["new"]) for row in rows}


def shown(stage: Stage) -> dict[str, int]:
    return {row["shop_id"]: row["is_shown"] for row in stage.rows("helpdesk_shops")}
