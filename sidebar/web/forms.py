"""Fields of forms, each taken only in the form it can have: none holds a control character."""

from __future__ import annotations

import re

from flask import Request, request
from werkzeug.datastructures import ImmutableMultiDict

from sidebar.rules.conversation import without_controls

_ASK_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_RECORD_ID = re.compile(r"[\w-]{1,80}", re.ASCII)
_IDS = re.compile(r"\w{1,64}(?: \w{1,64}){0,30}", re.ASCII)


class CleanRequest(Request):
    """A request of whose form no field, nor its name, holds what PostgreSQL refuses."""

    def _load_form_data(self) -> None:
        # However the body is asked for (form, files, values), it is taken apart here.
        super()._load_form_data()
        fields = self.form.items(multi=True)
        clean = [(without_controls(name), without_controls(text)) for name, text in fields]
        self.__dict__["form"] = ImmutableMultiDict(clean)


def ask_id() -> str:
    """The id that the page minted for this message; empty when there is none of that form."""
    given = request.form.get("ask_id", "")
    return given if _ASK_ID.fullmatch(given) else ""


def reply_ids() -> str:
    """The default replies that the text was written with; empty where the form says none."""
    given = request.form.get("reply_ids", "")
    return given if _IDS.fullmatch(given) else ""


def record_id(name: str) -> str:
    """An id of ours or a shop's own; empty for anything that cannot be one."""
    given = request.form.get(name, "")
    return given if _RECORD_ID.fullmatch(given) else ""


def moment(name: str) -> int:
    """A moment (UTC ms); one that never comes where the form says none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 2**62


def count(name: str) -> int:
    """A whole number; zero for anything else."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
