"""A refund that broke off half way bars its order until someone has looked at it."""

from __future__ import annotations

import pytest

from platforms.contract import PlatformError
from platforms.moves import Act, Declined, Done, Unclear
from platforms.prestashop.sandbox import Fault, Kind
from tests.platforms.prestashop.paired import ROBIN, paired, picked

ORDER = "1012"


def test_it_is_said_by_name_and_lifted_by_putting_it_aside() -> None:
    with paired() as it:
        refundable = it.shop.read_refundable(ORDER, within=5)
        review = it.shop.review_refund(ORDER, picked(refundable, 1), within=5)
        it.sandbox.faults.set(Fault(Kind.CRASH_HALF, "module.refund", times=1))
        with pytest.raises(PlatformError):
            it.shop.refund(review, Act("op_half0001", ROBIN, "note"), within=5)
        assert isinstance(it.shop.outcome("op_half0001", ORDER, within=5), Unclear)

        fresh = it.shop.read_refundable(ORDER, within=5)
        other = it.shop.review_refund(ORDER, picked(fresh, 1), within=5)
        barred = it.shop.refund(other, Act("op_next0001", ROBIN, "note"), within=5)
        assert isinstance(barred, Declined)
        assert barred.reason == "order_unclear"

        it.shop.put_aside("op_half0001", within=5)
        assert isinstance(it.shop.outcome("op_half0001", ORDER, within=5), Unclear)
        again = it.shop.refund(other, Act("op_next0002", ROBIN, "note"), within=5)
        assert isinstance(again, Done)
