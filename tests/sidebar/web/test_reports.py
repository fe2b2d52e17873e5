"""The page of reports: its figures, what is wrong with its days, its list, its files."""

from __future__ import annotations

import re
import sqlite3
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from sidebar.actions.opening import Opened
from sidebar.rules.reporting import day_in
from tests.cast import MAUD
from tests.ledger_year import Till, fill
from tests.sidebar.stage import Panel, reason_of
from tests.sidebar.web.counter import words


@pytest.fixture
def maud(panel: Panel) -> Opened:
    """The manager of a shop with half a year behind it."""
    stage = panel.stage
    opened = stage.enter(MAUD)
    since = day_in(stage.clock.now(), stage.shop.timezone) - timedelta(days=367)
    with stage.desk.database.writing() as store:
        fill(store, [Till(stage.shop, [opened.viewer.agent_id])], count=240, since=since)
    return opened


def ask(panel: Panel, who: Opened, query: str = "period=year", more: str = "") -> TestResponse:
    return panel.ask("GET", f"/inbox/{panel.stage.shop.id}/reports{more}?{query}", who)


def test_the_inbox_leads_to_it_for_who_moves_money(panel: Panel, maud: Opened) -> None:
    inbox = panel.ask("GET", f"/inbox/{panel.stage.shop.id}", maud).text
    camille = panel.ask("GET", f"/inbox/{panel.stage.shop.id}", panel.stage.enter()).text

    assert 'id="to-reports"' in inbox
    assert 'id="to-reports"' not in camille


def test_every_number_of_operations_leads_to_as_many(panel: Panel, maud: Opened) -> None:
    page = ask(panel, maud).text

    found = re.findall(r'hx-get="([^"]+/reports/operations[^"]+)">(?:<strong>)?(\d+)<', page)
    assert len(found) > 30
    for address, number in found[::5]:
        listed = panel.ask("GET", address.replace("&amp;", "&"), maud).text
        title = re.search(r"<h1>(\d+) ", listed)
        assert title is not None
        assert title[1] == number, address


def test_a_chart_says_in_words_what_it_draws_and_has_a_table(panel: Panel, maud: Opened) -> None:
    page = ask(panel, maud, "period=30").text

    charts = page.count('role="img"')
    assert charts == 1 + page.count("chart-EUR-title") // 2 * 3
    assert len(re.findall(r'aria-labelledby="chart-\w+-title chart-\w+-about"', page)) == charts
    days = re.search(r'id="parts-title".*?</table>', page, re.DOTALL)
    assert days is not None
    assert days[0].count("<tr") == 31
    assert "style=" not in page


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("period=own&from=2026-02-01&to=2026-01-01", "days_reversed"),
        ("period=own&from=hier&to=2026-01-01", "bad_day"),
        ("period=own", "bad_day"),
        ("period=own&from=2001-01-01&to=2026-01-01", "period_too_long"),
    ],
)
def test_days_that_are_no_period_stay_as_typed(panel: Panel, query: str, reason: str) -> None:
    maud = panel.stage.enter(MAUD)
    answer = ask(panel, maud, query)

    assert (answer.status_code, reason_of(answer)) == (422, reason)
    for typed in re.findall(r"(?:from|to)=([^&]+)", query):
        assert f'value="{typed}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'role="img"' not in answer.text
    for more in ("/operations", "/operations.csv", "/operations.sqlite3"):
        assert ask(panel, maud, query, more).status_code == 422


def test_two_bad_days_are_both_marked(panel: Panel) -> None:
    page = ask(panel, panel.stage.enter(MAUD), "period=own&from=hier&to=demain").text

    assert page.count('aria-invalid="true"') == 2


def test_a_time_without_operations_says_so_kindly(panel: Panel) -> None:
    maud = panel.stage.enter(MAUD)
    empty = ask(panel, maud, "period=own&from=2010-01-01&to=2010-01-31").text
    narrowed = ask(panel, maud, "period=own&from=2010-01-01&to=2010-01-31&kind=refund").text

    for page in (empty, narrowed):
        assert "report-empty" in page
        assert "data-download" not in page
    assert words(empty) != words(narrowed)


def test_the_files_hold_what_the_list_holds(panel: Panel, maud: Opened) -> None:
    query = "period=year&kind=refund&stand=done"
    title = re.search(r"<h1>(\d+) ", ask(panel, maud, query, "/operations").text)
    assert title is not None

    text = ask(panel, maud, query, "/operations.csv")
    kept = ask(panel, maud, query, "/operations.sqlite3")

    assert text.mimetype == "text/csv"
    assert text.headers["Content-Disposition"].startswith("attachment")
    assert len(text.text.splitlines()) - 1 == int(title[1])
    database = sqlite3.connect(":memory:")
    database.deserialize(kept.data)
    assert database.execute("SELECT count(*) FROM operations").fetchone() == (int(title[1]),)
    database.close()


def test_hostile_filters_find_nothing_and_break_nothing(panel: Panel, maud: Opened) -> None:
    for name in ("shop", "kind", "currency", "agent", "reason", "stand", "reply", "product"):
        for value in ("%27%3B--", "%3Cscript%3E", "x" * 5000):
            for more in ("", "/operations"):
                answer = ask(panel, maud, f"period=year&{name}={value}", more)
                assert answer.status_code == 200
                assert "<script>" not in answer.text
