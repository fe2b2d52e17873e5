"""A stand-in of both translation services on the wire: a small word list, and faults at wish."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from platforms.serving import Running, serve

_PAIRS = (
    ("bonjour", "hello"),
    ("merci", "thank you"),
    ("colis", "parcel"),
    ("commande", "order"),
    ("où est", "where is"),
    ("mon", "my"),
    ("ma", "my"),
    ("votre", "your"),
    ("pas", "not"),
    ("reçu", "received"),
    ("je n'ai", "I have"),
    ("remboursement", "refund"),
    ("livraison", "delivery"),
    ("retour", "return"),
    ("quand", "when"),
    ("et", "and"),
    ("le", "the"),
    ("facture", "invoice"),
    ("cordialement", "best regards"),
)
_MARKS = {"fr": "[fr]", "en": "[en]"}
"""Put before each text, so that a translation is seen to be one."""

_WORDS = {
    "fr": {french for french, _ in _PAIRS},
    "en": {english.casefold() for _, english in _PAIRS},
}
_TABLES = {"en": dict(_PAIRS), "fr": {english.casefold(): french for french, english in _PAIRS}}


@dataclass
class Words:
    """What the stand-in was asked, and how it is to fail."""

    key: str = ""
    """Asked for where set."""
    fault: int = 0
    """A status to answer with instead."""
    asked: list[dict[str, Any]] = field(default_factory=list)


def create_sandbox(words: Words) -> Flask:
    """The application."""
    app = Flask(__name__)

    @app.post("/translate")
    def libretranslate() -> ResponseReturnValue:
        told = request.get_json()
        words.asked.append(told)
        if words.fault:
            return jsonify(error="Slowdown"), words.fault
        if words.key and told.get("api_key") != words.key:
            return jsonify(error="Invalid API key"), 403
        if told["target"] not in _TABLES:
            return jsonify(error=f"{told['target']} is not supported"), 400
        source = spoken_in(told["q"])
        text = translated(told["q"], told["target"])
        detected = {"confidence": 90, "language": source}
        return jsonify(translatedText=text, detectedLanguage=detected)

    @app.post("/v2/translate")
    def deepl() -> ResponseReturnValue:
        told = request.get_json()
        words.asked.append(told)
        if words.fault:
            return jsonify(message="Quota Exceeded"), words.fault
        if words.key and request.headers.get("Authorization") != f"DeepL-Auth-Key {words.key}":
            return jsonify(message="Forbidden"), 403
        target = told["target_lang"][:2].lower()
        found = [
            {
                "detected_source_language": spoken_in(text).upper(),
                "text": translated(text, target),
            }
            for text in told["text"]
        ]
        return jsonify(translations=found)

    return app


def start(words: Words, host: str = "127.0.0.1", port: int = 0) -> Running:
    """Serves it from now on. Raises OSError where the port is taken."""
    return serve(create_sandbox(words), host, port)


def spoken_in(text: str) -> str:
    """The language of which more words are known in the text."""
    searched = text.casefold()
    known = {
        language: sum(
            len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", searched)) for word in all_
        )
        for language, all_ in _WORDS.items()
    }
    return "en" if known["en"] > known["fr"] else "fr"


def translated(text: str, target: str) -> str:
    """Word for word where a word is known, and marked."""
    if spoken_in(text) == target:
        return text
    table = _TABLES[target]
    longest_first = sorted(table, key=len, reverse=True)
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE
    )
    spoken = pattern.sub(lambda found: _cased(found[0], table[found[0].casefold()]), text)
    return f"{_MARKS[target]} {spoken}"


def _cased(found: str, word: str) -> str:
    return word[:1].upper() + word[1:] if found[:1].isupper() else word
