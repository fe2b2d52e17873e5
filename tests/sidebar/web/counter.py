"""A panel whose shop gives money back as told, and the requests that an agent’s page makes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from werkzeug.test import TestResponse

from sidebar.actions.opening import Opened
from sidebar.rules.limits import Limit
from sidebar.store import shops
from sidebar.store.shops import ModuleState, MoneyRules
from tests.cast import CAMILLE, Person
from tests.sidebar.stage import Panel, Stage, panel_over
from tests.sidebar.web.told_shop import ToldShop, alix_order

ROLES = {"4": "refund", "3": "read"}


@dataclass(frozen=True)
class Counter:
    """The panel, the shop behind it, and what its pages would send."""

    panel: Panel
    shop: ToldShop

    def enter(self, person: Person = CAMILLE, **claims: str) -> Opened:
        return self.panel.stage.enter(person, **claims)

    def draft(self, opened: Opened, **told: str) -> dict[str, str]:
        """The fields of a filled-in form, as the page mints and names them."""
        form = self.panel.on(opened, path="/refund").text
        fields = {"ask_id": field(form, "ask_id"), "currency": "EUR", "reason": "damaged"}
        seen = field(self.panel.on(opened).text, "seen_version")
        return {**fields, "seen_version": seen, "quantity-201": "1", "restock-201": "1", **told}

    def review(self, opened: Opened, what: str = "refund", **fields: str) -> TestResponse:
        return self.panel.on(opened, "POST", f"/{what}/review", **fields)

    def confirm(
        self, opened: Opened, what: str = "refund", *, seal: str = "", **fields: str
    ) -> TestResponse:
        """Confirms what was reviewed a moment before, unless another seal is given."""
        seen = seal or field(self.review(opened, what, **fields).text, "seal")
        return self.panel.on(opened, "POST", f"/{what}", seal=seen, **fields)

    def operation(self, opened: Opened, **told: str) -> str:
        """The id of a refund that was just confirmed."""
        self.confirm(opened, **self.draft(opened, **told))
        rows = self.panel.stage.rows("operations")
        return str(max(row["id"] for row in rows))

    def on_operation(
        self, opened: Opened, operation: str, verb: str = "", **fields: str
    ) -> TestResponse:
        method = "POST" if verb else "GET"
        return self.panel.on(opened, method, f"/operations/{operation}{verb}", **fields)


def counter_over(stage: Stage) -> Counter:
    """Over a stage whose shop is paired."""
    told = ToldShop(alix_order())
    rule(stage)
    return Counter(panel_over(told.at(stage)), told)


def rule(stage: Stage, **rules: Limit) -> None:
    """Pairs the shop and gives it its limits by role."""
    with stage.desk.database.writing() as store:
        shop = shops.find(store, stage.shop.id)
        assert shop is not None
        paired = ModuleState(paired_at=1, ps_version="9.1.4")
        money = MoneyRules(limits=rules)
        shops.change(store, replace(shop, roles=ROLES, module=paired, money=money))


def field(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found is not None, name
    return found.group(1)


def state(page: str) -> str:
    """Where the shown operation stands."""
    found = re.search(r'data-money="([a-z_]+)"', page)
    return found.group(1) if found else ""


def words(page: str) -> str:
    """What a reader sees: no tags, single spaces."""
    text = re.sub(r"<[^>]+>", " ", page).replace("\u202f", " ").replace("\u00a0", " ")
    return re.sub(r"\s+", " ", text)
