"""The order's product lines: what was bought, in which variant, and what already came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from platforms.prestashop.reading.lists import Lists
from platforms.prestashop.reading.row import Row
from platforms.shapes import Line

Rows = tuple[Row, ...]
Customizations = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Extras:
    """What other resources add to the lines, each by its id in the shop."""

    product_images: Mapping[str, str] = field(default_factory=dict)
    combination_images: Mapping[str, str] = field(default_factory=dict)
    customizations: Mapping[str, Customizations] = field(default_factory=dict)


NO_EXTRAS = Extras()


def read_line(row: Row, *, currency: str, extras: Extras) -> Line:
    """One row of ``order_details``."""
    product, combination = row.reference("product_id"), row.reference("product_attribute_id")
    name, variant = split_name(row.text("product_name"), has_variant=bool(combination))
    return Line(
        id=row.reference("id"),
        product_id=product,
        name=name,
        sku=row.text("product_reference"),
        quantity=row.number("product_quantity"),
        quantity_refunded=row.number("product_quantity_refunded"),
        quantity_returned=row.number("product_quantity_return"),
        unit_price=row.money("unit_price_tax_incl", currency),
        unit_price_untaxed=row.money("unit_price_tax_excl", currency),
        total=row.money("total_price_tax_incl", currency),
        total_untaxed=row.money("total_price_tax_excl", currency),
        refunded=row.money("total_refunded_tax_incl", currency),
        variant=variant,
        variant_id=combination,
        customizations=extras.customizations.get(row.reference("id_customization"), ()),
        image=_image(product, combination, extras),
    )


def split_name(written: str, *, has_variant: bool) -> tuple[str, str]:
    """(name, variant) of a line's name.

    The shop keeps both in one text, as "Name (Size:S - Color:White)" and, in older orders, as
    "Name - Size : S, Color : White"; only a line with a combination has a variant.
    """
    if not has_variant:
        return written, ""
    for name, variant in (_in_brackets(written), _after_dash(written)):
        if name and ":" in variant:
            return name, variant
    return written, ""


def _in_brackets(written: str) -> tuple[str, str]:
    """Split at the bracket that the last character closes: a variant may hold brackets itself."""
    if not written.endswith(")"):
        return written, ""
    depth = 0
    for place in range(len(written) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(written[place], 0)
        if depth == 0:
            return written[:place].rstrip(), written[place + 1 : -1].strip()
    return written, ""


def _after_dash(written: str) -> tuple[str, str]:
    """Split at the last dash before the first colon: a name may hold dashes, no colon."""
    before, colon, after = written.partition(" : ")
    name, _, first = before.rpartition(" - ")
    return name.rstrip(), f"{first}{colon}{after}".strip()


def _image(product: str, combination: str, extras: Extras) -> str:
    picture = extras.combination_images.get(combination) or extras.product_images.get(product)
    return f"{product}-{picture}" if picture else ""


def read_extras(
    *, products: Rows, combinations: Rows, customizations: Rows, fields: Rows, lists: Lists
) -> Extras:
    """Pictures and typed texts, from ``products``, ``combinations`` and the customization rows.

    A label is worded in the shop's default language: it is what the merchant calls the field.
    """
    labels = {
        row.reference("id"): row.wording("name", lists.languages, lists.default_language).default
        for row in fields
    }
    return Extras(
        {row.reference("id"): row.reference("id_default_image") for row in products},
        {row.reference("id"): _first_image(row) for row in combinations},
        {row.reference("id"): _typed(row, labels) for row in customizations},
    )


def _first_image(row: Row) -> str:
    return next((image.reference("id") for image in row.nested("images")), "")


def _typed(row: Row, labels: Mapping[str, str]) -> Customizations:
    rows = (
        *row.nested("customized_data_text_fields"),
        *row.nested("customized_data_images"),
    )
    return tuple(
        (labels.get(one.reference("id_customization_field"), ""), one.text("value")) for one in rows
    )
