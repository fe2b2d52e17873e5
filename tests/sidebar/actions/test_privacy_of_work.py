"""Who is forgotten, or told all, wherever work on tickets took their words: and nobody else is."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from platforms.files import FileFault
from sidebar.actions import privacy, tying
from sidebar.actions.grouping import linking, merging, splitting
from sidebar.actions.opening import Opened
from sidebar.actions.receiving import reviewing
from sidebar.clock import HOUR
from sidebar.store import erasing, gathering, subjects
from sidebar.store.copying import KEYS
from sidebar.store.subjects import Named, Subject
from tests.cast import MAUD, ORDER, ROBIN
from tests.sidebar.goods import order
from tests.sidebar.letterbox import Letterbox, letterbox
from tests.sidebar.life import ZOE, at, begun, letters_left
from tests.sidebar.stage import Stage, StillShop, panel_over

BELA = "bela@courriel.example"
WORDS = ("zoe@", "zoe unique", "de zoe", "zoe.pdf", "secretmot")


@pytest.fixture
def box(stage: Stage, tmp_path: Path) -> Letterbox:
    return letterbox(StillShop(order(ORDER)).at(stage), tmp_path / "mails")


def named(stage: Stage, email: str) -> Subject:
    with stage.desk.database.reading() as store:
        return subjects.find_named(store, stage.shop.id, Named("", email, "", ()))


def forget(stage: Stage, email: str) -> dict[str, int]:
    subject = named(stage, email)
    with stage.desk.database.writing() as store:
        return erasing.erase_customer(store, subject, now=stage.clock.now())


def told(stage: Stage, email: str) -> str:
    subject = named(stage, email)
    with stage.desk.database.reading() as store:
        return json.dumps(gathering.gather(store, subject), ensure_ascii=False)


def left(stage: Stage, *words: str) -> list[tuple[str, str]]:
    """Where any of the words still stands."""
    return [
        (table, column)
        for table in KEYS
        for row in stage.rows(table)
        for column, value in row.items()
        if column != "sealed" and any(word in str(value).lower() for word in words)
    ]


def from_zoe(box: Letterbox, text: str = "Bonjour secretmot") -> str:
    files = (("zoe.pdf", b"zoe's file"),)
    sender = f"Zoe Unique <{ZOE}>"
    row = box.receive(text, sender=sender, subject="colis de zoe", files=files)
    return str(row["ticket_id"])


def merged(box: Letterbox, source: str, target: str) -> Opened:
    opened = box.stage.enter()
    letters_left(box.stage)
    merging.merge(box.stage.desk, opened.viewer, source, target)
    return opened


def test_what_was_merged_into_an_orders_ticket_is_forgotten_with_who_wrote_it(
    box: Letterbox,
) -> None:
    ticket_id = from_zoe(box)
    other = from_zoe(box, "Encore secretmot")
    opened = merged(box, ticket_id, box.stage.enter().ticket.id)
    assert {"messages", "mails", "attachments"} <= {table for table, _ in left(box.stage, *WORDS)}
    assert other not in (ticket_id, opened.ticket.id)

    counts = forget(box.stage, ZOE)

    assert left(box.stage, *WORDS) == []
    assert (counts["messages"], counts["mails"], counts["attachments"]) == (2, 2, 2)


def test_the_orders_customer_is_forgotten_with_all_that_was_merged(box: Letterbox) -> None:
    ticket_id = from_zoe(box)
    from_zoe(box, "Encore secretmot")
    merged(box, ticket_id, box.stage.enter().ticket.id)
    (alix,) = [row for row in box.stage.rows("customers") if row["host_id"] != f"mail:{ZOE}"]
    with box.stage.desk.database.writing() as store:
        subject = subjects.find(store, box.stage.shop.id, alix["host_id"], ())
        erasing.erase_customer(store, subject, now=1)
    assert left(box.stage, *WORDS) == []


def test_what_was_split_off_after_a_merge_is_forgotten_too(box: Letterbox) -> None:
    ticket_id = from_zoe(box)
    opened = merged(box, ticket_id, box.stage.enter().ticket.id)
    (said,) = [row for row in box.stage.rows("messages") if row["from_address"] == ZOE]
    splitting.split(box.stage.desk, opened.viewer, opened.ticket.id, said["id"])
    forget(box.stage, ZOE)
    assert left(box.stage, *WORDS) == []


def test_a_merge_through_another_ticket_counts_and_one_taken_back_does_not(box: Letterbox) -> None:
    zoe = from_zoe(box)
    bela = str(box.receive("Mot de bela", sender=f"Bela <{BELA}>")["ticket_id"])
    third = str(box.receive("Un troisième", sender="t@courriel.example")["ticket_id"])
    opened = merged(box, zoe, third)
    merged(box, third, bela)
    assert "secretmot" in told(box.stage, BELA)
    assert "Mot de bela" in told(box.stage, ZOE)

    step = linking.links(box.stage.desk, opened.viewer, bela).steps[0].regrouping
    linking.undo(box.stage.desk, opened.viewer, bela, step.id)

    assert "secretmot" not in told(box.stage, BELA)
    assert ZOE not in told(box.stage, BELA)
    assert "Mot de bela" not in told(box.stage, ZOE)
    forget(box.stage, ZOE)
    assert left(box.stage, *WORDS) == []
    assert "Mot de bela" in told(box.stage, BELA)


def test_who_wrote_by_mail_has_no_name_in_the_history_either(box: Letterbox) -> None:
    opened = at(box.stage.enter(), box.ticket(from_zoe(box)))
    box.stage.say(opened, "Réponse")
    letters_left(box.stage)
    mail_id = [row["mail_id"] for row in box.stage.rows("messages") if row["kind"] == "agent"][-1]
    box.receive("Encore moi", sender=f"Zoe Unique <{ZOE}>", In_Reply_To=mail_id)
    actors = [row["actor_name"] for row in box.stage.rows("events")]
    assert actors.count("Zoe Unique") == 2
    forget(box.stage, ZOE)
    assert left(box.stage, *WORDS) == []
    names = {row["actor_name"] for row in box.stage.rows("events")}
    assert names == {"", opened.viewer.name}
    robin = at(box.stage.enter(ROBIN), opened.ticket)
    assert "A customer opened the ticket" in panel_over(box.stage).on(robin).text


def test_who_else_wrote_on_the_ticket_by_mail_has_no_name_there_either(box: Letterbox) -> None:
    """A carrier who answered what was forwarded: it is an internal note of nobody's here."""
    ticket_id = from_zoe(box)
    with box.stage.desk.database.writing() as store:
        store.run(
            "UPDATE messages SET kind = 'note', author_id = '', author_name = 'Carrier Karl'"
            " WHERE ticket_id = :id",
            id=ticket_id,
        )
    opened = at(box.stage.enter(), box.ticket(ticket_id))
    box.stage.note(opened, "Pour nous")
    forget(box.stage, ZOE)
    assert left(box.stage, "carrier karl") == []
    names = {row["author_name"] for row in box.stage.rows("messages")}
    assert names == {"", opened.viewer.name}


