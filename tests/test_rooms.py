"""The budgets and bans of the house hold for every file, and the checker itself can fail."""

from __future__ import annotations

import statistics
import tomllib
from pathlib import Path

import pytest

from tests import rooms

ROOT = Path(__file__).parent.parent
OURS = ("app.py", "sidebar", "platforms")


def named(path: Path, faults: list[str]) -> list[str]:
    return [f"{path.relative_to(ROOT)}: {fault}" for fault in faults]


def test_every_python_file_keeps_the_house_rules() -> None:
    faults = [
        fault
        for path in rooms.files(ROOT, "*.py", *OURS, "tests")
        if path != Path(__file__)
        for fault in named(path, list(rooms.python_faults(path.read_text())))
    ]
    assert not faults, "\n".join(faults)


def test_the_median_function_is_short() -> None:
    lengths = [
        length
        for path in rooms.files(ROOT, "*.py", *OURS)
        for _, length in rooms.function_lengths(path.read_text())
    ]
    assert statistics.median(lengths) <= rooms.MEDIAN_LINES_A_FUNCTION


def test_every_template_keeps_the_house_rules() -> None:
    faults = [
        fault
        for path in rooms.files(ROOT, "*.html", "templates")
        for fault in named(path, list(rooms.template_faults(path.read_text())))
    ]
    assert not faults, "\n".join(faults)


def test_a_stand_ins_pages_are_short_too() -> None:
    long = [
        path
        for path in rooms.files(ROOT, "*.html", "platforms")
        if len(path.read_text().splitlines()) > rooms.LINES_A_TEMPLATE
    ]
    assert long == []


def test_every_script_is_short() -> None:
    faults = [
        fault
        for pattern in ("*.js", "*.mjs")
        for path in rooms.files(ROOT, pattern, "sidebar/web/static", "platforms")
        for fault in named(path, list(rooms.script_faults(path.read_text())))
    ]
    assert not faults, "\n".join(faults)


def test_all_our_scripts_together_stay_within_their_budget() -> None:
    scripts = [
        path
        for pattern in ("*.js", "*.mjs")
        for path in rooms.files(ROOT, pattern, "sidebar/web/static")
    ]
    total = sum(len(path.read_text().splitlines()) for path in scripts)
    assert total <= rooms.LINES_OF_SCRIPT_IN_ALL


def test_no_registry_is_named_in_the_lock_files_and_set_up() -> None:
    set_up = ("Makefile", "package.json", "pyproject.toml", ".ci/run", "README.md")
    locks = [*ROOT.glob("requirements*.txt"), *ROOT.glob("package-lock.json")]
    faults = [
        fault
        for path in [*locks, *(ROOT / name for name in set_up if (ROOT / name).exists())]
        for fault in named(path, list(rooms.marks(path.read_text())))
    ]
    assert not faults, "\n".join(faults)


def test_every_adapter_stands_in_the_import_contracts() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    siblings = next(layer for layer in rules["contracts"][1]["layers"] if "|" in layer)
    unknown = next(
        rule["forbidden_modules"] for rule in rules["contracts"] if "knows no shop" in rule["name"]
    )
    adapters = {path.parent.name for path in ROOT.glob("platforms/*/__init__.py")}
    assert {name for name in adapters if f"(platforms.{name})" not in siblings} == set()
    # Mail is no shop: the panel may write letters, and knows what a translator promises.
    shops = adapters - {"mail", "translating"}
    assert {name for name in shops if f"platforms.{name}" not in unknown} == set()


BODY = "".join(f"    x = {number}\n" for number in range(40))


@pytest.mark.parametrize(
    "bad",
    [
        "x = 1\n",
        '"""Doc."""\n' + "x = 1\n" * 300,
        '"""Doc."""\n\n\ndef long() -> None:\n' + BODY,
        '"""Doc."""\n\n\nclass MailManager:\n    x = 1\n',
        '"""Doc."""\n\n\nclass Utils:\n    x = 1\n',
        '"""Doc."""\n# TODO: later\n',
        '"""Doc."""\nx = 1  # FIXME\n',
        '"""Doc."""\n\n\ndef empty() -> None:\n    raise NotImplementedError\n',
        '"""Doc."""\nimport os  # noqa: F401\n',
        '"""Doc."""\nx: int = ""  # type: ignore[assignment]\n',
        '"""Doc."""\n@pytest.mark.skip\ndef test() -> None: ...\n',
        '"""Doc."""\n@pytest.mark.xfail(reason="x")\ndef test() -> None: ...\n',
        '"""Doc."""\npytest.skip("no database")\n',
        '"""Doc."""\nURL = "https://' + "pypi." + 'org/simple"\n',
    ],
)
def test_a_bad_python_file_is_found(bad: str) -> None:
    assert len(list(rooms.python_faults(bad))) == 1


@pytest.mark.parametrize(
    "bad",
    [
        "<p>\n" * 61,
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button onclick="go()">',
        "<p>{# TODO #}</p>",
    ],
)
def test_a_bad_template_is_found(bad: str) -> None:
    assert len(list(rooms.template_faults(bad))) == 1


@pytest.mark.parametrize(
    "good",
    [
        '<script src="/static/panel.js" type="module"></script>',
        '<script type="module" src="/static/panel.js"></script>',
        '<link rel="stylesheet" href="/static/panel.css">',
        '<p data-style="quiet">One = "on"</p>',
    ],
)
def test_a_good_template_passes(good: str) -> None:
    assert list(rooms.template_faults(good)) == []


def test_a_long_script_is_found() -> None:
    assert len(list(rooms.script_faults("go();\n" * 61))) == 1


def test_explaining_costs_no_lines_and_promises_are_not_counted() -> None:
    told = '''
def told(x: int) -> int:
    """One.

    Two.
    """
    # Why.

    return x


def promised() -> None:
    """Only words."""
    ...
'''
    assert rooms.function_lengths(told) == [("told", 2)]


def test_a_function_inside_another_counts_for_both() -> None:
    nested = "def outer():\n    def inner():\n        return 1\n    return inner\n"
    assert rooms.function_lengths(nested) == [("outer", 4), ("inner", 2)]


def test_a_word_inside_another_is_not_a_forbidden_name() -> None:
    assert list(rooms.python_faults('"""Doc."""\n\n\nclass Utility:\n    x = 1\n')) == []
