"""What PrestaShop and the house ask of the module's own files, each rule able to fail alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

AUTHOR = "@author Comptoir"
LICENCE = "@license https://opensource.org/license/mit MIT"
DOMAIN = "Modules.Comptoir.Admin"
LINES_A_FILE = 300

_XLIFF = "{urn:oasis:names:tc:xliff:document:1.2}"
_SENTENCE_PHP = re.compile(r"trans\(\s*'((?:[^'\\]|\\.)*)'\s*,\s*\[[^\]]*\]\s*,\s*'([^']*)'")
_SENTENCE_TWIG = re.compile(r"'((?:[^'\\]|\\.)*)'\s*\|\s*trans\(\{[^}]*\},\s*'([^']*)'")
_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*(\s[^>]*)?>")
_STATEMENT = re.compile(
    r"\"[^\"\n]*\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|FROM)\b[^\"\n]*\"", re.MULTILINE
)
_WITHIN = re.compile(r"\{?\$([a-z][A-Za-z]*)\b")
_WRITTEN_IN_CODE = frozenset({"table", "fields", "names", "values"})
_MADE_SAFE = r"(?:\bids\(|quoted\(|pSQL\(|\(int\)|intval|implode\(|->id\(\))"
_NEVER = re.compile(
    r"\b(var_dump|print_r|var_export|debug_zval|eval|unserialize|serialize|shell_exec|exec|system"
    r"|passthru|die|md5_file|create_function|extract|error_reporting)\s*\("
)


def php_files(module: Path) -> list[Path]:
    """Every PHP file of the module."""
    return sorted(module.rglob("*.php"))


def header_fault(text: str) -> str:
    """Each file says in a sentence what it keeps true, whose it is, and under which licence."""
    head = text[:600]
    is_whole = re.match(r"(?:<\?php\n)?/\*\*\n \* \S", head) and AUTHOR in head and LICENCE in head
    return "" if is_whole else "no header with a sentence, author and licence"


def template_fault(text: str) -> str:
    """A template says the same, in the comment that PrestaShop's own header tool writes there."""
    head = re.match(r"\{#\*\*\n \* \S.*?\n \*#\}\n", text, re.DOTALL)
    is_whole = head and AUTHOR in head[0] and LICENCE in head[0]
    return "" if is_whole else "no header with a sentence, author and licence"


def text_faults(text: str) -> Iterator[str]:
    """What a validator finds in a PHP file: markup, debug output, a value loose in a statement."""
    code = _COMMENT.sub("", text)
    if len(text.splitlines()) > LINES_A_FILE:
        yield f"longer than {LINES_A_FILE} lines"
    for found in _MARKUP.finditer(code.replace("<?php", "")):
        yield f"markup in PHP: {found[0]}"
    for found in _NEVER.finditer(code):
        if not code[: found.start()].rstrip().endswith(("->", "::", "function")):
            yield f"never in a shop: {found[0]}"
    for statement in _STATEMENT.findall(code):
        for name in _WITHIN.findall(statement):
            if not _is_safe(name, code):
                yield f"${name} stands loose in a statement"


def _is_safe(name: str, code: str) -> bool:
    """The code's own table or column, an int by its type, or a value cast or quoted before."""
    return bool(
        name in _WRITTEN_IN_CODE
        or re.search(rf"\bint \${name}\b", code)
        or re.search(rf"\${name} = [^;]*{_MADE_SAFE}", code)
    )


def sentences(module: Path) -> dict[str, str]:
    """Each sentence shown to people, and its domain."""
    said = {}
    for path in [*php_files(module), *sorted(module.rglob("*.twig"))]:
        pattern = _SENTENCE_TWIG if path.suffix == ".twig" else _SENTENCE_PHP
        for text, domain in pattern.findall(path.read_text()):
            said[text.replace("\\'", "'")] = domain
    return said


def untranslatable(module: Path) -> Iterator[str]:
    """Calls for a translation that no catalogue can ever hold: not of a literal."""
    for path in php_files(module):
        code = _COMMENT.sub("", path.read_text())
        for found in re.finditer(r"->trans\((?!\s*')[^)]*\)", code):
            yield f"{path.name}: {found[0]}"
    for path in sorted(module.rglob("*.twig")):
        for found in re.finditer(r"[^'\s]\s*\|\s*trans\b", path.read_text()):
            yield f"{path.name}: {found[0]}"


def catalogue(file: Path) -> dict[str, str]:
    """Source and target of every unit of an XLIFF file."""
    units = ET.parse(file).getroot().iter(f"{_XLIFF}trans-unit")  # our own file
    return {
        unit.findtext(f"{_XLIFF}source", ""): unit.findtext(f"{_XLIFF}target", "") for unit in units
    }


def placeholders(text: str) -> set[str]:
    """The %names% that a sentence is filled with."""
    return set(re.findall(r"%[a-z]+%", text))
