"""A helpdesk with two shops, and Noor's that it does not show, as its page asks about them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.test import TestResponse

from platforms.contract import Connection, Match
from sidebar.rules.viewer import Viewer
from sidebar.store.helpdesks import Helpdesk
from sidebar.store.shops import Shop
from tests.cast import ORDER, connect_shop
from tests.helpdesk import CAMILLE, connect_helpdesk
from tests.sidebar.from_helpdesk import bearer, come
from tests.sidebar.goods import found, order
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over

SISTER = "http://127.0.0.1:9/atelier"
STRANGER = "http://127.0.0.1:9/noor"
TICKET = "35"
ALIX = "alix@courriel.example"

AGENT = {"name": "Camille Fournier", "email": "camille@atelier.example", "locale": "fr"}


def context(**told: Any) -> str:
    """What the page says of its ticket; names of paths with ``_`` for the dot."""
    known = {
        "ticket.id": int(TICKET),
        "ticket.subject": "Ma commande",
        "ticket.requester": {"name": "Alix Moreau", "email": ALIX},
        "ticket.conversation": [],
        "currentUser": AGENT,
    }
    return json.dumps({**known, **{path.replace("_", "."): it for path, it in told.items()}})


@dataclass
class AroundHouse:
    """Shops that say what they are told to, and one agent of the helpdesk."""

    panel: Panel
    own: Shop
    sister: Shop
    stranger: Shop
    shops: dict[str, StillShop]
    helpdesk: Helpdesk
    viewer: Viewer

    def shop(self, shop: Shop) -> StillShop:
        """What answers for it."""
        return self.shops[shop.base_url]

    def come(self, person: str = CAMILLE) -> str:
        return bearer(self.panel, come(self.panel.stage.desk, person))

    def ask(self, path: str = "", method: str = "POST", **form: str) -> TestResponse:
        """A request of the page's own script."""
        told = {"said": context(), **form}
        token = bearer(self.panel, self.viewer)
        return self.panel.ask(method, f"/around{path}", token, **told)

    def open(self, shop: Shop, order_id: str = ORDER, **form: str) -> TestResponse:
        return self.ask(f"/shops/{shop.id}/orders/{order_id}/ticket", **form)


def around_house(stage: Stage) -> AroundHouse:
    """Both shops have an order of Alix's under the same id, the sister's another one."""
    sister, _ = connect_shop(stage.desk, SISTER, name="Atelier Nord")
    stranger, _ = connect_shop(stage.desk, STRANGER, name="Noor")
    shops = {
        stage.shop.base_url: StillShop(order(), (found(ORDER, Match.EMAIL),)),
        SISTER: StillShop(order(), (found(ORDER, Match.EMAIL), found("8", Match.PHONE))),
        STRANGER: StillShop(order(), (found("9", Match.EMAIL),)),
    }

    def adapter(_kind: str, connection: Connection) -> StillShop:
        return shops[connection.base_url]

    told = replace(stage, desk=replace(stage.desk, adapter=adapter))
    helpdesk = connect_helpdesk(told.desk, stage.shop.id, sister.id)
    viewer = come(told.desk)
    return AroundHouse(panel_over(told), stage.shop, sister, stranger, shops, helpdesk, viewer)
