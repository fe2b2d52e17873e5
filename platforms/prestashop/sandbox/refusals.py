"""The webservice's own errors: status, code and sentence exactly as the real one writes them."""

from __future__ import annotations

from collections.abc import Sequence

SOURCE = "/var/www/shop/classes/webservice/WebserviceRequest.php"
WARNING = "[PHP Warning #2] Trying to access array offset on value of type bool"
WARNED_LINES = (1299, 1300, 1301, 1302)
"""Where the real code goes on with a broken filter, and PHP complains four times."""

REALM = (
    'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key '
    'as the login. No password required."'
)


class WebserviceRefusal(Exception):
    """A refused request: HTTP status and (code, message) pairs."""

    def __init__(self, status: int, *errors: tuple[int, str]) -> None:
        super().__init__(status, errors)
        self.status = status
        self.errors = errors
        self.asks_for_key = False
        self.is_authenticated = True


class Unknown(Exception):
    """No such record: 404 with an empty body and no Content-Type."""


class Fatal(Exception):
    """PHP died: 500, text/html, empty body."""


class Elsewhere(Exception):
    """A shop that this address does not serve: 302 to the front page."""


def bad_key(*errors: tuple[int, str]) -> WebserviceRefusal:
    refusal = WebserviceRefusal(401, *errors)
    refusal.asks_for_key = True
    refusal.is_authenticated = False
    return refusal


def switched_off() -> WebserviceRefusal:
    sentence = (
        "The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office"
    )
    refusal = WebserviceRefusal(503, (22, sentence))
    refusal.is_authenticated = False
    return refusal


def not_granted(resource: str) -> WebserviceRefusal:
    sentence = f'Resource of type "{resource}" is not allowed with this authentication key'
    return WebserviceRefusal(401, (26, sentence))


def bad_list(code: int, sentence: str, *, shows_php_errors: bool) -> WebserviceRefusal:
    """A list that could not be asked for: 400, or 500 with PHP's complaints when it hides them."""
    if shows_php_errors:
        return WebserviceRefusal(400, (code, sentence))
    warnings = ((3, f"{WARNING} ({SOURCE}, line {line})") for line in WARNED_LINES)
    return WebserviceRefusal(500, (code, sentence), *warnings)


def did_you_mean(sentence: str, given: str, known: Sequence[str]) -> str:
    full = ""
    if len(known) > 1:
        full = ' The full list is: "' + '", "'.join(known) + '"'
    return f'{sentence}. Did you mean: "{_closest(given, known)}"?{full}'


def _closest(given: str, known: Sequence[str]) -> str:
    """The last of the words at the shortest distance, as the shop picks it."""
    return min(reversed(known), key=lambda word: _distance(given, word), default="")


def _distance(one: str, other: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            changed = before + (letter != against)
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, changed)
    return row[-1]
