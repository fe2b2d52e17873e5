"""DeepL: ``POST /v2/translate`` (developers.deepl.com/api-reference/translate)."""

from __future__ import annotations

import msgspec

from platforms.http import Deadline, Site
from platforms.translating.asking import asked, host_of, in_pieces
from platforms.translating.contract import NotTranslatable, Translated

FREE, PAID = "https://api-free.deepl.com", "https://api.deepl.com"
MOST_CHARACTERS = 20_000
"""Of one question: a request may have 128 KiB, in which a letter may take six bytes."""

_TARGETS = {"en": "EN-GB", "pt": "PT-PT"}
"""Languages of which DeepL writes variants only; the shops served are in Europe."""


class _Text(msgspec.Struct):
    text: str
    detected_source_language: str = ""


class _Answer(msgspec.Struct):
    translations: list[_Text]


class DeepL:
    """One account by its key; free ones (keys that end in ``:fx``) have a host of their own."""

    provider = "DeepL"

    def __init__(self, key: str, url: str = "") -> None:
        address = url or (FREE if key.endswith(":fx") else PAID)
        self._site = Site(address, headers={})
        self._key = key
        self.host = host_of(address)

    def translate(self, text: str, target: str, source: str = "", *, within: float) -> Translated:
        deadline = Deadline.within(within)
        question = {"target_lang": _TARGETS.get(target, target.upper())}
        if source:
            question["source_lang"] = source.upper()

        def each(piece: str) -> tuple[str, str]:
            told = asked(
                self._site,
                "/v2/translate",
                {"text": [piece], **question},
                _Answer,
                headers={"Authorization": f"DeepL-Auth-Key {self._key}"},
                deadline=deadline,
            )
            if len(told.translations) != 1:
                raise NotTranslatable("not one translation")
            found = told.translations[0]
            return found.text, found.detected_source_language[:2].lower()

        translated, spoken = in_pieces(text, MOST_CHARACTERS, each)
        return Translated(translated, source or spoken)
