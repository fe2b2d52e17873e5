"""What is typed of a rule becomes one as a whole, or each fault is told by its field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sidebar.actions.automating import sketching
from sidebar.actions.automating.sketching import Offered, Sketch
from sidebar.rules.automating import Automation, CauseKind, Hours

OFFERED = Offered(channels={"email"}, types={"review"}, kinds=frozenset({"prestashop"}))
SKETCH = Sketch(name="Accusé", tags="vu")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "  "),
        ("name", "x" * 121),
        ("cause", "full_moon"),
        ("tags", "a" * 41),
        ("tags", ", ".join("abcdefghijk")),
        ("tags", "prestashop_refund"),
        ("words", "!!!"),
        ("words", "x" * 81),
        ("agent_id", "agt_nobody"),
        ("team_id", "tea_none"),
        ("reply_id", "rep_none"),
        ("status", "client_replied"),
        ("status", "frozen"),
        ("when", "sometimes"),
        ("channels", ("pigeon",)),
        ("types", ("rumour",)),
        ("shops", ("shp_other",)),
        ("text_fr", "Bonjour {{ order.mystery }}"),
        ("text_en", "Yours, {{ agent.name }}"),
        ("text_fr", "x" * 50_001),
    ],
)
def test_each_fault_is_told_by_its_field(field: str, typed: Any) -> None:
    assert sketching.faults(SKETCH, OFFERED) == {}
    assert list(sketching.faults(replace(SKETCH, **{field: typed}), OFFERED)) == [field]


def test_a_reply_and_a_text_are_not_both_sent() -> None:
    sketch = replace(SKETCH, reply_id="rep_1", text_en="Hello")

    assert sketching.faults(sketch, replace(OFFERED, replies={"rep_1"})) == {"text_en": "two_texts"}


def test_what_a_cause_does_not_look_at_is_left_out() -> None:
    sketch = replace(SKETCH, tag="Colis", hours="7", when="", days=("9-18",) * 7)
    kept = sketching.conditions(sketch)
    assert (kept.tag, kept.hours, any(kept.week)) == ("", 0, False)
    waits = sketching.conditions(replace(sketch, cause="no_answer"))
    assert (waits.tag, waits.hours) == ("", 7)
    assert sketching.conditions(replace(sketch, cause="tag_added")).tag == "colis"


def test_a_kept_rule_is_written_as_it_was() -> None:
    sketch = replace(
        SKETCH,
        channels=("email",),
        words="où est, facture",
        needs_every_word=True,
        when="outside",
        days=("09:00-12:30, 14:00-18:00", *("",) * 6),
        text_fr="Bonjour {{ order.reference }}",
        status="closed",
    )
    conditions, deeds = sketching.conditions(sketch), sketching.deeds(sketch)
    rule = Automation("rul", "shp", "Accusé", CauseKind.CLIENT_REPLIED, conditions, deeds)

    assert conditions.when is Hours.OUTSIDE
    assert sketching.of_rule(replace(rule, is_on=True)) == sketch
