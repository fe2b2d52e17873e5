"""A shop with our module: one round for an order or a search, and money moved once per key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from platforms.contract import Check, Connection, FoundOrder, Image, NotFound
from platforms.http import Deadline
from platforms.moves import Act, CancelReview, Declined, Done, Outcome, Refundable, RefundReview
from platforms.notices import Notice
from platforms.prestashop import refunding
from platforms.prestashop.calling import Module
from platforms.prestashop.criteria import Criteria, searched_digits
from platforms.prestashop.examining_module import examine
from platforms.prestashop.fields import Fields
from platforms.prestashop.figures import refundable_of
from platforms.prestashop.module_faults import Refusal
from platforms.prestashop.module_reading import found_of, image_of, order_of, tables_of
from platforms.prestashop.money import zone_named
from platforms.prestashop.reading.row import Row
from platforms.prestashop.reports import MOST_NOTICES, read_notices
from platforms.prestashop.through_webservice import MEDIA_TYPES, MOST_IMAGE_BYTES, picture_ids
from platforms.shapes import Order

_ID = re.compile(r"[1-9][0-9]{0,9}")
# What the shop counts with; the module calls a higher number no id at all.
_HIGHEST_ID = 2**31 - 1
# A picture travels as text: a third longer than it is.
_MOST_PICTURE_ANSWER = MOST_IMAGE_BYTES * 4 // 3 + 1024
_WORDS = ("languages", "configurations")


class ThroughModule:
    """Reads and writes one shop; keeps only how the shop names its languages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._module = Module(connection)
        self._words: Mapping[str, tuple[Row, ...]] = {}

    def read_order(self, order_id: str, deadline: Deadline) -> Order:
        """The whole order. Raises NotFound or another PlatformError."""
        return self._order(order_id, self._order_answer(order_id, deadline))

    def find_orders(self, asked: Criteria, deadline: Deadline) -> tuple[FoundOrder, ...]:
        """Orders meeting any criterion, newest first."""
        if asked.is_empty:
            return ()
        criteria = {
            "emails": asked.emails,
            "phones": [searched_digits(phone) for phone in asked.phones],
            "references": asked.references,
            "customers": [int(one) for one in asked.customer_ids],
            "limit": asked.limit,
        }
        tables = tables_of(self._module.read("orders", criteria, deadline=deadline))
        return found_of(tables, asked, zone=zone_named(self._connection.timezone))

    def read_image(self, reference: str, deadline: Deadline) -> Image:
        """A product's picture by the ``image`` of a line."""
        product, picture = picture_ids(reference)
        answer = self._module.read(
            "image",
            {"product": int(product), "image": int(picture)},
            deadline=deadline,
            max_bytes=_MOST_PICTURE_ANSWER,
        )
        return image_of(answer, kinds=MEDIA_TYPES, most_bytes=MOST_IMAGE_BYTES)

    def examine(self, deadline: Deadline) -> tuple[Check, ...]:
        """What the module says of itself and its shop, and whether it can be believed."""
        return examine(self._module, self._connection, deadline=deadline)

    def read_refundable(self, order_id: str, deadline: Deadline) -> Refundable:
        """The order and what may be given back of it, from one answer."""
        answer = self._order_answer(order_id, deadline)
        return refundable_of(answer, self._order(order_id, answer))

    def refund(self, review: RefundReview, act: Act, deadline: Deadline) -> Done | Declined:
        """Moves what was reviewed. A total that the shop changed is said among the warnings."""
        said = self._write(
            "refund", review.refundable, act, deadline, beside=refunding.moved(review)
        )
        if isinstance(said, Declined):
            return said
        done = self._done(said, review.total.currency)
        return refunding.compared(done, review)

    def cancel(self, review: CancelReview, act: Act, deadline: Deadline) -> Done | Declined:
        """Cancels the order."""
        said = self._write("cancel", review.refundable, act, deadline, beside={})
        if isinstance(said, Declined):
            return said
        return self._done(said, review.paid.currency)

    def outcome(self, key: str, order_id: str, deadline: Deadline) -> Outcome:
        """What became of a key; one that never arrived is closed for ever by asking."""
        answer = self._module.read("op", {"key": key, "void": True}, deadline=deadline)
        found = refunding.outcome_of(answer)
        if found is not None:
            return found
        # The result names amounts without their currency: the order knows it.
        order = self.read_order(order_id, deadline)
        return self._done(answer.within("result"), order.totals.total.currency)

    def put_aside(self, key: str, deadline: Deadline) -> None:
        """What broke off half way under this key bars its order no more."""
        self._module.read("op", {"key": key, "void": False, "aside": True}, deadline=deadline)

    def read_notices(self, after: str, deadline: Deadline) -> tuple[Notice, ...]:
        """The notices after this one, oldest first."""
        since = int(after) if _ID.fullmatch(after) else 0
        asked = {"after": since, "limit": MOST_NOTICES}
        return read_notices(self._module.read("notices", asked, deadline=deadline))

    def _order_answer(self, order_id: str, deadline: Deadline) -> Fields:
        if not _ID.fullmatch(order_id) or int(order_id) > _HIGHEST_ID:
            raise NotFound("no order has such an id")
        return self._module.read("order", {"order": int(order_id)}, deadline=deadline)

    def _order(self, order_id: str, answer: Fields) -> Order:
        tables = tables_of(answer)
        self._words = {name: tables[name] for name in _WORDS if name in tables}
        return order_of(tables, order_id, zone=zone_named(self._connection.timezone))

    def _write(
        self,
        action: str,
        refundable: Refundable,
        act: Act,
        deadline: Deadline,
        *,
        beside: Mapping[str, Any],
    ) -> Fields | Declined:
        """The result of a write, or why the shop did nothing. Raises NotSent, PlatformError."""
        if not refunding.is_employee(act):
            return Declined("employee_refused", "no employee of the shop")
        body = refunding.asked(act, order_id=refundable.order.id, stand=refundable.stand)
        said = self._module.write(action, {**body, **beside}, deadline=deadline)
        return refunding.declined(said) if isinstance(said, Refusal) else said

    def _done(self, result: Fields, currency: str) -> Done:
        return refunding.done_of(result, currency=currency, words=self._words)
