"""The page over a helpdesk's answer, as its script uses it."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.test import TestResponse

from platforms.contract import Match
from platforms.shapes import Shipment
from tests.cast import ORDER
from tests.helpdesk import CAMILLE, claims, connect_helpdesk, signed
from tests.sidebar.goods import euros, found, order
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over

EMAIL = "alix@courriel.example"
SAID = {
    "ticket.id": 4012,
    "ticket.subject": "Où est mon colis ?",
    "ticket.requester": {"name": "Alix Moreau", "email": EMAIL},
    "ticket.via.channel": "email",
    "currentUser": {"name": "Camille Fournier", "email": "camille@atelier.example", "locale": "fr"},
}
PARCEL = Shipment("Messager", "MX1", "https://suivi.example/MX1?a=1&b=2", euros(0))
SETTLED_AT = 1_790_000_000_000


@dataclass(frozen=True)
class Widget:
    """The page as its script uses it."""

    panel: Panel
    bearer: str
    said: dict[str, Any]

    def begin(self, **form: str) -> str:
        return self.answer("/inserting", **form).get_data(as_text=True)

    def write(self, kind: str, **form: str) -> str:
        told = {"order": f"{self.panel.stage.shop.id}/{ORDER}", "kind": kind, **form}
        return self.answer("/inserting/text", **told).get_data(as_text=True)

    def answer(self, path: str, **form: str) -> TestResponse:
        return self.panel.ask("POST", path, self.bearer, **{"said": json.dumps(self.said), **form})

    def met(self) -> Widget:
        """The same, once its page said who is there."""
        return replace(self, bearer=self.answer("/inserting").headers["Comptoir-Token"])


def widget_of(panel: Panel, *, person: str = CAMILLE, **said: Any) -> Widget:
    token = signed(claims(panel.stage.desk.clock.now(), person=person))
    page = panel.app.test_client().post("/helpdesks/zendesk/editor", data={"token": token})
    bearer = re.search(r'data-token="([^"]+)"', page.get_data(as_text=True))
    assert bearer is not None
    return Widget(panel, bearer[1], {**SAID, **said})


def over(stage: Stage, shop: StillShop | None = None, **said: Any) -> Widget:
    """The page of Camille, whose helpdesk shows this one shop."""
    served = (shop or StillShop(order(shipments=(PARCEL,)), (found(ORDER, Match.EMAIL),))).at(stage)
    connect_helpdesk(served.desk, served.shop.id)
    return widget_of(panel_over(served), **said)


def put(page: str) -> str:
    """What its button inserts; empty where there is no button."""
    found_in = re.search(r'data-put="([^"]*)"', page)
    return html.unescape(found_in[1]) if found_in else ""


def lacking(page: str) -> str:
    found_in = re.search(r'data-lacking="(\w+)"', page)
    return found_in[1] if found_in else ""
