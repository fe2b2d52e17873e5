"""Every figure of a report is what a slow count over the ledger gives, and nobody sees more."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import get_currency_precision

from platforms.shapes import Wording
from sidebar.actions import report_files, reporting, shops, staffing
from sidebar.actions.helping import entering
from sidebar.errors import Forbidden
from sidebar.rules.reasons import REFUND_REASONS, Reason
from sidebar.rules.reported import Wanted, product_code
from sidebar.rules.reporting import Period, Preset
from sidebar.rules.tallying import Report
from sidebar.rules.viewer import Viewer
from sidebar.store import erasing, following, helpdesk_agents, subjects
from sidebar.store.shops import MoneyRules, Shop
from tests import cast
from tests.cast import connect_shop
from tests.helpdesk import CAMILLE, MAUD, ROBIN, claims, connect_helpdesk, signed
from tests.ledger_year import COUNT, FIRST, LAST, Till, fill
from tests.sidebar.actions.ledger_count import counted, figures_of
from tests.sidebar.stage import Stage

BROKEN = Reason("broken", Wording("Broken", {"fr": "Cassé"}))
YEAR = Wanted(Period(FIRST, LAST), Preset.OWN)


def three_shops(stage: Stage) -> list[Shop]:
    """In Paris, New York and Tokyo; two of them have a reason of their own under one code."""
    wanted = (("nyc", "America/New_York"), ("tokyo", "Asia/Tokyo"))
    made = [
        connect_shop(stage.desk, f"https://{name}.example", name=name, timezone=zone)[0]
        for name, zone in wanted
    ]
    rules = MoneyRules(refund_reasons=(*REFUND_REASONS, BROKEN))
    own = [shops.change(stage.desk, one.id, money=rules) for one in (stage.shop, made[0])]
    return [*own, made[1]]


def in_helpdesk(stage: Stage, all_shops: list[Shop], person: str) -> Viewer:
    """Someone of the helpdesk that shows all of them, let in now."""
    token = signed(claims(stage.clock.now(), person=person))
    viewer = entering.enter(stage.desk, "zendesk", token, language="fr").viewer
    assert viewer.shop_id in {shop.id for shop in all_shops}
    return viewer


def filled(stage: Stage, all_shops: list[Shop], count: int = COUNT) -> dict[str, Viewer]:
    """The ledger of all shops, asked for by the same three people everywhere."""
    connect_helpdesk(stage.desk, *(shop.id for shop in all_shops))
    viewers = {one: in_helpdesk(stage, all_shops, one) for one in (CAMILLE, ROBIN, MAUD)}
    tills = []
    with stage.desk.database.writing() as store:
        for shop in all_shops:
            of_shop = [
                one.agent_id
                for viewer in viewers.values()
                for one in helpdesk_agents.of_person(store, viewer.helpdesk_id, viewer.agent_id)
                if one.shop_id == shop.id
            ]
            tills.append(Till(shop, of_shop))
        fill(store, tills, count=count)
    return viewers


def figures(stage: Stage, viewer: Viewer, wanted: Wanted) -> Report:
    return reporting.report(stage.desk, viewer, wanted).report


def same(stage: Stage, viewer: Viewer, wanted: Wanted, all_shops: list[Shop]) -> list[str]:
    """The figures are the slow count's; answers the ids that this one counted."""
    only = {
        name: value
        for name in ("shop", "kind", "currency", "agent", "reason")
        if (value := getattr(wanted, name))
    }
    period = wanted.period
    with stage.desk.database.reading() as store:
        slow, ids = counted(store, all_shops, period.first, period.last, **only)
    assert figures_of(figures(stage, viewer, wanted)) == slow
    assert reporting.behind(stage.desk, viewer, wanted).count == len(ids)
    return ids


