"""What one process at a time may do: held under a name until given back, or until its end."""

from __future__ import annotations

from sidebar.store.database import Connection


def take(store: Connection, name: str, *, holder: str, now: int, until: int) -> bool:
    """Holds the name until a moment (UTC ms); answers False while another holder has it."""
    taken = store.run(
        "INSERT INTO leases (name, holder, until) VALUES (:name, :holder, :until)"
        " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until"
        " WHERE leases.until <= :now OR leases.holder = excluded.holder",
        name=name,
        holder=holder,
        now=now,
        until=until,
    )
    return taken == 1


def give_back(store: Connection, name: str, *, holder: str) -> bool:
    """Ends the lease; answers False where it had passed to another holder before."""
    given = store.run(
        "DELETE FROM leases WHERE name = :name AND holder = :holder", name=name, holder=holder
    )
    return given == 1
