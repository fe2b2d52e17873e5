"""The outbox: staged with the message, claimed under a lease, settled by state and attempt."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.rules.delivery import CARRIERS_A_SHOP, LONGEST_HOLD, LetterState
from sidebar.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class StagedLetter:
    """A letter to deliver. ``content`` is the composed letter as JSON."""

    id: str
    shop_id: str
    ticket_id: str
    message_id: str | None
    content: str
    state: LetterState
    attempt: int
    lease_until: int
    purpose: str = "reply"
    """``reply`` goes to whoever the customer is by then; ``forward`` and ``news`` as addressed."""


_COLUMNS = "id, shop_id, ticket_id, message_id, content, state, attempt, lease_until, purpose"

_TO_DO = "state IN ('queued', 'sending', 'handing')"
"""Word for word the condition of the index ``letters_to_do``: SQLite proves nothing less literal,
and would read every letter ever sent, once a second."""


def stage(
    store: Connection,
    *,
    fresh_id: str,
    shop_id: str,
    ticket_id: str,
    message_id: str | None,
    content: str,
    now: int,
    purpose: str = "reply",
    due_at: int | None = None,
) -> None:
    """Puts the letter in the outbox, in the transaction that keeps its message.

    It leaves at once, or not before ``due_at`` (UTC ms): until then it can be taken back.
    """
    store.run(
        "INSERT INTO letters (id, shop_id, ticket_id, message_id, content, state, attempt, due_at,"
        " lease_until, fault, staged_at, purpose) VALUES (:id, :shop_id, :ticket_id, :message_id,"
        " :content, 'queued', 0, :due_at, 0, '', :now, :purpose)",
        id=fresh_id,
        shop_id=shop_id,
        ticket_id=ticket_id,
        message_id=message_id,
        content=content,
        now=now,
        purpose=purpose,
        due_at=now if due_at is None else due_at,
    )


def find(store: Connection, letter_id: str, *, ticket_id: str) -> StagedLetter | None:
    """The letter, if it is of this ticket."""
    row = store.one(
        f"SELECT {_COLUMNS} FROM letters WHERE id = :id AND ticket_id = :ticket_id",
        id=letter_id,
        ticket_id=ticket_id,
    )
    return None if row is None else _letter(row)


def due(store: Connection, *, now: int, most: int) -> list[StagedLetter]:
    """Queued letters whose time has come: each shop's oldest first, then each shop's next.

    Of one ticket only the earliest, and none while another is on its way: they arrive as they were
    written. Those of a removed shop wait for ever. A full outbox of one shop hides nobody else's.
    """
    # A letter on its way was due when it was claimed, so one moment bounds both kinds. One that is
    # held back for a while keeps its place: what was written after it does not overtake it.
    waiting = (
        f"SELECT {_COLUMNS}, due_at, ROW_NUMBER() OVER"
        " (PARTITION BY ticket_id ORDER BY (state = 'queued'), id) AS turn"
        f" FROM letters WHERE {_TO_DO} AND due_at <= :now + {LONGEST_HOLD}"
        " AND (due_at <= :now OR attempt = 0) AND EXISTS (SELECT 1 FROM shops"
        " WHERE shops.id = letters.shop_id AND shops.removed_at IS NULL)"
    )
    placed = (
        f"SELECT {_COLUMNS}, due_at, ROW_NUMBER() OVER"
        " (PARTITION BY shop_id ORDER BY due_at, id) AS place"
        f" FROM ({waiting}) AS waiting WHERE turn = 1 AND state = 'queued' AND due_at <= :now"
    )
    rows = store.all(
        f"SELECT {_COLUMNS} FROM ({placed}) AS placed WHERE place <= {CARRIERS_A_SHOP}"
        " ORDER BY place, due_at, id LIMIT :most",
        now=now,
        most=most,
    )
    return [_letter(row) for row in rows]


def claim(store: Connection, letter: StagedLetter, *, lease_until: int) -> bool:
    """Queued → sending for one worker; answers whether it was this one."""
    claimed = store.run(
        "UPDATE letters SET state = 'sending', attempt = attempt + 1, lease_until = :lease_until"
        " WHERE id = :id AND state = 'queued' AND attempt = :attempt",
        id=letter.id,
        attempt=letter.attempt,
        lease_until=lease_until,
    )
    return claimed == 1


def hand_over(store: Connection, letter_id: str, *, attempt: int) -> bool:
    """Sending → handing, just before the message itself leaves."""
    handed = store.run(
        "UPDATE letters SET state = 'handing' WHERE id = :id AND state = 'sending'"
        " AND attempt = :attempt",
        id=letter_id,
        attempt=attempt,
    )
    return handed == 1


def settle(
    store: Connection,
    letter_id: str,
    *,
    attempt: int,
    state: LetterState,
    fault: str,
    due_at: int,
    now: int,
) -> bool:
    """Ends one attempt; a worker that comes late, after another attempt began, changes nothing."""
    settled = store.run(
        "UPDATE letters SET state = :state, fault = :fault, due_at = :due_at, lease_until = 0,"
        " settled_at = :now WHERE id = :id AND state IN ('sending', 'handing')"
        " AND attempt = :attempt",
        id=letter_id,
        attempt=attempt,
        state=state.value,
        fault=fault,
        due_at=due_at,
        now=now,
    )
    return settled == 1


def lost(store: Connection, *, now: int) -> list[StagedLetter]:
    """Letters whose worker did not come back before its lease ended."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM letters WHERE {_TO_DO} AND state IN ('sending', 'handing')"
        " AND lease_until < :now ORDER BY due_at, id",
        now=now,
    )
    return [_letter(row) for row in rows]