def test_a_years_figures_are_those_of_a_slow_count(stage: Stage, elsewhere: Stage) -> None:
    all_shops = three_shops(stage)
    viewers = filled(stage, all_shops)
    theirs = elsewhere.enter()
    with stage.desk.database.writing() as store:
        fill(store, [Till(elsewhere.shop, [theirs.viewer.agent_id])], count=60, seed=7)
        forgotten = subjects.find(store, all_shops[0].id, "0", ())
        assert erasing.erase_customer(store, forgotten, now=1)["customers"] == 1
    maud = viewers[MAUD]

    ids = same(stage, maud, YEAR, all_shops)

    assert len(ids) > COUNT * 0.9
    page = reporting.report(stage.desk, maud, YEAR)
    assert page.gathered.currencies == ("EUR", "GBP", "JPY")
    assert all(group.count for group in page.report.stands.values())
    assert forgotten.customer_ids[0] in {one.key for one in page.report.customers}
    assert page.gathered.names.customers[forgotten.customer_ids[0]] == ""
    narrowed = (
        {"period": Period(date(2026, 3, 1), date(2026, 3, 31))},
        {"period": Period(date(2025, 10, 6), date(2026, 1, 31)), "kind": "refund"},
        {"shop": all_shops[2].id, "agent": page.report.agents[0].key},
        {"reason": f"{all_shops[1].id}.refund.broken", "currency": "EUR"},
    )
    for changes in narrowed:
        assert same(stage, maud, replace(YEAR, **changes), all_shops)
    files_hold(stage, maud, ids, page.report)


def files_hold(stage: Stage, viewer: Viewer, ids: list[str], report: Report) -> None:
    """Both files have exactly these operations, and their amounts add up to the report's."""
    text = "".join(report_files.csv_parts(stage.desk, viewer, YEAR))
    assert text.startswith("\ufeffoperation;shop;")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert sorted(row["operation"] for row in rows) == sorted(ids)
    arrived = defaultdict[str, Decimal](Decimal)
    for row in rows:
        arrived[row["currency"]] += Decimal(row["arrived"].replace(",", "."))
    for currency, sums in report.done.sums.items():
        minor = arrived[currency].scaleb(get_currency_precision(currency))
        assert minor == sums.arrived
    kept = b"".join(report_files.sqlite_parts(stage.desk, viewer, YEAR))
    database = sqlite3.connect(":memory:")
    database.deserialize(kept)
    told = database.execute(
        "SELECT currency, count(*) FROM operations WHERE state = 'done' GROUP BY currency"
    ).fetchall()
    assert sum(many for _, many in told) == report.done.count
    assert {row[0] for row in database.execute("SELECT operation FROM operations")} == set(ids)
    database.close()


def test_figures_lead_to_their_operations_page_by_page(stage: Stage) -> None:
    all_shops = three_shops(stage)
    maud = filled(stage, all_shops, count=300)[MAUD]
    report = figures(stage, maud, YEAR)
    groups = {
        "reply": report.replies,
        "product": report.products,
        "customer": report.customers,
        "stand": tuple(report.stands.values()),
        "reason": report.reasons,
    }
    for name, lines in groups.items():
        for line in lines:
            key = product_code(line.key) if name == "product" else line.key
            told: dict[str, Any] = {"stand": "done", name: key}
            wanted = replace(YEAR, **told)
            assert reporting.behind(stage.desk, maud, wanted).count == line.count, (name, line.key)

    found, after = list[str](), ""
    while True:
        listed = reporting.behind(stage.desk, maud, YEAR, after=after)
        found += [fact.id for fact, _, _ in listed.entries]
        after = listed.next
        if not after:
            break
    assert len(found) == len(set(found)) == listed.count


def test_who_only_refunds_sees_their_own_in_every_shop_of_the_helpdesk(stage: Stage) -> None:
    all_shops = three_shops(stage)
    viewers = filled(stage, all_shops, count=300)
    whole = figures(stage, viewers[MAUD], YEAR)
    own = {one: figures(stage, viewers[one], YEAR) for one in (CAMILLE, ROBIN)}

    assert len(whole.agents) == 3
    assert len(whole.shops) == 3
    for told in own.values():
        (agent,) = told.agents
        assert len(told.shops) == 3
        assert agent in whole.agents
    assert own[CAMILLE].agents != own[ROBIN].agents
    of_camille = replace(YEAR, agent=own[CAMILLE].agents[0].key)
    assert figures(stage, viewers[ROBIN], of_camille).is_empty


