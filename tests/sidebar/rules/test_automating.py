"""Whole words count whatever their accents, and hours follow the wall clock of the shop."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from sidebar.rules.automating import (
    Automation,
    CauseKind,
    Check,
    Conditions,
    Correspondence,
    Done,
    Facts,
    Withheld,
    against,
    read,
    told,
    withheld,
)
from sidebar.rules.opening_hours import is_within, spans_in, written
from sidebar.rules.words import found

PARIS = "Europe/Paris"
RULE = Automation("rul", "shp", "Accusé", CauseKind.CLIENT_REPLIED, is_on=True)
FACTS = Facts(CauseKind.CLIENT_REPLIED, "shp", "email", "standard", 0, PARIS, "Où est mon colis ?")
CALM = Correspondence(
    is_automatic=False,
    has_customer_words=True,
    is_closed=False,
    has_address=True,
    has_sender=True,
    letters_today=0,
    said_this_hour=0,
)


@pytest.mark.parametrize(
    ("text", "word", "is_there"),
    [
        ("J'attends mon COLIS.", "colis", True),
        ("Le colisée", "colis", False),
        ("REMBOURSÉ hier", "rembourse", True),
        ("rembourse\u0301", "Remboursé", True),
        ("l’œuvre d’art", "l'oeuvre", True),
        ("pièce\n  jointe", "piece jointe", True),
        ("a+b", "a+b", True),
        ("sous_colis", "colis", False),
        ("", "colis", False),
    ],
)
def test_whole_words_are_found_whatever_their_accents(
    text: str, word: str, *, is_there: bool
) -> None:
    assert bool(found(text, (word,))) is is_there


@pytest.mark.parametrize(
    ("conditions", "check"),
    [
        (Conditions(), None),
        (Conditions(words=("colis", "facture")), None),
        (Conditions(words=("colis", "facture"), needs_every_word=True), Check.WORDS),
        (Conditions(words=("où est", "colis"), needs_every_word=True), None),
        (Conditions(channels=("portal", "email")), None),
        (Conditions(channels=("portal",), types=("review",)), Check.CHANNEL),
        (Conditions(types=("review",)), Check.TYPE),
        (Conditions(shops=("other",)), Check.SHOP),
        (Conditions(tag="vip", hours=99), None),
    ],
)
def test_the_first_condition_that_does_not_hold_is_named(
    conditions: Conditions, check: Check | None
) -> None:
    assert against(replace(RULE, conditions=conditions), FACTS) is check


def test_a_rule_looks_at_its_own_cause_alone() -> None:
    assert against(RULE, replace(FACTS, cause=CauseKind.NEW_TICKET)) is Check.CAUSE
    assert against(replace(RULE, is_on=False), FACTS) is Check.SWITCH
    assert against(replace(RULE, is_archived=True), FACTS) is Check.SWITCH
    waits = replace(RULE, cause=CauseKind.NO_ANSWER, conditions=Conditions(hours=2))
    waited = replace(FACTS, cause=CauseKind.NO_ANSWER, waited=2 * 3_600_000)
    assert against(waits, waited) is None
    assert against(waits, replace(waited, waited=waited.waited - 1)) is Check.WAIT


def at(text: str, fold: int = 0) -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PARIS), fold=fold)
    return int(moment.timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2027-03-26T08:59", False),
        ("2027-03-26T09:00", True),
        ("2027-03-26T17:59", True),
        ("2027-03-26T18:00", False),
        # Clocks go forward on Sunday the 28th: Monday's hours are the wall's.
        ("2027-03-29T09:00", True),
        ("2027-03-29T08:59", False),
        ("2027-11-01T17:59", True),
        ("2027-11-01T18:00", False),
        ("2027-03-27T12:00", False),
    ],
)
def test_hours_are_those_of_the_wall_before_and_after_clocks_change(
    moment: str, *, is_open: bool
) -> None:
    week = (spans_in("9h-18h"),) * 5 + ((), ())

    assert is_within(week, at(moment), PARIS) is is_open


def test_the_hour_that_comes_twice_is_twice_within() -> None:
    week = ((),) * 6 + (spans_in("02:00-03:00"),)

    assert is_within(week, at("2027-10-31T02:30"), PARIS)
    assert is_within(week, at("2027-10-31T02:30", fold=1), PARIS)
    # In spring there is no such hour: an hour after 01:30 it is 03:30.
    assert not is_within(week, at("2027-03-28T01:30") + 3_600_000, PARIS)


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    week = ((),) * 4 + (spans_in("22:00-02:00"), (), ())

    assert is_within(week, at("2027-03-26T23:00"), PARIS)
    assert is_within(week, at("2027-03-27T01:59"), PARIS)
    assert not is_within(week, at("2027-03-27T02:00"), PARIS)
    assert not is_within(week, at("2027-03-26T01:00"), PARIS)


@pytest.mark.parametrize("text", ["9", "9-", "25-26", "9:60-10", "9-9", "soon", "9-12,", "24:30-1"])
def test_what_is_no_span_of_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no hours"):
        spans_in(text)


def test_spans_are_written_as_they_are_read() -> None:
    assert written(spans_in("9h-12h30; 14:00 – 18h")) == "09:00-12:30, 14:00-18:00"
    assert written(spans_in("0-24")) == "00:00-24:00"
    assert spans_in("  ") == ()


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({}, None),
        ({"is_automatic": True}, Withheld.AUTOMATIC),
        ({"is_closed": True}, Withheld.CLOSED),
        ({"has_address": False}, Withheld.NO_ADDRESS),
        ({"has_sender": False}, Withheld.NO_SENDER),
        ({"said_this_hour": 1}, Withheld.SAID_ALREADY),
        ({"letters_today": 2}, None),
        ({"letters_today": 3}, Withheld.TOO_MANY),
        ({"has_customer_words": False}, Withheld.NOBODY_WROTE),
    ],
)
def test_what_stands_against_a_letter_is_named(
    known: dict[str, bool], reason: Withheld | None
) -> None:
    assert withheld(CauseKind.NEW_TICKET, replace(CALM, **known)) is reason


def test_what_was_done_is_read_as_it_was_told() -> None:
    done = (Done("reply"), Done("tag", "a:b, c"), Done("assign", "Ana\nMaria"))

    assert read(told(done)) == (done[0], done[1], Done("assign", "Ana Maria"))
