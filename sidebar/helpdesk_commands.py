"""The command line's own room for helpdesks: who may show our panel, of which shops, to whom."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from sidebar.actions.desk import Desk
from sidebar.actions.helping import administering, connecting
from sidebar.actions.helping.connecting import NUMBER, NewHelpdesk
from sidebar.commands import faults_told
from sidebar.errors import NotFound, Refused
from sidebar.options import roles
from sidebar.store.helpdesks import Helpdesk

MakeDesk = Callable[[], Desk]
T = TypeVar("T")

LONGEST_KEY_FILE = 65_536

FAULTS = {
    "not_found": "No connected helpdesk (comptoir hosts list) or no connected shop"
    " (comptoir shops list) has this id; nothing was changed.",
    "no_such_kind": "This kind of helpdesk is not known here.",
    "helpdesk_connected": "This installation is connected already (see: comptoir hosts list).",
    "same_account": "Another installation of this account is connected with one of these shops:"
    " remove that one first (comptoir hosts list).",
    "bad_account": "ACCOUNT is its name or address: atelier, or https://atelier.zendesk.com.",
    "bad_installation": "--installation takes the number of the installation, in digits.",
    "bad_key": "--public-key takes the file of an RSA public key of 2048 bits or more, as PEM.",
    "bad_employee": "--employee takes SHOP=NUMBER: a shop shown there, and its own number of one"
    " of its employees; nothing was changed.",
    "bad_name": "--name takes one line of at most 80 characters.",
    "bad_origin": "--origin takes https://host[:port] in small letters, at most eight times.",
    "bad_person": "Write PERSON=ROLE with the person's number in the helpdesk, or * for others.",
    "bad_role": "Write PERSON=ROLE, with none, read, reply, refund, approve or manage.",
}
"""What to do about each fault that an administrator can meet here."""


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """What may be said of a helpdesk when it is added, and changed later."""
    options = (
        click.option("--name", help="How people here call it."),
        click.option(
            "--role", multiple=True, metavar="PERSON=ROLE", help="Repeatable; * = others."
        ),
        click.option(
            "--employee",
            multiple=True,
            metavar="SHOP=NUMBER",
            help="Whose name a PrestaShop is asked in; repeatable.",
        ),
        click.option("--origin", multiple=True, help="Another address of it; repeatable."),
        click.option("--refunds/--no-refunds", default=None, help="Whether its people may refund."),
        click.option(
            "--cancellations/--no-cancellations", default=None, help="Whether they may cancel."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


_key_option = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group("hosts")
def hosts_group() -> None:
    """Connect, list, change and disconnect helpdesks that show the panel."""


@hosts_group.command("add")
@click.argument("kind", type=click.Choice(["zendesk"]))
@click.argument("account")
@click.option("--installation", required=True, metavar="NUMBER", help="Of the app in the account.")
@click.option("--public-key", type=_key_option, required=True, help="The app's, as PEM.")
@click.option("--shop", "shop_ids", multiple=True, required=True, help="By its id; repeatable.")
@_options
@click.pass_obj
def add(make_desk: MakeDesk, /, kind: str, account: str, **told: Any) -> None:
    """Connect the installation of the app in ACCOUNT with shops."""
    wanted = NewHelpdesk(
        kind=kind,
        account=account,
        installation=told["installation"].strip(),
        public_key=_key(told["public_key"]),
        shop_ids=tuple(dict.fromkeys(told["shop_ids"])),
        name=told["name"] or "",
        more_origins=_origins(told["origin"]),
        roles=roles(told["role"]),
        refunds_on=told["refunds"] is not False,
        cancellations_on=told["cancellations"] is not False,
    )
    employees = _employees(told["employee"], wanted.shop_ids)
    desk = _made(make_desk)
    helpdesk = _told(lambda: connecting.connect(desk, wanted))
    _told(lambda: administering.stand_ins(desk, helpdesk.id, employees))
    click.echo(f"Connected: {helpdesk.name}\nhelpdesk id: {helpdesk.id}")
    click.echo(_line(desk, helpdesk))


@hosts_group.command("list")
@click.pass_obj
def list_hosts(make_desk: MakeDesk) -> None:
    """List the connected helpdesks, with what each shows and allows."""
    desk = _made(make_desk)
    for helpdesk in connecting.connected(desk):
        click.echo(_line(desk, helpdesk))


@hosts_group.command("set")
@click.argument("helpdesk_id")
@click.option("--public-key", type=_key_option, help="Of a new pair, as PEM.")
@click.option("--shop", "shop_ids", multiple=True, help="Show this one too; repeatable.")
@click.option("--hide-shop", "hidden_ids", multiple=True, help="Put this one away; repeatable.")
@_options
@click.pass_obj
def change(make_desk: MakeDesk, /, helpdesk_id: str, **told: Any) -> None:
    """Change what is given of a helpdesk, and nothing else; people in it see it at once."""
    desk = _made(make_desk)
    known = _told(lambda: connecting.find(desk, helpdesk_id))
    given = {
        "public_key": _key(told["public_key"]) if told["public_key"] else None,
        "name": told["name"],
        "more_origins": _origins(told["origin"]) or None,
        "roles": _roles(known.roles, told["role"]),
        "refunds_on": told["refunds"],
        "cancellations_on": told["cancellations"],
    }
    fresh: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    wanted = dataclasses.replace(known, **fresh)
    shown = dict.fromkeys(told["shop_ids"], True) | dict.fromkeys(told["hidden_ids"], False)
    there = (*shown, *(shop.id for shop in connecting.shops_of(desk, helpdesk_id)))
    employees = _employees(told["employee"], there)
    fresh_one = _told(lambda: connecting.change(desk, wanted, shown=shown))
    _told(lambda: administering.stand_ins(desk, helpdesk_id, employees))
    click.echo(_line(desk, fresh_one))


@hosts_group.command("remove")
@click.argument("helpdesk_id")
@click.confirmation_option(prompt="Nobody comes in from there any more; tickets stay. Go on?")
@click.pass_obj
def remove(make_desk: MakeDesk, helpdesk_id: str) -> None:
    """Disconnect a helpdesk; sessions that are open there end at once."""
    desk = _made(make_desk)
    _told(lambda: connecting.remove(desk, helpdesk_id))


def _made(make_desk: MakeDesk) -> Desk:
    with faults_told():
        return make_desk()


def _told(does: Callable[[], T]) -> T:
    """Turns a fault into one clear line and exit status 1."""
    with faults_told():
        try:
            return does()
        except (NotFound, Refused) as fault:
            raise click.ClickException(FAULTS.get(fault.reason, fault.reason)) from fault


def _key(file: Path) -> str:
    try:
        with file.open(encoding="ascii") as opened:
            return opened.read(LONGEST_KEY_FILE)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise click.ClickException(FAULTS["bad_key"]) from error


def _origins(written: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(origin.strip().lower().rstrip("/") for origin in written)


def _employees(written: tuple[str, ...], shop_ids: tuple[str, ...]) -> dict[str, str]:
    """By shop, one of these; an empty number is nobody. Asked before anything is changed."""
    by_shop = {}
    for one in written:
        shop, mark, number = (part.strip() for part in one.partition("="))
        if not mark or shop not in shop_ids or (number and not NUMBER.fullmatch(number)):
            raise click.ClickException(FAULTS["bad_employee"])
        by_shop[shop] = number
    return by_shop


def _roles(known: Mapping[str, str], written: tuple[str, ...]) -> dict[str, str]:
    """Those of before with what is said now; "501=" takes a person's own role away."""
    taken = {one.removesuffix("=").strip() for one in written if one.endswith("=")}
    merged = {**known, **roles(written)}
    return {person: role for person, role in merged.items() if person not in taken}


def _line(desk: Desk, helpdesk: Helpdesk) -> str:
    switches = [
        word
        for word, is_on in (
            ("refunds", helpdesk.refunds_on),
            ("cancellations", helpdesk.cancellations_on),
        )
        if is_on
    ]
    shown = [shop.id for shop in connecting.shops_of(desk, helpdesk.id)]
    parts = (helpdesk.id, helpdesk.kind, helpdesk.origin, helpdesk.installation, helpdesk.name)
    allows = "+".join(switches) or "no money"
    given = " ".join(f"{person}={role}" for person, role in helpdesk.roles.items())
    rights = f"roles: {given or '*=reply'}"
    return "  ".join((*parts, f"shops: {' '.join(shown) or 'none'}", rights, allows))
