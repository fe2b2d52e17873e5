"""Colleagues are told of a ticket's news by mail: once, never of their own, never its customer."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from platforms.mail.letters import Letter
from sidebar import ids
from sidebar.actions import aftermath, post, starting
from sidebar.actions.opening import Opened
from sidebar.actions.working import people
from sidebar.actions.working.news import MOST_AN_HOUR as FLOOD
from sidebar.actions.working.words import News, NewsLetter
from sidebar.clock import HOUR, MINUTE
from sidebar.rules.conversation import MessageKind
from sidebar.rules.ticket import Status
from sidebar.store import messages, news, shops
from sidebar.store.fresh_tickets import FreshTicket
from sidebar.store.messages import Message
from sidebar.texts import news_letter
from tests.cast import CAMILLE, ROBIN
from tests.sidebar.stage import Stage, together

ROBINS = "robin@boutique.example"


SAID = (News.CUSTOMER_WROTE, News.ANSWERED, News.NOTED, News.MENTIONED, News.ASSIGNED)
"""The news that tell what was written."""


def told(stage: Stage) -> list[Letter]:
    """The news in the outbox, in the order in which it was staged."""
    rows = sorted(stage.rows("letters"), key=lambda row: str(row["id"]))
    return [
        msgspec.json.decode(row["content"], type=Letter) for row in rows if row["purpose"] == "news"
    ]


def customer_writes(
    stage: Stage, opened: Opened, text: str = "Où est mon colis ?", *, is_automatic: bool = False
) -> None:
    now = stage.clock.now()
    message = Message(
        id=ids.new_id("msg", now),
        ticket_id=opened.ticket.id,
        kind=MessageKind.CUSTOMER,
        author_id="cus_alix",
        author_name="Alix Moreau",
        body=text,
        mail_id="",
        written_at=now,
        is_automatic=is_automatic,
    )
    with stage.desk.database.writing() as store:
        assert messages.write(store, message, ask_id=message.id)
        aftermath.said(store, stage.desk, message, shop_id=opened.shop.id)


def robin_follows(stage: Stage) -> Opened:
    """Camille's ticket, which Robin follows."""
    camille, robin = stage.enter(), stage.enter(ROBIN)
    people.follow(stage.desk, robin.viewer, camille.ticket.id, robin.viewer.agent_id)
    return camille


def test_a_follower_is_told_in_their_language_what_the_customer_wrote(stage: Stage) -> None:
    customer_writes(stage, robin_follows(stage))

    [letter] = told(stage)
    assert letter.recipient.address == ROBINS
    assert letter.subject == "[#1001] The customer has written"
    assert "Alix Moreau has written on ticket 1001:" in letter.text
    assert "Où est mon colis ?" in letter.text
    assert "QZVTRMALP" in letter.text
    assert letter.automatic == "auto-generated"


def test_a_note_reaches_colleagues_and_never_the_customer(stage: Stage) -> None:
    stage.note(robin_follows(stage), "secret de la maison")

    while post.deliver_due(stage.desk):
        pass

    assert [mail.recipient.address for mail in stage.post.letters] == [ROBINS]
    assert "secret de la maison" in stage.post.letters[0].text
    assert not any("courriel.example" in str(row["content"]) for row in stage.rows("letters"))


def test_nobody_is_told_of_what_they_did_themselves(stage: Stage) -> None:
    camille = stage.enter()
    people.assign(stage.desk, camille.viewer, camille.ticket.id, camille.viewer.agent_id)

    stage.say(camille)
    stage.move(camille, Status.RESOLVED)

    assert told(stage) == []


def test_colleagues_acts_are_told_once_an_hour_and_a_customers_words_always(stage: Stage) -> None:
    camille = robin_follows(stage)
    stage.note(camille, "première")
    stage.note(camille, "deuxième")
    stage.move(camille, Status.PENDING)
    assert len(told(stage)) == 1

    customer_writes(stage, camille)
    stage.clock.advance(MINUTE)
    customer_writes(stage, camille, "Alors ?")
    assert len(told(stage)) == 3

    stage.clock.advance(HOUR)
    stage.move(camille, Status.RESOLVED)
    [*_, last] = told(stage)
    assert "Camille Fournier changed the status of ticket 1001 to “Resolved”." in last.text


def test_what_a_machine_wrote_is_told_to_nobody(stage: Stage) -> None:
    customer_writes(stage, robin_follows(stage), "Absent du bureau", is_automatic=True)

    assert told(stage) == []


def test_a_colleague_is_told_that_a_ticket_is_theirs_and_who_takes_one_is_not(
    stage: Stage,
) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    ticket_id = camille.ticket.id
    people.assign(stage.desk, robin.viewer, ticket_id, robin.viewer.agent_id)
    assert told(stage) == []

    people.assign(stage.desk, robin.viewer, ticket_id, camille.viewer.agent_id)

    [letter] = told(stage)
    assert letter.subject.startswith("[#1001]")
    assert letter.recipient.address == "camille@boutique.example"
    assert letter.language == "fr"


