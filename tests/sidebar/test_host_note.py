"""What a helpdesk's people read of money that moved: plain, and true of each outcome."""

from __future__ import annotations

from dataclasses import replace

from platforms.moves import Gives
from sidebar.actions.helping.noting import HostNote
from sidebar.rules.operation import OperationKind
from sidebar.texts import host_note
from tests.sidebar.goods import euros

NOTE = HostNote(
    kind=OperationKind.REFUND,
    language="en",
    amount=euros(4589),
    gives=Gives.MONEY,
    voucher="",
    number="703",
    is_slip=True,
    is_pending=False,
    is_lost=False,
    reference="#1001",
    shop_name="Boutique & <Co>",
    agent_name="Camille O'Hara",
    approver_name="",
    ticket_number=1001,
    operation_id="op_1",
    reason="damaged",
    reason_text="",
    lines=(("Mug <b>(Blue)</b>", 2),),
    shipping=euros(500),
)


def test_each_line_is_whole_and_nothing_is_escaped() -> None:
    assert host_note(NOTE).split("\n") == [
        "Refund of €45.89 on order #1001 (Boutique & <Co>) by Camille O'Hara.",
        "– 2 × Mug <b>(Blue)</b>",
        "– shipping: €5.00",
        "Reason: Damaged or defective. Credit slip 703.",
        "Comptoir: ticket 1001, operation op_1.",
    ]


def test_money_under_way_or_lost_is_not_called_paid() -> None:
    assert "has not confirmed it yet" in host_note(replace(NOTE, is_pending=True))
    assert "did not carry it" in host_note(replace(NOTE, is_lost=True, is_pending=True))


def test_a_voucher_is_told_with_its_code_and_a_cancellation_with_what_goes_back() -> None:
    assert "voucher of €45.89 for order #1001" in host_note(replace(NOTE, voucher="V1X"))
    cancelled = replace(NOTE, kind=OperationKind.CANCEL, lines=(), reason="out_of_stock")
    assert "was cancelled by Camille O'Hara; €45.89 goes back" in host_note(cancelled)
    assert "O'Hara.\nReason" in host_note(replace(cancelled, amount=euros(0), shipping=euros(0)))


def test_amounts_are_written_as_the_reader_writes_them() -> None:
    assert "45,89\u00a0€" in host_note(replace(NOTE, language="fr"))
