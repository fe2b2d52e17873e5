"""Every sentence of the pages stands in both catalogues, translated, and no other one does.

``python -m tests.catalogues`` brings the catalogues up to date: new sentences are added (English
fills itself in, French waits for its translator), sentences no longer used are removed.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "fr")
_METHODS = [
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
    ("app.py", "python"),
    ("sidebar/**.py", "python"),
]
_OPTIONS = {
    pattern: {"trimmed": "true", "silent": "false"}
    for pattern, method in _METHODS
    if method == "jinja2"
}

_HEADERS_OF_NO_USE = (
    b'"Project-Id-Version:',
    b'"Report-Msgid-Bugs-To:',
    b'"POT-Creation-Date:',
    b'"PO-Revision-Date:',
    b'"Last-Translator:',
    b'"Language-Team:',
    b'"Generated-By:',
)


def main() -> None:
    wanted = extracted(ROOT)
    for language in LANGUAGES:
        path = catalogue_path(ROOT, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(updated(read(path, language), wanted, language=language)))
        left = list(faults(read(path, language), wanted))
        print(f"{path.relative_to(ROOT)}: {len(wanted)} sentences, {len(left)} to look at")


def catalogue_path(root: Path, language: str) -> Path:
    return root / "sidebar" / "locale" / language / "LC_MESSAGES" / "comptoir.po"


def extracted(root: Path) -> Catalog:
    """The sentences marked in templates and code, with the files that say them."""
    catalogue = Catalog(fuzzy=False)
    for name, _line, message, comments, context in extract_from_dir(
        root, method_map=_METHODS, options_map=_OPTIONS, directory_filter=_is_ours
    ):
        catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalogue


def read(path: Path, language: str) -> Catalog:
    """One catalogue; an absent file is an empty one."""
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as opened:
        return read_po(opened, locale=language)


def faults(catalogue: Catalog, wanted: Catalog) -> Iterator[str]:
    """What keeps this catalogue from being complete: each fault with its sentence."""
    for message in _messages(wanted):
        kept = catalogue.get(_key(message), message.context)
        if kept is None:
            yield f"missing: {message.id!r}"
        elif kept.fuzzy:
            yield f"fuzzy: {message.id!r}"
        elif not all(_forms(kept)):
            yield f"untranslated: {message.id!r}"
        elif list(kept.check(catalogue)):
            yield f"other placeholders: {message.id!r}"
    for message in [*_messages(catalogue), *catalogue.obsolete.values()]:
        if wanted.get(_key(message), message.context) is None:
            yield f"obsolete: {message.id!r}"


def updated(catalogue: Catalog, wanted: Catalog, *, language: str) -> Catalog:
    """The wanted sentences with the translations there were; English says what is written."""
    # Babel puts the very messages it is given into the catalogue: without a copy, English
    # filled in here would turn up as French.
    catalogue.update(copy.deepcopy(wanted), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    for message in _messages(catalogue):
        if language == "en" and not all(_forms(message)):
            message.string = message.id
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The file's bytes: sorted, no line numbers, dates or versions: only what changed shows."""
    out = io.BytesIO()
    catalogue.header_comment = f"# Comptoir: {catalogue.locale}."
    write_po(out, catalogue, width=100, sort_output=True, include_lineno=False)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_HEADERS_OF_NO_USE))


def _is_ours(folder: str | Path) -> bool:
    return not Path(folder).name.startswith((".", "_", "node_modules", "vendor", "tests"))


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    if isinstance(message.string, str | None):
        return (message.string or "",)
    return tuple(message.string)


if __name__ == "__main__":
    main()
