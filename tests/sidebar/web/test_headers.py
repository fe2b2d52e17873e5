"""What every answer tells the browser: framed by that shop alone, nothing inline, never kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from sidebar.actions import shops
from tests.sidebar.stage import Panel, Stage
from tests.sidebar.web.doors import DOORS, House

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
ADMIN = "https://admin.example"


def policy(answer: TestResponse) -> str:
    (value,) = answer.headers.getlist("Content-Security-Policy")
    return value


def everything(house: House) -> Iterator[TestResponse]:
    """One answer of each kind that there is."""
    panel, client = house.panel, house.panel.app.test_client()
    for path in ("/", "/healthz", "/launch/prestashop", "/nowhere", "/static/x/comptoir.css"):
        yield client.get(path)
    yield client.get("/images/forged")
    yield client.get(f"/tickets/{house.opened.ticket.id}")
    yield client.post("/")
    yield panel.post_launch(panel.stage.token())
    yield panel.post_launch("forged")
    yield panel.post_launch("x" * 3_000_000)
    for door in DOORS:
        yield house.knock(door, house.opened)
        yield house.knock(door, "forged")


def test_every_answer_is_private_and_loads_nothing_from_elsewhere(house: House) -> None:
    for answer in everything(house):
        where = f"{answer.request.method} {answer.request.path}"
        assert policy(answer).startswith(POLICY), where
        assert "unsafe" not in policy(answer), where
        assert "*" not in policy(answer), where
        assert answer.headers["Referrer-Policy"] == "no-referrer", where
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where
        assert "Set-Cookie" not in answer.headers, where
        if not answer.request.path.startswith("/static/"):
            assert answer.headers["Cache-Control"] == "no-store", where


def test_the_panel_is_framed_by_its_own_shops_origins_alone(panel: Panel, elsewhere: Stage) -> None:
    ours = panel.post_launch(panel.stage.token())
    theirs = panel.post_launch(elsewhere.token())

    assert policy(ours) == POLICY + ADMIN
    assert policy(theirs) == POLICY + elsewhere.shop.base_url


def test_every_origin_of_a_shop_may_frame_it(panel: Panel) -> None:
    origins = (ADMIN, "https://second.example:8443")
    shops.change(panel.stage.desk, panel.stage.shop.id, admin_origins=origins)

    assert policy(panel.post_launch(panel.stage.token())) == POLICY + " ".join(origins)


def test_a_refusal_is_readable_in_the_back_office_that_sent_it_and_nowhere_else(
    panel: Panel, elsewhere: Stage
) -> None:
    assert policy(panel.post_launch("forged", Origin=ADMIN)) == POLICY + ADMIN
    for origin in ("https://evil.example", "null", ""):
        assert policy(panel.post_launch("forged", Origin=origin)) == POLICY + "'none'"
    assert policy(panel.post_launch("forged", path=f"/{panel.stage.shop.id}")) == POLICY + ADMIN
    stolen = panel.post_launch(elsewhere.token(), Origin=ADMIN)
    assert policy(stolen) == POLICY + elsewhere.shop.base_url


def test_the_empty_pages_are_framed_by_the_shop_they_are_of(panel: Panel, stage: Stage) -> None:
    client, opened = panel.app.test_client(), stage.enter()

    assert policy(client.get(f"/tickets/{opened.ticket.id}")) == POLICY + ADMIN
    assert policy(client.get("/tickets/tkt_none")) == POLICY + "'none'"
    assert policy(client.get("/launch/prestashop")) == POLICY + "'none'"
    assert policy(client.get(f"/launch/prestashop/{stage.shop.id}")) == POLICY + ADMIN
    assert policy(client.get("/")) == POLICY + "'none'"


@pytest.mark.parametrize("path", ["/", "/launch/prestashop", "/tickets/x", "/nowhere"])
def test_no_page_holds_a_script_a_style_or_a_listener(panel: Panel, path: str) -> None:
    page = panel.app.test_client().get(path).text

    assert "<style" not in page
    assert " style=" not in page
    assert " onload=" not in page
    assert page.count("<script") == page.count("<script src=")
    assert "http://" not in page
    assert "https://" not in page