def test_files_of_a_mail_that_is_no_message_are_kept_in_the_mail_alone(box: Letterbox) -> None:
    desk, photo = box.stage.desk, (("photo.bin", b"SECRET PHOTO"),)
    told_ = {"sender": f"Zoe <{ZOE}>", "files": photo}
    row = box.receive("Je suis absente", Auto_Submitted="auto-replied", **told_)
    key = f"{box.stage.shop.id}/{sha256(b'SECRET PHOTO').hexdigest()}"
    assert (row["state"], desk.files.get(key)) == ("ignored", b"SECRET PHOTO")
    privacy.forget_ended(desk)
    assert desk.files.get(key) == b"SECRET PHOTO"

    box.stage.clock.advance(HOUR)
    privacy.forget_ended(desk)
    with pytest.raises(FileFault):
        desk.files.get(key)
    assert box.stage.rows("loose_files") == []

    # The whole mail is kept: a person makes a ticket of it after all, with its file.
    maud = box.stage.enter(MAUD)
    reviewing.make_ticket(desk, maud.viewer, row["id"])
    box.stage.clock.advance(HOUR)
    privacy.forget_ended(desk)
    assert desk.files.get(key) == b"SECRET PHOTO"
    assert box.stage.rows("loose_files") == []
    forget(box.stage, ZOE)
    privacy.forget_ended(desk)
    with pytest.raises(FileFault):
        desk.files.get(key)


def test_files_that_cannot_be_reached_stay_noted(box: Letterbox) -> None:
    from_zoe(box)
    forget(box.stage, ZOE)
    box.stage.clock.advance(privacy.OVERDUE_AFTER + HOUR + 1)
    assert privacy.overdue(box.stage.desk) == 1
    privacy.forget_ended(box.stage.desk)
    assert privacy.overdue(box.stage.desk) == 0


def test_mails_that_are_no_message_are_told_and_forgotten_by_their_address(box: Letterbox) -> None:
    """Whether anybody is known by that address or not."""
    for sender, text in ((ZOE, "absence de zoe"), (BELA, "absence de bela")):
        mail = {"sender": f"X <{sender}>", "subject": text, "Auto_Submitted": "auto-replied"}
        assert box.receive("x", **mail)["ticket_id"] is None
    for _ in range(2):
        assert "absence de zoe" in told(box.stage, ZOE)
        assert "absence de bela" not in told(box.stage, ZOE)
        from_zoe(box)
    forget(box.stage, ZOE)
    assert left(box.stage, *WORDS) == []
    assert "absence de bela" in told(box.stage, BELA)


def test_who_was_tied_to_a_ticket_for_a_while_is_forgotten_there(stage: Stage) -> None:
    opened = stage.enter()
    ticket = begun(stage, opened)
    still = StillShop(order(ORDER)).at(stage)
    tied = tying.tie(still.desk, opened.viewer, ticket.id, ORDER)
    assert tied.customer is not None
    person = tied.customer
    still.say(at(opened, tied), "Pour vous")
    letters_left(still)
    tying.untie(still.desk, opened.viewer, ticket.id)
    words = (person.name.lower(), person.email.lower())
    assert {"events", "letters"} <= {table for table, _ in left(stage, *words)}

    forget(stage, person.email)

    assert left(stage, *words) == []
    # Nobody else is forgotten with them.
    assert ZOE in told(stage, ZOE)
    assert "Zoé Petit" in told(stage, ZOE)


def test_who_wrote_before_an_order_was_tied_is_whoever_ordered(stage: Stage) -> None:
    opened = stage.enter()
    ticket = begun(stage, opened)
    begun(stage, opened, subject="Autre chose de zoé")
    stage.note(at(opened, ticket), "Sa question")
    still = StillShop(order(ORDER)).at(stage)
    tied = tying.tie(still.desk, opened.viewer, ticket.id, ORDER)
    assert tied.customer is not None
    assert "Sa question" in told(stage, ZOE)
    assert "Autre chose" in told(stage, tied.customer.email)
    forget(stage, tied.customer.email)
    assert left(stage, "sa question", "autre chose", "zoé", ZOE) == []
