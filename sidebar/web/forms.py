"""Fields of the composer's form, each taken only in the form it can have."""

from __future__ import annotations

import re

from flask import request

_ASK_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)


def ask_id() -> str:
    """The id that the page minted for this message; empty when there is none of that form."""
    given = request.form.get("ask_id", "")
    return given if _ASK_ID.fullmatch(given) else ""


def moment(name: str) -> int:
    """A moment (UTC ms); one that never comes where the form says none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 2**62


def count(name: str) -> int:
    """A whole number; zero for anything else."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
