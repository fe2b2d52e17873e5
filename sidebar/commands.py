"""The command line's own room for shops: options in, actions called, what must be known printed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from platforms.shapes import Wording
from sidebar.actions import pairing, shops
from sidebar.actions.desk import Desk
from sidebar.actions.money import exporting
from sidebar.actions.shops import NewShop
from sidebar.errors import CounterError, Misconfigured, Refused
from sidebar.rules.limits import Limit
from sidebar.rules.reasons import Reason
from sidebar.store.shops import MailAddressing, MoneyRules, Shop

MakeDesk = Callable[[], Desk]

_CODE = re.compile(r"[a-z0-9_]{1,40}")

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


def mail_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a shop's mail, shared by ``add`` and ``set``."""
    options = (
        click.option("--sender", help="Address that letters come from."),
        click.option("--sender-name", help="Name beside it; the shop's own by default."),
        click.option(
            "--reply-to",
            help="Address that answers go to, where it is another one; empty for none.",
        ),
        click.option("--smtp-host", help="Server that takes the letters."),
        click.option("--smtp-port", type=click.IntRange(1, 65535)),
        click.option("--smtp-security", type=click.Choice(["starttls", "tls", "none"])),
        click.option("--smtp-user"),
        click.option("--smtp-password", envvar="COMPTOIR_SMTP_PASSWORD"),
    )
    for option in reversed(options):
        command = option(command)
    return command


def shop_options(command: Callable[..., None]) -> Callable[..., None]:
    """What may be said of a shop when it is added, and changed later."""
    options = (
        click.option("--name", help="How agents call the shop."),
        click.option(
            "--timezone", help="IANA name of the shop's own zone.  [default: Europe/Paris]"
        ),
        click.option(
            "--admin-origin", multiple=True, help="Origin of the back office; repeatable."
        ),
        click.option(
            "--role", multiple=True, metavar="PROFILE=ROLE", help="Repeatable; * = others."
        ),
        click.option(
            "--webservice-key",
            envvar="COMPTOIR_WEBSERVICE_KEY",
            help="The shop's API key, for a shop without the module.",
        ),
        click.option(
            "--limit",
            multiple=True,
            metavar="ROLE=AMOUNT[/DAY]",
            help="What a role may refund alone, per operation and per day; repeatable.",
        ),
        click.option("--refunds/--no-refunds", default=None, help="Whether agents may refund."),
        click.option(
            "--cancellations/--no-cancellations", default=None, help="Whether they may cancel."
        ),
        click.option("--refund-reason", multiple=True, metavar="CODE=ENGLISH|FRENCH"),
        click.option("--cancel-reason", multiple=True, metavar="CODE=ENGLISH|FRENCH"),
    )
    for option in reversed(options):
        command = option(command)
    return mail_options(command)


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
            roles=_roles(told["role"]),
            mail=_addressing(MailAddressing(), told),
            smtp_password=told["smtp_password"] or "",
            money=_money(MoneyRules(), told),
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
            roles=_roles(told["role"]) or None,
            key=told["webservice_key"],
            mail=_addressing(shop.mail, told),
            smtp_password=told["smtp_password"],
            money=_money(shop.money, told),
        )
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


def _addressing(known: MailAddressing, told: dict[str, Any]) -> MailAddressing:
    # Without these two no letter leaves: said empty, they are a slip and no wish.
    for option, refusal in (("sender", "bad_email"), ("smtp_host", "bad_smtp_host")):
        if told[option] == "":
            raise Refused(refusal)
    given: dict[str, Any] = {
        "sender": told["sender"],
        "sender_name": told["sender_name"],
        "reply_to": told["reply_to"],
        "host": told["smtp_host"],
        "port": told["smtp_port"],
        "security": told["smtp_security"],
        "user": told["smtp_user"],
    }
    fresh = {name: value for name, value in given.items() if value is not None}
    return dataclasses.replace(known, **fresh)


def _money(known: MoneyRules, told: dict[str, Any]) -> MoneyRules:
    """The rules with what was told of them; "--limit refund=" takes a limit away."""
    limits = {**known.limits, **dict(map(_limit, told["limit"]))}
    given: dict[str, Any] = {
        "limits": {role: limit for role, limit in limits.items() if limit.operation or limit.day},
        "refunds_on": told["refunds"],
        "cancellations_on": told["cancellations"],
        "refund_reasons": tuple(map(_reason, told["refund_reason"])) or None,
        "cancel_reasons": tuple(map(_reason, told["cancel_reason"])) or None,
    }
    fresh = {name: value for name, value in given.items() if value is not None}
    return dataclasses.replace(known, **fresh)


def _limit(written: str) -> tuple[str, Limit]:
    role, equals, amounts = written.partition("=")
    if not equals:
        raise Refused("bad_limit")
    operation, _, day = amounts.partition("/")
    return role.strip(), Limit(operation.strip(), day.strip())


def _reason(written: str) -> Reason:
    code, _, texts = written.partition("=")
    english, _, french = (text.strip() for text in texts.partition("|"))
    if not _CODE.fullmatch(code.strip()) or not english:
        raise Refused("bad_reason")
    return Reason(code.strip(), Wording(english, {"fr": french} if french else {}))


def _roles(written: tuple[str, ...]) -> dict[str, str]:
    pairs = (entry.partition("=") for entry in written)
    return {profile.strip(): role.strip() for profile, _, role in pairs}


def _line(shop: Shop) -> str:
    return f"{shop.id}  {shop.kind}  {shop.name}  {shop.base_url}  {shop.timezone}"