def test_whoever_follows_and_sees_to_a_ticket_is_told_once(stage: Stage) -> None:
    camille = robin_follows(stage)
    robin = stage.enter(ROBIN)
    people.assign(stage.desk, robin.viewer, camille.ticket.id, robin.viewer.agent_id)

    customer_writes(stage, camille)

    assert len(told(stage)) == 1


def test_an_act_on_a_whole_list_fills_nobodys_mailbox(stage: Stage) -> None:
    camille, robin = stage.enter(), stage.enter(ROBIN)
    many = FLOOD + 5
    with stage.desk.database.writing() as store:
        for number in range(many):
            fresh = FreshTicket(stage.shop.id, None, f"Objet {number}")
            ticket = starting.start(store, stage.desk, fresh, actor=camille.viewer)
            people.assign_in(store, stage.desk, ticket, robin.viewer.agent_id, actor=camille.viewer)

    assert stage.count("ticket_agents") == many
    assert len(told(stage)) == FLOOD


def test_two_acts_at_the_same_moment_tell_a_follower_once(stage: Stage) -> None:
    ticket_id, robin = robin_follows(stage).ticket.id, stage.enter(ROBIN).viewer

    def tell() -> bool:
        now = stage.clock.now()
        with stage.desk.database.writing() as store:
            return news.tell(store, ticket_id, robin.agent_id, now=now, unless_since=now - HOUR)

    assert sorted(together(tell, tell, tell)) == [False, False, True]


def test_whoever_has_no_address_or_no_right_any_more_is_not_told(stage: Stage) -> None:
    camille = robin_follows(stage)
    with stage.desk.database.writing() as store:
        store.run("UPDATE agents SET email = '' WHERE name = 'Robin Baker'")

    customer_writes(stage, camille)

    assert told(stage) == []


def test_a_shop_that_sends_no_mail_stages_no_news(stage: Stage) -> None:
    camille = robin_follows(stage)
    mute = replace(stage.shop, mail=replace(stage.shop.mail, sender=""))
    with stage.desk.database.writing() as store:
        shops.change(store, mute)

    customer_writes(stage, camille)

    assert told(stage) == []


def test_news_of_a_message_that_is_taken_back_can_be_taken_back_with_it(stage: Stage) -> None:
    stage = replace(stage, desk=replace(stage.desk, undo_ms=10_000))
    camille = robin_follows(stage)
    stage.say(camille, "Trop vite")
    (row,) = stage.rows("messages")

    with stage.desk.database.writing() as store:
        taken = news.withdraw(store, camille.ticket.id, staged_at=row["written_at"])

    assert taken == 1
    stage.clock.advance(MINUTE)
    post.deliver_due(stage.desk)
    assert all(
        "Trop vite" not in mail.text or mail.recipient.address != ROBINS
        for mail in stage.post.letters
    )


def test_a_long_message_is_cut_and_says_so(stage: Stage) -> None:
    customer_writes(stage, robin_follows(stage), "mot " * 2000)

    [letter] = told(stage)
    assert "[…]" in letter.text
    assert len(letter.text) < 2500


def test_a_subject_that_would_break_the_mail_is_one_line(stage: Stage) -> None:
    camille = robin_follows(stage)
    with stage.desk.database.writing() as store:
        store.run("UPDATE tickets SET subject = 'a' || :crlf || 'Bcc: x@y.example'", crlf="\r\n")

    customer_writes(stage, camille)

    [letter] = told(stage)
    assert "\n" not in letter.subject
    assert "Bcc" not in letter.subject


def test_camille_reads_her_news_in_french(stage: Stage) -> None:
    camille, robin = stage.enter(CAMILLE), stage.enter(ROBIN)
    people.follow(stage.desk, camille.viewer, camille.ticket.id, camille.viewer.agent_id)

    stage.note(robin, "vu")

    [letter] = told(stage)
    assert letter.language == "fr"


@pytest.mark.parametrize("kind", News)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_news_has_its_words_and_leaves_no_hole(kind: News, language: str) -> None:
    told = NewsLetter(
        news=kind,
        language=language,
        actor_name="A&B <c>",
        number=1001,
        reference="",
        subject="",
        customer_name="",
        shop_name="Boutique",
        text="pending" if kind is News.MOVED else "1 < 2 & %s",
    )

    subject, text = news_letter(told)

    assert subject.startswith("[#1001]")
    assert "\n" not in subject
    assert "A&B <c>" in text
    assert ("1 < 2 & %s" in text) is (kind in SAID)
    assert "\n\n\n" not in text
    assert text.endswith("Boutique")
