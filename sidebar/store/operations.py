"""Operations that move money: kept once per ask, moved only by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from platforms.moves import CancelChoice, Done, Picked
from platforms.shapes import Money
from sidebar.rules.operation import OperationKind, OperationState
from sidebar.rules.reviewed import StoredReview, differences
from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Parameters:
    """What was asked, whole: the same ask again must say the same."""

    ticket_id: str
    agent_id: str
    kind: OperationKind
    picked: Picked | None
    reason: str
    note: str
    mails: bool
    choice: CancelChoice | None = None
    """Of a cancellation, where the shop lets its agents choose."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One refund or cancellation, from its ask to its end. Its id is the shop's key for it."""

    id: str
    shop_id: str
    order_id: str
    order_reference: str
    state: OperationState
    attempt: int
    """1 once the shop was called, else 0: no operation is ever sent again."""
    checks: int
    """How often it was asked what became of the call."""
    ask_id: str
    asked: Parameters
    review: StoredReview
    amount: Money
    """As reviewed; zero for a cancellation that gives nothing back."""
    moved: Money
    """What the shop accepted to move, less what then failed; zero until it is done."""
    agent_name: str
    approver_id: str | None
    approver_name: str
    result: Done | None
    fault: str
    """Why it was refused, or what keeps it unsure; a stable name."""
    due_at: int
    """When it is looked at next (UTC ms)."""
    lease_until: int
    give_up_at: int
    asked_at: int
    settled_at: int | None
    approved_at: int | None = None
    doubted_at: int | None = None
    """Since when nobody can tell what the shop did."""
    sent: str = ""
    """The call word for word, where the shop needs it kept; written before it was made."""
    sent_at: int | None = None
    follow_at: int | None = None
    """When the shop is asked next how far the money has come."""
    money_state: str = ""
    """pending, moved, failed, unconfirmed, settled_by_hand; empty where nothing says."""

    @property
    def kind(self) -> OperationKind:
        return self.asked.kind

    @property
    def ticket_id(self) -> str:
        return self.asked.ticket_id

    @property
    def agent_id(self) -> str:
        return self.asked.agent_id

    @property
    def picked(self) -> Picked | None:
        return self.asked.picked

    @property
    def choice(self) -> CancelChoice | None:
        return self.asked.choice

    @property
    def actor_id(self) -> str:
        """In whose name the shop is asked: whoever approved it, else whoever wanted it."""
        return self.approver_id or self.agent_id

    @property
    def reason(self) -> str:
        return self.asked.reason

    @property
    def note(self) -> str:
        return self.asked.note

    @property
    def mails(self) -> bool:
        return self.asked.mails

    @property
    def in_shop(self) -> Money:
        """The amount in the shop's own currency where it says it, in which its limits are."""
        return self.review.total_in_shop or self.amount

    @property
    def differs(self) -> tuple[str, ...]:
        """What the shop did otherwise than reviewed, by stable names."""
        return () if self.result is None else differences(self.review, self.result)


_ASKED = (
    "id, shop_id, order_id, order_reference, state, attempt, checks, ask_id, parameters, review,"
    " amount, moved, currency, agent_name, approver_id, approver_name, result, fault, due_at,"
    " lease_until, give_up_at, asked_at, settled_at, approved_at, doubted_at"
)
COLUMNS = f"{_ASKED}, sent, sent_at, follow_at, money_state"

UNSETTLED = "state IN ('asked', 'sending', 'unsure')"
"""Word for word the condition of the indexes: SQLite proves nothing less literal."""


def ask(store: Connection, operation: Operation) -> bool:
    """Keeps the operation; answers False when this very ask was kept before.

    Raises Conflict while another operation on its order is in flight.
    """
    kept = store.one(
        f"INSERT INTO operations ({_ASKED}, ticket_id, kind, reason, note, mails, agent_id)"
        " VALUES (:id, :shop_id, :order_id, :order_reference, :state, :attempt, :checks, :ask_id,"
        " :parameters, :review, :amount, :moved, :currency, :agent_name, :approver_id,"
        " :approver_name, :result, :fault, :due_at, :lease_until, :give_up_at, :asked_at,"
        " :settled_at, :approved_at, :doubted_at, :ticket_id, :kind, :reason, :note, :mails,"
        " :agent_id)"
        " ON CONFLICT (shop_id, ask_id) DO NOTHING RETURNING id",
        **_columns(operation),
    )
    return kept is not None


def _columns(operation: Operation) -> dict[str, object]:
    own = ("id", "shop_id", "order_id", "order_reference", "attempt", "checks", "ask_id")
    more = ("agent_name", "approver_id", "approver_name", "fault", "due_at", "lease_until")
    last = ("give_up_at", "asked_at", "settled_at", "approved_at", "doubted_at")
    told = ("ticket_id", "reason", "note", "agent_id")
    return {
        **{name: getattr(operation, name) for name in (*own, *more, *last, *told)},
        "state": operation.state.value,
        "kind": operation.kind.value,
        "mails": int(operation.mails),
        "parameters": _text(operation.asked),
        "review": _text(operation.review),
        "amount": operation.amount.minor,
        "moved": operation.moved.minor,
        "currency": operation.amount.currency,
        "result": "" if operation.result is None else _text(operation.result),
    }


