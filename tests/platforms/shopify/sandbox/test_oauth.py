"""Keys come from a verified person's token, end when they say, and are renewed along one chain."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from platforms.shopify.sandbox import CounterApp
from platforms.shopify.sandbox.faults import Fault, Kind
from platforms.shopify.sandbox.id_tokens import mint_id_token
from platforms.shopify.sandbox.oauth import EXCHANGE, OFFLINE, ONLINE, SUBJECT
from platforms.shopify.sandbox.steering import grant, install, uninstall
from tests.platforms.shopify.sandbox.write_stage import APP, HOST, OTHER, Stage, order_gid, stage

__all__ = ["stage"]

HOUR = 3600 * 1000
READ = "query Read($id: ID!) { order(id: $id) { id } }"


def minted(stage: Stage, person: str = "camille", **more: Any) -> str:
    staff = next(it for it in stage.store.staff.values() if it.handle == person)
    return mint_id_token(stage.store, staff, app=APP, now=stage.sandbox.clock.now(), **more)


def post(stage: Stage, host: str = HOST, **more: Any) -> tuple[int, Any]:
    asked = {"client_id": APP.client_id, "client_secret": APP.secret} | more
    reply = stage.client.post(f"/shops/{host}/admin/oauth/access_token", json=asked)
    return reply.status_code, reply.get_json()


def exchanged(stage: Stage, token: str, kind: str = OFFLINE, **more: Any) -> tuple[int, Any]:
    asked: dict[str, Any] = {
        "grant_type": EXCHANGE,
        "subject_token": token,
        "subject_token_type": SUBJECT,
        "requested_token_type": kind,
        "expiring": 1,
    }
    return post(stage, **(asked | more))


def renewed(stage: Stage, renewal: str) -> tuple[int, Any]:
    return post(stage, grant_type="refresh_token", refresh_token=renewal)


def opens(stage: Stage, key: str) -> bool:
    return "data" in stage.ask(READ, {"id": order_gid(1)}, key=key)


def test_the_app_gets_a_key_of_an_hour_and_what_renews_it(stage: Stage) -> None:
    status, told = exchanged(stage, minted(stage))
    assert status == 200
    assert (told["expires_in"], told["refresh_token_expires_in"]) == (3600, 7776000)
    assert "write_orders" in told["scope"].split(",")
    assert "read_orders" not in told["scope"].split(",")
    assert opens(stage, told["access_token"])
    stage.sandbox.clock.advance(HOUR)
    assert not opens(stage, told["access_token"])


def test_a_person_gets_a_key_of_a_day_and_is_named(stage: Stage) -> None:
    status, told = exchanged(stage, minted(stage, "maud"), ONLINE)
    user = told["associated_user"]
    assert (status, user["id"], user["account_owner"]) == (200, 103, True)
    assert "refresh_token" not in told
    assert opens(stage, told["access_token"])
    stage.sandbox.clock.advance(24 * HOUR)
    assert not opens(stage, told["access_token"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": "shpss_" + "c" * 34},
        {"aud": "another-app"},
        {"aud": [APP.client_id]},
        {"exp": None},
        {"exp": 1},
        {"nbf": 2**33},
        {"dest": f"https://{OTHER}"},
        {"sub": "999"},
        {"jti": None},
    ],
)
def test_a_token_that_does_not_hold_is_not_exchanged(stage: Stage, wrong: dict[str, Any]) -> None:
    token = minted(stage, **wrong)
    assert exchanged(stage, token) == (400, {"error": "invalid_subject_token"})


def test_a_token_is_good_for_its_minute(stage: Stage) -> None:
    token = minted(stage)
    stage.sandbox.clock.advance(90_000)
    assert exchanged(stage, token)[1] == {"error": "invalid_subject_token"}


def test_the_older_secret_of_the_app_still_signs_and_still_asks(stage: Stage) -> None:
    token = minted(stage, secret=APP.older_secret)
    assert exchanged(stage, token, client_secret=APP.older_secret)[0] == 200


def test_another_app_or_secret_gets_nothing(stage: Stage) -> None:
    token = minted(stage)
    for wrong in ({"client_id": "x"}, {"client_secret": "x"}, {"client_secret": ""}):
        assert exchanged(stage, token, **wrong) == (400, {"error": "invalid_client"})


def test_a_grant_that_nobody_knows_is_refused(stage: Stage) -> None:
    assert post(stage, grant_type="password")[1] == {"error": "unsupported_grant_type"}
    assert exchanged(stage, minted(stage), "x")[1] == {"error": "invalid_request"}


def test_a_key_that_never_ends_is_given_and_opens_nothing(stage: Stage) -> None:
    _, told = exchanged(stage, minted(stage), expiring=0)
    assert "refresh_token" not in told
    body = b'{"query": "{ shop { id } }"}'
    reply = stage.post(body, key=told["access_token"])
    assert reply.status_code == 403
    assert "Non-expiring access tokens" in reply.get_json()["errors"]


def test_a_renewal_gives_a_new_pair_and_the_old_one_stays_good_until_the_new_one_is_used(
    stage: Stage,
) -> None:
    first = exchanged(stage, minted(stage))[1]["refresh_token"]
    lost = renewed(stage, first)[1]["refresh_token"]
    status, second = renewed(stage, first)
    assert status == 200
    assert opens(stage, second["access_token"])
    assert renewed(stage, second["refresh_token"])[0] == 200
    dead = {
        "error": "invalid_request",
        "error_description": "This request requires an active refresh_token",
    }
    assert renewed(stage, first) == (401, dead)
    assert renewed(stage, lost) == (401, dead)


def test_a_chain_that_nobody_renewed_for_90_days_is_dead(stage: Stage) -> None:
    first = exchanged(stage, minted(stage))[1]["refresh_token"]
    stage.sandbox.clock.advance(90 * 24 * HOUR)
    assert renewed(stage, first)[0] == 401


def test_a_renewal_is_good_in_its_own_store_alone(stage: Stage) -> None:
    first = exchanged(stage, minted(stage))[1]["refresh_token"]
    assert post(stage, OTHER, grant_type="refresh_token", refresh_token=first)[0] == 401


def test_a_key_opens_its_own_store_alone(stage: Stage) -> None:
    key = exchanged(stage, minted(stage))[1]["access_token"]
    assert stage.post(b'{"query": "{ shop { id } }"}', key=key, host=OTHER).status_code == 401


def test_once_the_app_is_put_out_every_key_is_dead_at_once(stage: Stage) -> None:
    told = exchanged(stage, minted(stage))[1]
    uninstall(stage.sandbox, stage.store)
    assert not opens(stage, told["access_token"])
    assert renewed(stage, told["refresh_token"])[0] == 401
    assert exchanged(stage, minted(stage))[1] == {"error": "app_not_installed"}
    install(stage.store)
    assert not opens(stage, told["access_token"])
    assert exchanged(stage, minted(stage))[0] == 200


def test_scopes_are_those_that_the_store_grants_now(stage: Stage) -> None:
    grant(stage.sandbox, stage.store, ["read_orders"])
    assert exchanged(stage, minted(stage))[1]["scope"] == "read_orders"


def test_a_store_that_is_not_there_is_not_found(stage: Stage) -> None:
    assert post(stage, "nobody.myshopify.com")[0] == 404


def test_faults_meet_the_token_endpoint_too(stage: Stage) -> None:
    stage.sandbox.faults.set(Fault(Kind.DOWN, operation="token", times=1))
    assert exchanged(stage, minted(stage))[0] == 503
    assert exchanged(stage, minted(stage))[0] == 200


def test_a_minted_token_says_what_shopify_says(stage: Stage) -> None:
    claims = jwt.decode(minted(stage), APP.secret, algorithms=["HS256"], audience=APP.client_id)
    assert claims["iss"] == f"https://{HOST}/admin"
    assert claims["exp"] - claims["iat"] == 60
    assert claims["sub"] == "101"


def test_no_repr_shows_a_key(stage: Stage) -> None:
    key = stage.sandbox.key(HOST)
    assert key not in repr(stage.sandbox.tokens.living(HOST))
    assert APP.secret not in repr(CounterApp("c", APP.secret))
