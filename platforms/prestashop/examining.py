"""What the doctor finds at a shop: reach, the key's rights by resource, clock and time zone."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from platforms.contract import (
    BadAnswer,
    Check,
    Connection,
    MissingPermission,
    PlatformError,
    Throttled,
    Unauthorized,
)
from platforms.http import Answer, Deadline
from platforms.prestashop.client import Webservice, ask, one_of, rows_of
from platforms.prestashop.faults import fault_of
from platforms.prestashop.reading.lists import read_lists

RESOURCES = (
    "orders",
    "order_details",
    "customers",
    "order_states",
    "currencies",
    "addresses",
    "order_histories",
    "order_slip",
    "order_carriers",
    "order_cart_rules",
    "order_payments",
    "customer_threads",
    "customer_messages",
    "cart_rules",
    "carriers",
    "languages",
    "countries",
    "states",
    "configurations",
    "products",
    "combinations",
    "customizations",
    "product_customization_fields",
    "images",
)

# A launch lives 60 s and may come 10 s early: half of that still lets everybody in.
MOST_SECONDS_APART = 5
_MOST_BYTES = 1024 * 1024


def examine(shop: Webservice, connection: Connection, *, deadline: Deadline) -> tuple[Check, ...]:
    """The findings, in the order in which to repair: what is first explains what follows."""
    answers, faults = _asked(shop, deadline)
    reach = _reach(answers, faults)
    if not reach.is_ok:
        return (reach,)
    key = _key(faults)
    clock = _clock(next(iter(answers.values())))
    if not key.is_ok:
        # Every right is refused to a key that the shop does not know: one finding says it.
        return (reach, key, clock)
    rights = tuple(
        Check(f"read:{resource}", resource not in faults, _said(faults.get(resource)))
        for resource in RESOURCES
    )
    return (reach, key, *rights, clock, *_timezone(answers, faults, connection))


def _asked(
    shop: Webservice, deadline: Deadline
) -> tuple[dict[str, Answer], dict[str, PlatformError]]:
    """One record of each resource: the answers, and the faults of those that were not good."""
    answers: dict[str, Answer] = {}
    faults: dict[str, PlatformError] = {}
    try:
        round_ = shop.answers(_targets(), deadline=deadline, max_bytes=_MOST_BYTES)
    except PlatformError as fault:
        return answers, dict.fromkeys(RESOURCES, fault)
    for resource in RESOURCES:
        try:
            answers[resource] = round_.take(resource)
            _check_form(answers[resource], resource)
        except PlatformError as fault:
            faults[resource] = fault
    return answers, faults


def _check_form(answer: Answer, resource: str) -> None:
    """Rows where rows are due; of pictures only the right is asked, and nothing has a form."""
    fault = fault_of(answer, resource)
    if fault is not None and not (resource == "images" and isinstance(fault, BadAnswer)):
        raise fault
    if resource != "images":
        rows_of(answer, resource)


def _targets() -> dict[str, str]:
    targets = {resource: ask(resource, display="[id]", limit="1").target for resource in RESOURCES}
    zone = ask("configurations", display="[id,name,value]", filters={"name": one_of(_ZONE)})
    # The pictures' own list names kinds, not pictures: it is short however large the shop.
    return {**targets, "configurations": zone.target, "images": "/api/images"}


_ZONE = ("PS_TIMEZONE",)


def _reach(answers: dict[str, Answer], faults: dict[str, PlatformError]) -> Check:
    """Whether the webservice itself answers: a web server alone does not give its version."""
    versions = {answer.headers.get("PSWS-Version", "") for answer in answers.values()} - {""}
    working = sorted(versions - {"0"})
    is_refused = any(isinstance(fault, Unauthorized) for fault in faults.values())
    if working or (versions and is_refused):
        return Check("reach", is_ok=True, detail=working[0] if working else "")
    return Check("reach", is_ok=False, detail=_said(next(iter(faults.values()), None)))


def _key(faults: dict[str, PlatformError]) -> Check:
    """Whether the shop knows the key; which rights it lacks is said resource by resource."""
    for fault in faults.values():
        if isinstance(fault, Unauthorized) and not isinstance(fault, MissingPermission):
            return Check("key", is_ok=False, detail=_said(fault))
    return Check("key", is_ok=True)


def _clock(answer: Answer) -> Check:
    """How far the shop's clock is from ours, in whole seconds; more than 0 is ahead."""
    try:
        theirs = parsedate_to_datetime(answer.headers.get("Date", "")).timestamp()
    except (TypeError, ValueError):
        return Check("clock", is_ok=False, detail="no Date header")
    apart = round(theirs - answer.received_at / 1000)
    return Check("clock", abs(apart) <= MOST_SECONDS_APART, f"{apart:+d} s")


def _timezone(
    answers: dict[str, Answer], faults: dict[str, PlatformError], connection: Connection
) -> tuple[Check, ...]:
    """Whether the zone we read dates in is the shop's; nothing where the key may not see it."""
    if "configurations" in faults:
        return ()
    rows = rows_of(answers["configurations"], "configurations")
    theirs = read_lists({"configurations": rows}).settings.get("PS_TIMEZONE", "")
    return (Check("timezone", theirs == connection.timezone, theirs),)


def _said(fault: PlatformError | None) -> str:
    if fault is None:
        return ""
    wait = f" ({fault.retry_after:.0f} s)" if isinstance(fault, Throttled) else ""
    return f"{type(fault).__name__}: {fault.detail}{wait}"
