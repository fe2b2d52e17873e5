"""Says which parts of which rows an answer shows, before it is written in either format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from platforms.prestashop.sandbox.asking import Display, Question
from platforms.prestashop.sandbox.definitions import Association, Field, Resource
from platforms.prestashop.sandbox.shop import Row

TAX_RATES: Mapping[int, Decimal] = {1: Decimal("1.20"), 2: Decimal("1.055")}
"""Tax included over tax excluded, by tax rules group, as both seeds use them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of one resource, and how much of them is shown."""

    resource: Resource
    rows: Sequence[Row]
    languages: Sequence[int | str]
    question: Question
    wanted: Display | None = None
    """None: everything."""
    is_single: bool = False
    """Asked by id."""

    @property
    def shows_ids_only(self) -> bool:
        return not self.is_single and self.question.display in {"", "minimum"}

    def fields(self) -> Sequence[Field]:
        """The shown fields, in the resource's own order whatever order was asked."""
        known = self.resource.fields.values()
        return [it for it in known if self.wanted is None or it.name in self.wanted]

    def associations(self) -> Iterable[tuple[Association, Sequence[Field]]]:
        """The shown associations with their shown fields."""
        for association in self.resource.associations.values():
            names = self._inner(association)
            if names is not None:
                yield association, [it for it in association.fields.values() if it.name in names]

    def virtual_prices(self, row: Row) -> Mapping[str, str]:
        """The asked selling prices; the shop gives them with display=full only."""
        if self.question.display != "full" or self.resource.name != "products":
            return {}
        return {name: _selling_price(row, how) for name, how in self.question.prices.items()}

    def _inner(self, association: Association) -> Iterable[str] | None:
        if self.wanted is None:
            return association.fields
        return self.wanted.get(association.name)


def items_of(row: Row, association: Association) -> Sequence[Mapping[str, Any]]:
    """The records a row holds under one association."""
    return list(row["associations"].get(association.name, ()))


def _selling_price(row: Row, how: Mapping[str, str]) -> str:
    """Without the reductions of the catalogue, which the stand-in does not keep."""
    rate = TAX_RATES.get(row["id_tax_rules_group"], Decimal(1))
    price = Decimal(row["price"]) * (rate if how.get("use_tax") == "1" else 1)
    return f"{price.quantize(Decimal('0.01')):.6f}"
