"""Whatever arrives is kept whole, once, with its reason, and holds up nothing that comes after."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cast import MAUD
from tests.platforms.mail.hostile.corpus import corpus, finds
from tests.sidebar.goods import order
from tests.sidebar.letterbox import letterbox, written
from tests.sidebar.stage import Stage, StillShop, panel_over

AT_ONCE = 15
"""Fewer than a sender may begin in an hour, so that none is held back."""
SHOWN = 12


@pytest.fixture
def still(stage: Stage) -> Stage:
    """A shop that is asked for nothing."""
    return StillShop(order("1001")).at(stage)


def test_every_hostile_mail_is_kept_with_its_reason_and_blocks_nothing(
    still: Stage, tmp_path: Path
) -> None:
    box = letterbox(still, tmp_path / "mails")
    # Each engine takes its half of them.
    half = corpus()[still.desk.database.engine == "postgres" :: 2]
    raws = [case.raw for case in (*finds(), *half)]
    for place in range(0, len(raws), AT_ONCE):
        for raw in raws[place : place + AT_ONCE]:
            box.put(raw)
        box.look()
    last = box.receive("Après tout cela, un mail comme les autres.")

    rows = still.rows("mails")
    assert last["reason"] == "began"
    assert box.box()["last_uid"] == len(raws) + 1
    assert (box.box()["fault"], box.box()["stumbles"]) == ("", 0)
    by_key = {row["key"] for row in rows}
    digests = {row["digest"] for row in rows}
    assert len(digests) == len(rows)
    seen = {int(row["uid"]) for row in rows}
    for uid, raw in enumerate(raws, start=1):
        # One that is not there was the same mail as another one, by what its writer wrote.
        key = f"{still.shop.id}/mails/{sha256(raw).hexdigest()}"
        assert key in by_key or uid not in seen
        assert still.desk.files.get(key) == raw
    reasons = Counter(row["reason"] for row in rows)
    assert reasons["unreadable"] == 0
    assert all(row["reason"] for row in rows)
    assert reasons["began"] > len(raws) / 3
    assert still.count("messages") == reasons["began"] + reasons["threaded"]


def test_tickets_of_hostile_mails_can_be_looked_at(still: Stage, tmp_path: Path) -> None:
    box = letterbox(still, tmp_path / "mails")
    pages = [case.raw for case in corpus() if b"<script" in case.raw][:SHOWN]
    for raw in (*pages, written("Fin", sender="Fin <fin@x.example>")):
        box.put(raw)
    box.look()
    panel, maud = panel_over(still), still.enter(MAUD)
    shown = 0
    for row in still.rows("tickets"):
        page = panel.ask("GET", f"/tickets/{row['id']}", maud)
        assert page.status_code == 200
        assert "<script" not in page.text.split("</header>", 1)[-1]
        shown += 1
    assert shown > 1
