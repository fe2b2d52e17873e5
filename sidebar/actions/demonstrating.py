"""Connects the demonstration's sandbox shops, with their mail pointed at its sink."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from sidebar.actions import embedded, pairing, shops
from sidebar.actions.desk import Desk
from sidebar.actions.shops import NewShop
from sidebar.rules.limits import Limit
from sidebar.store.shops import MailAddressing, MoneyRules

LIMITS = MoneyRules(limits={"refund": Limit("50.00", "200.00")})
FAMILY = "lumiere"
"""The merchant who has all of the demonstration's stores."""


def sink(host: str, port: int) -> MailAddressing:
    """Mail that goes to a server which delivers nowhere."""
    sender = "support@boutique.example"
    return MailAddressing(sender=sender, host=host, port=port, security="none")


def pair(desk: Desk, url: str, mail: MailAddressing) -> tuple[str, str, str]:
    """The shop with a module: (our id of it, its launch secret, where it finds us)."""
    address = shops.address_of(url)
    known = next((shop for shop in shops.connected(desk) if shop.base_url == address), None)
    if known is None:
        wanted = NewShop(
            "prestashop", url, name="Boutique", mail=mail, roles={"4": "refund"}, money=LIMITS
        )
        known, _ = shops.connect(desk, wanted)
    shop = pairing.trust(desk, shops.change(desk, known.id, mail=mail))
    return shop.id, desk.secrets(shop).launch[0], desk.public_url


def connect_stores(desk: Desk, names: Mapping[str, str], mail: MailAddressing) -> None:
    """One merchant's stores, ready but for their keys: those come with the first person."""
    (host,) = desk.embeddings.values()
    for name, title in names.items():
        wanted = NewShop(
            host.kind,
            host.base_url(name),
            name=title,
            admin_origins=host.framing(name),
            roles=embedded.FIRST_ROLES,
            mail=mail,
            money=LIMITS,
        )
        shop, _ = shops.connect(desk, wanted)
        shops.alter(desk, shop.id, lambda it: dataclasses.replace(it, family=FAMILY))
