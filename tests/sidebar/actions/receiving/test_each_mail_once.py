"""Each mail is one message however often it is seen, or is listed with its reason; none is lost."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from platforms.files import FileFault, in_memory
from sidebar.actions import aftermath
from sidebar.actions.receiving import rounds, setting
from sidebar.actions.receiving.setting import WantedMailbox
from sidebar.clock import HOUR
from sidebar.rules import arriving
from sidebar.store import leases, mailboxes
from tests.cast import CAMILLE
from tests.sidebar.goods import order
from tests.sidebar.letterbox import ALIX, SUPPORT, Letterbox, letterbox, written
from tests.sidebar.stage import Stage, StillShop, together


@pytest.fixture
def box(stage: Stage, tmp_path: Path) -> Letterbox:
    """A mailbox of a shop that is asked for nothing."""
    return letterbox(StillShop(order("1001")).at(stage), tmp_path / "mails")


def test_a_mail_seen_again_after_a_renumbering_or_in_another_place_is_the_same(
    box: Letterbox,
) -> None:
    raw = written("Une fois")
    box.arrive(raw)
    with box.stage.desk.database.writing() as store:
        store.run("UPDATE mailboxes SET uid_validity = 77, last_uid = 0")
    box.look()
    box.put(raw)
    box.look()

    assert box.stage.count("messages") == 1
    assert box.stage.count("tickets") == 1
    assert len(box.stage.rows("mails")) == 1
    assert box.box()["last_uid"] == 2


def test_two_workers_at_the_same_moment_make_one_message_of_each(box: Letterbox) -> None:
    for number in range(6):
        box.put(written(f"Mail {number}"))
    box.stage.clock.advance(HOUR)
    together(*[lambda: rounds.receive(box.stage.desk, box.stage.shop.id)] * 4)

    bodies = sorted(row["body"] for row in box.stage.rows("messages"))
    assert bodies == [f"Mail {number}" for number in range(6)]


def test_while_another_worker_holds_the_mailbox_nothing_is_taken(box: Letterbox) -> None:
    box.put(written())
    stage = box.stage
    stage.clock.advance(HOUR)
    name, now = f"mailbox:{stage.shop.id}", stage.clock.now()
    with stage.desk.database.writing() as store:
        assert leases.take(store, name, holder="other", now=now, until=now + rounds.LEASE)
    assert rounds.receive_due(stage.desk) == 0
    stage.clock.advance(rounds.LEASE + 1)
    assert rounds.receive_due(stage.desk) == 1


def test_a_fault_in_the_middle_leaves_nothing_half_and_the_mail_comes_again(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(written("Deux fois plutôt qu’une"))
    with monkeypatch.context() as patched:

        def breaks(*_told: object, **_more: object) -> None:
            raise OSError("the power is gone")

        patched.setattr(aftermath, "said", breaks)
        with pytest.raises(OSError, match="power"):
            box.look()
    assert [box.stage.count(table) for table in ("tickets", "messages", "events", "mails")] == [
        0,
        0,
        0,
        0,
    ]
    box.look()

    assert box.stage.count("messages") == 1
    assert box.box()["stumbles"] == 0


def test_a_mail_that_breaks_its_reader_is_put_aside_and_holds_up_no_other(
    box: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = written("Venin")
    box.put(raw)
    box.put(written("Le suivant"))

    real = aftermath.said

    def breaks(store: Any, desk: Any, message: Any, **more: Any) -> None:
        if message.body == "Venin":
            raise OSError("broken")
        real(store, desk, message, **more)

    monkeypatch.setattr(aftermath, "said", breaks)
    for _ in range(arriving.MOST_STUMBLES):
        with suppress(OSError):
            box.look()
    box.look()

    first, second = sorted(box.stage.rows("mails"), key=lambda row: int(row["uid"]))
    assert (first["state"], first["reason"]) == ("refused", "unreadable")
    assert box.stage.desk.files.get(first["key"]) == raw
    assert (second["state"], second["reason"]) == ("kept", "began")


def test_what_is_not_meant_for_a_ticket_is_kept_with_its_reason(box: Letterbox) -> None:
    stage = box.stage
    stage.enter(CAMILLE)
    cases = {
        "own_mail": {"sender": f"Boutique <{SUPPORT}>"},
        "from_agent": {"sender": "Camille <CAMILLE@boutique.example>"},
        "auto_reply": {"Auto_Submitted": "auto-replied"},
        "list": {"List_Id": "<news.example>", "Precedence": "bulk"},
    }
    for reason, told in cases.items():
        row = box.receive("Bonjour", **told)
        assert (row["state"], row["reason"]) == ("ignored", reason)
        assert stage.desk.files.get(row["key"]).endswith(b"Bonjour\n")
    lone = box.arrive(b"From: nobody at all\nSubject: x\n\nBonjour\n")
    assert (lone["state"], lone["reason"]) == ("refused", "no_sender_address")
    assert stage.count("messages") == 0


def test_a_contact_form_is_from_whom_it_names(box: Letterbox) -> None:
    row = box.receive("Formulaire", sender=SUPPORT, Reply_To=f"Alix <{ALIX}>")

    assert (row["reason"], row["from_address"]) == ("began", ALIX)


def test_files_come_along(box: Letterbox) -> None:
    row = box.receive("Voici", files=(("photo.bin", b"\x00\x01binary"),))

    (file,) = box.stage.rows("attachments")
    assert (file["name"], file["message_id"]) == ("photo.bin", row["message_id"])
    assert box.stage.desk.files.get(file["key"]) == b"\x00\x01binary"
    said = next(m for m in box.stage.rows("messages") if m["id"] == row["message_id"])
    assert said["files"] == 1


def test_a_sender_who_begins_too_many_is_held_back_and_nothing_is_lost(box: Letterbox) -> None:
    for number in range(arriving.MOST_FROM_SENDER + 3):
        box.put(written(f"Boucle {number}", subject=f"Boucle {number}"))
    box.put(written("Autre", sender="Bela <bela@courriel.example>"))
    box.look()

    reasons = [row["reason"] for row in box.stage.rows("mails")]
    assert reasons.count("held_sender") == 3
    assert reasons.count("began") == arriving.MOST_FROM_SENDER + 1
    held = next(row for row in box.stage.rows("mails") if row["reason"] == "held_sender")
    assert held["state"] == "ignored"
    assert box.stage.desk.files.get(held["key"])
    box.stage.clock.advance(2 * HOUR)
    assert box.receive("Plus tard")["reason"] == "began"


def test_where_files_cannot_be_kept_the_mail_waits(box: Letterbox) -> None:
    stage = box.stage

    class Away:
        def put(self, _key: str, _content: bytes) -> None:
            raise FileFault

        def get(self, _key: str) -> bytes:
            raise FileFault

        def delete(self, _key: str) -> None:
            raise FileFault

        def clear(self, _prefix: str) -> None:
            raise FileFault

    box.put(written())
    away = Letterbox(replace(stage, desk=replace(stage.desk, files=Away())), box.folder)
    away.look()
    assert (box.box()["fault"], box.box()["last_uid"]) == ("files_away", 0)
    mended = Letterbox(replace(stage, desk=replace(stage.desk, files=in_memory())), box.folder)
    mended.look()

    assert box.box()["fault"] == ""
    assert stage.count("messages") == 1


def test_a_mailbox_that_cannot_be_read_is_tried_later_and_later(box: Letterbox) -> None:
    stage = box.stage
    box.folder.rename(box.folder.with_name("gone"))
    waits = []
    for _ in range(3):
        box.look()
        waits.append(box.box()["due_at"] - stage.clock.now())

    assert box.box()["fault"] == "no_such_folder"
    assert waits == [seconds * 1000 for seconds in arriving.BACK_OFF_SECONDS[:3]]
    box.folder.with_name("gone").rename(box.folder)
    box.look()
    assert (box.box()["fault"], box.box()["failures"]) == ("", 0)


def test_what_lay_there_before_is_left_alone_unless_it_is_asked_for(
    stage: Stage, tmp_path: Path
) -> None:
    old = letterbox(stage, tmp_path / "mails")
    old.put(written("Vieux"))
    setting.keep(
        stage.desk, stage.shop.id, WantedMailbox(kind="folder", folder=str(tmp_path / "."))
    )
    setting.keep(stage.desk, stage.shop.id, WantedMailbox(kind="folder", folder=str(old.folder)))
    old.look()
    assert stage.count("mails") == 0
    assert old.receive("Neuf")["reason"] == "began"
    with stage.desk.database.reading() as store:
        kept = mailboxes.find(store, stage.shop.id)
    assert kept is not None
    assert kept.last_uid == 2


def test_a_mailbox_that_is_off_is_left_alone(stage: Stage, tmp_path: Path) -> None:
    box = letterbox(stage, tmp_path / "mails", is_on=False)
    box.put(written())
    assert box.look() == 0
    assert stage.count("mails") == 0


def test_a_mailbox_that_was_changed_meanwhile_keeps_its_own_position(
    box: Letterbox, tmp_path: Path
) -> None:
    stage = box.stage
    with stage.desk.database.reading() as store:
        old = mailboxes.find(store, stage.shop.id)
    assert old is not None
    (tmp_path / "other").mkdir()
    other = WantedMailbox(kind="folder", folder=str(tmp_path / "other"), takes_old=True)
    setting.keep(stage.desk, stage.shop.id, other)
    with stage.desk.database.writing() as store:
        mailboxes.advance(store, old, uid_validity=1, uid=99)

    assert box.box()["last_uid"] == 0
