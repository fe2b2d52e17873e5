"""What may be said of a shop on the command line, and what it means."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import click

from platforms.shapes import Wording
from sidebar.errors import Refused
from sidebar.rules.limits import Limit
from sidebar.rules.reasons import Reason
from sidebar.store.shops import MailAddressing, MoneyRules

_CODE = re.compile(r"[a-z0-9_]{1,40}")


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
        click.option(
            "--most-an-hour",
            type=click.IntRange(0, 1_000_000),
            help="Letters that may leave in an hour; 0 for no limit.",
        ),
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
            "--family",
            help="Shops with the same one see each other's orders; empty for none.",
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


def addressing(known: MailAddressing, told: dict[str, Any]) -> MailAddressing:
    """How the shop's letters leave, with what was told of it. Raises Refused."""
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
        "most_an_hour": told["most_an_hour"],
    }
    fresh = {name: value for name, value in given.items() if value is not None}
    return dataclasses.replace(known, **fresh)


def money_rules(known: MoneyRules, told: dict[str, Any]) -> MoneyRules:
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


def roles(written: tuple[str, ...]) -> dict[str, str]:
    """Our roles by the host's profiles."""
    pairs = (entry.partition("=") for entry in written)
    return {profile.strip(): role.strip() for profile, _, role in pairs}