def test_money_that_somebody_has_seen_to_is_no_longer_among_what_did_not_arrive(
    stage: Stage,
) -> None:
    all_shops = three_shops(stage)
    maud = filled(stage, all_shops, count=300)[MAUD]
    before = figures(stage, maud, YEAR).stands
    wanted = replace(YEAR, stand="not_carried")
    fact, kept, _ = reporting.behind(stage.desk, maud, wanted).entries[0]
    with stage.desk.database.writing() as store:
        assert following.see_to(store, kept.id)

    after = figures(stage, maud, YEAR).stands

    for name, many in (("not_carried", -1), ("by_hand", 1), ("never_confirmed", 0)):
        assert after[name].count == before[name].count + many
    now = reporting.behind(stage.desk, maud, replace(YEAR, stand="by_hand")).entries
    (seen,) = (one for one, _, _ in now if one.id == fact.id)
    assert (seen.sums.by_hand, seen.sums.not_carried) == (fact.sums.not_carried, 0)
    assert before["by_hand"].count
    assert before["never_confirmed"].count


def test_people_of_one_name_are_told_apart(stage: Stage) -> None:
    all_shops = three_shops(stage)
    viewers = filled(stage, all_shops, count=30)
    employee = stage.enter(cast.MAUD).viewer
    with stage.desk.database.writing() as store:
        fill(store, [Till(stage.shop, [employee.agent_id])], count=9, seed=8)
        store.run(
            "UPDATE agents SET name ="
            " CASE WHEN host_id LIKE '%/502' THEN 'Robin' ELSE 'Maud Petit' END"
        )

    page = reporting.report(stage.desk, viewers[MAUD], YEAR)

    beside = sorted(one.beside for one in page.gathered.names.agents.values())
    assert beside == ["", "Atelier · 501", "Atelier · 503", stage.shop.name]


def test_a_day_is_the_one_that_it_was_in_its_own_shop(stage: Stage) -> None:
    all_shops = three_shops(stage)
    maud = filled(stage, all_shops, count=9)[MAUD]
    # Half past eleven in the evening in Paris is the next morning in Tokyo.
    at = int(datetime(2026, 3, 28, 22, 30, tzinfo=UTC).timestamp()) * 1000
    with stage.desk.database.writing() as store:
        store.run("UPDATE operations SET state = 'done', settled_at = :at", at=at)

    report = figures(
        stage, maud, replace(YEAR, period=Period(date(2026, 3, 27), date(2026, 3, 30)))
    )

    assert [group.count for _, group in report.parts] == [0, 6, 3, 0]


def test_nobody_else_sees_anything_of_these_shops(stage: Stage, elsewhere: Stage) -> None:
    all_shops = three_shops(stage)
    filled(stage, all_shops, count=60)
    noor = elsewhere.enter(cast.MAUD).viewer
    maud = stage.enter(cast.MAUD).viewer

    assert figures(stage, noor, YEAR).is_empty
    assert [one.key for one in figures(stage, maud, YEAR).shops] == [stage.shop.id]
    for who in (cast.CAMILLE, cast.LOU):
        with pytest.raises(Forbidden):
            reporting.report(stage.desk, stage.enter(who).viewer, YEAR)


def test_who_was_granted_a_sister_shop_is_told_nothing_of_its_money(
    stage: Stage, elsewhere: Stage
) -> None:
    for one in (stage, elsewhere):
        shops.alter(one.desk, one.shop.id, lambda shop: replace(shop, family="maison"))
    noor, maud = elsewhere.enter(cast.MAUD).viewer, stage.enter(cast.MAUD).viewer
    staffing.grant(elsewhere.desk, noor, maud.agent_id, "reply")
    with stage.desk.database.writing() as store:
        fill(store, [Till(elsewhere.shop, [noor.agent_id])], count=20)

    assert figures(stage, maud, YEAR).is_empty
    assert not figures(stage, noor, YEAR).is_empty


def test_no_cell_of_a_file_is_a_formula_and_nothing_typed_leaves(stage: Stage) -> None:
    all_shops = three_shops(stage)
    maud = filled(stage, all_shops, count=60)[MAUD]
    with stage.desk.database.writing() as store:
        store.run("UPDATE operations SET agent_name = '=1+1', note = 'secret'")

    english = "".join(report_files.csv_parts(stage.desk, maud.speaking("en"), YEAR))

    rows = list(csv.DictReader(io.StringIO(english.removeprefix("\ufeff"))))
    assert {row["agent"] for row in rows} == {"'=1+1"}
    assert "secret" not in english
    assert "Cher Alix" not in english
    assert {"."} >= {letter for row in rows for letter in row["moved"] if not letter.isdigit()}