def asked(store: Connection, shop_id: str, ask_id: str) -> Operation | None:
    """What this ask was kept as, if it was."""
    row = store.one(
        f"SELECT {COLUMNS} FROM operations WHERE shop_id = :shop_id AND ask_id = :ask_id",
        shop_id=shop_id,
        ask_id=ask_id,
    )
    return None if row is None else operation_in(row)


def find(store: Connection, operation_id: str, *, shop_id: str) -> Operation | None:
    """The operation, if it is of this shop."""
    row = store.one(
        f"SELECT {COLUMNS} FROM operations WHERE id = :id AND shop_id = :shop_id",
        id=operation_id,
        shop_id=shop_id,
    )
    return None if row is None else operation_in(row)


def known(store: Connection, operation_id: str) -> Operation | None:
    """The operation, whichever shop's: for the sweep, which serves all of them."""
    row = store.one(f"SELECT {COLUMNS} FROM operations WHERE id = :id", id=operation_id)
    return None if row is None else operation_in(row)


def in_flight(store: Connection, shop_id: str, order_id: str) -> Operation | None:
    """The one operation on this order that is not settled, if there is one."""
    row = store.one(
        f"SELECT {COLUMNS} FROM operations WHERE shop_id = :shop_id AND order_id = :order_id"
        f" AND {UNSETTLED}",
        shop_id=shop_id,
        order_id=order_id,
    )
    return None if row is None else operation_in(row)


def of_order(store: Connection, shop_id: str, order_id: str) -> list[Operation]:
    """Every operation on this order, newest first."""
    rows = store.all(
        f"SELECT {COLUMNS} FROM operations WHERE shop_id = :shop_id AND order_id = :order_id"
        " ORDER BY id DESC",
        shop_id=shop_id,
        order_id=order_id,
    )
    return [operation_in(row) for row in rows]


def awaiting(store: Connection, shop_id: str, *, order_id: str = "") -> list[Operation]:
    """Those that wait for a manager, oldest first; of one order when it is named."""
    rows = store.all(
        f"SELECT {COLUMNS} FROM operations WHERE shop_id = :shop_id"
        " AND state = 'awaiting_approval' AND (:order_id = '' OR order_id = :order_id) ORDER BY id",
        shop_id=shop_id,
        order_id=order_id,
    )
    return [operation_in(row) for row in rows]


def unsettled(store: Connection, shop_id: str, order_id: str) -> tuple[Operation, ...]:
    """What of an order needs looking after, in flight first: not ended, or its money failed."""
    rows = store.all(
        f"SELECT {COLUMNS} FROM operations WHERE shop_id = :shop_id AND order_id = :order_id"
        " AND (state IN ('awaiting_approval', 'asked', 'sending', 'unsure')"
        " OR money_state = 'failed')"
        " ORDER BY (state = 'done'), (state = 'awaiting_approval'), id",
        shop_id=shop_id,
        order_id=order_id,
    )
    return tuple(operation_in(row) for row in rows)


def page(store: Connection, *, shop_id: str = "", after: str = "", most: int) -> list[Operation]:
    """Operations in the order of their ids, after one of them; of one shop when it is named."""
    rows = store.all(
        f"SELECT {COLUMNS} FROM operations WHERE id > :after"
        " AND (:shop_id = '' OR shop_id = :shop_id) ORDER BY id LIMIT :most",
        shop_id=shop_id,
        after=after,
        most=most,
    )
    return [operation_in(row) for row in rows]


def hasten(store: Connection, operation_id: str, *, shop_id: str, now: int) -> bool:
    """An unsure operation of this shop is asked about at once; answers whether it is one."""
    hastened = store.run(
        "UPDATE operations SET due_at = :now"
        " WHERE id = :id AND shop_id = :shop_id AND state = 'unsure'",
        id=operation_id,
        shop_id=shop_id,
        now=now,
    )
    return hastened == 1


def operation_in(row: Row) -> Operation:
    """The operation that a row of COLUMNS holds."""
    same = ("id", "shop_id", "order_id", "order_reference", "attempt", "checks", "ask_id")
    more = ("agent_name", "approver_id", "approver_name", "fault", "due_at", "lease_until")
    last = ("give_up_at", "asked_at", "settled_at", "approved_at", "doubted_at")
    sent = ("sent", "sent_at", "follow_at", "money_state")
    result = row["result"]
    return Operation(
        **{name: row[name] for name in (*same, *more, *last, *sent)},
        state=OperationState(row["state"]),
        asked=msgspec.json.decode(row["parameters"], type=Parameters),
        review=msgspec.json.decode(row["review"], type=StoredReview),
        amount=Money(row["amount"], row["currency"]),
        moved=Money(row["moved"], row["currency"]),
        result=msgspec.json.decode(result, type=Done) if result else None,
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()
