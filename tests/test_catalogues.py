"""French and English are complete, and the check that says so can fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tests import catalogues


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    path = catalogues.catalogue_path(catalogues.ROOT, language)
    wanted = catalogues.extracted(catalogues.ROOT)
    assert list(catalogues.faults(catalogues.read(path, language), wanted)) == []


@pytest.fixture
def wanted(tmp_path: Path) -> Catalog:
    """A house of one page: a sentence, a name in a sentence, a plural and a block."""
    folder = tmp_path / "templates" / "ticket"
    folder.mkdir(parents=True)
    (folder / "_card.html").write_text(
        "{{ _('Order') }} {{ _('From %(name)s', name=name) }}"
        "{{ ngettext('%(num)d order', '%(num)d orders', count) }}"
        "{% trans %}\n  Two\n  lines\n{% endtrans %}"
    )
    return catalogues.extracted(tmp_path)


@pytest.fixture
def french(wanted: Catalog) -> Catalog:
    """The complete French catalogue of that house."""
    catalogue = catalogues.updated(Catalog(locale="fr", fuzzy=False), wanted, language="fr")
    put(catalogue, "Order", "Commande")
    put(catalogue, "From %(name)s", "De %(name)s")
    put(catalogue, "%(num)d order", ("%(num)d commande", "%(num)d commandes"))
    put(catalogue, "Two lines", "Deux lignes")
    return catalogue


def put(catalogue: Catalog, sentence: str, translation: str | tuple[str, ...]) -> None:
    message = catalogue.get(sentence)
    assert message is not None
    message.string = translation


def test_a_complete_catalogue_has_no_fault(wanted: Catalog, french: Catalog) -> None:
    assert len(wanted) == 4
    assert list(catalogues.faults(french, wanted)) == []


def test_an_untranslated_sentence_is_found(wanted: Catalog, french: Catalog) -> None:
    put(french, "Order", "")
    assert list(catalogues.faults(french, wanted)) == ["untranslated: 'Order'"]


def test_a_plural_with_one_form_missing_is_found(wanted: Catalog, french: Catalog) -> None:
    put(french, "%(num)d order", ("%(num)d commande", ""))
    assert [fault.partition(":")[0] for fault in catalogues.faults(french, wanted)] == [
        "untranslated"
    ]


def test_a_fuzzy_sentence_is_found(wanted: Catalog, french: Catalog) -> None:
    message = french.get("Order")
    assert message is not None
    message.flags.add("fuzzy")
    assert list(catalogues.faults(french, wanted)) == ["fuzzy: 'Order'"]


def test_a_missing_sentence_is_found(wanted: Catalog, french: Catalog) -> None:
    french.delete("Order")
    assert list(catalogues.faults(french, wanted)) == ["missing: 'Order'"]


def test_a_sentence_no_longer_used_is_found(wanted: Catalog, french: Catalog) -> None:
    french.add("Gone", "Parti")
    assert list(catalogues.faults(french, wanted)) == ["obsolete: 'Gone'"]


def test_a_lost_placeholder_is_found(wanted: Catalog, french: Catalog) -> None:
    put(french, "From %(name)s", "De %(nom)s")
    assert list(catalogues.faults(french, wanted)) == ["other placeholders: 'From %(name)s'"]


def test_english_fills_itself_in(wanted: Catalog) -> None:
    english = catalogues.updated(Catalog(locale="en", fuzzy=False), wanted, language="en")
    assert list(catalogues.faults(english, wanted)) == []


def test_one_languages_words_do_not_reach_another(wanted: Catalog) -> None:
    catalogues.updated(Catalog(locale="en", fuzzy=False), wanted, language="en")
    french = catalogues.updated(Catalog(locale="fr", fuzzy=False), wanted, language="fr")
    assert {fault.partition(":")[0] for fault in catalogues.faults(french, wanted)} == {
        "untranslated"
    }


def test_an_update_adds_keeps_and_removes(wanted: Catalog, french: Catalog) -> None:
    french.add("Gone", "Parti")
    french.delete("Two lines")
    again = catalogues.updated(french, wanted, language="fr")
    assert list(catalogues.faults(again, wanted)) == ["untranslated: 'Two lines'"]
    order = again.get("Order")
    assert order is not None
    assert order.string == "Commande"


def test_writing_twice_changes_nothing(tmp_path: Path, wanted: Catalog, french: Catalog) -> None:
    path = tmp_path / "comptoir.po"
    path.write_bytes(catalogues.written(french))
    first = path.read_bytes()
    again = catalogues.updated(catalogues.read(path, "fr"), wanted, language="fr")
    assert catalogues.written(again) == first
    assert list(catalogues.faults(again, wanted)) == []


def test_french_signs_never_begin_a_line() -> None:
    """A colon or a question mark stands behind a space that does not break."""
    torn = re.compile(r" [:;!?»]|« ")
    texts = [text for message in _french() for text in _texts(message)]

    assert len(texts) > 100
    assert [text for text in texts if torn.search(text)] == []


def _french() -> Catalog:
    return catalogues.read(catalogues.catalogue_path(catalogues.ROOT, "fr"), "fr")


def _texts(message: Message) -> tuple[str, ...]:
    said = message.string
    return tuple(said) if isinstance(said, list | tuple) else (said or "",)
