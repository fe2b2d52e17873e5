"""What a customer and a shop read of an operation: whole, plain, and in their own language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platforms.moves import Gives
from sidebar.actions.money.words import MoneyLetter, ShopNote
from sidebar.rules.operation import OperationKind
from sidebar.rules.reasons import CANCEL_REASONS, REFUND_REASONS, Reason
from sidebar.texts import money_letter, shop_note
from tests.sidebar.goods import euros

LETTER = MoneyLetter(
    kind=OperationKind.REFUND,
    language="en",
    customer_name="Alix O'Hara & <Co>",
    agent_name="Camille Fournier",
    shop_name="Boutique",
    reference="XKBKNABJK",
    amount=euros(4589),
    gives=Gives.MONEY,
    voucher="",
    lines=(("Mug (Blue)", 2), ("Cushion", 1)),
    shipping=euros(500),
)
NOTE = ShopNote(
    kind=OperationKind.REFUND,
    language="en",
    amount=euros(4589),
    agent_name="Camille",
    approver_name="",
    ticket_number=1001,
    operation_id="op_1",
    reason="damaged",
    reason_text="",
    note="",
)


def test_a_refund_is_told_with_its_lines_and_nothing_escaped() -> None:
    assert money_letter(LETTER) == (
        "Dear Alix O'Hara & <Co>,\n\n"
        "We have refunded €45.89 on your order XKBKNABJK.\n\n"
        "– 2 × Mug (Blue)\n– 1 × Cushion\n– shipping: €5.00\n\n"
        "Depending on how you paid, it can take a few days until you see the money.\n\n"
        "Camille Fournier\nBoutique"
    )


def test_a_refund_without_lines_leaves_no_hole() -> None:
    told = money_letter(replace(LETTER, lines=(), shipping=euros(0)))

    assert "XKBKNABJK.\n\nDepending" in told


def test_money_that_someone_still_has_to_pay_back_is_not_called_paid() -> None:
    told = money_letter(replace(LETTER, is_by_hand=True))

    assert "is recorded, and we are paying it back" in told
    assert "have refunded" not in told


def test_a_voucher_is_no_money_and_names_its_code() -> None:
    told = money_letter(replace(LETTER, gives=Gives.VOUCHER, voucher="V1C2"))

    assert "V1C2" in told
    assert "refunded" not in told
    assert "few days" not in told


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "is cancelled"), ("fr", "est annulée")],
)
def test_a_cancellation_promises_no_money(language: str, sentence: str) -> None:
    cancelled = replace(LETTER, kind=OperationKind.CANCEL, language=language, amount=euros(0))
    told = money_letter(cancelled)

    assert sentence in told
    assert "€" not in told


def test_a_cancellation_that_gives_money_back_says_that_it_is_on_its_way() -> None:
    told = money_letter(replace(LETTER, kind=OperationKind.CANCEL))

    assert "is cancelled. Nothing of it will be sent.\n\nYour refund of €45.89 is on" in told
    assert "few days until you see the money.\n\nCamille" in told


def test_money_that_a_provider_still_carries_is_on_its_way_and_not_refunded_yet() -> None:
    told = money_letter(replace(LETTER, is_on_its_way=True))

    assert "Your refund of €45.89 on your order XKBKNABJK is on its way." in told
    assert "have refunded" not in told


def test_a_customer_without_a_name_is_still_greeted() -> None:
    assert money_letter(replace(LETTER, customer_name="")).startswith("Dear customer,")


def test_a_note_is_one_line_with_the_operations_id() -> None:
    told = shop_note(replace(NOTE, note="two\nlines & <b>", approver_name="Maud"))

    assert told == (
        "Refund of €45.89 by Camille (Comptoir 1001, op_1). Approved by Maud."
        " Reason: Damaged or defective. two lines & <b>"
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("reason", [*REFUND_REASONS, *CANCEL_REASONS])
def test_each_reason_of_ours_has_words(language: str, reason: Reason) -> None:
    told = shop_note(replace(NOTE, language=language, reason=reason.code))

    assert f": {reason.code}." not in told


def test_a_shops_own_reason_is_said_in_its_own_words() -> None:
    told = shop_note(replace(NOTE, kind=OperationKind.CANCEL, reason="", reason_text="À l'usine"))

    assert told == "Cancelled by Camille (Comptoir 1001, op_1). Reason: À l'usine."


def test_a_cancellation_says_what_becomes_of_what_was_paid() -> None:
    cancelled = replace(LETTER, kind=OperationKind.CANCEL, amount=euros(0))

    assert "paid" not in money_letter(cancelled)
    told = money_letter(replace(cancelled, kept=euros(8180)))

    assert "The €81.80 that you paid is not refunded with this cancellation." in told


def test_what_did_not_arrive_is_taken_back_and_not_called_under_way() -> None:
    told = money_letter(replace(LETTER, is_correction=True, is_on_its_way=True))

    assert "The refund of €45.89 on your order XKBKNABJK could not be carried out" in told
    assert "on its way" not in told
    assert told.endswith("Camille Fournier\nBoutique")
