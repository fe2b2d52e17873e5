"""Holds the house to its budgets: each rule reads one file and says what breaks it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

LINES_A_FILE = 300
LINES_A_FUNCTION = 40
MEDIAN_LINES_A_FUNCTION = 10
LINES_A_TEMPLATE = 60
LINES_A_SCRIPT = 60
LINES_OF_SCRIPT_IN_ALL = 760

FORBIDDEN_IN_CLASS_NAMES = ("Manager", "Service", "Helper", "Util")

# Spelled in two halves, so that this page does not break its own rule.
UNFINISHED = re.compile(
    "|".join(
        (
            r"\b" + "TO" + r"DO\b",
            r"\b" + "FIX" + r"ME\b",
            r"\bXX" + r"X\b",
            "NotImplemented" + "Error",
            r"#\s*" + "no" + r"qa\b",
            r"#\s*type:\s*" + r"ignore\b",
            r"\bpytest\.(mark\.)?(" + "sk" + "ip(if)?|" + "x" + r"fail)\b",
            r"\bunittest\." + "sk" + "ip",
            "pragma: no " + "cover",
        )
    )
)
# Joined here, so that this list names none of what it looks for.
REGISTRY_HOSTS = re.compile(
    "|".join(
        re.escape("".join(pieces))
        for pieces in (
            ("py", "pi.", "org"),
            ("python", "hosted.", "org"),
            ("npm", "js."),
            ("yarn", "pkg."),
            ("deb.", "debian."),
        )
    )
)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE)
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
INLINE_LISTENER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_faults(text: str) -> Iterator[str]:
    """What one Python file does against the house rules."""
    tree = ast.parse(text)
    yield from _too_long(text, LINES_A_FILE)
    if not ast.get_docstring(tree):
        yield "no sentence says what this module keeps true"
    for name, length in function_lengths(text):
        if length > LINES_A_FUNCTION:
            yield f"{name} has {length} lines, over {LINES_A_FUNCTION}"
    yield from _forbidden_class_names(tree)
    yield from marks(text)


def template_faults(text: str) -> Iterator[str]:
    """What one of our page templates does against the house rules."""
    yield from _too_long(text, LINES_A_TEMPLATE)
    for fault, pattern in (
        ("script inside the page", INLINE_SCRIPT),
        ("style inside the page", INLINE_STYLE),
        ("listener inside the page", INLINE_LISTENER),
    ):
        yield from (f"{fault}: {found.group()}" for found in pattern.finditer(text))
    yield from marks(text)


def script_faults(text: str) -> Iterator[str]:
    """What one JavaScript file of ours does against the house rules."""
    yield from _too_long(text, LINES_A_SCRIPT)
    yield from marks(text)


def marks(text: str) -> Iterator[str]:
    """Work left undone, checks silenced, and addresses of package registries."""
    yield from (f"unfinished or silenced: {found.group()}" for found in UNFINISHED.finditer(text))
    yield from (f"a registry is named: {found.group()}" for found in REGISTRY_HOSTS.finditer(text))


def function_lengths(text: str) -> list[tuple[str, int]]:
    """Each function's name and its lines of code: signature and body, nested functions included.

    Docstrings, comments and blank lines are free, so that explaining never costs. Promises
    without a body (three dots, or a docstring alone) are not counted at all.
    """
    code = _lines_of_code(text)
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, Function))
    return [(node.name, _length(node, code)) for node in functions if not _is_promise(node)]


def files(root: Path, pattern: str, *places: str) -> list[Path]:
    """Our own files below some places of the repository; a missing place holds none."""
    found = (path for place in places for path in _below(root / place, pattern))
    return sorted(path for path in found if not {"vendor", "__pycache__"} & set(path.parts))


def _below(place: Path, pattern: str) -> list[Path]:
    if place.is_file():
        return [place]
    return [path for path in place.rglob(pattern) if path.is_file()]


def _too_long(text: str, limit: int) -> Iterator[str]:
    lines = len(text.splitlines())
    if lines > limit:
        yield f"{lines} lines, over {limit}"


def _forbidden_class_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            words = set(re.findall(r"[A-Z][a-z]*", node.name))
            for word in FORBIDDEN_IN_CLASS_NAMES:
                if words & {word, f"{word}s"}:
                    yield f"class {node.name}: {word} says nothing"


def _lines_of_code(text: str) -> set[int]:
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in silent:
            lines.update(range(token.start[0], token.end[0] + 1))
    return lines


def _length(node: Function, code: set[int]) -> int:
    lines = set(range(node.lineno, (node.end_lineno or node.lineno) + 1)) & code
    for part in ast.walk(node):
        if isinstance(part, Function | ast.ClassDef) and ast.get_docstring(part):
            lines -= set(range(part.body[0].lineno, (part.body[0].end_lineno or 0) + 1))
    return len(lines)


def _is_promise(node: Function) -> bool:
    return all(
        isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) for part in node.body
    )
