"""A shop's short lists tell states, languages and countries apart in every form they come in."""

from __future__ import annotations

import pytest

from platforms.contract import BadAnswer
from platforms.prestashop.reading.lists import read_lists
from platforms.prestashop.reading.row import Row
from tests.platforms.prestashop.recorded import row, rows

LANGUAGES = {"1": "en", "2": "fr"}


def test_ids_of_languages_may_be_text_or_numbers_in_one_answer() -> None:
    state = rows("ws-read-order-states-lang-range")[0]
    name = state.wording("name", LANGUAGES, "1")
    assert dict(name.by_language) == {"en": "Payment accepted", "fr": "Payment accepted"}


def test_a_shop_of_one_language_writes_plain_text() -> None:
    state = rows("ws-read-order-states-lang")[0]
    name = state.wording("name", LANGUAGES, "1")
    assert (name.default, dict(name.by_language)) == ("Payment accepted", {})


def test_a_missing_translation_falls_back_to_the_shops_own_language() -> None:
    written = [{"id": 1, "value": ""}, {"id": "2", "value": "Payé"}]
    name = Row("order_states", {"name": written}).wording("name", LANGUAGES, "1")
    assert (name.default, name.to("en")) == ("Payé", "Payé")


def test_a_language_is_named_by_its_locale() -> None:
    brazil = row("ws-read-languages", id=3, iso_code="br", locale="pt-BR")
    lists = read_lists({"languages": (*rows("ws-read-languages"), brazil)})
    assert lists.languages == {"1": "en", "2": "fr", "3": "pt"}
    assert lists.default_language == "1"


def test_the_settings_say_which_states_are_special() -> None:
    states = rows("ws-read-order-states-all")
    own = (Row("configurations", {"id": 1, "name": "PS_OS_CANCELED", "value": "8"}),)
    lists = read_lists({"order_states": states, "configurations": own})
    assert [it.state.id for it in lists.states.values() if it.is_cancelled] == ["8"]


def test_without_settings_the_mail_templates_say_it() -> None:
    states = rows("ws-read-order-states-all")
    lists = read_lists({"order_states": states})
    assert {it.state.id for it in lists.states.values() if it.is_cancelled} == {"6"}
    assert {it.state.id for it in lists.states.values() if it.is_refunded} == {"7"}
    assert {it.state.id for it in lists.states.values() if it.is_error} == {"8"}
    assert {it.state.id for it in lists.states.values() if it.is_delivered} == {"5"}


def test_the_flags_of_every_installed_state_are_read() -> None:
    states = read_lists({"order_states": rows("ws-read-order-states-all")}).states
    assert len(states) == 13
    assert {key for key, it in states.items() if it.is_paid} == {"2", "3", "4", "5", "9", "11"}
    assert {key for key, it in states.items() if it.is_shipped} == {"4", "5"}
    assert {key for key, it in states.items() if it.has_delivery_slip} == {"3", "4", "5"}


@pytest.mark.parametrize(
    ("written", "color"), [("#3498D8", "#3498d8"), ("DarkOrange", ""), ("#fff;}", ""), ("", "")]
)
def test_a_colour_is_six_digits_or_none(written: str, color: str) -> None:
    states = read_lists({"order_states": (row("ws-read-order-states-all", color=written),)}).states
    assert states["2"].state.color == color


def test_an_unknown_state_is_shown_by_its_number_and_says_nothing() -> None:
    state = read_lists({}).state("14")
    assert (state.state.name.default, state.is_paid) == ("#14", False)
    assert read_lists({}).state("").state.name.default == ""


@pytest.mark.parametrize("flag", [0, 1, "0", "1", "", False, True])
def test_a_flag_is_read_in_each_form(flag: object) -> None:
    assert Row("x", {"flag": flag}).is_set("flag") is (flag in {1, "1"})


@pytest.mark.parametrize("flag", ["yes", 2, [], {}, "2"])
def test_a_flag_in_no_known_form_is_refused(flag: object) -> None:
    with pytest.raises(BadAnswer, match=r"x\.flag"):
        Row("x", {"flag": flag}).is_set("flag")


@pytest.mark.parametrize(
    ("written", "meant"), [(3, "3"), ("3", "3"), (0, ""), ("", ""), (None, "")]
)
def test_an_id_of_nothing_is_empty(written: object, meant: str) -> None:
    assert Row("x", {"id": written}).reference("id") == meant


@pytest.mark.parametrize("written", ["x", -1, 1.5, True, [], "9" * 30, "\uff11"])
def test_what_is_no_id_is_refused(written: object) -> None:
    with pytest.raises(BadAnswer, match=r"x\.id"):
        Row("x", {"id": written}).reference("id")


@pytest.mark.parametrize("written", ["x", [1], {"a": 1}])
def test_an_association_in_no_known_form_is_refused(written: object) -> None:
    with pytest.raises(BadAnswer):
        Row("x", {"associations": {"lines": written}}).nested("lines")
    assert Row("x", {"associations": []}).nested("lines") == ()
