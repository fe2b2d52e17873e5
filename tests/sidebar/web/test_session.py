"""Behind every door the bearer is checked first: without a good one nothing is said or changed."""

from __future__ import annotations

import base64
import hmac
from typing import Any

import jwt
import pytest

from sidebar.actions import shops
from sidebar.clock import MINUTE, SECOND
from sidebar.web.session import AUDIENCE, LIFETIME, LONGEST_SESSION, RENEWED_AFTER
from tests.cast import LOU, MAUD, SECRET_KEY
from tests.sidebar.stage import Stage, reason_of
from tests.sidebar.web.doors import DOORS, FROM_HELPDESK, OPEN_TO_ALL, House

LASTING_FIRST = sorted(DOORS, key=lambda door: door.method == "DELETE")
"""What takes something away comes last: the doors before it need it."""

SHELLS = ("tickets.show", "inbox.show", "tasks.show", "reports.show", "reports.behind")


def test_the_list_of_doors_is_complete(house: House) -> None:
    known = {door.endpoint for door in DOORS} | OPEN_TO_ALL

    assert {rule.endpoint for rule in house.panel.app.url_map.iter_rules()} == known


def signed(house: House, secret: str = SECRET_KEY, algorithm: str = "HS256", **told: Any) -> str:
    """A bearer like ours but for what is told; None leaves a claim out."""
    viewer, now = house.opened.viewer, house.panel.stage.clock.now() // 1000
    claims = {
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + 900,
        "launched": now,
        "sub": viewer.agent_id,
        "shop": viewer.shop_id,
        "name": viewer.name,
        "role": "manage",
        "language": "fr",
        "read_only": False,
        **told,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, secret, algorithm=algorithm)


def signed_with_sha512(body: str) -> str:
    """Under the right secret, in a way nobody agreed to."""
    head = plain(b'{"alg": "HS512", "typ": "JWT"}')
    said = f"{head}.{body}"
    return f"{said}.{plain(hmac.digest(SECRET_KEY.encode(), said.encode(), 'sha512'))}"


