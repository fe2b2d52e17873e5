"""The command line's own room for mail that arrives: where it is fetched from, and if it can be."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sidebar.actions.desk import Desk
from sidebar.actions.receiving import setting
from sidebar.actions.receiving.setting import FOLDER, IMAP, SECURITIES, WantedMailbox
from sidebar.errors import NotFound, Refused

MakeDesk = Callable[[], Desk]

FAULTS = {
    "not_found": "No connected shop has this id, or it has no mailbox (see: comptoir shops list).",
    "bad_mail_host": "--host takes the name or address of a machine, without a port.",
    "bad_mail_security": "--port goes from 1 to 65535.",
    "bad_mail_user": "--user is needed, and is one line of text, like the password.",
    "bad_mail_folder": "--folder is needed.",
    "mailbox_unreachable": "The mail server cannot be reached.",
    "mailbox_slow": "The mail server did not answer in time.",
    "mailbox_no_starttls": "The mail server does not offer STARTTLS.",
    "mailbox_untrusted_certificate": "The mail server's certificate is not trusted.",
    "mailbox_login_in_clear": "A password is never sent in clear to another machine.",
    "mailbox_login_refused": "The mail server refuses the user name or the password.",
    "mailbox_login_unsupported": "The mail server offers no way to log in that is known here.",
    "mailbox_no_such_folder": "There is no such folder.",
    "mailbox_bad_answer": "The mail server's answer makes no sense.",
}
"""What to do about each fault that an administrator can meet here."""


@click.group("mailboxes")
def mailboxes_group() -> None:
    """Where shops' mail is fetched from."""


@mailboxes_group.command("set")
@click.argument("shop_id")
@click.option("--host", help="The IMAP server.")
@click.option("--port", type=click.IntRange(1, 65535))
@click.option("--security", type=click.Choice(SECURITIES), help="[default: tls]")
@click.option("--user")
@click.option("--password", envvar="COMPTOIR_MAILBOX_PASSWORD")
@click.option("--folder", help="[default: INBOX]")
@click.option(
    "--folder-of-files",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Reads files of this machine instead of a server.",
)
@click.option("--tags/--no-tags", "takes_tags", default=None, help="Takes support+anything@shop.")
@click.option("--on/--off", "is_on", default=None)
@click.option("--old", "takes_old", is_flag=True, help="Takes in what lies there already, too.")
@click.pass_obj
def change(make_desk: MakeDesk, /, shop_id: str, **told: Any) -> None:
    """Change what is given of a shop's mailbox, and nothing else."""
    desk = make_desk()
    try:
        box = setting.keep(desk, shop_id, _wanted(setting.known(desk, shop_id), told))
    except (NotFound, Refused) as fault:
        raise click.ClickException(FAULTS.get(fault.reason, fault.reason)) from fault
    place = box.folder if box.kind == FOLDER else f"{box.user}@{box.host}:{box.port}/{box.folder}"
    click.echo(f"{shop_id}  {box.kind}  {place}  {'on' if box.is_on else 'off'}")


@mailboxes_group.command("check")
@click.argument("shop_id")
@click.pass_obj
def check(make_desk: MakeDesk, shop_id: str) -> None:
    """Look into a shop's mailbox and say how many mails wait."""
    desk = make_desk()
    try:
        seen = setting.check(desk, shop_id)
    except (NotFound, Refused) as fault:
        raise click.ClickException(FAULTS.get(fault.reason, fault.reason)) from fault
    click.echo(f"It can be read; mails that wait: {seen.waiting}")


def _wanted(known: WantedMailbox, told: dict[str, Any]) -> WantedMailbox:
    files = told.pop("folder_of_files")
    given = {name: value for name, value in told.items() if value is not None}
    if files is not None:
        given |= {"kind": FOLDER, "folder": str(files.absolute())}
    elif "host" in given and known.kind == FOLDER:
        given = {"folder": "INBOX", **given, "kind": IMAP}
    return dataclasses.replace(known, **given)
