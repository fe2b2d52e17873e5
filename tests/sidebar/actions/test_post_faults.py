"""What an agent reads about a letter that did not leave: a sentence, and blame where it belongs."""

from __future__ import annotations

import re

import pytest

from platforms.mail.outgoing import deliver
from tests.cast import ROBIN
from tests.sidebar.stage import Panel

UNASKED = ("no_sender", "bad_sender", "no_address", "bad_address", "bad_message_id", "worker_lost")
"""Faults of which no mail server knows."""


def promised() -> set[str]:
    """Every name that ``deliver`` promises, but for the one whose letter is told as unsure."""
    told = (deliver.__doc__ or "").partition("Raises")[2]
    return set(re.findall(r"\b[a-z]+_[a-z_]+\b|unreachable|slow", told)) - {"answer_lost"}


def fate(panel: Panel, state: str, fault: str) -> str:
    """What Robin, who reads English, is told of a letter that stands so."""
    opened = panel.stage.enter(ROBIN)
    panel.stage.say(opened)
    with panel.stage.desk.database.writing() as store:
        store.run(
            "UPDATE letters SET state = :state, fault = :fault, attempt = 1",
            state=state,
            fault=fault,
        )
    found = re.search(r'<p class="fate.*?</p>', panel.on(opened).text, re.DOTALL)
    assert found is not None
    return found.group()


@pytest.mark.parametrize("fault", sorted({*promised(), *UNASKED, "overtaken"}))
@pytest.mark.parametrize("state", ["refused", "queued"])
def test_every_fault_is_a_sentence_and_no_code(panel: Panel, state: str, fault: str) -> None:
    assert len(promised()) >= 16

    told = fate(panel, state, fault)

    assert re.search(r"Not sent( yet)?\. [A-Z][^.(]+\.", re.sub(r"\s+", " ", told))
    assert not re.search(r"\b(no|bad|login)_|_(refused|deferred|lost)", told)
    assert "Sending failed" not in told


@pytest.mark.parametrize("fault", UNASKED)
def test_no_server_is_blamed_that_was_never_asked(panel: Panel, fault: str) -> None:
    assert "mail server" not in fate(panel, "refused", fault)


def test_the_refused_party_is_named(panel: Panel) -> None:
    assert "refuses the customer" in fate(panel, "refused", "recipient_refused")


def test_an_unknown_fault_shows_its_name(panel: Panel) -> None:
    assert "Sending failed (moon_phase)." in fate(panel, "queued", "moon_phase")
