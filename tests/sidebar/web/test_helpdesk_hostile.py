"""Whoever a helpdesk did not sign for, here and now: told why, and nothing is written or opened."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from sidebar.actions.helping import connecting
from sidebar.clock import MINUTE
from tests.cast import Person
from tests.helpdesk import CAMILLE, ORIGIN, ROBIN, claims, connect_helpdesk, signed
from tests.platforms.zendesk import forging
from tests.sidebar.stage import Panel, Stage, reason_of, together

WRITTEN = ("agents", "helpdesk_launches", "launches", "tickets", "events", "customers", "messages")
"""Everything that a launch may write."""

DOOR = "/helpdesks/zendesk/sidebar"
NOBODY = "frame-ancestors 'none'"


def sent(
    panel: Panel, token: str, query: str = "", place: str = "sidebar", **headers: str
) -> TestResponse:
    """Zendesk's own POST, or one like it."""
    address = f"/helpdesks/zendesk/{place}{query}"
    return panel.app.test_client().post(address, data={"token": token}, headers=headers)


def fresh(panel: Panel, **told: Any) -> str:
    return signed(claims(panel.stage.clock.now(), **told))


def rows(stage: Stage) -> dict[str, int]:
    return {table: stage.count(table) for table in WRITTEN}


def framed(answer: TestResponse) -> str:
    """What the answer says of who may show it."""
    found = re.search(r"frame-ancestors [^;]*", answer.headers["Content-Security-Policy"])
    assert found is not None
    return found.group(0)


@pytest.fixture
def desk_of_atelier(panel: Panel) -> str:
    """The id of the account's installation, which shows the shop."""
    return connect_helpdesk(panel.stage.desk, panel.stage.shop.id).id


@pytest.mark.usefixtures("desk_of_atelier")
def test_no_forged_launch_opens_or_writes_anything(panel: Panel) -> None:
    before = rows(panel.stage)
    for name, (token, reason) in forging.every(panel.stage.clock.now()).items():
        answer = sent(panel, token)

        status = 403 if reason == "wrong_audience" else 401
        assert (answer.status_code, reason_of(answer)) == (status, f"launch_{reason}"), name
        assert "data-token" not in answer.text, name
        assert "Set-Cookie" not in answer.headers, name
        assert "Comptoir-Token" not in answer.headers, name
        assert framed(answer) == NOBODY, name
    assert rows(panel.stage) == before


@pytest.mark.usefixtures("desk_of_atelier")
def test_a_refusal_is_told_in_the_readers_language_and_names_no_button_of_another_host(
    panel: Panel,
) -> None:
    token = fresh(panel)
    panel.stage.clock.advance(10 * MINUTE)
    for accepted, language, words in (
        ("fr-CA,fr;q=0.9", "fr", "Ce lien a expiré"),
        ("en-GB", "en", "This link has expired"),
        ("de", "en", "This link has expired"),
        ("\x7f;;q=x", "en", "This link has expired"),
    ):
        answer = sent(panel, token, **{"Accept-Language": accepted})
        assert f'<html lang="{language}">' in answer.text, accepted
        assert words in answer.text, accepted
        for button in ("purple", "violet", "PrestaShop", "Shopify"):
            assert button not in answer.text, accepted


@pytest.mark.usefixtures("desk_of_atelier")
def test_every_reason_has_a_title_and_advice_of_its_own(panel: Panel) -> None:
    told = {}
    for token, reason in forging.every(panel.stage.clock.now()).values():
        told[reason] = sent(panel, token).text

    for reason, page in told.items():
        assert "Something went wrong" not in page, reason
        assert "purple button" not in page, reason


