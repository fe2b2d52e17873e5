"""What a shop answers that has no more to say: for adapters that need none of these promises."""

from __future__ import annotations

from platforms.contract import NotFound
from platforms.moves import Act, CancelReview, PaidBack, RefundReview
from platforms.people import Happenings, Profile
from platforms.shapes import Line


class Plain:
    """Half of a ``Platform``: short orders, no profiles, writes that the shop itself remembers."""

    def compose(self, review: RefundReview | CancelReview, act: Act) -> str:
        """Nothing needs keeping."""
        return ""

    def read_paid_back(self, reference: str, *, within: float) -> tuple[PaidBack, ...]:
        """Nothing is followed."""
        return ()

    def read_lines(
        self, order_id: str, after: str, *, within: float
    ) -> tuple[tuple[Line, ...], str]:
        """No more: an order is read with all its lines."""
        return (), ""

    def read_profile(self, customer_id: str, *, within: float) -> Profile:
        """Raises NotFound: what is known of a customer comes with their orders."""
        raise NotFound(customer_id)

    def read_happenings(
        self, customer_id: str, order_id: str, after: str, *, within: float
    ) -> Happenings:
        """None that we do not know already."""
        return Happenings(())
