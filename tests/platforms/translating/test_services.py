"""Both services keep one promise: the whole text comes back, or a fault that has a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.translating.contract import (
    KeyRefused,
    NotTranslatable,
    QuotaSpent,
    Translated,
    TranslationFault,
    Translator,
    TranslatorAway,
)
from platforms.translating.deepl import FREE, PAID, DeepL
from platforms.translating.libretranslate import LibreTranslate
from platforms.translating.sandbox import Words, start
from platforms.translating.splitting import edges, pieces

KEY = "key-of-the-shop:fx"


@pytest.fixture
def words() -> Words:
    """What the stand-in is told and asked."""
    return Words(key=KEY)


@pytest.fixture
def url(words: Words) -> Iterator[str]:
    """Where it is."""
    running = start(words)
    yield running.url
    running.stop()


Make = Callable[[str], Translator]


@pytest.fixture(params=["libretranslate", "deepl"])
def make(request: pytest.FixtureRequest, url: str) -> Make:
    """The adapter by its key."""
    if request.param == "deepl":
        return lambda key: DeepL(key, url)
    return lambda key: LibreTranslate(url, key)


def test_a_text_comes_back_in_the_other_language_line_for_line(make: Make) -> None:
    told = make(KEY).translate("Bonjour,\n\nOù est mon colis ?\n", "en", within=10)

    assert told.source == "fr"
    assert "Hello," in told.text
    assert "my parcel ?\n" in told.text
    assert "\n\n" in told.text


def test_a_long_text_goes_in_pieces_and_none_is_lost(make: Make, words: Words) -> None:
    text = "\n\n".join(f"Bonjour {number} " + "colis " * 90 for number in range(50))
    told = make(KEY).translate(text, "en", within=20)

    assert len(words.asked) > 1
    assert told.text.count("Hello") == 50
    assert told.text.count("parcel") == 50 * 90


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (400, NotTranslatable),
        (403, KeyRefused),
        (413, NotTranslatable),
        (429, QuotaSpent),
        (456, QuotaSpent),
        (500, TranslatorAway),
        (503, TranslatorAway),
        (302, TranslatorAway),
    ],
)
def test_each_refusal_has_its_name(
    make: Make, words: Words, status: int, fault: type[TranslationFault]
) -> None:
    words.fault = status
    with pytest.raises(fault) as raised:
        make(KEY).translate("Bonjour", "en", within=10)

    assert KEY not in repr(raised.value)
    assert "Bonjour" not in repr(raised.value)


def test_a_wrong_key_is_refused(make: Make) -> None:
    with pytest.raises(KeyRefused):
        make("another").translate("Bonjour", "en", within=10)


def test_a_service_that_is_not_there_is_away() -> None:
    away: list[Translator] = [
        LibreTranslate("http://127.0.0.1:9"),
        DeepL(KEY, "http://127.0.0.1:9"),
    ]
    for one in away:
        with pytest.raises(TranslatorAway):
            one.translate("Bonjour", "en", within=2)


def test_an_answer_of_another_kind_is_no_translation(url: str) -> None:
    with pytest.raises(TranslatorAway):
        LibreTranslate(f"{url}/nothing").translate("Bonjour", "en", within=5)


def test_the_host_of_deepl_follows_from_the_key() -> None:
    assert DeepL("secret:fx").host == FREE.removeprefix("https://")
    assert DeepL("secret").host == PAID.removeprefix("https://")
    assert DeepL("secret", "https://proxy.example/deepl").host == "proxy.example"


def test_blank_text_is_asked_of_nobody(make: Make, words: Words) -> None:
    assert make(KEY).translate(" \n\n ", "en", within=5) == Translated(" \n\n ", "")
    assert words.asked == []


@given(st.text(alphabet="ab .\n!é", max_size=200), st.integers(min_value=1, max_value=30))
def test_pieces_are_short_and_are_the_text_again(text: str, most: int) -> None:
    parted = pieces(text, most)

    assert "".join(parted) == text
    assert all(len(piece) <= most for piece in parted)
    assert all("".join(edges(piece)) == piece for piece in parted)
