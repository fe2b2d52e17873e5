"""The ledger of an order: who asked what and what the shop did, on a page and in a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from platforms.shapes import CreditSlip
from tests.cast import LOU
from tests.sidebar.goods import euros
from tests.sidebar.stage import reason_of
from tests.sidebar.web.counter import Counter, words


def test_every_operation_stands_in_it_with_its_sums(counter: Counter) -> None:
    camille = counter.enter()
    done = counter.operation(camille)
    counter.shop.declines = "employee_refused"
    refused = counter.operation(camille)

    said = words(counter.panel.on(camille, path="/ledger").text)

    for shown in (done, refused, "Fait", "Pas fait", "Avoir n° 7", "Camille Fournier"):
        assert shown in said
    assert "Payé 86,00 €" in said
    assert "Remboursé depuis le comptoir 11,90 €" in said


def test_slips_made_elsewhere_are_told_apart(counter: Counter) -> None:
    camille = counter.enter()
    slip = CreditSlip("3", euros(1190), euros(0), euros(1190), None)
    whole = replace(counter.shop.refundable.order, credit_slips=(slip,))
    counter.shop.refundable = replace(counter.shop.refundable, order=whole)
    counter.operation(camille)
    counter.panel.on(camille, path="/refund")

    said = words(counter.panel.on(camille, path="/ledger").text)

    assert "Avoirs établis ailleurs Avoir n° 3 11,90 €" in said


def test_an_empty_ledger_says_so(counter: Counter) -> None:
    page = counter.panel.on(counter.enter(), path="/ledger")

    assert "Rien n’a encore été demandé d’ici." in words(page.text)


def test_the_file_holds_the_same_operations(counter: Counter) -> None:
    camille = counter.enter()
    operation = counter.operation(camille)

    answer = counter.panel.on(camille, path="/ledger.csv")

    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["operation"], row["amount"], row["agent"]) == (
        operation,
        "11.90",
        "Camille Fournier",
    )


def test_who_does_not_move_money_does_not_read_its_ledger(counter: Counter) -> None:
    lou = counter.enter(LOU)

    for path in ("/ledger", "/ledger.csv"):
        answer = counter.panel.on(lou, path=path)
        assert (answer.status_code, reason_of(answer)) == (403, "refund")
