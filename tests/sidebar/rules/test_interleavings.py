"""Whatever is given back, in whichever order and by whomever, it is never more than was paid."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from platforms.contract import Barred
from platforms.moves import Picked, PickedLine, RefundReview
from platforms.shapes import Money
from sidebar.rules.refundable import everything, fault_in, seal
from tests.sidebar.actions.money.scene import BLANKET, CUSHION, book_of
from tests.sidebar.goods import euros
from tests.till import Till
from tests.till_book import Book

ORDER = "1001"


class Refunds(RuleBasedStateMachine):
    """Agents who review, wait, and confirm; a colleague in the back office; a voucher on top.

    The shop here does all that it is told: only the rules stand between it and too much.
    """

    reviews = Bundle("reviews")

    def __init__(self) -> None:
        super().__init__()
        self.till = Till({ORDER: book_of()}, is_strict=False)
        # A voucher of 12.34 was used: the lines say more than was paid.
        self.book.paid -= 1234

    @property
    def book(self) -> Book:
        return self.till.books[ORDER]

    @rule(
        target=reviews,
        cushions=st.integers(0, 4),
        blankets=st.integers(0, 2),
        shipping=st.integers(0, 700),
    )
    def review_a_part(self, cushions: int, blankets: int, shipping: int) -> RefundReview | None:
        lines = ((CUSHION, cushions), (BLANKET, blankets))
        picked = tuple(PickedLine(line, units, 0) for line, units in lines if units)
        return self._review(Picked(picked, euros(shipping)))

    @rule(target=reviews)
    def review_all(self) -> RefundReview | None:
        return self._review(everything(self.book.refundable()))

    @rule(target=reviews, known=reviews, more=st.integers(-500, 3000), units=st.integers(0, 2))
    def reckon_wrongly(
        self, known: RefundReview | None, more: int, units: int
    ) -> RefundReview | None:
        """A shop's adapter that adds units and amounts which are not there."""
        if known is None or not known.lines:
            return None
        first = known.lines[0]
        wrong = replace(
            first, quantity=first.quantity + units, amount=Money(first.amount.minor + more, "EUR")
        )
        total = Money(known.total.minor + more, "EUR")
        return replace(known, lines=(wrong, *known.lines[1:]), total=total)

    def _review(self, picked: Picked) -> RefundReview | None:
        try:
            return self.till.review_refund(ORDER, picked, within=1)
        except Barred:
            return None

    @rule(known=reviews, luck=st.sampled_from(("done", "lost")))
    def confirm(self, known: RefundReview | None, luck: str) -> None:
        """Read again, compared, held to the rules, and then done; or lost before the shop."""
        if known is None:
            return
        again = replace(known, refundable=self.book.refundable())
        if fault_in(known) or seal(again) != seal(known):
            return
        if luck == "lost":
            return
        lines = {one.line_id: (one.quantity, one.amount.minor, one.restock) for one in known.lines}
        self.book.give_back(lines, known.shipping.minor)

    @rule(line=st.sampled_from((CUSHION, BLANKET)))
    def a_colleague_gives_back_one_unit(self, line: str) -> None:
        self.till.give_back_elsewhere(ORDER, line)

    @invariant()
    def never_more_than_was_paid(self) -> None:
        assert self.book.given <= self.book.paid
        assert self.book.shipping_given <= self.book.shipping
        for line in self.book.lines:
            assert line.given_units <= line.quantity
            assert line.given <= line.total


TestRefunds = Refunds.TestCase
TestRefunds.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