def body_of(kind: str, token: str) -> dict[str, Any]:
    """A request to the door that is not the one POST with one token in its form."""
    bodies: dict[str, dict[str, Any]] = {
        "nothing": {"data": {}},
        "an empty token": {"data": {"token": ""}},
        "in the query": {"query_string": {"token": token}},
        "twice": {"data": {"token": [token, token]}},
        "twice, once empty": {"data": {"token": [token, ""]}},
        "as a file": {"data": {"token": (io.BytesIO(token.encode()), "token")}},
        "in parts": {"data": {"token": token}, "content_type": "multipart/form-data"},
        "as JSON": {"json": {"token": token}},
        "as plain text": {"data": f"token={token}", "content_type": "text/plain"},
        "as a header": {"data": {}, "headers": {"Authorization": f"Bearer {token}"}},
        "with a NUL": {"data": {"token": f"{token}\x00"}},
        "three megabytes": {"data": {"token": "A" * 3_000_000}},
    }
    return bodies[kind]


BODIES = {
    "nothing": (401, "launch_unsigned"),
    "an empty token": (401, "launch_unsigned"),
    "in the query": (401, "launch_unsigned"),
    "twice": (401, "launch_malformed"),
    "twice, once empty": (401, "launch_malformed"),
    "as a file": (401, "launch_malformed"),
    "in parts": (401, "launch_malformed"),
    "as JSON": (401, "launch_malformed"),
    "as plain text": (401, "launch_malformed"),
    "as a header": (401, "launch_unsigned"),
    "with a NUL": (401, "launch_malformed"),
    "three megabytes": (413, "too_large"),
}


@pytest.mark.usefixtures("desk_of_atelier")
def test_only_one_token_in_a_posted_form_is_a_launch(panel: Panel) -> None:
    before = rows(panel.stage)
    token = fresh(panel)
    for kind, expected in BODIES.items():
        answer = panel.app.test_client().post(DOOR, **body_of(kind, token))
        assert (answer.status_code, reason_of(answer)) == expected, kind
        assert "data-token" not in answer.text, kind
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
        answer = panel.app.test_client().open(DOOR, method=method, query_string={"token": token})
        assert answer.status_code == 405, method
        assert "POST" in answer.headers["Allow"], method

    assert rows(panel.stage) == before
    assert sent(panel, token).status_code == 200


@pytest.mark.usefixtures("desk_of_atelier")
def test_there_is_no_door_but_those_of_known_places(panel: Panel) -> None:
    for address in (
        "freshdesk/sidebar",
        "zendesk/topbar",
        "zendesk/",
        "zendesk",
        "zendesk/Sidebar",
    ):
        answer = panel.app.test_client().post(f"/helpdesks/{address}", data={"token": fresh(panel)})
        assert (answer.status_code, reason_of(answer)) == (404, "not_found"), address


@pytest.mark.usefixtures("desk_of_atelier")
def test_of_eight_that_bring_one_launch_at_the_same_moment_one_is_let_in(panel: Panel) -> None:
    token = fresh(panel)

    answers = together(*[lambda: sent(panel, token)] * 8)

    told = sorted((answer.status_code, reason_of(answer)) for answer in answers)
    assert told == [(200, ""), *[(401, "launch_replayed")] * 7]
    assert panel.stage.count("helpdesk_launches") == 1
    assert panel.stage.count("agents") == 1


