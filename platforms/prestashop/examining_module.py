"""What the doctor finds at the shop's module: reach, signature, clock, version, zone, switches."""

from __future__ import annotations

import functools
from importlib.metadata import PackageNotFoundError, version

from platforms.contract import Check, Connection, PlatformError, Unauthorized
from platforms.hooks import ModuleReport
from platforms.http import Deadline, wall_clock
from platforms.prestashop.calling import Module
from platforms.prestashop.reports import read_report

# A launch lives 60 s and may come 10 s early: half of that still lets everybody in.
MOST_SECONDS_APART = 5


def examine(module: Module, connection: Connection, *, deadline: Deadline) -> tuple[Check, ...]:
    """The findings, in the order in which to repair: what is first explains what follows."""
    asked_at = wall_clock()
    try:
        answer = module.read("meta", {}, deadline=deadline)
        report = read_report(answer)
    except Unauthorized as fault:
        return (
            Check("module:reach", is_ok=True),
            Check("module:signature", is_ok=False, detail=_said(fault)),
        )
    except PlatformError as fault:
        return (Check("module:reach", is_ok=False, detail=_said(fault)),)
    middle = (asked_at + wall_clock()) // 2
    return (
        Check("module:reach", is_ok=True, detail=report.shop_version),
        Check("module:signature", is_ok=True),
        _clock(report, middle),
        _version(report),
        Check("module:timezone", report.timezone == connection.timezone, report.timezone),
        *_switches(report),
        _profiles(report),
        *(Check(f"module:{one.name}", one.is_ok, one.detail) for one in report.checks),
    )


@functools.cache
def own_version() -> str:
    """The version of this service, which its module shares; empty where it is not installed."""
    try:
        return version("comptoir")
    except PackageNotFoundError:
        return ""


def _clock(report: ModuleReport, now: int) -> Check:
    """How far the shop's clock is from ours, in whole seconds; more than 0 is ahead."""
    apart = (report.clock - now // 1000 * 1000) // 1000
    return Check("module:clock", abs(apart) <= MOST_SECONDS_APART, f"{apart:+d} s")


def _version(report: ModuleReport) -> Check:
    is_same = report.module_version == own_version()
    detail = report.module_version if is_same else f"{report.module_version}, not {own_version()}"
    return Check("module:version", is_same, detail)


def _switches(report: ModuleReport) -> tuple[Check, ...]:
    """What the merchant has switched off is their choice, not a fault."""
    named = {"refunds": report.refunds_on, "cancellations": report.cancellations_on}
    several = Check("module:multistore", is_ok=True, detail="on" if report.is_multistore else "off")
    return (
        *(
            Check(f"module:{name}", is_ok=True, detail="on" if is_on else "off")
            for name, is_on in named.items()
        ),
        several,
    )


def _profiles(report: ModuleReport) -> Check:
    """A module that no role may use opens for nobody."""
    allowed = [profile.name for profile in report.profiles if profile.may_use]
    return Check("module:profiles", bool(allowed), ", ".join(allowed))


def _said(fault: PlatformError) -> str:
    return f"{type(fault).__name__}: {fault.detail}"
