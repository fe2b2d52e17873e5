"""A picture is drawn anew and small; what is none, or means harm, has no preview and no fault."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from platforms.previews import SIDE, NoPicture, preview
from platforms.sniffing import sniffed


def picture(kind: str, width: int = 640, height: int = 400, **more: object) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 90)).save(written, kind, **more)
    return written.getvalue()


def shown(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(preview(content)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_each_kind_becomes_a_small_webp(kind: str) -> None:
    small = shown(picture(kind))
    assert (small.format, small.size) == ("WEBP", (SIDE, 200))


def test_it_stands_upright_and_says_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "secret place"
    small = preview(picture("JPEG", exif=exif))
    assert Image.open(io.BytesIO(small)).size == (200, SIDE)
    assert b"secret" not in small
    assert b"EXIF" not in small


def test_only_the_first_frame_of_many_is_drawn() -> None:
    written = io.BytesIO()
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue", "green")]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    small = shown(written.getvalue())
    assert getattr(small, "n_frames", 1) == 1
    red, _, blue = small.convert("RGB").split()
    assert red.histogram()[200:] != [0] * 56
    assert blue.histogram()[200:] == [0] * 56


def test_a_large_photo_is_shown_and_what_would_fill_the_memory_is_not() -> None:
    assert shown(picture("JPEG", 5000, 4000)).size == (SIDE, 256)
    for kind, more in (("JPEG", {"progressive": True}), ("PNG", {})):
        with pytest.raises(NoPicture):
            preview(picture(kind, 5000, 4000, **more))


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 50,000 pixels wide and high."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + checked

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


HOSTILE = {
    "empty": b"",
    "text": b"no picture",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "bomb": bomb(),
    "cut png": picture("PNG")[:60],
    "scans": picture("JPEG") + b"\xff\xda" * 100,
    "tiff": picture("TIFF"),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_picture_has_no_preview(content: bytes) -> None:
    with pytest.raises(NoPicture):
        preview(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_broken_bytes_never_raise_anything_else(kind: str) -> None:
    dice = random.Random(7)
    whole = picture(kind, 60, 40)
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(dice.randint(1, 12)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            preview(bytes(broken[: dice.randint(1, len(broken))]))
        except NoPicture:
            continue


def archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as zipped:
        zipped.writestr("a.txt", "x")
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n", "facture.pdf", "application/pdf"),
        (picture("PNG"), "x.pdf", "image/png"),
        (picture("JPEG"), "", "image/jpeg"),
        (archive(), "a.zip", "application/zip"),
        (b"a;b\n1;2\n", "table.csv", "text/plain"),
        ("é".encode() * 5000, "", "text/plain"),
        (b"\x00\x01\x02\x03 nothing known", "x.html", "application/octet-stream"),
        (b"", "x.png", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, name: str, kind: str) -> None:
    assert sniffed(content, name) == kind


def test_no_bytes_are_a_fault_of_ours() -> None:
    dice = random.Random(11)
    starts = (b"PK\x03\x04", b"\x1f\x8b", b"ID3", b"RIFF", b"<?xml", b"\xff\xfb", b"")
    for number in range(300):
        content = starts[number % len(starts)] + dice.randbytes(dice.randint(0, 300))
        assert "/" in sniffed(content, f"x.{dice.choice(['png', 'html', 'tar.gz', ''])}")
