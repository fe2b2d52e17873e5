"""A stand-in shop with its module, up on loopback, and both ways into it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from platforms.contract import Connection
from platforms.moves import Act, Actor, Gives, Picked, PickedLine, Refundable, Restock
from platforms.prestashop.adapter import PrestaShop
from platforms.prestashop.sandbox import Pairing, Sandbox, create_sandbox, sandbox_of, serve
from platforms.shapes import Money
from tests.platforms.prestashop.recorded import KEY

SHOP_ID = "shp_01J"
SECRET = "s" * 43
ROBIN = Actor("3", "Robin")


@dataclass(frozen=True, slots=True)
class Paired:
    """The shop read through its module, and the same shop read over its webservice."""

    url: str
    shop: PrestaShop
    webservice: PrestaShop
    sandbox: Sandbox

    def rounds(self) -> int:
        return self.sandbox.log.count

    def slips(self, order_id: str) -> int:
        return len(self.sandbox.shop.rows("order_slip", id_order=int(order_id)))


@contextmanager
def paired(seed: str = "lively") -> Iterator[Paired]:
    pairing = Pairing(SHOP_ID, SECRET, "http://127.0.0.1:1")
    app = create_sandbox(seed=seed, comptoir=pairing, webservice_key=KEY)
    running = serve(app, "127.0.0.1", 0)
    sandbox = sandbox_of(app)
    zone = sandbox.shop.setting("PS_TIMEZONE", "UTC")
    yield Paired(
        running.url,
        PrestaShop(through_module(running.url, zone)),
        PrestaShop(Connection(running.url, KEY, zone)),
        sandbox,
    )
    running.stop()


def through_module(
    url: str,
    timezone: str = "Europe/Paris",
    *,
    key: str = "",
    secrets: tuple[str, ...] = (SECRET,),
) -> Connection:
    return Connection(url, key, timezone, shop_id=SHOP_ID, secrets=secrets)


def act(key: str = "op_first_one", actor: Actor = ROBIN) -> Act:
    return Act(key, actor, f"{key}, {actor.name}: arrived broken")


def picked(
    refundable: Refundable,
    *units: int,
    shipping: int = 0,
    gives: Gives = Gives.MONEY,
    restock: bool = False,
) -> Picked:
    """So many units of each line in its order, put back where that cannot be helped."""
    lines = tuple(
        PickedLine(
            line.line_id,
            quantity,
            quantity
            if line.restock is Restock.FORCED or (restock and line.restock is not Restock.NONE)
            else 0,
        )
        for line, quantity in zip(refundable.lines, units, strict=False)
        if quantity
    )
    return Picked(lines, Money(shipping, refundable.left.currency), gives)
