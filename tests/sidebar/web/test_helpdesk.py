"""The door of helpdesks: who was signed for comes in once, and nobody else at all."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.helpdesk import ORIGIN, claims, connect_helpdesk, signed
from tests.sidebar.stage import Panel, reason_of


def launched(panel: Panel, token: str, place: str = "sidebar") -> TestResponse:
    return panel.app.test_client().post(f"/helpdesks/zendesk/{place}", data={"token": token})


def test_a_signed_launch_is_let_in_once(panel: Panel) -> None:
    desk = panel.stage.desk
    connect_helpdesk(desk, panel.stage.shop.id)
    token = signed(claims(desk.clock.now()))

    answer = launched(panel, token)
    again = launched(panel, token)

    assert answer.status_code == 200
    assert f"frame-ancestors {ORIGIN}" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert (again.status_code, reason_of(again)) == (401, "launch_replayed")


def test_a_plain_get_says_why_it_shows_nothing(panel: Panel) -> None:
    answer = panel.app.test_client().get("/helpdesks/zendesk/sidebar")

    assert (answer.status_code, reason_of(answer)) == (405, "unsigned")
