"""Tags and facts of a ticket: as they were seen when they are changed, and money's left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from platforms.shapes import Wording
from sidebar.actions.working import facts, tags
from sidebar.errors import Forbidden, MovedOn, NotFound, Refused
from sidebar.rules.choices import Choice, ChoiceList
from sidebar.rules.tagging import LONGEST_TAG, MOST_TAGS, tag_named
from sidebar.rules.viewer import Viewer
from sidebar.store import choices
from sidebar.store import tags as kept
from sidebar.store.work import Fact
from tests.cast import LOU, MAUD, ROBIN
from tests.sidebar.stage import Stage, together


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("  Colis   PERDU ", "colis perdu"),
        ("E\u0301change", "échange"),
        ("#vip", "vip"),
        ("<b>x</b>", "<b>x</b>"),
        ("a,b", ""),
        ("", ""),
        ("#", ""),
        ("a\u202eb", ""),
        ("a\x00b", ""),
        ("x" * (LONGEST_TAG + 1), ""),
    ],
)
def test_a_tag_means_the_same_however_it_is_typed(typed: str, tag: str) -> None:
    assert tag_named(typed) == tag


def on(stage: Stage) -> tuple[Viewer, str]:
    opened = stage.enter()
    return opened.viewer, opened.ticket.id


def told(stage: Stage) -> list[tuple[str, str, str]]:
    rows = sorted(stage.rows("events"), key=lambda row: str(row["id"]))
    return [(row["kind"], row["old"], row["new"]) for row in rows[1:]]


def test_a_tag_is_added_and_removed_once_each_with_who_did_it(stage: Stage) -> None:
    viewer, ticket_id = on(stage)

    assert tags.add(stage.desk, viewer, ticket_id, "VIP")
    assert not tags.add(stage.desk, viewer, ticket_id, "vip")
    assert tags.remove(stage.desk, viewer, ticket_id, "vip")
    assert not tags.remove(stage.desk, viewer, ticket_id, "vip")

    assert told(stage) == [("tagged", "", "vip"), ("untagged", "vip", "")]


def test_two_who_add_the_same_tag_at_once_add_it_once(stage: Stage) -> None:
    viewer, ticket_id = on(stage)
    robin = stage.enter(ROBIN).viewer

    added = together(
        lambda: tags.add(stage.desk, viewer, ticket_id, "vip"),
        lambda: tags.add(stage.desk, robin, ticket_id, "vip"),
    )

    assert sorted(added) == [False, True]
    assert told(stage) == [("tagged", "", "vip")]


@pytest.mark.parametrize("tag", ["prestashop_refund", "prestashop_refund_pending"])
def test_what_became_of_money_is_neither_claimed_nor_denied_by_hand(stage: Stage, tag: str) -> None:
    viewer, ticket_id = on(stage)
    with pytest.raises(Refused, match="money_tag"):
        tags.add(stage.desk, viewer, ticket_id, tag)
    with stage.desk.database.writing() as store:
        kept.add(store, ticket_id, tag, now=1)

    with pytest.raises(Refused, match="money_tag"):
        tags.remove(stage.desk, viewer, ticket_id, tag)

    assert stage.rows("tags")[0]["tag"] == tag


def test_a_ticket_takes_only_so_many_tags(stage: Stage) -> None:
    viewer, ticket_id = on(stage)
    with stage.desk.database.writing() as store:
        for number in range(MOST_TAGS):
            kept.add(store, ticket_id, f"t{number}", now=1)

    with pytest.raises(Refused, match="too_many_tags"):
        tags.add(stage.desk, viewer, ticket_id, "vip")


def test_a_fact_is_changed_only_from_what_was_shown(stage: Stage) -> None:
    viewer, ticket_id = on(stage)
    assert facts.state(stage.desk, viewer, ticket_id, Fact.TYPE, old="standard", new="return")

    with pytest.raises(MovedOn, match="fact_changed"):
        facts.state(stage.desk, viewer, ticket_id, Fact.TYPE, old="standard", new="review")
    # What both wanted is no quarrel.
    assert not facts.state(stage.desk, viewer, ticket_id, Fact.TYPE, old="standard", new="return")

    assert told(stage) == [("type_changed", "standard", "return")]


def test_of_two_who_change_a_fact_at_once_one_is_told_that_it_changed(stage: Stage) -> None:
    viewer, ticket_id = on(stage)
    maud = stage.enter(MAUD).viewer

    def change(who: Viewer, new: str) -> Callable[[], str]:
        def attempt() -> str:
            try:
                facts.state(stage.desk, who, ticket_id, Fact.SUBJECT, old="", new=new)
            except MovedOn as fault:
                return fault.reason
            return new

        return attempt

    outcome = together(change(viewer, "Colis perdu"), change(maud, "Échange"))

    assert outcome.count("fact_changed") == 1
    assert stage.rows("tickets")[0]["subject"] in outcome
    assert len(told(stage)) == 1


def test_only_what_the_shop_offers_can_be_chosen(stage: Stage) -> None:
    viewer, ticket_id = on(stage)
    gone = Choice("ebay", Wording("eBay"), is_archived=True)
    with stage.desk.database.writing() as store:
        choices.keep(store, stage.shop.id, ChoiceList.CHANNEL, gone, fresh_id="cho_1", now=1)

    for fact, old, new in (
        (Fact.TYPE, "standard", "complaint"),
        (Fact.CHANNEL, "back_office", "ebay"),
        (Fact.CHANNEL, "back_office", ""),
        (Fact.DEPARTMENT, "", "sav"),
    ):
        with pytest.raises(Refused, match="unknown_choice"):
            facts.state(stage.desk, viewer, ticket_id, fact, old=old, new=new)
    with pytest.raises(Refused, match="no_account"):
        facts.state(stage.desk, viewer, ticket_id, Fact.ACCOUNT, old="", new="alix_59")
    assert told(stage) == []


def test_a_marketplaces_ticket_keeps_the_customers_account(stage: Stage) -> None:
    viewer, ticket_id = on(stage)
    fnac = Choice("fnac", Wording("Fnac"), is_marketplace=True)
    with stage.desk.database.writing() as store:
        choices.keep(store, stage.shop.id, ChoiceList.CHANNEL, fnac, fresh_id="cho_1", now=1)
    facts.state(stage.desk, viewer, ticket_id, Fact.CHANNEL, old="back_office", new="fnac")

    assert facts.state(stage.desk, viewer, ticket_id, Fact.ACCOUNT, old="", new=" alix_59\n")

    assert stage.rows("tickets")[0]["account"] == "alix_59"


def test_a_subject_is_one_line_of_a_length(stage: Stage) -> None:
    viewer, ticket_id = on(stage)
    typed = "  Colis\r\nBcc: x@y.example \x00"

    assert facts.state(stage.desk, viewer, ticket_id, Fact.SUBJECT, old="", new=typed)

    subject = stage.rows("tickets")[0]["subject"]
    assert subject == "Colis Bcc: x@y.example \ufffd"
    with pytest.raises(Refused, match="line_too_long"):
        facts.state(stage.desk, viewer, ticket_id, Fact.SUBJECT, old=subject, new="x" * 201)


def test_only_a_review_is_rated_and_from_one_to_five(stage: Stage) -> None:
    viewer, ticket_id = on(stage)
    with pytest.raises(Refused, match="no_rating"):
        facts.rate(stage.desk, viewer, ticket_id, old=None, new=4)
    facts.state(stage.desk, viewer, ticket_id, Fact.TYPE, old="standard", new="review")

    for wrong in (0, 6, -1):
        with pytest.raises(Refused, match="bad_rating"):
            facts.rate(stage.desk, viewer, ticket_id, old=None, new=wrong)
    assert facts.rate(stage.desk, viewer, ticket_id, old=None, new=4)
    with pytest.raises(MovedOn):
        facts.rate(stage.desk, viewer, ticket_id, old=None, new=1)
    assert facts.rate(stage.desk, viewer, ticket_id, old=4, new=5)

    assert told(stage)[1:] == [("rated", "", "4"), ("rated", "4", "5")]


def test_tags_and_facts_ask_for_right_and_ticket(stage: Stage, elsewhere: Stage) -> None:
    viewer, ticket_id = on(stage)
    lou, noor = stage.enter(LOU).viewer, elsewhere.enter(MAUD).viewer
    before = stage.rows("tickets")

    for who, fault in ((lou, Forbidden), (noor, NotFound)):
        with pytest.raises(fault):
            tags.add(stage.desk, who, ticket_id, "vip")
        with pytest.raises(fault):
            tags.remove(stage.desk, who, ticket_id, "vip")
        with pytest.raises(fault):
            facts.state(stage.desk, who, ticket_id, Fact.SUBJECT, old="", new="x")
        with pytest.raises(fault):
            facts.rate(stage.desk, who, ticket_id, old=None, new=3)

    assert viewer.agent_id
    assert stage.rows("tickets") == before


def test_a_tag_keeps_the_spelling_that_the_shop_has_already(stage: Stage) -> None:
    viewer, ticket_id = on(stage)
    assert tags.add(stage.desk, viewer, ticket_id, "été")
    assert not tags.add(stage.desk, viewer, ticket_id, "Ete")
    assert tags.remove(stage.desk, viewer, ticket_id, "été")
    assert tags.add(stage.desk, viewer, ticket_id, "ETE")
    assert [row["tag"] for row in stage.rows("tags")] == ["ete"]
    assert tags.add(stage.desk, viewer, ticket_id, "❤")
