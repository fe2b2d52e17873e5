"""What can be set or typed is named in the README."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app import main
from sidebar.settings import DOCUMENTED

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
    assert re.search(rf"`(comptoir )?(shops )?{name}\b", README), name


def test_no_setting_in_the_readme_is_unknown() -> None:
    options = {"COMPTOIR_WEBSERVICE_KEY", "COMPTOIR_SMTP_PASSWORD"}

    assert set(re.findall(r"\bCOMPTOIR_[A-Z_]*[A-Z]\b", README)) <= set(DOCUMENTED) | options
