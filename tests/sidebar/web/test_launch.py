"""The door: a signed click shows its ticket; anything else is told why and leaves nothing."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest

from platforms.contract import Unreachable
from sidebar.web.launch import LONGEST_LAUNCH
from tests.cast import CAMILLE, LOU, REFERENCE, ROBIN, Person
from tests.sidebar.goods import order
from tests.sidebar.stage import Panel, Stage, StillShop, panel_over, reason_of


@pytest.mark.parametrize(
    ("person", "language", "words"),
    [
        (CAMILLE, "fr", ("Nouveau ticket créé", "Ticket existant", "Envoyer")),
        (ROBIN, "en", ("New ticket created", "Existing ticket found", "Send the message")),
    ],
)
def test_the_panel_is_shown_in_the_language_of_the_launch(
    panel: Panel, person: Person, language: str, words: tuple[str, str, str]
) -> None:
    created, found, send = words
    other = "en" if language == "fr" else "fr"
    first = panel.post_launch(panel.stage.token(person), **{"Accept-Language": other})
    second = panel.post_launch(panel.stage.token(person), **{"Accept-Language": other})

    assert (first.status_code, second.status_code) == (200, 200)
    assert f'<html lang="{language}">' in first.text
    assert created in first.text
    assert 'data-arrival="created"' in first.text
    assert found in second.text
    assert 'data-arrival="found"' in second.text
    assert send in first.text
    assert REFERENCE in first.text
    assert "Alix Moreau" in first.text


def test_the_pages_bearer_opens_the_panel(panel: Panel) -> None:
    page = panel.post_launch(panel.stage.token())
    (bearer,) = [part.split('"')[0] for part in page.text.split('data-token="')[1:]]
    (address,) = [part.split('"')[0] for part in page.text.split('data-address="')[1:]]

    assert panel.ask("GET", address, bearer).status_code == 200


def test_a_reader_sees_why_they_cannot_reply(panel: Panel) -> None:
    page = panel.post_launch(panel.stage.token(LOU)).text

    assert "ne peut pas" in page or "mais pas répondre" in page
    assert "<textarea" not in page


def unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode())
    return f"{head.decode().rstrip('=')}.{token.split('.')[1]}."


def hostile(stage: Stage, elsewhere: Stage) -> dict[str, tuple[str, str, int]]:
    """By name: a token that must open nothing, the reason told, and the status."""
    now = stage.clock.now() // 1000
    good, secret = stage.token(), stage.secret
    claims = jwt.decode(good, options={"verify_signature": False})

    def signed(key: str = secret, algorithm: str = "HS256", **told: Any) -> str:
        return jwt.encode({**claims, "jti": "j1", **told}, key, algorithm=algorithm)

    bad = "launch_bad_signature"
    return {
        "expired": (signed(iat=now - 61, exp=now - 1), "launch_expired", 401),
        "ends now": (signed(iat=now - 60, exp=now), "launch_expired", 401),
        "not yet": (signed(iat=now + 300, exp=now + 360), "launch_expired", 401),
        "long": (signed(exp=now + 61), "launch_too_long", 401),
        "re-signed": (signed("r" * 43), bad, 401),
        "of another shop's secret": (signed(elsewhere.secret), bad, 401),
        "in another shop's name": (signed(iss=elsewhere.shop.id), bad, 401),
        "unsigned": (unsigned(good), bad, 401),
        "signature cut": (good[:-3], bad, 401),
        "for another service": (signed(aud="https://other.example"), "launch_wrong_audience", 403),
        "for a list of services": (signed(aud=[claims["aud"]]), "launch_wrong_audience", 403),
        "of an unknown shop": (signed(iss="shp_none"), "launch_unknown_shop", 401),
        "of no shop": (signed(iss=""), "launch_malformed", 401),
        "of an injected shop": (signed(iss="' OR 1=1 --"), "launch_malformed", 401),
        "once for ever": (signed(jti=""), "launch_malformed", 401),
        "without employee": (signed(employee=None), "launch_malformed", 401),
        "on order zero": (signed(order={**claims["order"], "id": 0}), "launch_malformed", 401),
        "on a worded order": (
            signed(order={**claims["order"], "id": "1;"}),
            "launch_malformed",
            401,
        ),
        "NUL in a reference": (
            signed(order={**claims["order"], "reference": "A\x00B"}),
            "launch_malformed",
            401,
        ),
    }


def shapeless(good: str) -> dict[str, tuple[str, str, int]]:
    """What is no token at all, or too much of one."""
    return {
        "empty": ("", "launch_malformed", 401),
        "noise": ("not a token", "launch_malformed", 401),
        "emoji": ("👩‍🚀.👩‍🚀.👩‍🚀", "launch_malformed", 401),
        "8193 bytes": (good.ljust(LONGEST_LAUNCH + 1, "A"), "launch_oversized", 401),
        "a megabyte": ("A" * 1_000_000, "launch_oversized", 401),
        "three megabytes": ("A" * 3_000_000, "too_large", 413),
        "deep": (f"{'W' * 40}.{'W' * 8000}.", "launch_malformed", 401),
    }


def test_no_hostile_launch_opens_or_creates_anything(panel: Panel, elsewhere: Stage) -> None:
    before = panel.stage.counts()
    tokens = {**hostile(panel.stage, elsewhere), **shapeless(panel.stage.token())}
    for name, (token, reason, status) in tokens.items():
        answer = panel.post_launch(token)
        assert (answer.status_code, reason_of(answer)) == (status, reason), name
        assert "data-token" not in answer.text, name

    assert panel.stage.counts() == before


def test_a_launch_that_comes_twice_shows_nothing_the_second_time(panel: Panel) -> None:
    token = panel.stage.token()
    assert panel.post_launch(token).status_code == 200
    before = panel.stage.counts()

    again = panel.post_launch(token)

    assert (again.status_code, reason_of(again)) == (401, "launch_replayed")
    assert panel.stage.counts() == before


@pytest.mark.parametrize(
    ("accepted", "language", "advice"),
    [
        ("fr-CA,fr;q=0.9", "fr", "bouton violet"),
        ("en-GB", "en", "purple button"),
        ("de", "en", "purple button"),
        ("", "en", "purple button"),
        ("\x7f;;q=x", "en", "purple button"),
    ],
)
def test_a_refusal_without_a_readable_launch_speaks_the_browsers_language(
    panel: Panel, accepted: str, language: str, advice: str
) -> None:
    answer = panel.post_launch("forged", **{"Accept-Language": accepted})

    assert f'<html lang="{language}">' in answer.text
    assert advice in answer.text


@pytest.mark.parametrize(("person", "language"), [(CAMILLE, "fr"), (ROBIN, "en")])
def test_a_refused_launch_is_answered_in_its_own_language(
    panel: Panel, person: Person, language: str
) -> None:
    other = {"Accept-Language": "en" if language == "fr" else "fr"}
    used = panel.stage.token(person)
    panel.post_launch(used)
    unknown = panel.stage.token(person, order="424242", reference="NOSUCHREF")

    for token, reason, status in (
        (used, "launch_replayed", 401),
        (panel.stage.token(person, exp=1), "launch_expired", 401),
        (unknown, "order_unknown", 404),
    ):
        answer = panel.post_launch(token, **other)
        assert (answer.status_code, reason_of(answer)) == (status, reason)
        assert f'<html lang="{language}">' in answer.text


def test_an_employee_without_order_rights_is_told_and_nothing_is_made(panel: Panel) -> None:
    sam = Person(9, "Sam", "Noll", "en", may_view=False, may_edit=False)

    answer = panel.post_launch(panel.stage.token(sam))

    assert (answer.status_code, reason_of(answer)) == (403, "no_order_rights")
    assert "administrator" in answer.text
    assert not any(panel.stage.counts().values())


def test_an_order_the_shop_does_not_know_is_said_and_no_ticket_made(panel: Panel) -> None:
    answer = panel.post_launch(panel.stage.token(order="424242", reference="NOSUCHREF"))

    assert (answer.status_code, reason_of(answer)) == (404, "order_unknown")
    assert panel.stage.count("tickets") == 0


def test_a_launch_may_come_in_the_fragment_of_a_plain_page(panel: Panel) -> None:
    client = panel.app.test_client()
    for path in ("/launch/prestashop", f"/launch/prestashop/{panel.stage.shop.id}"):
        page = client.get(path, headers={"Accept-Language": "fr"})
        assert page.status_code == 200
        assert f'action="{path}"' in page.text
        assert 'name="token" value=""' in page.text
        assert "launch.js" in page.text
        assert "Ouverture du ticket" in page.text
        assert panel.post_launch(panel.stage.token(), path[18:]).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/launch/shopify", "/launch/x", "/launch/prestashop/shp_none", "/launch/prestashop/%00"],
)
def test_a_door_that_is_not_there_is_not_found(panel: Panel, path: str) -> None:
    client = panel.app.test_client()

    assert client.get(path).status_code == 404
    assert client.post(path, data={"token": panel.stage.token()}).status_code == 404
    assert panel.stage.count("tickets") == 0


def test_a_token_in_the_query_is_not_read(panel: Panel) -> None:
    token = panel.stage.token()
    client = panel.app.test_client()

    assert client.post(f"/launch/prestashop?token={token}").status_code == 401
    assert panel.stage.token() not in client.get(f"/launch/prestashop?token={token}").text
    assert panel.stage.count("tickets") == 0


def test_a_shop_that_is_away_still_opens_its_ticket(stage: Stage) -> None:
    away = panel_over(StillShop(order(), fault=Unreachable("no")).at(stage))

    page = away.post_launch(away.stage.token())

    assert page.status_code == 200
    assert 'data-arrival="created"' in page.text
    assert REFERENCE in page.text
