"""The app's zip: what Zendesk asks for, nothing else, and the same bytes each time."""

from __future__ import annotations

import io
import json
import os
import time
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from app import main
from platforms.zendesk import packing
from tests.platforms.zendesk.schemas import faults

SERVICE = "https://support.example"
MOST_BYTES = 2_000_000
"""What Zendesk takes of a private app."""


def build(*words: str) -> Result:
    return CliRunner().invoke(main, ["zendesk", "build", *words], catch_exceptions=False)


def told(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as zipped:
        found: dict[str, Any] = json.loads(zipped.read("manifest.json"))
    return found


@pytest.fixture
def package(tmp_path: Path) -> Path:
    file = tmp_path / "app.zip"
    result = build("--url", SERVICE, "--out", str(file))
    assert result.exit_code == 0, result.output
    return file


def test_it_holds_the_manifest_at_its_root_the_icons_and_the_words(package: Path) -> None:
    with zipfile.ZipFile(package) as zipped:
        assert zipped.testzip() is None
        assert zipped.namelist() == [
            "manifest.json",
            "assets/icon_ticket_editor.svg",
            "assets/logo-small.png",
            "assets/logo.png",
            "translations/en.json",
            "translations/fr.json",
        ]
    assert package.stat().st_size < MOST_BYTES


def test_it_is_the_same_to_the_byte_whenever_it_is_built(package: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    for path in packing.HERE.glob("assets/*"):
        os.utime(path, (time.time(), time.time()))

    packing.pack(again, service=SERVICE)

    assert again.read_bytes() == package.read_bytes()
    with zipfile.ZipFile(package) as zipped:
        assert {entry.date_time for entry in zipped.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_what_an_editor_left_there_is_not_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in packing.FOLDERS:
        (tmp_path / folder).mkdir()
        for path in (packing.HERE / folder).iterdir():
            (tmp_path / folder / path.name).write_bytes(path.read_bytes())
    (tmp_path / "manifest.json").write_bytes(packing.manifest_file().read_bytes())
    packing.pack(tmp_path / "clean.zip")
    for left in ("assets/logo.png~", "assets/.DS_Store", "translations/.en.json", "assets/a.py"):
        (tmp_path / left).write_text("x")

    monkeypatch.setattr(packing, "HERE", tmp_path)
    packing.pack(tmp_path / "other.zip")

    assert (tmp_path / "other.zip").read_bytes() == (tmp_path / "clean.zip").read_bytes()


def test_the_address_that_is_told_stands_in_it_and_is_not_asked_for(package: Path) -> None:
    manifest = told(package)

    places = manifest["location"]["support"]
    assert {place["url"] for place in places.values()} == {
        f"{SERVICE}/helpdesks/zendesk/sidebar",
        f"{SERVICE}/helpdesks/zendesk/editor",
    }
    assert [parameter["name"] for parameter in manifest["parameters"]] == ["shops"]
    assert manifest["signedUrls"] is True
    assert list(faults(manifest)) == []


def test_without_an_address_each_installation_is_asked_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = build()

    assert result.exit_code == 0
    assert result.output.startswith("comptoir-zendesk-0.1.0.zip (")
    assert told(tmp_path / "comptoir-zendesk-0.1.0.zip") == packing.manifest()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://support.example/", SERVICE),
        ("https://SUPPORT.example", SERVICE),
        ("https://support.example:8443", "https://support.example:8443"),
        ("http://localhost:8000/", "http://localhost:8000"),
    ],
)
def test_the_services_address_is_its_origin(written: str, read: str) -> None:
    assert packing.service_at(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "http://support.example",
        "support.example",
        "https://",
        "https://support.example/panel",
        "https://support.example?a=b",
        "https://support.example#a",
        "https://someone@support.example",
        "https://support.example:port",
        "https://[::1",
        'https://a".example',
        "https://{{setting.evil}}",
        "http://localhost.evil.example",
        "http://127.0.0.1:8000",
        "http://127.0.0.1.evil.example",
        "javascript:alert(1)",
        "ftp://support.example",
    ],
)
def test_an_address_that_no_frame_may_show_is_refused_in_one_line(
    tmp_path: Path, written: str
) -> None:
    result = build("--url", written, "--out", str(tmp_path / "app.zip"))

    assert result.exit_code == 1
    assert result.output.startswith("Error: --url takes https://")
    assert result.output.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    result = build("--out", str(tmp_path / "no folder" / "app.zip"))

    assert result.exit_code == 1
    assert "cannot be written: No such file or directory." in result.output


@pytest.mark.parametrize(("name", "side"), [("logo.png", 320), ("logo-small.png", 128)])
def test_the_logos_are_of_the_size_that_is_asked_for(package: Path, name: str, side: int) -> None:
    with zipfile.ZipFile(package) as zipped:
        content = zipped.read(f"assets/{name}")
    with Image.open(io.BytesIO(content)) as picture:
        corner = picture.convert("RGBA").getpixel((0, 0))
        assert (picture.format, picture.size) == ("PNG", (side, side))
    # Zendesk rounds the large one itself; the small one stands on any ground.
    assert isinstance(corner, tuple)
    assert corner[3] == (255 if side == 320 else 0)
    assert len(content) < 20_000


def test_the_editors_icon_takes_the_colour_of_the_account() -> None:
    """Zendesk strikes out what it does not know of an SVG, and colours the rest."""
    icon = ET.parse(packing.HERE / "assets" / "icon_ticket_editor.svg").getroot()

    assert icon.get("viewBox") == "0 0 18 18"
    namespace = "{http://www.w3.org/2000/svg}"
    assert {part.tag for part in icon.iter()} <= {f"{namespace}{tag}" for tag in PARTS}
    for part in icon.iter():
        assert not set(part.keys()) & {"id", "style", "class", "fill", "stroke", "href", "onload"}


PARTS = ("svg", "path", "circle")
