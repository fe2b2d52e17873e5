"""A worker of rules alone, for a test to kill: says that it is ready, then works without end."""

from __future__ import annotations

import sys

from sidebar.actions.automating import firing
from sidebar.clock import SystemClock
from sidebar.store.database import connect
from tests.cast import desk_over

SHORT_LEASE = 150
"""Milliseconds: who was killed is followed at once."""

if __name__ == "__main__":
    firing.LEASE = SHORT_LEASE
    desk = desk_over(connect(sys.argv[1]), clock=SystemClock())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        firing.work_due(desk)
