"""The ledger of an order adds up, and its export is read back exactly."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
import sqlite_utils

from sidebar.actions import orders
from sidebar.actions.money import exporting, ledger
from sidebar.errors import Forbidden, Refused
from sidebar.store import operations
from sidebar.store.database import Connection
from sidebar.store.operations import Operation
from tests.cast import LOU
from tests.sidebar.actions.money.scene import CUSHION, Scene
from tests.sidebar.goods import euros


def test_what_was_paid_given_back_by_us_and_elsewhere_is_told_apart(scene: Scene) -> None:
    camille = scene.enter()
    scene.confirm(camille, scene.wanted())
    scene.till.give_back_elsewhere(scene.book.order.id, CUSHION)
    scene.clock.advance(1000)
    orders.read_order(scene.desk, scene.shop(), scene.book.order.id)

    page = ledger.of_order(scene.desk, camille.viewer, camille.ticket.id)

    assert (page.paid, page.refunded) == (euros(8180), euros(4000))
    assert (page.by_us, page.elsewhere) == (euros(2000), euros(2000))
    assert len(page.slips) == 2
    assert [one.moved for one in page.operations] == [euros(2000)]


def test_what_was_settled_since_the_last_reading_is_added_to_it(scene: Scene) -> None:
    camille = scene.enter()
    scene.till.give_back_elsewhere(scene.book.order.id, CUSHION)
    orders.read_order(scene.desk, scene.shop(), scene.book.order.id)
    scene.clock.advance(1000)
    scene.confirm(camille, scene.wanted())

    page = ledger.of_order(scene.desk, camille.viewer, camille.ticket.id)

    assert (page.refunded, page.by_us, page.elsewhere) == (euros(4000), euros(2000), euros(2000))


def test_who_may_not_refund_sees_no_ledger(scene: Scene) -> None:
    lou = scene.enter(LOU)

    with pytest.raises(Forbidden):
        ledger.of_order(scene.desk, lou.viewer, lou.ticket.id)


def test_the_csv_of_an_order_names_each_operation_and_holds_no_formula(scene: Scene) -> None:
    camille = scene.enter()
    done = scene.confirm(camille, scene.wanted(note='=HYPERLINK("x"), "deux"\nlignes'))

    text = ledger.operations_csv(scene.desk, camille.viewer, camille.ticket.id)

    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["operation"], row["amount"], row["moved"]) == (done.id, "20.00", "20.00")
    assert row["note"].startswith("'=HYPERLINK")
    assert row["agent"] == "Camille Fournier"


def test_the_columns_are_those_of_a_row(scene: Scene) -> None:
    done = scene.confirm(scene.enter(), scene.wanted())

    assert tuple(exporting.row_of(done)) == exporting.NAMES


@pytest.mark.parametrize("name", ["operations.csv", "operations.sqlite3"])
def test_every_operation_is_exported_once(scene: Scene, tmp_path: Path, name: str) -> None:
    camille = scene.enter()
    for _ in range(3):
        scene.confirm(camille, scene.wanted())
    file = tmp_path / name

    assert exporting.to_file(scene.desk, file) == 3

    ids = [row["operation"] for row in read(file)]
    assert ids == sorted(one.id for one in scene.operations())
    with pytest.raises(Refused) as refused:
        exporting.to_file(scene.desk, file)
    assert refused.value.reason == "file_exists"


def read(file: Path) -> list[dict[str, str]]:
    if file.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    database = sqlite_utils.Database(file)
    found = list(database.query("SELECT * FROM operations ORDER BY operation"))
    database.close()
    return found


def test_one_shops_export_holds_no_other_shop(scene: Scene) -> None:
    scene.confirm(scene.enter(), scene.wanted())

    assert len(list(exporting.rows(scene.desk, shop_id=scene.stage.shop.id))) == 1
    assert list(exporting.rows(scene.desk, shop_id="shp_other")) == []


@pytest.mark.parametrize(
    ("name", "reason"), [("x.txt", "bad_export"), ("no/x.csv", "no_such_folder")]
)
def test_a_file_that_cannot_be_is_refused(
    scene: Scene, tmp_path: Path, name: str, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        exporting.to_file(scene.desk, tmp_path / name)

    assert refused.value.reason == reason


def test_more_operations_than_a_page_are_all_exported(scene: Scene) -> None:
    done = scene.confirm(scene.enter(), scene.wanted())
    with scene.desk.database.writing() as store:
        for number in range(2 * exporting.PAGE):
            copy(store, done, number)

    assert len(list(exporting.rows(scene.desk))) == 2 * exporting.PAGE + 1


def copy(store: Connection, operation: Operation, number: int) -> None:
    twin = replace(operation, id=f"{operation.id}{number:05}", ask_id=f"copy{number}")
    operations.ask(store, twin)
