"""The reports: their page, the operations behind each figure, and both as files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date, format_interval, format_skeleton
from flask import Blueprint, Response, g, render_template, request, url_for

from platforms.shapes import Money
from sidebar import i18n
from sidebar.actions import report_files, reporting
from sidebar.actions.reporting import ReportPage
from sidebar.actions.shops import find
from sidebar.rules.reported import AMOUNTS, BEHIND, NARROWING, Sums, Wanted, product_code
from sidebar.rules.reporting import (
    BadPeriod,
    Period,
    Preset,
    Step,
    day_in,
    period_of,
    period_typed,
)
from sidebar.rules.viewer import Viewer
from sidebar.store.shops import Shop
from sidebar.web.charts import Chart, chart
from sidebar.web.desk import desk
from sidebar.web.fragments import Part, parts
from sidebar.web.headers import shown_in
from sidebar.web.language import current
from sidebar.web.session import with_viewer
from sidebar.web.staff import own

blueprint = Blueprint("reports", __name__)

PAGE = Part("panel", "reports/_report.html")
FORM = Part("report-form", "reports/_form.html", swap="outerMorph")
FIGURES = Part("found", "reports/_figures.html")
LIST = Part("panel", "reports/_operations.html")
MORE = Part("more", "reports/_rows.html")

LONGEST_VALUE = 600
ADDRESSED = ("period", "from", "to", *NARROWING, *BEHIND)

DRAWN = ("arrived", "credit", "not_confirmed", "never_confirmed")
"""Of the amounts, those that stand on one another: what was not carried never left."""


@blueprint.get("/inbox/<shop_id>/reports")
def show(shop_id: str) -> Response | str:
    """The figures; without a token, an empty page that brings its own."""
    return reported(shop_id) if request.headers.get("Authorization") else _shell(shop_id)


@blueprint.get("/inbox/<shop_id>/reports/operations")
def behind(shop_id: str) -> Response | str:
    """The operations behind one figure, page by page."""
    return listed(shop_id) if request.headers.get("Authorization") else _shell(shop_id)


@with_viewer
def reported(viewer: Viewer, shop_id: str) -> Response:
    """The whole page, or what its filters leave; days that are none stay as they were typed."""
    own(viewer, shop_id)
    home = reporting.home_of(desk(), viewer)
    wanted_parts = (FORM, FIGURES) if request.args.get("part") == "found" else (PAGE,)
    typed = {name: request.args.get(name, "").strip()[:40] for name in ("from", "to")}
    try:
        wanted, bad = _wanted(home), None
    except BadPeriod as fault:
        wanted, bad = _plain(period_of(Preset.LAST_30_DAYS, _today(home)), Preset.OWN), fault
    page = reporting.report(desk(), viewer, wanted)
    days = {"from": wanted.period.first.isoformat(), "to": wanted.period.last.isoformat()}
    values = {
        **_values(home, wanted),
        "page": page,
        "fault": bad,
        "typed": typed if bad else days,
        "charts": _charts(page),
        "counts": chart([(one.refunds, one.cancellations) for _, one in page.report.parts]),
        "presets": tuple(Preset),
    }
    return parts(*wanted_parts, status=422 if bad else 200, **values)


@with_viewer
def listed(viewer: Viewer, shop_id: str) -> Response:
    """The list, or what follows the last operation shown."""
    own(viewer, shop_id)
    home = reporting.home_of(desk(), viewer)
    after = request.args.get("after", "")
    try:
        wanted = _wanted(home)
    except BadPeriod:
        return reported(shop_id)
    found = reporting.behind(desk(), viewer, wanted, after=after)
    return parts(MORE if after else LIST, **_values(home, wanted), found=found)


@blueprint.get("/inbox/<shop_id>/reports/operations.csv")
@with_viewer
def as_csv(viewer: Viewer, shop_id: str) -> Response:
    """The operations asked for as CSV, sent as it is written."""
    own(viewer, shop_id)
    try:
        wanted = _wanted(reporting.home_of(desk(), viewer))
    except BadPeriod:
        return reported(shop_id)
    return _file(report_files.csv_parts(desk(), viewer, wanted), "text/csv", "csv")


@blueprint.get("/inbox/<shop_id>/reports/operations.sqlite3")
@with_viewer
def as_sqlite(viewer: Viewer, shop_id: str) -> Response:
    """The same operations as a SQLite file."""
    own(viewer, shop_id)
    try:
        wanted = _wanted(reporting.home_of(desk(), viewer))
    except BadPeriod:
        return reported(shop_id)
    found = report_files.sqlite_parts(desk(), viewer, wanted)
    return _file(found, "application/vnd.sqlite3", "sqlite3")


def _file(pieces: Iterator[str] | Iterator[bytes], mimetype: str, ending: str) -> Response:
    answer = Response(pieces, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f"attachment; filename=operations.{ending}"
    return answer


def _shell(shop_id: str) -> str:
    shown_in(find(desk(), shop_id))
    asked = {name: request.args[name] for name in ADDRESSED if request.args.get(name)}
    address = f"{request.path}?{urlencode(asked)}"
    return render_template("reports/shell.html", address=address)


def _wanted(home: Shop) -> Wanted:
    """What the address asks for. Raises BadPeriod."""
    preset = request.args.get("period", "")
    known = Preset(preset) if preset in set(Preset) else Preset.LAST_30_DAYS
    if known is Preset.OWN:
        days = (request.args.get(name, "").strip() for name in ("from", "to"))
        return _plain(period_typed(*days), known)
    return _plain(period_of(known, _today(home)), known)


def _plain(period: Period, preset: Preset) -> Wanted:
    told = {name: request.args.get(name, "")[:LONGEST_VALUE] for name in (*NARROWING, *BEHIND)}
    return Wanted(period, preset, **told)


def _today(home: Shop) -> date:
    return day_in(desk().clock.now(), home.timezone)


def _values(home: Shop, wanted: Wanted) -> dict[str, Any]:
    g.timezone = home.timezone
    whole, behind_it = wanted.whole(), url_for("reports.behind", shop_id=home.id)

    def figure(**facets: str) -> str:
        """The address of the operations behind a figure."""
        return f"{behind_it}?{whole.query(**facets)}"

    return {
        "shop": home,
        "wanted": wanted,
        "figure": figure,
        "part_name": part_name,
        "AMOUNTS": AMOUNTS,
        "DRAWN": DRAWN,
        "product_code": product_code,
        "round_money": round_money,
        "Money": Money,
        "now": desk().clock.now(),
    }


def _charts(page: ReportPage) -> tuple[tuple[str, Chart, Sums], ...]:
    """One for each currency in which anything went back, with the sums that it shows."""
    found = []
    for currency, whole in sorted(page.report.done.sums.items()):
        if whole.accepted:
            every = [group.sums.get(currency, Sums()) for _, group in page.report.parts]
            drawn = chart([tuple(getattr(one, name) for name in DRAWN) for one in every])
            found.append((currency, drawn, whole))
    return tuple(found)


def round_money(minor: int, currency: str) -> str:
    """An amount at a line of the axis: without decimals where it has none."""
    return _NO_CENTS.sub("", i18n.money(Money(minor, currency), current()))


_NO_CENTS = re.compile(r"[.,]00(?!\d)")


def part_name(part: Period, step: Step, *, is_short: bool = False) -> str:
    """A day, a week or a month as the reader writes it; a part of one by its days."""
    locale = i18n.LOCALES[current()]
    if is_short:
        return format_skeleton("yMMM" if step is Step.MONTH else "MMMd", part.first, locale=locale)
    if part.first == part.last:
        return format_date(part.first, "medium", locale=locale)
    if step is Step.MONTH and part.first.day == 1 and _ends_month(part):
        return format_skeleton("yMMMM", part.first, locale=locale)
    return format_interval(part.first, part.last, "yMMMd", locale=locale)


def _ends_month(part: Period) -> bool:
    return part.last.month != part.last.fromordinal(part.last.toordinal() + 1).month
