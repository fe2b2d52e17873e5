"""Connects the demonstration's sandbox shops, with their mail pointed at its sink."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from sidebar.actions import embedded, pairing, shops
from sidebar.actions.demo_inbox import around, filling
from sidebar.actions.demo_inbox.casting import Person, Player
from sidebar.actions.desk import Desk
from sidebar.actions.helping import administering, connecting
from sidebar.actions.helping.connecting import NewHelpdesk
from sidebar.actions.receiving import setting
from sidebar.actions.receiving.setting import WantedMailbox
from sidebar.actions.shops import NewShop
from sidebar.rules.limits import Limit
from sidebar.store import grants
from sidebar.store.shops import MailAddressing, MoneyRules, Shop

LIMITS = MoneyRules(limits={"refund": Limit("50.00", "200.00")})
FAMILY = "lumiere"
"""The merchant who has all of the demonstration's stores."""


HELPDESK_ROLES = {"*": "reply", "501": "refund", "502": "refund", "503": "manage"}
"""By the helpdesk's numbers of its people: two agents, and who approves."""

HELPDESK_EMPLOYEE = "4"
"""The PrestaShop's own number of its manager: it is asked in her name from the helpdesk."""

STORE_TICKETS = 40
"""In each store: enough for a list of several shops."""


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


def fill(
    desk: Desk, shop_id: str, people: Sequence[Person], order_ids: Sequence[str], answers: Path
) -> None:
    """A lively inbox, and a mailbox in which customers' answers are found."""
    shop = shops.find(desk, shop_id)
    around.furnish(desk, shop, *filling.fill(desk, shop, people, order_ids))
    _find_answers(desk, shop, answers)


def _find_answers(desk: Desk, shop: Shop, answers: Path) -> None:
    """Where what is written to the shop's own domain is put."""
    folder = answers / shop.mail.sender.rpartition("@")[2]
    folder.mkdir(parents=True, exist_ok=True)
    mailbox = WantedMailbox(kind="folder", folder=str(folder), takes_tags=True, takes_old=True)
    setting.keep(desk, shop.id, mailbox)


def connect_stores(
    desk: Desk, stores: Mapping[str, tuple[str, str]], mail: MailAddressing
) -> list[Shop]:
    """One merchant's stores by name and time zone; keys come with each first person."""
    (host,) = desk.embeddings.values()
    connected = []
    for name, (title, zone) in stores.items():
        wanted = NewShop(
            host.kind,
            host.base_url(name),
            name=title,
            timezone=zone,
            admin_origins=host.framing(name),
            roles=embedded.FIRST_ROLES,
            mail=dataclasses.replace(mail, sender=f"support@{name.partition('.')[0]}.example"),
            money=LIMITS,
        )
        shop, _ = shops.connect(desk, wanted)
        of_house = shops.alter(desk, shop.id, lambda it: dataclasses.replace(it, family=FAMILY))
        connected.append(of_house)
    return connected


def fill_stores(
    desk: Desk, stores: Sequence[Shop], people: Sequence[Sequence[Person]], answers: Path
) -> None:
    """A few tickets in each store; the first one's agent works in the others too."""
    filled = [
        (shop, *filling.fill(desk, shop, here, many=STORE_TICKETS, seed=filling.SEED + number))
        for number, (shop, here) in enumerate(zip(stores, people, strict=True))
    ]
    # Rules come last: they look at what begins in any shop of the house.
    for shop, cast, played in filled:
        around.furnish(desk, shop, cast, played)
        _find_answers(desk, shop, answers)
    (_, host_cast, _), *others = filled
    for shop, cast, _ in others:
        _let_in(desk, shop, host_cast.players[0], by=cast.players[0])


def open_stores(desk: Desk, proofs: Sequence[str]) -> None:
    """The stores' keys, had by the first person of each: a helpdesk's agents bring none."""
    (kind,) = desk.embeddings
    for proof in proofs:
        embedded.arrive(desk, kind, proof)


def connect_helpdesk(desk: Desk, url: str, installation: str, public_key: str) -> None:
    """The helpdesk whose pages stand at ``url``, with every shop there is."""
    (kind,) = desk.helpdesks
    wanted = NewHelpdesk(
        kind,
        "atelier",
        installation,
        public_key,
        shop_ids=tuple(shop.id for shop in shops.connected(desk)),
        name="Atelier",
        more_origins=(url,),
        roles=HELPDESK_ROLES,
    )
    helpdesk = connecting.connect(desk, wanted)
    paired = [shop.id for shop in shops.connected(desk) if shop.module.is_paired]
    administering.stand_ins(desk, helpdesk.id, dict.fromkeys(paired, HELPDESK_EMPLOYEE))


def _let_in(desk: Desk, shop: Shop, guest: Player, *, by: Player) -> None:
    with desk.database.writing() as store:
        now = desk.clock.now()
        grants.give(store, guest.agent_id, shop.id, "reply", given_by=by.agent_id, now=now)
