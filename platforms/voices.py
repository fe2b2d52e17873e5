"""What a sandbox's own pages say: English as it is written, French from a file beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Voice:
    """One language, "fr" or "en", of pages whose French is in ``words``: JSON, by the English."""

    words: ClassVar[Path]
    language: str

    @classmethod
    def french(cls) -> Mapping[str, str]:
        """French words by English ones."""
        return _read(cls.words)

    def say(self, text: str, **parts: str) -> str:
        """The words in this language; English where French has none."""
        said = self.french().get(text, text) if self.language == "fr" else text
        return said % parts if parts else said


@cache
def _read(words: Path) -> Mapping[str, str]:
    written: dict[str, str] = json.loads(words.read_text(encoding="utf-8"))
    return written
