"""What was held back because too many came at once becomes a ticket when there is room again."""

from __future__ import annotations

from pathlib import Path

import pytest

from sidebar.actions.receiving import keeping, rounds
from sidebar.clock import HOUR, MINUTE
from sidebar.rules import arriving
from sidebar.store.database import Row
from tests.sidebar.goods import order
from tests.sidebar.letterbox import Letterbox, letterbox, written
from tests.sidebar.stage import Stage, StillShop


@pytest.fixture
def box(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Letterbox:
    """A mailbox of a shop for which three tickets an hour are many, and two of one sender."""
    monkeypatch.setattr(arriving, "MOST_FROM_ALL", 3)
    monkeypatch.setattr(arriving, "MOST_FROM_SENDER", 2)
    return letterbox(StillShop(order("1001")).at(stage), tmp_path / "mails")


def told(box: Letterbox) -> list[str]:
    """What became of each mail, in the order in which they came."""
    rows: list[Row] = sorted(box.stage.rows("mails"), key=lambda row: str(row["id"]))
    return [row["reason"] for row in rows]


def wait(box: Letterbox, milliseconds: int) -> None:
    box.stage.clock.advance(milliseconds)
    rounds.receive_due(box.stage.desk)


def test_once_the_hour_is_over_they_begin_their_tickets_the_oldest_first(box: Letterbox) -> None:
    for number in range(8):
        box.put(written(f"Mail {number}", sender=f"p{number}@x.example"))
    box.look()
    assert told(box) == ["began"] * 3 + ["held_shop"] * 5
    wait(box, 30 * MINUTE)
    assert told(box) == ["began"] * 3 + ["held_shop"] * 5
    wait(box, 31 * MINUTE)
    assert told(box) == ["began"] * 6 + ["held_shop"] * 2
    # Those count as of now: the hour's number holds for them too.
    wait(box, MINUTE)
    assert told(box).count("began") == 6
    wait(box, HOUR)

    assert told(box) == ["began"] * 8
    bodies = [row["body"] for row in sorted(box.stage.rows("messages"), key=lambda r: str(r["id"]))]
    assert bodies == [f"Mail {number}" for number in range(8)]


def test_a_loop_holds_up_nobody_else_and_ends(box: Letterbox) -> None:
    for number in range(4):
        box.put(written(f"Boucle {number}", sender="boucle@x.example"))
    box.look()
    assert told(box) == ["began"] * 2 + ["held_sender"] * 2
    for number in range(3):
        box.put(written(f"Mail {number}", sender=f"p{number}@x.example"))
    wait(box, MINUTE)
    assert told(box)[4:] == ["began", "held_shop", "held_shop"]
    wait(box, arriving.HELD_FOR + HOUR)

    assert told(box)[2:] == ["held_sender", "held_sender", "began", "held_shop", "held_shop"]


def test_one_that_breaks_what_reads_it_is_put_aside(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        box.put(written(f"Mail {number}", sender=f"p{number}@x.example"))
    box.look()
    became = keeping.became

    def breaks(*_given: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(keeping, "became", breaks)
    with pytest.raises(ZeroDivisionError):
        wait(box, 2 * HOUR)
    monkeypatch.setattr(keeping, "became", became)
    wait(box, MINUTE)

    assert told(box) == ["began"] * 3 + ["unreadable", "began"]
