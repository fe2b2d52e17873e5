"""The command line's own room for shops: options in, actions called, what must be known printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from sidebar.actions import pairing, shops
from sidebar.actions.desk import Desk
from sidebar.actions.money import exporting
from sidebar.actions.shops import NewShop
from sidebar.errors import CounterError, Misconfigured
from sidebar.options import addressing, money_rules, roles, shop_options
from sidebar.store.shops import MailAddressing, MoneyRules, Shop

MakeDesk = Callable[[], Desk]

FAULTS = {
    "already_connected": "This shop is connected already (see: comptoir shops list).",
    "bad_url": "The address must be http(s)://host[/path], without user, query or fragment.",
    "bad_origin": "An admin origin is http(s)://host[:port], nothing more.",
    "bad_name": "A name is one line of text, without control characters.",
    "bad_email": "--sender and --reply-to take a plain e-mail address: support@shop.example.",
    "bad_smtp_host": "--smtp-host takes the name or address of a machine, without a port.",
    "bad_timezone": "The time zone must be an IANA name such as Europe/Paris.",
    "bad_export": "The file's name must end in .csv or .sqlite3.",
    "bad_limit": "Write ROLE=AMOUNT or ROLE=AMOUNT/DAY, such as refund=50.00/200.00.",
    "bad_reason": "Write CODE=ENGLISH|FRENCH, the code in small letters, digits and _.",
    "bad_role": "Write PROFILE=ROLE, with none, read, reply, refund, approve or manage.",
    "not_found": "No connected shop has this id (see: comptoir shops list).",
    "use_pg_dump": "PostgreSQL has its own tool: pg_dump --format=custom --file=FILE.",
    "store_not_empty": "The store already holds a shop: rows are copied into an empty one only.",
    "use_pg_restore": "PostgreSQL has its own tool: pg_restore --clean --dbname=ADDRESS FILE.",
    "no_store": "There is no store where DATABASE_URL points; nothing was written.",
    "not_migrated": "The store was never migrated; nothing was written. Run: comptoir migrate",
    "no_such_file": "There is no such file; nothing was changed.",
    "not_a_store": "This file is not a whole Comptoir store; nothing was changed.",
    "store_in_use": "The store is in use; nothing was changed. Stop the service first.",
    "bad_source": "--copy-from must begin with sqlite:/// or postgresql://.",
    "no_source": "There is no store where --copy-from points; nothing was changed.",
    "source_unreachable": "The store at --copy-from does not answer; nothing was changed.",
    "source_not_migrated": "The store at --copy-from lacks migrations; nothing was changed."
    " Run there first: comptoir migrate",
    "store_unreachable": "The store does not answer. Check DATABASE_URL, and that it is running.",
    "no_such_folder": "The folder of this file does not exist.",
    "file_exists": "This file exists already; a backup never overwrites one.",
}
"""What to do about each fault that an administrator can meet."""


@contextmanager
def faults_told() -> Iterator[None]:
    """Turns the counter's own faults into one clear line and exit status 1."""
    try:
        yield
    except Misconfigured as fault:
        raise click.ClickException(
            f"{fault.setting} {fault.problem}. See README, Settings."
        ) from fault
    except CounterError as fault:
        raise click.ClickException(FAULTS.get(fault.reason, fault.reason)) from fault


@click.group("shops")
def shops_group() -> None:
    """Connect, list, change and disconnect shops."""


@shops_group.command("add")
@click.argument("kind", type=click.Choice(["prestashop"]))
@click.argument("url")
@shop_options
@click.pass_obj
def add(make_desk: MakeDesk, /, kind: str, url: str, **told: Any) -> None:
    """Connect the shop at URL and print the code to paste into its module, once."""
    with faults_told():
        desk = make_desk()
        wanted = NewShop(
            kind=kind,
            base_url=url,
            key=told["webservice_key"] or "",
            name=told["name"] or "",
            timezone=told["timezone"] or "Europe/Paris",
            admin_origins=tuple(told["admin_origin"]),
            roles=roles(told["role"]),
            mail=addressing(MailAddressing(), told),
            smtp_password=told["smtp_password"] or "",
            money=money_rules(MoneyRules(), told),
            family=told["family"] or "",
        )
        shop, _ = shops.connect(desk, wanted)
        code = pairing.code_of(desk, shop)
    click.echo(f"Connected: {shop.name}\nshop id: {shop.id}\npairing code: {code}")
    click.echo("Paste the code on the module's page in the shop now; it is not shown again.")


@shops_group.command("list")
@click.pass_obj
def list_shops(make_desk: MakeDesk) -> None:
    """List the connected shops."""
    with faults_told():
        for shop in shops.connected(make_desk()):
            click.echo(_line(shop))


@shops_group.command("set")
@click.argument("shop_id")
@shop_options
@click.pass_obj
def change(make_desk: MakeDesk, /, shop_id: str, **told: Any) -> None:
    """Change what is given of a shop, and nothing else."""
    with faults_told():
        desk = make_desk()
        shop = shops.find(desk, shop_id)
        changed = shops.change(
            desk,
            shop_id,
            name=told["name"],
            timezone=told["timezone"],
            admin_origins=tuple(told["admin_origin"]) or None,
            roles=roles(told["role"]) or None,
            key=told["webservice_key"],
            mail=addressing(shop.mail, told),
            smtp_password=told["smtp_password"],
            money=money_rules(shop.money, told),
        )
        if told["family"] is not None:
            changed = shops.join_family(desk, shop_id, told["family"])
    click.echo(_line(changed))


@shops_group.command("rotate-secret")
@click.argument("shop_id")
@click.option("--drop-old", is_flag=True, help="The old secret stops working at once.")
@click.pass_obj
def rotate_secret(make_desk: MakeDesk, shop_id: str, *, drop_old: bool) -> None:
    """Print a new pairing code; the old secret stays valid beside it until the next rotation."""
    with faults_told():
        desk = make_desk()
        shops.rotate_secret(desk, shop_id, drops_old=drop_old)
        click.echo(pairing.code_of(desk, shops.find(desk, shop_id)))


@shops_group.command("remove")
@click.argument("shop_id")
@click.confirmation_option(prompt="Its secrets are erased at once; its tickets stay. Go on?")
@click.pass_obj
def remove(make_desk: MakeDesk, shop_id: str) -> None:
    """Disconnect a shop."""
    with faults_told():
        shops.remove(make_desk(), shop_id)


@shops_group.command("reseal")
@click.pass_obj
def reseal(make_desk: MakeDesk) -> None:
    """Seal every shop's secrets anew under the first of COMPTOIR_ENCRYPTION_KEYS."""
    with faults_told():
        click.echo(f"{shops.reseal_all(make_desk())}")


@click.group("operations")
def operations_group() -> None:
    """Refunds and cancellations, for other programs."""


@operations_group.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--shop", "shop_id", default="", help="Of one shop only, by its id.")
@click.pass_obj
def export(make_desk: MakeDesk, file: Path, shop_id: str) -> None:
    """Write every operation into a new FILE, .csv or .sqlite3."""
    with faults_told():
        click.echo(f"{file}: {exporting.to_file(make_desk(), file, shop_id=shop_id)}")


def _line(shop: Shop) -> str:
    return f"{shop.id}  {shop.kind}  {shop.name}  {shop.base_url}  {shop.timezone}"
