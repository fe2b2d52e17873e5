"""What can be set or typed is named in the README, and what it shows works as written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app import main
from sidebar.settings import DOCUMENTED
from tests.cast import KEY, open_shop
from tests.helpdesk import public_key
from tests.served import ROOT

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def commands(group: click.Group) -> Iterator[str]:
    """The name of every command, those of groups included."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command)
        else:
            yield name


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_setting_is_in_the_readme_with_its_default(name: str) -> None:
    (row,) = [line for line in README.splitlines() if line.startswith("|") and f"`{name}`" in line]

    assert (DOCUMENTED[name] or "none") in row


@pytest.mark.parametrize("name", sorted(set(commands(main))))
def test_every_command_is_in_the_readme(name: str) -> None:
    assert re.search(
        rf"`(comptoir )?((shops|module|operations|mailboxes|hosts|zendesk) )?{name}\b", README
    ), name


def test_no_setting_in_the_readme_is_unknown() -> None:
    options = {
        "COMPTOIR_WEBSERVICE_KEY",
        "COMPTOIR_SMTP_PASSWORD",
        "COMPTOIR_MAILBOX_PASSWORD",
    }

    assert set(re.findall(r"\bCOMPTOIR_[A-Z_]*[A-Z]\b", README)) <= set(DOCUMENTED) | options


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine that was told nothing yet; ``comptoir`` is on its path."""
    program = tmp_path / "bin" / "comptoir"
    program.parent.mkdir()
    run = shlex.join([sys.executable, "-m", "app"])
    program.write_text(f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {run} "$@"\n')
    program.chmod(0o755)
    return {"PATH": f"{program.parent}:{os.environ['PATH']}", "LANG": "C.UTF-8"}


def test_a_shop_is_connected_as_the_readme_shows(machine: dict[str, str], tmp_path: Path) -> None:
    _, _, chapter = README.partition("## Connect a PrestaShop")
    shown = re.search(r"```sh\n(.*?)```", chapter, re.DOTALL)
    assert shown
    home = tmp_path / "it's home"
    home.mkdir()
    stage = open_shop()
    script = shown.group(1).replace("https://shop.example", stage.url)
    script = script.replace("--sender ", f"--webservice-key {KEY} --sender ") + "comptoir doctor\n"
    try:
        # The second time the keys are there already, and so is the shop.
        first, second = (
            subprocess.run(
                ["sh", "-ec", script],
                cwd=home,
                env=machine,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            for _ in range(2)
        )
    finally:
        stage.running.stop()

    assert first.returncode == 0, first.stderr + first.stdout
    assert "pairing code: comptoir1." in first.stdout
    assert "!!" not in first.stdout
    assert "connected already" in second.stderr


def test_a_helpdesk_is_connected_as_the_readme_shows(
    machine: dict[str, str], tmp_path: Path
) -> None:
    _, _, chapter = README.partition("## Connect a PrestaShop")
    shops, _, chapter = chapter.partition("## Connect Zendesk")
    settings, build, add = (
        block
        for part, words in (
            (shops, "shops add"),
            (chapter, "zendesk build"),
            (chapter, "hosts add"),
        )
        for block in re.findall(r"```sh\n(.*?)```", part, re.DOTALL)
        if words in block
    )
    (tmp_path / "public_key.pem").write_text(public_key())
    stage = open_shop()
    settings = settings.replace("https://shop.example", f"{stage.url} --webservice-key {KEY}")
    shown = "SHOP=$(comptoir shops list | cut -d ' ' -f 1)\n" + add.replace("SHOP-ID", "$SHOP")
    try:
        ran = subprocess.run(
            ["sh", "-ec", f"{settings}{build}{shown}comptoir hosts list\n"],
            cwd=tmp_path,
            env=machine,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    finally:
        stage.running.stop()

    assert ran.returncode == 0, ran.stderr + ran.stdout
    assert (tmp_path / "comptoir-zendesk-0.1.0.zip").is_file()
    assert ran.stdout.count("  zendesk  https://atelier.zendesk.com  82  ") == 2
