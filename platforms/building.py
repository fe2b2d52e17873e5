"""What a host installs of ours is built by one command a host, ready to be uploaded there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from platforms.prestashop import packing as prestashop
from platforms.zendesk import packing as zendesk

_OUT = click.Path(path_type=Path, dir_okay=False)


@click.group("module")
def module_group() -> None:
    """The shop's side: what a merchant installs."""


@module_group.command("build")
@click.option("--output", type=_OUT)
def build_module(output: Path | None) -> None:
    """Write the PrestaShop module's zip, ready for the shop's Module Manager."""
    target = output or Path(f"{prestashop.NAME}-{prestashop.module_version()}.zip")
    _write(target, lambda: prestashop.pack(target))


@click.group("zendesk")
def zendesk_group() -> None:
    """The app that an account of Zendesk's installs."""


@zendesk_group.command("build")
@click.option("--url", default="", help="Where the service answers; else each installation says.")
@click.option("--out", type=_OUT)
def build_app(url: str, out: Path | None) -> None:
    """Write the app's zip, ready to be uploaded as a private app."""
    target = out or Path(f"{zendesk.NAME}-{zendesk.version()}.zip")
    try:
        service = zendesk.service_at(url) if url else ""
    except zendesk.BadAddress as error:
        raise click.ClickException(
            "--url takes https://host[:port], without path; http only to this machine."
        ) from error
    _write(target, lambda: zendesk.pack(target, service=service))


def _write(target: Path, pack: Callable[[], None]) -> None:
    try:
        pack()
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written: {error.strerror}.") from error
    click.echo(f"{target} ({target.stat().st_size:,} bytes)")
