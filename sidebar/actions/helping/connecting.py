"""Connects, changes and disconnects helpdesks: which shops each shows, and what it lets be done."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.errors import NotFound, Refused
from sidebar.rules.viewer import OF_HELPDESK, role_in_helpdesk, role_named
from sidebar.store import helpdesk_agents, helpdesks, shops
from sidebar.store.database import Conflict, Connection
from sidebar.store.helpdesks import Helpdesk

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewHelpdesk:
    """What an administrator says of a helpdesk to connect."""

    kind: str
    account: str
    """Its name or address at the host."""
    installation: str
    public_key: str = field(repr=False)
    shop_ids: tuple[str, ...]
    name: str = ""
    more_origins: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    refunds_on: bool = True
    cancellations_on: bool = True


def connect(desk: Desk, wanted: NewHelpdesk) -> Helpdesk:
    """Keeps the helpdesk with the shops that it shows.

    Raises Refused (``bad_account``, ``bad_installation``, ``bad_key``, ``bad_name``,
    ``bad_origin``, ``bad_role``, ``no_such_kind``, ``helpdesk_connected``) or NotFound (a shop).
    """
    host = desk.helpdesks.get(wanted.kind)
    if host is None:
        raise Refused("no_such_kind")
    try:
        origin = host.origin_of(wanted.account)
    except ValueError as error:
        raise Refused("bad_account") from error
    if not (wanted.installation.isascii() and wanted.installation.isdigit()):
        raise Refused("bad_installation")
    now = desk.clock.now()
    helpdesk = _checked(
        desk,
        Helpdesk(
            id=ids.new_id("hlp", now),
            kind=wanted.kind,
            origin=origin,
            installation=wanted.installation,
            name=wanted.name or origin.removeprefix("https://"),
            public_key=wanted.public_key.strip(),
            more_origins=wanted.more_origins,
            roles=wanted.roles,
            refunds_on=wanted.refunds_on,
            cancellations_on=wanted.cancellations_on,
            connected_at=now,
        ),
    )
    try:
        with desk.database.writing() as store:
            helpdesks.add(store, helpdesk)
            for shop_id in wanted.shop_ids:
                show(store, helpdesk, shop_id, is_shown=True)
    except Conflict as error:
        raise Refused("helpdesk_connected") from error
    return helpdesk


def connected(desk: Desk) -> list[Helpdesk]:
    """Every connected helpdesk, oldest first."""
    with desk.database.reading() as store:
        return helpdesks.every(store)


def change(desk: Desk, changed: Helpdesk) -> Helpdesk:
    """Writes what may change of it; what its people may do is so at once. Raises as ``connect``."""
    checked = _checked(desk, changed)
    with desk.database.writing() as store:
        if not helpdesks.change(store, checked):
            raise NotFound
        _set_rights(store, checked)
    return checked


def show(store: Connection, helpdesk: Helpdesk, shop_id: str, *, is_shown: bool) -> None:
    """Says whether the helpdesk shows the shop; who looks at it sees the change at once.

    Raises NotFound.
    """
    if shops.find(store, shop_id) is None:
        raise NotFound
    helpdesks.show_shop(store, helpdesk.id, shop_id, is_shown=is_shown)
    _set_rights(store, helpdesk)


def remove(desk: Desk, helpdesk_id: str) -> None:
    """Disconnects it: nobody comes in from there any more. Raises NotFound."""
    with desk.database.writing() as store:
        helpdesk = helpdesks.find(store, helpdesk_id)
        if helpdesk is None or not helpdesks.remove(store, helpdesk_id, desk.clock.now()):
            raise NotFound
        for agent in helpdesk_agents.of_helpdesk(store, helpdesk_id):
            helpdesk_agents.allow(store, agent.agent_id, f"{OF_HELPDESK}none")


def _set_rights(store: Connection, helpdesk: Helpdesk) -> None:
    """Everyone's right in every shop, as the helpdesk's roles and shops give it now."""
    shown = {shop.id for shop in helpdesks.shops_of(store, helpdesk.id)}
    for agent in helpdesk_agents.of_helpdesk(store, helpdesk.id):
        word = role_in_helpdesk(helpdesk.roles, agent.person_id).word
        if agent.shop_id not in shown:
            word = "none"
        helpdesk_agents.allow(store, agent.agent_id, OF_HELPDESK + word)


def _checked(desk: Desk, helpdesk: Helpdesk) -> Helpdesk:
    name = helpdesk.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused("bad_name")
    if not desk.helpdesks[helpdesk.kind].is_key(helpdesk.public_key):
        raise Refused("bad_key")
    if not all(map(_is_origin, helpdesk.more_origins)):
        raise Refused("bad_origin")
    for word in helpdesk.roles.values():
        try:
            role_named(word)
        except ValueError as error:
            raise Refused("bad_role") from error
    return dataclasses.replace(helpdesk, name=name)


def _is_origin(text: str) -> bool:
    parts = urlsplit(text)
    is_plain = text == f"{parts.scheme}://{parts.netloc}" and text.isascii()
    return parts.scheme in ("http", "https") and is_plain and not set(text) & set(" ;,*'\"@")
