"""The module's zip is the same wherever and whenever it is built, and holds what a shop needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from platforms.prestashop import packing


def entries(zipped: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(zipped) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def copied(folder: Path) -> Path:
    for within in packing.shipped():
        (folder / within).parent.mkdir(parents=True, exist_ok=True)
        (folder / within).write_bytes((packing.MODULE / within).read_bytes())
    return folder


def test_everything_lies_under_the_modules_own_folder(tmp_path: Path) -> None:
    packing.pack(tmp_path / "module.zip")
    names = list(entries(tmp_path / "module.zip"))
    assert names == sorted(names)
    assert all(name.startswith("comptoir/") for name in names)
    for needed in (
        "comptoir.php",
        "logo.png",
        "config.xml",
        "LICENSE",
        "vendor/autoload.php",
        "config/routes.yml",
        "config/services.yml",
        "controllers/front/api.php",
        "translations/fr-FR/ModulesComptoirAdmin.fr-FR.xlf",
    ):
        assert f"comptoir/{needed}" in names


def test_the_same_files_give_the_same_bytes_whatever_their_dates_and_rights(tmp_path: Path) -> None:
    packing.pack(tmp_path / "one.zip")
    other = copied(tmp_path / "other")
    for path in other.rglob("*.php"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    packing.pack(tmp_path / "two.zip", other)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_what_editors_and_tools_leave_behind_stays_out(tmp_path: Path) -> None:
    folder = copied(tmp_path / "module")
    before = list(packing.shipped(folder))
    for left in (".php-cs-fixer.cache", "src/Settings.php~", ".git/config.php", "a.phar", "b.zip"):
        (folder / left).parent.mkdir(exist_ok=True)
        (folder / left).write_text("x")
    assert list(packing.shipped(folder)) == before


def test_files_can_be_read_by_the_shop(tmp_path: Path) -> None:
    packing.pack(tmp_path / "module.zip")
    with zipfile.ZipFile(tmp_path / "module.zip") as opened:
        assert {entry.external_attr >> 16 for entry in opened.infolist()} == {0o100644}


def test_a_file_that_changed_has_another_date_or_an_opcode_cache_would_keep_the_old_one(
    tmp_path: Path,
) -> None:
    folder = copied(tmp_path / "module")
    packing.pack(tmp_path / "first.zip", folder)
    changed = folder / "src" / "Settings.php"
    changed.write_text(changed.read_text() + "\n")
    packing.pack(tmp_path / "second.zip", folder)

    first, second = (_dates(tmp_path / name) for name in ("first.zip", "second.zip"))
    assert {name for name in first if first[name] != second[name]} == {"comptoir/src/Settings.php"}
    assert all(2000 <= date[0] < 2021 for date in first.values())


def _dates(zipped: Path) -> dict[str, tuple[int, int, int, int, int, int]]:
    with zipfile.ZipFile(zipped) as opened:
        return {entry.filename: entry.date_time for entry in opened.infolist()}


def test_a_module_without_a_version_is_not_packed_under_a_name(tmp_path: Path) -> None:
    (tmp_path / "comptoir.php").write_text("<?php\n")
    with pytest.raises(ValueError, match="no version"):
        packing.module_version(tmp_path)


def test_the_command_names_the_file_it_wrote(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "module", "build"]
    root = Path(packing.MODULE).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    written = tmp_path / f"comptoir-{packing.module_version()}.zip"
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{written.name} (")
    assert entries(written)
    refused = subprocess.run(
        [*command, "--output", str(tmp_path / "none" / "x.zip")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
        check=False,
    )
    assert refused.returncode == 1
    assert "cannot be written: No such file or directory." in refused.stderr
