"""Connects, changes and disconnects helpdesks: which shops each shows, and what it lets be done."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sidebar import ids
from sidebar.actions.desk import Desk
from sidebar.errors import NotFound, Refused
from sidebar.rules.viewer import OF_HELPDESK, role_in_helpdesk, role_named
from sidebar.store import helpdesk_agents, helpdesk_shops, helpdesks, shops
from sidebar.store.database import Conflict, Connection
from sidebar.store.helpdesks import Helpdesk
from sidebar.store.shops import Shop

LONGEST_NAME = 80
MOST_ORIGINS = 8
NUMBER = re.compile(r"[1-9][0-9]{0,19}")
"""Of a person, or of an installation, as hosts write it."""

_ORIGIN = re.compile(
    r"(?:https://[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|http://(?:127\.0\.0\.1|localhost))"
    r"(?::[1-9][0-9]{0,4})?"
)
"""A host by its name, in small letters: nothing in it can say more in a policy of ours.

In clear only on this machine: whoever stands on the way could frame us in the host's name.
"""


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
    ``bad_origin``, ``bad_person``, ``bad_role``, ``no_such_kind``, ``helpdesk_connected``,
    ``same_account``) or NotFound (a shop).
    """
    host = desk.helpdesks.get(wanted.kind)
    if host is None:
        raise Refused("no_such_kind")
    try:
        origin = host.origin_of(wanted.account)
    except ValueError as error:
        raise Refused("bad_account") from error
    if not NUMBER.fullmatch(wanted.installation):
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
                _show(store, helpdesk, shop_id, is_shown=True)
    except Conflict as error:
        raise Refused("helpdesk_connected") from error
    return helpdesk


def connected(desk: Desk) -> list[Helpdesk]:
    """Every connected helpdesk, oldest first."""
    with desk.database.reading() as store:
        return helpdesks.every(store)


def find(desk: Desk, helpdesk_id: str) -> Helpdesk:
    """A connected helpdesk. Raises NotFound."""
    with desk.database.reading() as store:
        found = helpdesks.find(store, helpdesk_id)
    if found is None:
        raise NotFound
    return found


def shops_of(desk: Desk, helpdesk_id: str) -> list[Shop]:
    """The shops that it shows, by name."""
    with desk.database.reading() as store:
        return helpdesks.shops_of(store, helpdesk_id)


def framing(desk: Desk, origin: str) -> tuple[str, ...]:
    """Whoever may frame the pages of the helpdesk that stands at this origin; nobody for others."""
    if not origin:
        return ()
    return next((one.origins for one in connected(desk) if origin in one.origins), ())


def change(desk: Desk, changed: Helpdesk, *, shown: Mapping[str, bool] | None = None) -> Helpdesk:
    """Writes what may change of it, and which shops are shown or put away, all or nothing.

    What its people may do is so at once. Raises as ``connect``.
    """
    checked = _checked(desk, changed)
    with desk.database.writing() as store:
        if not helpdesks.change(store, checked):
            raise NotFound
        for shop_id, is_shown in (shown or {}).items():
            _show(store, checked, shop_id, is_shown=is_shown)
        set_rights(store, checked)
    return checked


def show(store: Connection, helpdesk: Helpdesk, shop_id: str, *, is_shown: bool) -> None:
    """Says whether the helpdesk shows the shop; who looks at it sees the change at once.

    Raises NotFound or Refused (``same_account``).
    """
    _show(store, helpdesk, shop_id, is_shown=is_shown)
    set_rights(store, helpdesk)


def remove(desk: Desk, helpdesk_id: str) -> None:
    """Disconnects it: nobody comes in from there any more. Raises NotFound."""
    with desk.database.writing() as store:
        helpdesk = helpdesks.find(store, helpdesk_id)
        if helpdesk is None or not helpdesks.remove(store, helpdesk_id, desk.clock.now()):
            raise NotFound
        helpdesk_agents.part(store, helpdesk_id, f"{OF_HELPDESK}none")
        helpdesks.forget_launches_of(store, helpdesk_id)


def set_rights(store: Connection, helpdesk: Helpdesk) -> None:
    """Everyone's right in every shop, as the helpdesk's roles and shops give it now."""
    shown = {shop.id for shop in helpdesks.shops_of(store, helpdesk.id)}
    having = dict[str, list[str]]()
    for agent in helpdesk_agents.of_helpdesk(store, helpdesk.id):
        is_there = agent.shop_id in shown
        word = role_in_helpdesk(helpdesk.roles, agent.person_id).word if is_there else "none"
        having.setdefault(word, []).append(agent.agent_id)
    for word, agent_ids in having.items():
        helpdesk_agents.allow(store, agent_ids, OF_HELPDESK + word)


def _show(store: Connection, helpdesk: Helpdesk, shop_id: str, *, is_shown: bool) -> None:
    """The same, but for the rights. Whoever looks already is known in a shop shown since."""
    shops.hold(store, shop_id)
    if shops.find(store, shop_id) is None:
        raise NotFound
    _check_account(store, helpdesk, shop_id, is_shown=is_shown)
    helpdesks.show_shop(store, helpdesk.id, shop_id, is_shown=is_shown)
    people = helpdesk_agents.of_helpdesk(store, helpdesk.id) if is_shown else []
    known = {agent.person_id for agent in people if agent.shop_id == shop_id}
    latest = {agent.person_id: agent for agent in sorted(people, key=lambda one: one.seen_at)}
    for person_id, agent in latest.items():
        if person_id not in known:
            fresh_id = ids.new_id("agt", agent.seen_at)
            helpdesk_agents.join(store, fresh_id, agent, shop_id=shop_id, helpdesk_id=helpdesk.id)


def _check_account(store: Connection, helpdesk: Helpdesk, shop_id: str, *, is_shown: bool) -> None:
    """By two installations of one account each of its people would be two.

    They could approve what they asked for, and spend a day's limit twice.
    """
    is_new = shop_id not in {one.shop.id for one in helpdesk_shops.showings(store, helpdesk.id)}
    if (is_shown or is_new) and helpdesks.is_beside_another(store, helpdesk, shop_id):
        raise Refused("same_account")


def _checked(desk: Desk, helpdesk: Helpdesk) -> Helpdesk:
    name = helpdesk.name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused("bad_name")
    if not desk.helpdesks[helpdesk.kind].is_key(helpdesk.public_key):
        raise Refused("bad_key")
    origins = tuple(dict.fromkeys(helpdesk.more_origins))
    if len(origins) > MOST_ORIGINS or not all(map(_ORIGIN.fullmatch, origins)):
        raise Refused("bad_origin")
    for person, word in helpdesk.roles.items():
        if person != "*" and not NUMBER.fullmatch(person):
            raise Refused("bad_person")
        try:
            role_named(word)
        except ValueError as error:
            raise Refused("bad_role") from error
    return dataclasses.replace(helpdesk, name=name, more_origins=origins)
