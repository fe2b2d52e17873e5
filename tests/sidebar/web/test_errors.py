"""Every fault has one shape: a page in the reader's language, or a notice inside the panel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from platforms.contract import Connection, Platform
from sidebar.store.database import connect
from tests.cast import desk_over
from tests.sidebar.stage import Panel, panel_over, reason_of


@pytest.fixture
def client(panel: Panel) -> FlaskClient:
    return panel.app.test_client()


@pytest.mark.parametrize(
    ("accepted", "title"), [("fr", "Il n&#39;y a rien ici"), ("en", "Nothing is here")]
)
@pytest.mark.parametrize("path", ["/nowhere", "/launch/other", "/images/x", "/tickets/"])
def test_what_is_not_there_is_a_page_that_says_so(
    client: FlaskClient, path: str, accepted: str, title: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": accepted})

    assert (answer.status_code, reason_of(answer)) == (404, "not_found")
    assert title.replace("&#39;", "'") in answer.text.replace("’", "'").replace("&#39;", "'")
    assert f'<html lang="{accepted}">' in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/"), ("DELETE", "/launch/prestashop"), ("PUT", "/healthz"), ("TRACE", "/")],
)
def test_a_method_that_is_not_taken_is_405_and_names_those_that_are(
    client: FlaskClient, method: str, path: str
) -> None:
    answer = client.open(path, method=method)

    assert (answer.status_code, reason_of(answer)) == (405, "bad_request")
    assert "GET" in answer.headers["Allow"]


def test_no_address_redirects_to_wherever_a_request_says_it_was_sent(client: FlaskClient) -> None:
    for path in ("/launch//prestashop", "/tickets//x", "/healthz/"):
        answer = client.get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 404
        assert "Location" not in answer.headers


def test_an_unexpected_fault_is_one_page_and_tells_nothing_of_itself(
    panel: Panel, caplog: pytest.LogCaptureFixture
) -> None:
    opened = panel.stage.enter()

    def broken(_kind: str, _connection: Connection) -> Platform:
        raise RuntimeError("the inside")

    stage = replace(panel.stage, desk=replace(panel.stage.desk, adapter=broken))
    answer = panel_over(stage).on(opened, path="/order")

    assert (answer.status_code, reason_of(answer)) == (500, "fault")
    assert "the inside" not in answer.text
    assert "Traceback" not in answer.text
    assert "the inside" in caplog.text


def test_a_fault_inside_the_panel_is_a_notice_and_on_its_own_a_page(panel: Panel) -> None:
    inside = panel.ask("GET", "/tickets/tkt_none/order", "forged")
    alone = panel.app.test_client().get("/tickets/tkt_none/order")

    assert inside.text.lstrip().startswith('<hx-partial hx-target="#notice"')
    assert alone.text.startswith("<!doctype html>")
    assert inside.status_code == alone.status_code == 401


def test_health_is_good_when_the_store_is_there_and_of_this_version(panel: Panel) -> None:
    answer = panel.app.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"ok": True})


def test_health_is_bad_when_the_store_was_not_migrated(database_url: str, panel: Panel) -> None:
    store = connect(database_url)
    with store.writing() as connection:
        connection.run("DELETE FROM migrations")
    stage = replace(panel.stage, desk=desk_over(store))

    answer = panel_over(stage).app.test_client().get("/healthz")
    store.close()

    assert (answer.status_code, answer.json) == (503, {"ok": False})


@pytest.mark.parametrize(("accepted", "word"), [("fr", "bouton violet"), ("en", "purple button")])
def test_the_front_page_says_what_this_is(client: FlaskClient, accepted: str, word: str) -> None:
    page = client.get("/", headers={"Accept-Language": accepted})

    assert page.status_code == 200
    assert word in page.text


def test_scripts_and_styles_are_served_and_nothing_beside_them(client: FlaskClient) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]

    style = client.get(address)
    assert style.status_code == 200
    assert style.mimetype == "text/css"
    assert "immutable" in style.headers["Cache-Control"]
    folder = address.rpartition("/")[0]
    for other in ("/../session.py", "/%2e%2e/session.py", "//etc/passwd", "/none.css"):
        assert client.get(folder + other).status_code == 404
