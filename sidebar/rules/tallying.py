"""Operations counted: what moved apart from what did not arrive, and never across currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from sidebar.rules.operation import OperationKind
from sidebar.rules.reported import NONE, Facet, Fact, Product, Stand, Sums
from sidebar.rules.reporting import Period

_COLUMNS = tuple(attrgetter(name) for name in Sums.__struct_fields__)

OFTEN = 2
"""Operations done for one customer in the period: from here on they are listed by name."""


@dataclass(frozen=True, slots=True)
class Value:
    """What the lines of a product are worth, in one currency's minor units, without shipping.

    It says what was chosen, not what arrived: a cancellation that gives nothing back adds nothing.
    """

    carried: int = 0
    failed: int = 0
    """The same of operations whose money failed, in whole or in part."""


@dataclass(frozen=True, slots=True)
class Group:
    """Operations counted together. ``key`` names them in an address."""

    key: str
    refunds: int
    cancellations: int
    sums: Mapping[str, Sums]
    """By currency; none for a product, as no money is of one line alone."""
    units: int = 0
    values: Mapping[str, Value] | None = None
    """By currency; only of a product."""

    @property
    def count(self) -> int:
        return self.refunds + self.cancellations


@dataclass(frozen=True, slots=True)
class Report:
    """Every figure. All but ``stands`` count what was done."""

    stands: Mapping[str, Group]
    """By stand and facet, each of them there."""
    parts: tuple[tuple[Period, Group], ...]
    """Every step of the period, those without operations too."""
    shops: tuple[Group, ...]
    reasons: tuple[Group, ...]
    agents: tuple[Group, ...]
    replies: tuple[Group, ...]
    products: tuple[Group, ...]
    customers: tuple[Group, ...]
    """Those with two operations or more."""

    @property
    def done(self) -> Group:
        return self.stands[Stand.DONE]

    @property
    def is_empty(self) -> bool:
        return not any(group.count for group in self.stands.values())


def tally(facts: Iterable[Fact], period: Period) -> Report:
    """Counts the operations of a period: they are sorted into groups, then each group is summed."""
    every = tuple(facts)
    done = [fact for fact in every if fact.stand is Stand.DONE]
    of_customer = _sorted_by((fact.customer_id, fact) for fact in done)
    often = {key: of for key, of in of_customer.items() if key and len(of) >= OFTEN}
    return Report(
        stands=_stands(every),
        parts=_parts(done, period),
        shops=_most_first(_sorted_by((fact.shop_id, fact) for fact in done)),
        reasons=_most_first(_sorted_by((fact.reason, fact) for fact in done)),
        agents=_most_first(_sorted_by((fact.agent, fact) for fact in done)),
        replies=_most_first(_by_reply(done)),
        products=_by_product(done),
        customers=_most_first(often),
    )


def _sorted_by(keyed: Iterable[tuple[str, Fact]]) -> dict[str, list[Fact]]:
    groups = defaultdict[str, list[Fact]](list)
    for key, fact in keyed:
        groups[key].append(fact)
    return groups


def _most_first(groups: Mapping[str, list[Fact]]) -> tuple[Group, ...]:
    counted = (_counted(key, facts) for key, facts in groups.items())
    return tuple(sorted(counted, key=_place))


def _place(group: Group) -> tuple[int, str]:
    return -group.count, group.key


def _counted(key: str, facts: list[Fact]) -> Group:
    """Whole columns are added up at once: a year is thousands of operations in many groups."""
    by_currency = defaultdict[str, list[Sums]](list)
    for fact in facts:
        by_currency[fact.currency].append(fact.sums)
    sums = {
        currency: Sums(*(sum(map(amount, many)) for amount in _COLUMNS))
        for currency, many in by_currency.items()
    }
    refunds = _refunds(facts)
    return Group(key, refunds, len(facts) - refunds, sums)


def _refunds(facts: Iterable[Fact]) -> int:
    return sum(fact.kind is OperationKind.REFUND for fact in facts)


def _stands(facts: Iterable[Fact]) -> dict[str, Group]:
    groups = _sorted_by((name, fact) for fact in facts for name in (fact.stand.value, *fact.facets))
    return {name.value: _counted(name.value, groups[name.value]) for name in (*Stand, *Facet)}


def _parts(facts: Iterable[Fact], period: Period) -> tuple[tuple[Period, Group], ...]:
    parts = period.parts()
    known = dict(_days(parts))
    groups = _sorted_by((known[fact.day], fact) for fact in facts)
    keys = ((part, part.first.isoformat()) for part in parts)
    return tuple((part, _counted(key, groups[key])) for part, key in keys)


def _days(parts: Iterable[Period]) -> Iterator[tuple[date, str]]:
    for part in parts:
        key = part.first.isoformat()
        for number in range(part.days):
            yield date.fromordinal(part.first.toordinal() + number), key


def _by_reply(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """An operation counts with each of the replies on its ticket."""
    return _sorted_by((key, fact) for fact in facts for key in fact.replies or (NONE,))


def _by_product(facts: Iterable[Fact]) -> tuple[Group, ...]:
    """An operation counts once with each of its products, however many lines it has of one."""
    found = defaultdict[str, tuple[list[Fact], list[Product]]](lambda: ([], []))
    for fact in facts:
        for product in fact.products:
            of, units = found[product.name]
            of.append(fact)
            units.append(product)
    return tuple(sorted((_of_product(name, *both) for name, both in found.items()), key=_place))


def _of_product(name: str, facts: list[Fact], units: list[Product]) -> Group:
    values = defaultdict[str, list[int]](lambda: [0, 0])
    for fact, product in zip(facts, units, strict=True):
        values[fact.currency][fact.sums.failed > 0] += product.value
    refunds = _refunds(facts)
    return Group(
        name,
        refunds,
        len(facts) - refunds,
        sums={},
        units=sum(product.units for product in units),
        values={currency: Value(*told) for currency, told in values.items()},
    )
