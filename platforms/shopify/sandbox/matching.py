"""What each search filter compares a row with; text is compared by its words, as Shopify does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from platforms.shopify.sandbox import figures
from platforms.shopify.sandbox.phones import same_phone
from platforms.shopify.sandbox.searching import Clause, Term
from platforms.shopify.sandbox.sorting import digits
from platforms.shopify.sandbox.store import Node, Store

Filter = Callable[[Store, Node, Term], bool]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of one connection."""

    ours: Mapping[str, Filter]
    """Those that the stand-in works out; "" is the default."""
    others: AbstractSet[str] = frozenset()
    """Those that Shopify knows besides: asked for, they are an error and no empty answer."""

    @property
    def known(self) -> AbstractSet[str]:
        return self.ours.keys() | self.others

    def match(self, store: Store, node: Node, clause: Clause) -> bool:
        """Whether the row says what the clause asks."""
        if isinstance(clause, Term):
            return self._one(store, node, clause)
        met = (self.match(store, node, part) for part in clause.parts)
        if clause.how == "NOT":
            return not next(met)
        return all(met) if clause.how == "AND" else any(met)

    def _one(self, store: Store, node: Node, term: Term) -> bool:
        found = self.ours.get(term.field)
        if found is None:
            raise GraphQLError(
                f"the sandbox does not work out the filter {term.field}",
                extensions={"code": "INTERNAL_SERVER_ERROR"},
            )
        return found(store, node, term)


def says(text: str | None, term: Term) -> bool:
    """Whether a text has the words: side by side and in order where the value was quoted.

    The last word of an unquoted value may be a beginning, with a "*".
    """
    kept, asked = _words(text or ""), _words(term.value)
    if term.value == "*":
        return bool(kept)
    if not asked:
        return False
    if term.is_quoted:
        length = len(asked)
        return any(kept[at : at + length] == asked for at in range(len(kept) - length + 1))
    if term.value.endswith("*"):
        *asked, beginning = asked
        if not any(it.startswith(beginning) for it in kept):
            return False
    return set(asked) <= set(kept)


def compares(kept: Any, term: Term, asked: Any) -> bool:
    """Equality, or what the comparator says; nothing compares with nothing."""
    if kept is None:
        return False
    if term.comparator == ">":
        return bool(kept > asked)
    if term.comparator == ">=":
        return bool(kept >= asked)
    if term.comparator == "<":
        return bool(kept < asked)
    if term.comparator == "<=":
        return bool(kept <= asked)
    return bool(kept == asked)


def _words(text: str) -> list[str]:
    return [it.casefold() for it in _WORD.findall(text)]


def _text(name: str) -> Filter:
    return lambda _store, node, term: says(node[name], term)


def _same(name: str) -> Filter:
    """Equal but for capitals: states and names of things."""
    return lambda _store, node, term: (
        str(node[name] or "").casefold() == term.value.strip().casefold()
    )


def _moment(name: str) -> Filter:
    """A day alone stands for its first moment, and where it must be equal for all of it."""

    def met(_store: Store, node: Node, term: Term) -> bool:
        kept = node[name]
        if not term.comparator:
            return str(kept or "").startswith(term.value)
        return compares(kept, term, term.value if "T" in term.value else f"{term.value}T00:00:00Z")

    return met


def _id(_store: Store, node: Node, term: Term) -> bool:
    asked = term.value.rpartition("/")[2]
    return asked.isdecimal() and compares(digits(node), term, int(asked))


def _order_name(_store: Store, node: Node, term: Term) -> bool:
    """With or without the sign that the shop puts before its numbers."""
    return str(node["name"]).casefold().lstrip("#") == term.value.strip().casefold().lstrip("#")


def _customer_id(_store: Store, node: Node, term: Term) -> bool:
    return str(node["customer"] or "").rpartition("/")[2] == term.value.rpartition("/")[2]


def _phone(_store: Store, node: Node, term: Term) -> bool:
    return bool(node["phone"]) if term.value == "*" else same_phone(node["phone"], term.value)


