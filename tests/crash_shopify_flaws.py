"""Guards of the Shopify adapter that can be taken away: the matrix must miss each of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from platforms.contract import NotSent
from platforms.http import Deadline
from platforms.moves import Declined, Going, Outcome, Sent
from platforms.shopify import cancelling, settling
from platforms.shopify.outcome import ARRIVES_WITHIN
from platforms.shopify.sending import Written, send_refund
from tests.crash_shopify_line import CalledShopify


class NewKey(CalledShopify):
    """What is said again, is said under another key."""

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        if sent is not None and sent.written and not sent.is_cancel:
            told = json.loads(sent.written)
            told["variables"]["idempotencyKey"] = str(uuid4())
            sent = replace(sent, written=json.dumps(told, separators=(",", ":")))
        return super().outcome(key, order_id, within=within, sent=sent)


class Unread(CalledShopify):
    """It is said again at any age, and the order is not looked at before."""

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        if sent is None or sent.is_cancel:
            return super().outcome(key, order_id, within=within, sent=sent)
        deadline, is_old = Deadline.within(within), self.api.now() - sent.sent_at > ARRIVES_WITHIN
        nothing = Declined("never_arrived") if is_old else Going()
        try:
            said = send_refund(self.api, sent.written, deadline, sleep=self.api.sleep)
        except NotSent:
            return nothing
        if isinstance(said, Written):
            wanted = settling.wanted_by(sent.written, sent.total)
            return settling.done_of(said.refund, said.order, wanted)
        return said if isinstance(said, Declined) else nothing


class CancelsAgain(CalledShopify):
    """A cancellation of which nothing is seen goes out again."""

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        found = super().outcome(key, order_id, within=within, sent=sent)
        if sent is not None and sent.is_cancel and isinstance(found, Going):
            cancelling.send_cancel(self.api, sent.written, Deadline.within(within))
        return found


class TooEarly(CalledShopify):
    """What is not there is taken for never arrived at once."""

    def outcome(
        self, key: str, order_id: str, *, within: float, sent: Sent | None = None
    ) -> Outcome:
        found = super().outcome(key, order_id, within=within, sent=sent)
        return Declined("never_arrived") if isinstance(found, Going) else found


SHOPS: Mapping[str, type[CalledShopify]] = {
    "new_key": NewKey,
    "unread": Unread,
    "cancel_again": CancelsAgain,
    "too_early": TooEarly,
}
