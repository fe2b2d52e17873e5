"""No mail breaks the reading of it, whatever its bytes: each is read, with what was wrong named."""

from __future__ import annotations

import random
import resource
import time
from dataclasses import replace
from itertools import islice

import pytest

from platforms.mail.enclosing import LARGEST_IN_ALL
from platforms.mail.reading import LONGEST_TEXT, read
from tests.platforms.mail.fuzz import SLOWEST, changed, judged
from tests.platforms.mail.harmless import broken_promises
from tests.platforms.mail.hostile.corpus import corpus, finds, large
from tests.platforms.mail.hostile.letters import Case, mail, page

KINDS = sorted({case.kind for case in corpus()})


def test_the_corpus_is_large_and_the_same_every_time() -> None:
    assert len(corpus()) >= 400
    assert len(KINDS) >= 20
    again = corpus.__wrapped__()
    assert [case.raw for case in again] == [case.raw for case in corpus()]


@pytest.mark.parametrize("kind", KINDS)
def test_every_malformed_mail_is_read_and_keeps_the_promises(kind: str) -> None:
    broken = {
        str(case): find.why
        for case in corpus()
        if case.kind == kind and (find := judged(case.raw)) is not None
    }
    assert broken == {}


@pytest.mark.parametrize("case", finds(), ids=str)
def test_what_once_broke_something_does_so_no_more(case: Case) -> None:
    assert judged(case.raw) is None


def test_mails_changed_at_random_are_read_too() -> None:
    broken = [
        find.why
        for raw in islice(changed(random.Random(5)), 150)
        if (find := judged(raw)) is not None
    ]
    assert broken == []


@pytest.mark.parametrize("number", range(7))
def test_a_mail_of_fifty_megabytes_is_read_in_seconds(number: int) -> None:
    case = next(islice(large(), number, None))
    assert len(case.raw) > 49 * 1024 * 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    found = read(case.raw)
    taken = time.process_time() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert broken_promises(found) == []
    assert taken < 4 * SLOWEST, f"{case} took {taken:.1f} s"
    assert grown < 450, f"{case} took {grown:.0f} MB"
    assert len(found.text) <= LONGEST_TEXT
    assert sum(len(file.content) for file in found.enclosures) <= LARGEST_IN_ALL


def test_twice_as_much_takes_about_twice_as_long() -> None:
    def seconds(lines: int) -> float:
        raw = mail(b"> On Monday, Alix wrote:\r\nBonjour \xc3\xa0 vous\r\n" * lines)
        begun = time.process_time()
        read(raw)
        return time.process_time() - begun

    seconds(1_000)
    assert seconds(400_000) < 6 * max(seconds(100_000), 0.05)


def test_the_judge_can_find_fault() -> None:
    whole = read(page("<p>x</p>"))
    bad = {
        '<p onclick="x()">x</p>',
        "<script>x</script>",
        '<a href="javascript:x">x</a>',
        '<a href="https://x.example">x</a>',
        '<img src="https://x.example/a.png">',
        '<p style="background:url(x)">x</p>',
        "<!-- x -->",
        "<p>\x07</p>",
        '<img data-remote="data:x">',
    }
    for html in bad:
        assert broken_promises(replace(whole, html=html)), html
