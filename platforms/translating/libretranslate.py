"""LibreTranslate and all that speaks like it: ``POST /translate`` (docs.libretranslate.com)."""

from __future__ import annotations

import msgspec

from platforms.http import Deadline, Site
from platforms.translating.asking import asked, host_of, in_pieces
from platforms.translating.contract import Translated

MOST_CHARACTERS = 2000
"""Of one question: what public servers take; one of one's own takes more, and loses nothing."""


class _Detected(msgspec.Struct):
    language: str = ""


class _Answer(msgspec.Struct, rename="camel"):
    translated_text: str
    detected_language: _Detected = msgspec.field(default_factory=_Detected)


class LibreTranslate:
    """One server by its address, with a key where it wants one."""

    provider = "LibreTranslate"

    def __init__(self, url: str, key: str = "") -> None:
        self._site = Site(url, headers={})
        self._key = key
        self.host = host_of(url)

    def translate(self, text: str, target: str, source: str = "", *, within: float) -> Translated:
        deadline = Deadline.within(within)

        def each(piece: str) -> tuple[str, str]:
            question = {"q": piece, "source": source or "auto", "target": target, "format": "text"}
            told = asked(
                self._site,
                "/translate",
                {**question, "api_key": self._key} if self._key else question,
                _Answer,
                headers={},
                deadline=deadline,
            )
            return told.translated_text, told.detected_language.language[:2].lower()

        translated, spoken = in_pieces(text, MOST_CHARACTERS, each)
        return Translated(translated, source or spoken)