def queue_again(store: Connection, letter: StagedLetter, *, now: int) -> bool:
    """A person asks for another try of a letter that stands where they saw it."""
    queued = store.run(
        "UPDATE letters SET state = 'queued', due_at = :now WHERE id = :id AND state = :state"
        " AND attempt = :attempt",
        id=letter.id,
        state=letter.state.value,
        attempt=letter.attempt,
        now=now,
    )
    return queued == 1


def retract(store: Connection, letter_id: str, *, now: int) -> bool:
    """Queued → retracted, unless a worker has claimed it; answers whether it stays here."""
    retracted = store.run(
        "UPDATE letters SET state = 'retracted', settled_at = :now"
        " WHERE id = :id AND state = 'queued'",
        id=letter_id,
        now=now,
    )
    return retracted == 1


def queued_of_ticket(store: Connection, ticket_id: str) -> list[StagedLetter]:
    """Those of the ticket of which nothing has left, oldest first."""
    rows = store.all(
        f"SELECT {_COLUMNS} FROM letters WHERE {_TO_DO} AND state = 'queued'"
        " AND ticket_id = :ticket_id ORDER BY id",
        ticket_id=ticket_id,
    )
    return [_letter(row) for row in rows]


def rewrite(store: Connection, letter: StagedLetter, content: str) -> bool:
    """Other words for one of which nothing has left; answers whether that was still so."""
    written = store.run(
        "UPDATE letters SET content = :content WHERE id = :id AND state = 'queued'"
        " AND attempt = :attempt",
        id=letter.id,
        attempt=letter.attempt,
        content=content,
    )
    return written == 1


def remember_status(store: Connection, message_id: str, status: str) -> None:
    """What the ticket's status was before sending moved it: taking back puts it back."""
    store.run(
        "UPDATE letters SET status_before = :status WHERE message_id = :message_id",
        message_id=message_id,
        status=status,
    )


def status_before(store: Connection, letter_id: str) -> str:
    """What ``remember_status`` noted; empty where sending moved nothing."""
    row = store.one("SELECT status_before FROM letters WHERE id = :id", id=letter_id)
    return "" if row is None else str(row["status_before"])


def _letter(row: Row) -> StagedLetter:
    return StagedLetter(
        id=row["id"],
        shop_id=row["shop_id"],
        ticket_id=row["ticket_id"],
        message_id=row["message_id"],
        content=row["content"],
        state=LetterState(row["state"]),
        attempt=row["attempt"],
        lease_until=row["lease_until"],
        purpose=row["purpose"],
    )
