"""No name of a file hides what it is, leaves its folder, or breaks where it is saved."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidebar.rules.filing import (
    LARGEST_FILE,
    LARGEST_TOTAL,
    LONGEST_NAME,
    MOST_FILES,
    fault,
    safe_name,
)


@pytest.mark.parametrize(
    "name",
    [
        "facture 1042.pdf",
        "Reçu d’été – n°1.pdf",
        "👩‍👩‍👧.png",
        "发票.pdf",
        "a.tar.gz",
        ".env",
        "50%.txt",
    ],
)
def test_a_harmless_name_stays_as_given(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\devis.doc", "devis.doc"),
        ("a\r\nBcc: x@y.pdf", "aBcc_ x@y.pdf"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\x00b.pdf", "ab.pdf"),
        ('un "devis"?.pdf', "un _devis__.pdf"),
        ("con.txt", "_con.txt"),
        ("NUL", "_NUL"),
        ("devis.pdf. . ", "devis.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("", "file"),
        ("..", "file"),
        ("/", "file"),
        (" \t ", "file"),
        ("\ud800.pdf", "_.pdf"),
    ],
)
def test_a_harmful_name_is_made_safe(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("é" * 300 + ".pdf")
    assert name.endswith("é.pdf")
    assert len(name.encode()) <= LONGEST_NAME


@given(st.text(max_size=400))
def test_any_name_is_one_short_seen_part_and_stays_so(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe.encode()) <= LONGEST_NAME
    assert not set(safe) & set('/\\<>:"|?*\u202e\u2028')
    assert all(unicodedata.category(letter) != "Cc" for letter in safe)
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("size", "beside", "reason"),
    [
        (1, [], ""),
        (LARGEST_FILE, [], ""),
        (0, [], "file_empty"),
        (LARGEST_FILE + 1, [], "file_too_large"),
        (1, [1] * (MOST_FILES - 1), ""),
        (1, [1] * MOST_FILES, "too_many_files"),
        (1, [LARGEST_TOTAL - 1], ""),
        (2, [LARGEST_TOTAL - 1], "files_too_large"),
    ],
)
def test_what_goes_with_a_message_is_bounded(size: int, beside: list[int], reason: str) -> None:
    assert fault(size, beside) == reason