def plain(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def bad_bearers(house: House) -> dict[str, str]:
    now = house.panel.stage.clock.now() // 1000
    good = house.panel.bearer(house.opened)
    head, body, signature = good.split(".")
    return {
        "expired": signed(house, iat=now - 901, exp=now),
        "of another secret": signed(house, secret="t" * 40),
        "unsigned": signed(house, secret="", algorithm="none"),
        "unsigned after signing": f"{head}.{body}.",
        "of another algorithm": signed_with_sha512(body),
        "for something else": signed(house, aud="other"),
        "for nothing": signed(house, aud=None),
        "without end": signed(house, exp=None),
        "of nobody": signed(house, sub=None),
        "changed": f"{head}.{body[:-2]}AA.{signature}",
        "a launch": house.panel.stage.token(),
        "noise": "x",
        "three dots": "a.b.c",
        "endless": good + "A" * 5000,
    }


def test_no_bad_bearer_opens_a_door_or_changes_anything(house: House) -> None:
    before = house.whole()
    bad = bad_bearers(house)
    for door in DOORS:
        for name, bearer in bad.items():
            answer = house.knock(door, bearer)
            told = (answer.status_code, reason_of(answer))
            assert told == (401, "session_ended"), (door.endpoint, name)
            assert "Comptoir-Token" not in answer.headers, (door.endpoint, name)
            assert "secret de la maison" not in answer.text, (door.endpoint, name)
        assert house.whole() == before, door.endpoint


def test_without_a_bearer_nothing_is_said(house: House) -> None:
    before = house.whole()
    for door in DOORS:
        answer = house.knock(door, None)
        # The empty page that brings its own bearer is the one thing shown to anybody.
        is_shell = door.endpoint in SHELLS
        assert answer.status_code == (200 if is_shell else 401), door.endpoint
        for said in ("secret de la maison", "Alix", "brouillon"):
            assert said not in answer.text, door.endpoint
        assert house.whole() == before, door.endpoint


@pytest.mark.parametrize("scheme", ["Basic", "bearer", "", "Token"])
def test_only_the_bearer_scheme_is_taken(house: House, scheme: str) -> None:
    token = house.panel.bearer(house.opened)
    client = house.panel.app.test_client()

    answer = client.get(
        f"/tickets/{house.opened.ticket.id}/order",
        headers={"Authorization": f"{scheme} {token}".strip()},
    )

    assert answer.status_code == 401


def test_another_shops_viewer_finds_nothing_behind_any_door(house: House, elsewhere: Stage) -> None:
    noor = elsewhere.enter(MAUD)
    before = house.whole()
    for door in DOORS:
        answer = house.knock(door, noor)
        assert (answer.status_code, reason_of(answer)) == (404, "not_found"), door.endpoint
        assert house.whole() == before, door.endpoint


def test_another_shops_ids_mean_nothing_on_ones_own_ticket(house: House, elsewhere: Stage) -> None:
    for door in DOORS:
        # A ticket of one's own may be closed, or tied, by knocking at one's own doors.
        noor = elsewhere.enter(MAUD)
        if "{letter}" in door.path or "{operation}" in door.path:
            before = house.whole()
            answer = house.knock(door, noor, ticket=noor.ticket.id)
            assert (answer.status_code, reason_of(answer)) == (404, "not_found"), door.endpoint
            assert house.whole() == before, door.endpoint
        answer = house.knock(door, noor, ticket=noor.ticket.id, letter="ltr_none")
        for said in ("secret de la maison", "Bonjour Alix", "brouillon", house.opened.ticket.id):
            assert said not in answer.text, door.endpoint


def test_once_a_shop_is_removed_its_bearers_open_nothing(house: House) -> None:
    bearer = house.panel.bearer(house.panel.stage.enter(MAUD))
    shops.remove(house.panel.stage.desk, house.panel.stage.shop.id)
    before = house.whole()
    for door in DOORS:
        answer = house.knock(door, bearer)
        assert answer.status_code in (401, 404), door.endpoint
        assert "secret de la maison" not in answer.text, door.endpoint
        assert house.whole() == before, door.endpoint


def test_who_may_only_read_is_told_so_at_each_door_that_writes(house: House) -> None:
    lou = house.panel.stage.enter(LOU)
    for door in LASTING_FIRST:
        before = house.whole()
        answer = house.knock(door, lou)
        if door.is_write:
            assert (answer.status_code, reason_of(answer)) == (403, door.right), door.endpoint
            assert house.whole() == before, door.endpoint
        elif door.endpoint in FROM_HELPDESK:
            assert (answer.status_code, house.whole()) == (404, before), door.endpoint
        else:
            assert answer.status_code < 300, door.endpoint


def test_a_bearer_is_renewed_after_five_minutes_and_not_before(house: House) -> None:
    clock = house.panel.stage.clock
    for door in LASTING_FIRST:
        # A change of language always gives a bearer that remembers it.
        if door.is_write or door.endpoint.endswith(".change_language"):
            continue
        if door.endpoint in FROM_HELPDESK:
            continue
        bearer = house.panel.bearer(house.opened)
        clock.advance(RENEWED_AFTER - SECOND)
        assert "Comptoir-Token" not in house.knock(door, bearer).headers, door.endpoint
        clock.advance(SECOND)
        fresh = house.knock(door, bearer).headers["Comptoir-Token"]
        clock.advance(LIFETIME - RENEWED_AFTER)
        assert house.knock(door, bearer).status_code == 401, door.endpoint
        assert house.knock(door, fresh).status_code < 300, door.endpoint


def test_a_bearer_holds_for_fifteen_minutes_to_the_second(house: House) -> None:
    clock, bearer = house.panel.stage.clock, house.panel.bearer(house.opened)
    clock.advance(15 * MINUTE - 1)
    assert house.knock(DOORS[0], bearer).status_code == 200

    clock.advance(1)
    assert house.knock(DOORS[0], bearer).status_code == 401


def test_a_renewed_bearer_is_the_same_person_with_the_same_rights(house: House) -> None:
    lou = house.panel.stage.enter(LOU)
    bearer = house.panel.bearer(lou)
    house.panel.stage.clock.advance(RENEWED_AFTER)

    fresh = house.knock(DOORS[0], bearer).headers["Comptoir-Token"]

    old, new = (jwt.decode(it, options={"verify_signature": False}) for it in (bearer, fresh))
    assert new.pop("exp") - old.pop("exp") == RENEWED_AFTER // 1000
    assert new.pop("iat") - old.pop("iat") == RENEWED_AFTER // 1000
    assert new == old
    assert new["role"] == "read"


def test_after_a_day_of_renewals_the_shop_is_asked_again(house: House) -> None:
    clock, bearer = house.panel.stage.clock, house.panel.bearer(house.opened)
    began = clock.now()
    while clock.now() - began + RENEWED_AFTER < LONGEST_SESSION:
        clock.advance(RENEWED_AFTER)
        bearer = house.knock(DOORS[0], bearer).headers["Comptoir-Token"]

    clock.advance(RENEWED_AFTER)
    assert "Comptoir-Token" not in house.knock(DOORS[0], bearer).headers
    clock.advance(LIFETIME)
    assert house.knock(DOORS[0], bearer).status_code == 401
