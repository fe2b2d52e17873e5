"""One connected PrestaShop: through its module where it has one, else read over its webservice."""

from __future__ import annotations

from platforms.contract import (
    BadAnswer,
    Barred,
    Check,
    Connection,
    FoundOrder,
    Image,
    OrderSearch,
)
from platforms.http import Deadline
from platforms.moves import (
    Act,
    CancelChoice,
    CancelReview,
    Capabilities,
    Declined,
    Done,
    Gives,
    Outcome,
    Picked,
    Refundable,
    RefundReview,
    Sent,
)
from platforms.notices import Notice
from platforms.plain import Plain
from platforms.prestashop import pricing
from platforms.prestashop.criteria import criteria_of
from platforms.prestashop.through_module import ThroughModule
from platforms.prestashop.through_webservice import ThroughWebservice
from platforms.shapes import Money, Order

_READ_ONLY = "read_only"


class PrestaShop(Plain):
    """The ``Platform`` of one PrestaShop; keep it, since it remembers what it learnt of the shop.

    A module that is switched off is a fault, even where the webservice would answer: what cannot
    be refunded must not look as if it could.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._module = ThroughModule(connection) if connection.secrets else None
        self._webservice = ThroughWebservice(connection)

    def read_order(self, order_id: str, *, within: float) -> Order:
        """The whole order, in one round, or in two. Raises NotFound or another PlatformError."""
        return self._reader.read_order(order_id, Deadline.within(within))

    def find_orders(self, search: OrderSearch, *, within: float) -> tuple[FoundOrder, ...]:
        """Orders meeting any criterion, newest first, in one round, or in at most three."""
        return self._reader.find_orders(criteria_of(search), Deadline.within(within))

    def read_image(self, reference: str, *, within: float) -> Image:
        """A product's picture by the ``image`` of a line, small where the shop has it so."""
        return self._reader.read_image(reference, Deadline.within(within))

    def examine(self, *, within: float) -> tuple[Check, ...]:
        """The module, and the webservice where a key is set; every fault is a finding."""
        deadline = Deadline.within(within)
        checks = self._module.examine(deadline) if self._module else ()
        if self._connection.key or not self._module:
            checks = (*checks, *self._webservice.examine(deadline))
        return checks

    @property
    def capabilities(self) -> Capabilities:
        """Only the module moves money: the webservice would leave lines and stock wrong."""
        if self._module is None:
            return Capabilities(moves_money=False)
        return Capabilities(moves_money=True, offers=(Gives.MONEY, Gives.VOUCHER))

    def read_refundable(self, order_id: str, *, within: float) -> Refundable:
        """The order and what may be given back of it. Raises NotFound or another PlatformError."""
        deadline = Deadline.within(within)
        if self._module is not None:
            return self._module.read_refundable(order_id, deadline)
        order = self._webservice.read_order(order_id, deadline)
        nothing = Money(0, order.totals.total.currency)
        return Refundable(
            order=order,
            lines=(),
            shipping_left=nothing,
            left=nothing,
            stand="",
            refund_barred=_READ_ONLY,
            cancel_barred=_READ_ONLY,
        )

    def review_refund(self, order_id: str, picked: Picked, *, within: float) -> RefundReview:
        """What the shop would move for this choice, read now. Raises Barred or PlatformError."""
        read = self._writer.read_refundable(order_id, Deadline.within(within))
        return pricing.review_of(read, picked)

    def review_cancel(
        self, order_id: str, *, within: float, choice: CancelChoice | None = None
    ) -> CancelReview:
        """What cancelling would do, read now; the shop leaves no choice. Raises as the promise."""
        read = self._writer.read_refundable(order_id, Deadline.within(within))
        return pricing.cancellation_of(read)

    def refund(self, review: RefundReview, act: Act, *, within: float) -> Done | Declined:
        """Moves what was reviewed, once per key. Raises NotSent, PlatformError, Barred."""
        return self._writer.refund(review, act, Deadline.within(within))

    def cancel(self, review: CancelReview, act: Act, *, within: float) -> Done | Declined:
        """Cancels the order, once per key. Raises as ``refund`` does."""
        return self._writer.cancel(review, act, Deadline.within(within))

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        """What became of a write. Raises PlatformError when the shop cannot say."""
        if self._module is None:
            raise BadAnswer("a shop without the module does not know what became of a write")
        return self._module.outcome(key, order_id, Deadline.within(within))

    def put_aside(self, key: str, *, within: float) -> None:
        """Lets an order be refunded again after someone looked at a half-done write on it."""
        if self._module is not None:
            self._module.put_aside(key, Deadline.within(within))

    def read_notices(self, after: str, *, within: float) -> tuple[Notice, ...]:
        """What happened after this notice; a shop without the module tells nothing."""
        if self._module is None:
            return ()
        return self._module.read_notices(after, Deadline.within(within))

    @property
    def _reader(self) -> ThroughModule | ThroughWebservice:
        return self._module or self._webservice

    @property
    def _writer(self) -> ThroughModule:
        """What moves money. Raises Barred where nothing does."""
        if self._module is None:
            raise Barred(_READ_ONLY)
        return self._module
