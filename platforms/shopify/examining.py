"""What the doctor finds at a Shopify shop: reach, version, rights, clock and allowance."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from platforms.contract import BadAnswer, Check, Connection, PlatformError, Unauthorized
from platforms.http import Answer, Deadline
from platforms.shopify.answers import Cost
from platforms.shopify.reading.node import Node
from platforms.shopify.scopes import NEEDED, lacking
from platforms.shopify.transport import AdminApi
from platforms.shopify.version import VERSION

# An ID token lives a minute, and may come 10 s early: half of that still lets everybody in.
MOST_SECONDS_APART = 5


def examine(api: AdminApi, connection: Connection, deadline: Deadline) -> tuple[Check, ...]:
    """The findings, in the order in which to repair; every fault is one."""
    try:
        told = api.read("shop_context", {}, deadline=deadline)
        answer = Node("shop_context", told.content)
        zone = answer.needed("shop").text("ianaTimezone")
        rights = _rights(answer)
    except Unauthorized as fault:
        return (Check("reach", is_ok=True), Check("key", is_ok=False, detail=_said(fault)))
    except BadAnswer as fault:
        return (Check("reach", is_ok=False, detail=_said(fault)),)
    except PlatformError as fault:
        return (Check("reach", is_ok=False, detail=_said(fault)),)
    return (
        Check("reach", is_ok=True, detail=VERSION),
        Check("key", is_ok=True),
        *rights,
        _clock(told.answer),
        Check("timezone", zone == connection.timezone, zone),
        *_allowance(told.cost),
        *_dated(api),
    )


def _rights(answer: Node) -> tuple[Check, ...]:
    """Every scope that is needed, and whether the shop gave it."""
    given = answer.needed("currentAppInstallation").nodes("accessScopes")
    missing = lacking(tuple(one.text("handle") for one in given))
    return tuple(Check(f"scope:{scope}", scope not in missing) for scope in NEEDED)


def _clock(answer: Answer) -> Check:
    """How far the shop's clock is from ours, in whole seconds; more than 0 is ahead."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("Date", "")).timestamp()
    except (TypeError, ValueError):
        return Check("clock", is_ok=False, detail="no Date header")
    apart = round(theirs - answer.received_at / 1000)
    return Check("clock", abs(apart) <= MOST_SECONDS_APART, f"{apart:+d} s")


def _allowance(cost: Cost | None) -> tuple[Check, ...]:
    """What is left to ask, in points; too little makes every page wait."""
    if cost is None:
        return ()
    said = f"{cost.left:.0f} of {cost.most:.0f} points, {cost.a_second:.0f} a second"
    return (Check("allowance", cost.left >= cost.most / 10, said),)


def _dated(api: AdminApi) -> tuple[Check, ...]:
    """That this version of ours asks for what will go; what that is, Shopify's own pages say."""
    return (Check("version", is_ok=False, detail=VERSION),) if api.is_dated else ()


def _said(fault: PlatformError) -> str:
    return f"{type(fault).__name__}: {fault.detail}"