def _tag(_store: Store, node: Node, term: Term) -> bool:
    asked = {it.strip().casefold() for it in term.value.split(",")}
    return bool(asked & {it.casefold() for it in node["tags"]})


def _one_of(figure: Callable[[Store, Node], str]) -> Filter:
    return lambda store, node, term: (
        figure(store, node).casefold() in {it.strip() for it in term.value.casefold().split(",")}
    )


def _status(_store: Store, node: Node, term: Term) -> bool:
    if term.value == "any":
        return True
    if term.value == "cancelled":
        return bool(node["cancelledAt"])
    open_now = not node["closed"] and not node["cancelledAt"]
    return open_now if term.value == "open" else bool(node["closed"])


def _anywhere(*names: str) -> Filter:
    """The default: words of any of these texts; a name's beginning is enough."""

    def met(_store: Store, node: Node, term: Term) -> bool:
        texts = [str(node.get(it) or "") for it in names]
        if term.is_quoted:
            return any(says(text, term) for text in texts)
        kept = [word for text in texts for word in _words(text)]
        return _begin(kept, _words(term.value))

    return met


def _begin(kept: Iterable[str], asked: Iterable[str]) -> bool:
    words = tuple(kept)
    wanted = tuple(asked)
    return bool(wanted) and all(any(it.startswith(word) for it in words) for word in wanted)


def _is_comment(_store: Store, node: Node, term: Term) -> bool:
    """``comments:false`` leaves comments out; any other value only lets them in."""
    return term.value != "false" or node["__typename"] != "CommentEvent"


ORDERS = Filters(
    {
        "": _anywhere("name", "email", "phone", "_customer_name", "note", "confirmationNumber"),
        "created_at": _moment("createdAt"),
        "updated_at": _moment("updatedAt"),
        "processed_at": _moment("processedAt"),
        "customer_id": _customer_id,
        "email": _text("email"),
        "name": _order_name,
        "id": _id,
        "tag": _tag,
        "tag_not": lambda store, node, term: not _tag(store, node, term),
        "status": _status,
        "financial_status": _one_of(figures.financial_status),
        "fulfillment_status": _one_of(figures.fulfilment_status),
        "return_status": _same("returnStatus"),
        "confirmation_number": _same("confirmationNumber"),
        "po_number": _same("poNumber"),
        "source_name": _same("sourceName"),
        "discount_code": lambda _store, node, term: (
            term.value.casefold() in {it.casefold() for it in node["discountCodes"]}
        ),
        "gateway": lambda _store, node, term: term.value in node["paymentGatewayNames"],
        "test": lambda _store, node, term: node["test"] == (term.value == "true"),
    },
    frozenset(
        [
            "cart_token",
            "channel",
            "channel_id",
            "chargeback_status",
            "checkout_token",
            "credit_card_last4",
            "current_total_price",
            "delivery_method",
            "fraud_protection_level",
            "fulfillment_location_id",
            "location_id",
            "payment_id",
            "payment_provider_id",
            "reference_location_id",
            "risk_level",
            "sales_channel",
            "sku",
            "source_identifier",
            "subtotal_line_items_quantity",
            "total_weight",
        ]
    ),
)

CUSTOMERS = Filters(
    {
        "": _anywhere("displayName", "email", "phone", "note", "_address_text"),
        "email": _text("email"),
        "phone": _phone,
        "first_name": _text("firstName"),
        "last_name": _text("lastName"),
        "id": _id,
        "customer_date": _moment("createdAt"),
        "updated_at": _moment("updatedAt"),
        "state": _same("state"),
        "tag": _tag,
        "tag_not": lambda store, node, term: not _tag(store, node, term),
    },
    frozenset(
        [
            "accepts_marketing",
            "country",
            "last_abandoned_order_date",
            "order_date",
            "orders_count",
            "total_spent",
        ]
    ),
)

EVENTS = Filters(
    {
        "": _anywhere("message"),
        "action": _same("action"),
        "comments": _is_comment,
        "created_at": _moment("createdAt"),
        "id": _id,
        "subject_type": _same("subjectType"),
    }
)