@pytest.mark.usefixtures("desk_of_atelier")
def test_a_launch_is_used_up_for_as_long_as_it_could_be_believed(panel: Panel) -> None:
    token = fresh(panel)
    assert sent(panel, token).status_code == 200

    for _ in range(20):
        panel.stage.clock.advance(MINUTE // 2)
        sent(panel, fresh(panel, person=ROBIN))
        assert reason_of(sent(panel, token, place="editor")) in (
            "launch_replayed",
            "launch_expired",
        )
    assert panel.stage.count("helpdesk_launches") < 20


def test_only_the_account_that_is_said_to_frame_a_refusal_may(panel: Panel) -> None:
    desk, shop = panel.stage.desk, panel.stage.shop.id
    connect_helpdesk(desk, shop, more_origins=("https://aide.atelier.example",))
    connect_helpdesk(desk, shop, account="other", installation="83")
    ours = f"frame-ancestors {ORIGIN} https://aide.atelier.example"
    said = {
        ORIGIN: ours,
        "https://aide.atelier.example": ours,
        "https://other.zendesk.com": "frame-ancestors https://other.zendesk.com",
        "https://evil.zendesk.com": NOBODY,
        f"{ORIGIN}.evil.example": NOBODY,
        f"{ORIGIN} https://evil.example": NOBODY,
        f"{ORIGIN}; script-src *": NOBODY,
        f"{ORIGIN}\r\nSet-Cookie: a=b": NOBODY,
        f"{ORIGIN}/": NOBODY,
        "*": NOBODY,
        "null": NOBODY,
        "": NOBODY,
    }
    for origin, expected in said.items():
        for method in ("GET", "POST"):
            client = panel.app.test_client()
            answer = client.open(
                DOOR,
                method=method,
                query_string={"origin": origin, "app_guid": "a"},
                headers={"Host": "evil.example", "Origin": "https://evil.example"},
            )
            assert answer.status_code in (401, 404, 405), origin
            assert framed(answer) == expected, origin
            assert "evil" not in str(answer.headers), origin


def test_whoever_is_let_in_may_be_framed_by_their_own_account_alone(panel: Panel) -> None:
    desk, shop = panel.stage.desk, panel.stage.shop.id
    connect_helpdesk(desk, shop)
    connect_helpdesk(desk, shop, account="other", installation="83")

    answer = sent(panel, fresh(panel), query="?origin=https://other.zendesk.com")

    assert answer.status_code == 200
    assert framed(answer) == f"frame-ancestors {ORIGIN}"


def test_a_disconnected_helpdesk_lets_nobody_in_nor_frame(
    panel: Panel, desk_of_atelier: str
) -> None:
    connecting.remove(panel.stage.desk, desk_of_atelier)
    before = rows(panel.stage)

    answer = sent(panel, fresh(panel), query=f"?origin={ORIGIN}")

    assert (answer.status_code, reason_of(answer)) == (401, "launch_unknown_helpdesk")
    assert framed(answer) == NOBODY
    assert rows(panel.stage) == before


def test_who_may_do_nothing_is_not_let_in(panel: Panel) -> None:
    connect_helpdesk(panel.stage.desk, panel.stage.shop.id, roles={"*": "read", CAMILLE: "none"})
    before = rows(panel.stage)

    answer = sent(panel, fresh(panel))

    assert (answer.status_code, reason_of(answer)) == (403, "no_helpdesk_rights")
    assert "purple" not in answer.text
    assert rows(panel.stage) == before
    assert sent(panel, fresh(panel, person=ROBIN)).status_code == 200


def test_a_helpdesk_that_shows_no_shop_lets_nobody_in_and_uses_nothing_up(panel: Panel) -> None:
    desk, shop = panel.stage.desk, panel.stage.shop.id
    helpdesk = connect_helpdesk(desk, shop)
    with desk.database.writing() as store:
        connecting.show(store, helpdesk, shop, is_shown=False)
    before, token = rows(panel.stage), fresh(panel)

    answer = sent(panel, token)
    assert (answer.status_code, reason_of(answer)) == (403, "no_helpdesk_shop")
    assert rows(panel.stage) == before

    with desk.database.writing() as store:
        connecting.show(store, helpdesk, shop, is_shown=True)
    assert sent(panel, token).status_code == 200


def test_the_shops_own_people_are_told_of_their_own_button(panel: Panel) -> None:
    person = Person(9, "Sam", "Roche", "en")
    token = panel.stage.token(person)
    panel.stage.clock.advance(2 * MINUTE)

    assert "purple button" in panel.post_launch(token, **{"Accept-Language": "en"}).text
