"""No field of a form brings a control character to the store, at whatever door."""

from __future__ import annotations

from io import BytesIO

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue

from sidebar.web.forms import CleanRequest
from tests.cast import MAUD
from tests.sidebar.stage import Panel
from tests.sidebar.web.doors import DOORS, House
from tests.sidebar.web.furnishing import furnished

NOT_IN_DOORS = (
    ("POST", "/inbox/{shop}/bulk", {"act": "tag", "ticket": "{ticket}", "tag": "vip"}),
    ("POST", "/inbox/{shop}/bulk", {"act": "give", "ticket": "{ticket}", "whom": "agent:x"}),
    ("PUT", "/tickets/{ticket}/draft", {"body": "x", "kind": "agent", "next_status": "open"}),
    ("POST", "/tickets/{ticket}/people/removed", {"part": "assignee", "agent": "x"}),
)
"""Fields that some doors take beside those by which they are known."""


def hostile(house: House, method: str, path: str, form: dict[str, str]) -> list[tuple[str, str]]:
    """The fields in which NUL is answered with a fault of ours."""
    address = path.format(**house.names())
    whole = {name: text.format(**house.names()) for name, text in form.items()}
    return [
        (path, field)
        for field in whole
        if house.panel.ask(
            method, address, house.opened, **{**whole, field: f"\0{whole[field]}\0"}
        ).status_code
        >= 500
    ]


def test_nul_in_any_field_of_any_door_is_no_fault(panel: Panel) -> None:
    # To a manager every door is open.
    house = furnished(panel, panel.stage.enter(MAUD))
    known = [(door.method, door.path, door.form) for door in DOORS]
    faulty = [one for asked in (*NOT_IN_DOORS, *known) for one in hostile(house, *asked)]
    assert faulty == []


def test_a_form_is_clean_however_it_is_asked_for() -> None:
    app = Flask("forms")
    app.request_class = CleanRequest

    @app.post("/<first>")
    def show(first: str) -> ResponseReturnValue:
        getattr(request, first)
        return jsonify(request.form.to_dict(flat=False), request.values.to_dict(flat=False))

    told = {"na\0me": ["a\0b\x1b", "l1\r\n\tl2"]}
    for first in ("files", "values", "form", "data"):
        whole = {**told, "file": (BytesIO(b"\0\1"), "photo.bin")}
        form, values = app.test_client().post(f"/{first}", data=whole).get_json()
        assert form == values == {"na\ufffdme": ["a\ufffdb\ufffd", "l1\r\n\tl2"]}, first


def test_what_is_no_form_is_left_as_it_came() -> None:
    app = Flask("bodies")
    app.request_class = CleanRequest

    @app.post("/")
    def show() -> ResponseReturnValue:
        assert not request.form
        return request.get_data()

    answer = app.test_client().post("/", data=b"\0\1", content_type="image/png")
    assert answer.data == b"\0\1"
