"""Product lines: what each came to with and without tax, and what was given back of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from platforms.shapes import Line, Money
from platforms.shopify.reading.cuts import refunds_are_cut
from platforms.shopify.reading.moneys import refunded_of, share, sum_of, taxes_of
from platforms.shopify.reading.node import Node

_RETURNED = "RETURN"


@dataclass(slots=True)
class _GivenBack:
    quantity: int = 0
    """As refunds say it, line by line."""
    returned: int = 0
    amounts: list[Money] = field(default_factory=list)


def read_lines(order: Node, currency: str) -> tuple[Line, ...]:
    """The lines that came with this order, with what its refunds say of each."""
    taxes_included = order.is_set("taxesIncluded")
    given_back = _given_back(order, taxes_included=taxes_included)
    is_cut = refunds_are_cut(order)
    return tuple(
        _line(
            one,
            _completed(one, given_back) if is_cut else _back_of(one, given_back),
            currency=currency,
            taxes_included=taxes_included,
        )
        for one in order.nodes("lineItems")
    )


def _back_of(line: Node, given_back: dict[str, _GivenBack]) -> _GivenBack:
    return given_back.get(line.identity("LineItem"), _GivenBack())


def _completed(line: Node, given_back: dict[str, _GivenBack]) -> _GivenBack:
    """Where not every refund was read, what is left of the line says how much is gone."""
    known = _back_of(line, given_back)
    gone = line.number("quantity") - line.number("currentQuantity")
    return replace(known, quantity=max(known.quantity, gone))


def _given_back(order: Node, *, taxes_included: bool) -> dict[str, _GivenBack]:
    found: dict[str, _GivenBack] = {}
    for refund in order.nodes("refunds"):
        for one in refund.nodes("refundLineItems"):
            line = found.setdefault(one.needed("lineItem").identity("LineItem"), _GivenBack())
            line.quantity += one.number("quantity")
            line.returned += one.number("quantity") * (one.text("restockType") == _RETURNED)
            line.amounts.append(refunded_of(one, taxes_included=taxes_included))
    return found


def _line(node: Node, back: _GivenBack, *, currency: str, taxes_included: bool) -> Line:
    quantity = node.number("quantity")
    total, untaxed = _totals(node, currency, taxes_included=taxes_included)
    unit = node.money("originalUnitPriceSet")
    return Line(
        id=node.identity("LineItem"),
        product_id=_id_of(node, "product", "Product"),
        variant_id=_id_of(node, "variant", "ProductVariant"),
        name=node.text("title"),
        variant=node.text("variantTitle"),
        sku=node.text("sku"),
        quantity=quantity,
        quantity_refunded=back.quantity,
        quantity_returned=back.returned,
        unit_price=unit if taxes_included else share(total, 1, quantity),
        unit_price_untaxed=share(untaxed, 1, quantity) if taxes_included else unit,
        total=total,
        total_untaxed=untaxed,
        refunded=sum_of(back.amounts, currency),
        customizations=_typed(node),
        image=_image(node),
    )


def _totals(node: Node, currency: str, *, taxes_included: bool) -> tuple[Money, Money]:
    """Before reductions, with and without tax; Shopify says the tax on what is left after them."""
    price, tax = node.money("originalTotalSet"), taxes_of(node, currency)
    if not taxes_included:
        return price + tax, price
    taken = sum_of(
        (one.money("allocatedAmountSet") for one in node.nodes("discountAllocations")), currency
    )
    return price, price - share(tax, price.minor, (price - taken).minor)


def _typed(node: Node) -> tuple[tuple[str, str], ...]:
    """What was typed for this line; a name with a first underscore is an app's own affair."""
    pairs = ((one.text("key"), one.text("value")) for one in node.nodes("customAttributes"))
    return tuple((key, value) for key, value in pairs if not key.startswith("_"))


def _image(node: Node) -> str:
    image = node.node("image")
    return image.text("url") if image else ""


def _id_of(node: Node, name: str, kind: str) -> str:
    found = node.node(name)
    return found.identity(kind) if found else ""
