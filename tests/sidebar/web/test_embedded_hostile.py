"""Whoever is not who they say, or asks for another shop's: nothing said, written or exchanged."""

from __future__ import annotations

import base64
import hmac
import logging
from typing import Any

import jwt
import pytest
from werkzeug.test import TestResponse

from platforms.shopify.sandbox.steering import uninstall
from sidebar.actions import deliveries
from sidebar.clock import DAY
from tests.cast import MAUD
from tests.sidebar.stage import reason_of
from tests.sidebar.web.doors import DOORS
from tests.sidebar.web.in_shopify import (
    APP,
    ATELIER,
    BOUTIQUE,
    KIND,
    NOOR,
    NOORS_ORDER,
    ORDER,
    SAID_OF_ALIX,
    InShopify,
)

EVIL = "evil.example"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def forged(admin: InShopify) -> dict[str, str]:
    """Tokens like Camille's, each wrong in one way."""
    now = admin.stage.clock.now() // 1000
    good = admin.proof()
    head, body, mark = good.split(".")
    noors = admin.proof(NOOR).split(".")
    return {
        "signed again": admin.proof(secret="x" * 40),
        "signed with nothing": admin.proof(secret="\x00" * 32),
        "unsigned": unsigned(good),
        "without its signature": f"{head}.{body}.",
        "with another's words": f"{head}.{noors[1]}.{mark}",
        "in another algorithm": signed_with_sha512(body),
        "of another app": admin.proof(aud="another-app"),
        "of a list of apps": admin.proof(aud=[APP.client_id]),
        "of no app": admin.proof(aud=None),
        "without end": admin.proof(exp=None),
        "of ten years": admin.proof(exp=now + 3650 * DAY // 1000),
        "without a beginning": admin.proof(nbf=None),
        "expired": admin.proof(iat=now - 120, nbf=now - 120, exp=now - 60),
        "not yet": admin.proof(iat=now + 60, nbf=now + 60, exp=now + 120),
        "of an evil shop": admin.proof(**of_shop(EVIL)),
        "of a shop's evil twin": admin.proof(**of_shop(f"{BOUTIQUE}.{EVIL}")),
        "of a shop as a name": admin.proof(**of_shop(f"{BOUTIQUE}@{EVIL}")),
        "of two shops": admin.proof(iss=f"https://{ATELIER}/admin"),
        "of no shop": admin.proof(dest=None),
        "of nobody": admin.proof(sub=None),
        "of a person that is none": admin.proof(sub="51001' OR '1'='1"),
        "endless": good + "A" * 5000,
        "noise": "a.b.c",
    }


def of_shop(host: str) -> dict[str, str]:
    return {"dest": f"https://{host}", "iss": f"https://{host}/admin"}


def unsigned(token: str) -> str:
    return jwt.encode(passport_of(token), "", algorithm="none")


def passport_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def signed_with_sha512(body: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"HS512","typ":"JWT"}').decode().rstrip("=")
    mark = hmac.digest(APP.secret.encode(), f"{head}.{body}".encode(), "sha512")
    return f"{head}.{body}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def says_nothing(answer: TestResponse, token: str, name: str) -> None:
    """Neither the token nor anything of a customer is in an answer, nor a way to keep either."""
    told = answer.text + str(answer.headers)
    for word in (token, *SAID_OF_ALIX):
        assert word not in told, (name, word)
    assert "Set-Cookie" not in answer.headers, name
    assert "Comptoir-Token" not in answer.headers, name


def logged_nothing(log: pytest.LogCaptureFixture, *tokens: str) -> None:
    for word in (*tokens, *SAID_OF_ALIX, APP.secret):
        assert word not in log.text, word
    assert [it for it in log.records if it.levelno >= logging.ERROR] == []


def test_no_forged_proof_is_let_in_by_a_request(
    admin: InShopify, log: pytest.LogCaptureFixture
) -> None:
    house = admin.house()
    before, asked = admin.whole(), len(admin.sandbox.calls.all())
    log.clear()
    for name, token in forged(admin).items():
        for door in DOORS:
            answer = house.knock(door, token)
            assert (answer.status_code, reason_of(answer)) == (401, "session_ended"), name
            says_nothing(answer, token, name)

    assert admin.whole() == before
    assert len(admin.sandbox.calls.all()) == asked
    logged_nothing(log, *forged(admin).values())


def test_no_forged_proof_opens_a_document(admin: InShopify, log: pytest.LogCaptureFixture) -> None:
    admin.house()
    before, keys = admin.whole(), len(admin.sandbox.tokens.living(BOUTIQUE))
    asked = len(admin.sandbox.calls.all())
    log.clear()
    for name, token in forged(admin).items():
        for path, said in (("", {}), ("/order", {"id": ORDER}), ("/order", {"id": "5551002"})):
            answer = admin.document(path, token, **said)
            is_late = name in ("expired", "not yet")
            assert answer.status_code in ((302,) if is_late else (401, 403)), name
            assert is_late or reason_of(answer).startswith("launch_"), name
            says_nothing(answer, token, name)

    assert admin.whole() == before
    assert len(admin.sandbox.tokens.living(BOUTIQUE)) == keys
    assert len(admin.sandbox.calls.all()) == asked
    logged_nothing(log, *forged(admin).values())


def test_the_first_proof_of_a_shop_must_be_a_good_one_too(admin: InShopify) -> None:
    before = admin.whole()
    for name, token in forged(admin).items():
        assert admin.document("", token).status_code in (302, 401, 403), name

    assert admin.whole() == before
    assert not admin.sandbox.calls.all()
    assert not admin.sandbox.tokens.living(BOUTIQUE)


def test_a_good_proof_is_let_in_by_each_door(admin: InShopify) -> None:
    house = admin.house()
    admin.opened("maud")

    for door in DOORS:
        assert house.knock(door, admin.proof("maud")).status_code not in (401, 500), door.path


def test_noor_finds_nothing_of_the_boutique_behind_any_door(
    admin: InShopify, log: pytest.LogCaptureFixture
) -> None:
    house = admin.house()
    stranger = admin.proof(NOOR)
    namesake = admin.proof(NOOR, sub=passport_of(admin.proof())["sub"])
    before = admin.whole()
    for door in DOORS:
        for bearer in (stranger, namesake):
            answer = house.knock(door, bearer)
            assert (answer.status_code, reason_of(answer)) == (401, "not_arrived"), door.path
    assert admin.whole() == before

    noors = admin.opened(NOOR, NOORS_ORDER)
    before = admin.whole()
    log.clear()
    for door in DOORS:
        answer = house.knock(door, stranger)
        assert (answer.status_code, reason_of(answer)) == (404, "not_found"), door.path
        says_nothing(answer, stranger, door.path)
    assert admin.whole() == before
    logged_nothing(log, stranger)

    for door in DOORS:
        if "{letter}" in door.path or "{operation}" in door.path:
            answer = house.knock(door, stranger, ticket=noors.ticket.id)
            assert (answer.status_code, reason_of(answer)) == (404, "not_found"), door.path
    assert admin.whole() == before


def test_an_order_is_looked_for_in_the_proofs_own_shop_alone(admin: InShopify) -> None:
    house = admin.house()
    admin.opened(NOOR, NOORS_ORDER)
    before = admin.whole()

    for claimed in (BOUTIQUE, ATELIER, EVIL):
        answer = admin.document("/order", admin.proof(NOOR), id=ORDER, shop=claimed)
        assert (answer.status_code, reason_of(answer)) == (404, "order_unknown")
        assert house.opened.ticket.id not in answer.text

    assert admin.whole() == before


def test_the_two_kinds_of_proof_open_nothing_of_each_other(admin: InShopify) -> None:
    house = admin.house()
    admin.opened("maud")
    theirs = admin.stage.enter(MAUD)
    before = admin.whole()
    for door in DOORS:
        at_prestashop = {"ticket": theirs.ticket.id, "shop": theirs.shop.id}
        for bearer, names in (
            (admin.panel.bearer(theirs), {}),
            (admin.proof("maud"), at_prestashop),
        ):
            answer = house.knock(door, bearer, **names)
            assert (answer.status_code, reason_of(answer)) == (404, "not_found"), door.path
            says_nothing(answer, bearer, door.path)

    assert admin.whole() == before


def test_a_proof_is_no_launch_and_a_launch_is_no_proof(admin: InShopify) -> None:
    admin.house()
    launch, panels = admin.stage.token(MAUD), admin.panel.bearer(admin.stage.enter(MAUD))
    before = admin.whole()
    launches = admin.app.test_client()

    answers = [
        admin.panel.post_launch(admin.proof("maud")),
        launches.post(f"/launch/{KIND}", data={"token": admin.proof("maud")}),
        *(admin.document(path, it, id=ORDER) for path in ("", "/order") for it in (launch, panels)),
    ]

    for answer in answers:
        assert answer.status_code in (401, 403, 404)
    assert admin.whole() == before


def test_once_the_app_is_put_out_nobody_of_the_shop_is_let_in(admin: InShopify) -> None:
    house = admin.house()
    uninstall(admin.sandbox, admin.store(BOUTIQUE))
    assert admin.push(admin.sandbox.webhooks.all()[-1]).status_code == 200
    deliveries.work_due(admin.stage.desk)
    before = admin.whole()

    for door in DOORS:
        answer = house.knock(door, admin.proof("maud"))
        assert (answer.status_code, reason_of(answer)) == (401, "not_arrived"), door.path
    assert reason_of(admin.document("", admin.proof("maud"))) == "not_installed"
    assert admin.whole() == before
