"""Launches as nobody should send them: each wrong in one way, with the reason it is refused for."""

from __future__ import annotations

import base64
import hmac
import json
from functools import cache
from hashlib import sha256, sha512
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from tests.helpdesk import ORIGIN, claims, key_pair, public_key, signed

BAD, SHAPELESS, ELSEWHERE = "bad_signature", "malformed", "wrong_audience"
OTHER_APP = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def coded(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


NONE, SPELT_NONE = coded(b'{"alg":"none"}'), coded(b'{"alg":"None"}')


def by_hand(head: str, body: str) -> str:
    """Signed with the app's own key, whatever stands in it."""
    signing = f"{coded(head.encode())}.{coded(body.encode())}"
    return f"{signing}.{coded(key_pair().sign(signing.encode(), padding.PKCS1v15(), SHA256()))}"


def made(told: dict[str, Any], pair: rsa.RSAPrivateKey | None = None) -> str:
    """Signed, with claims that the library would not write."""
    return jwt.PyJWS().encode(json.dumps(told).encode(), pair or key_pair(), "RS256")


def keyed(alg: str, body: dict[str, Any], secret: bytes) -> str:
    """An HMAC with what everyone may know: the library refuses to make such a token."""
    digest = {"HS256": sha256, "HS512": sha512}[alg]
    signing = f"{coded(json.dumps({'alg': alg}).encode())}.{coded(json.dumps(body).encode())}"
    return f"{signing}.{coded(hmac.new(secret, signing.encode(), digest).digest())}"


def of_another_algorithm(now: int) -> dict[str, tuple[str, str]]:
    """By name: the token, and the reason."""
    told = claims(now)
    head, body, mark = signed(told).split(".")
    pem = public_key().encode()
    elliptic = ec.generate_private_key(ec.SECP256R1())
    return {
        "HS256 with the public key": (keyed("HS256", told, pem), BAD),
        "HS256 with the bare public key": (keyed("HS256", told, pem.strip()), BAD),
        "HS512 with the public key": (keyed("HS512", told, pem), BAD),
        "HS256 with nothing": (keyed("HS256", told, b""), BAD),
        "none": (jwt.encode(told, "", algorithm="none"), SHAPELESS),
        "none, but signed": (f"{NONE}.{body}.{mark}", BAD),
        "None": (f"{SPELT_NONE}.{body}.{mark}", BAD),
        "in small letters": (by_hand('{"alg":"rs256"}', json.dumps(told)), BAD),
        "in an array": (by_hand('{"alg":["RS256"]}', json.dumps(told)), BAD),
        "in an object": (by_hand('{"alg":{"RS256":1}}', json.dumps(told)), BAD),
        "empty": (by_hand('{"alg":""}', json.dumps(told)), BAD),
        "not said": (by_hand('{"typ":"JWT"}', json.dumps(told)), BAD),
        "RS512": (jwt.encode(told, key_pair(), algorithm="RS512"), BAD),
        "PS256": (jwt.encode(told, key_pair(), algorithm="PS256"), BAD),
        "ES256": (jwt.encode(told, elliptic, algorithm="ES256"), BAD),
        "said to be RS256": (f"{head}.{body}.{jwt_mark(told, elliptic)}", BAD),
    }


def jwt_mark(told: dict[str, Any], key: ec.EllipticCurvePrivateKey) -> str:
    return jwt.encode(told, key, algorithm="ES256").rpartition(".")[2]


def with_a_key_of_its_own(now: int) -> dict[str, tuple[str, str]]:
    """Headers that offer what to verify with, and a header that must be understood."""
    told = claims(now)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OTHER_APP.public_key()))

    def offered(**headers: Any) -> tuple[str, str]:
        return jwt.encode(told, OTHER_APP, algorithm="RS256", headers=headers), BAD

    return {
        "jwk": offered(jwk=jwk),
        "jku": offered(jku="https://evil.example/keys"),
        "x5u": offered(x5u="https://evil.example/key.pem"),
        "x5c": offered(x5c=["MIIB"]),
        "kid": offered(kid="../../../../dev/null"),
        "kid as a number": (by_hand('{"alg":"RS256","kid":1}', json.dumps(told)), SHAPELESS),
        "crit": (by_hand('{"alg":"RS256","crit":["exp"],"exp":1}', json.dumps(told)), SHAPELESS),
        "b64": (by_hand('{"alg":"RS256","crit":["b64"],"b64":false}', json.dumps(told)), SHAPELESS),
    }


def of_someone_else(now: int) -> dict[str, tuple[str, str]]:
    """Of another app, installation, account or person."""
    evil = "https://evil.zendesk.com"
    place = "/api/v2/apps/installations/82.json"

    def of(pair: rsa.RSAPrivateKey | None = None, **told: Any) -> str:
        return made(claims(now, **told), pair)

    return {
        "of another app": (of(OTHER_APP), BAD),
        "of another installation": (
            of(aud=f"{ORIGIN}/api/v2/apps/installations/83.json"),
            "unknown_helpdesk",
        ),
        "of another account": (of(aud=f"{evil}{place}"), "unknown_helpdesk"),
        "issued by another account": (of(iss="evil.zendesk.com"), ELSEWHERE),
        "issued by nobody": (of(iss=None), ELSEWHERE),
        "issued by a list": (of(iss=["atelier.zendesk.com"]), ELSEWHERE),
        "for a list": (of(aud=[f"{ORIGIN}{place}"]), ELSEWHERE),
        "for an object": (of(aud={"a": 1}), ELSEWHERE),
        "for nobody": (of(aud=None), ELSEWHERE),
        "for a twin": (of(aud=f"{ORIGIN}.evil.example{place}"), ELSEWHERE),
        "for a user of that name": (of(aud=f"https://a@evil.zendesk.com{place}"), ELSEWHERE),
        "for a line more": (of(aud=f"{ORIGIN}{place}\n"), ELSEWHERE),
        "for a NUL": (of(aud=f"{ORIGIN}{place}\x00"), ELSEWHERE),
        "for no number": (of(aud=f"{ORIGIN}/api/v2/apps/installations/8x.json"), ELSEWHERE),
        "for another alphabet's number": (
            of(aud=f"{ORIGIN}/api/v2/apps/installations/\uff18\uff12.json"),
            ELSEWHERE,
        ),
        "a person of another account": (of(sub=f"{evil}/api/v2/users/501.json"), SHAPELESS),
        "a person who is no number": (of(sub=f"{ORIGIN}/api/v2/users/me.json"), SHAPELESS),
        "a person below a folder": (of(sub=f"{ORIGIN}/api/v2/users/1/501.json"), SHAPELESS),
        "a person and a statement": (of(sub=f"{ORIGIN}/api/v2/users/1' OR 1=1.json"), SHAPELESS),
        "a person as a bare number": (of(sub="501"), SHAPELESS),
        "a person without an account": (of(sub="501.json"), SHAPELESS),
        "nobody": (of(sub=None), SHAPELESS),
    }


def at_another_time(now: int) -> dict[str, tuple[str, str]]:
    """Expired, not yet valid, or without a moment that makes sense."""
    second = now // 1000

    def at(**told: Any) -> str:
        return made(claims(now, **told))

    return {
        "expired": (at(iat=second - 200, nbf=second - 200, exp=second - 11), "expired"),
        "not yet": (at(nbf=second + 30), "expired"),
        "from the future": (at(iat=second + 30, nbf=second + 30, exp=second + 90), "expired"),
        "too long lived": (at(exp=second + 901), "too_long"),
        "for ten years": (at(exp=second + 315_360_000), "too_long"),
        "over before it began": (at(exp=second), SHAPELESS),
        "for ever": (without("exp", now), SHAPELESS),
        "since ever": (without("iat", now), SHAPELESS),
        "until a fraction": (at(exp=second + 60.5), SHAPELESS),
        "until a huge number": (at(exp=10**30), SHAPELESS),
        "until a negative one": (at(exp=-1), SHAPELESS),
        "until a word": (at(exp=str(second + 60)), SHAPELESS),
        "until true": (at(iat=0, nbf=0, exp=True), SHAPELESS),
        "until nothing": (at(exp=None), SHAPELESS),
        "until Infinity": (spelt(f'"iat":{second},"exp":Infinity', now), SHAPELESS),
        "until NaN": (spelt(f'"iat":{second},"exp":NaN', now), SHAPELESS),
        "until 5000 digits": (spelt(f'"iat":{second},"exp":{"9" * 5000}', now), SHAPELESS),
        "from nothing": (at(nbf=None), SHAPELESS),
    }


def without(name: str, now: int) -> str:
    return signed({key: told for key, told in claims(now).items() if key != name})


def spelt(times: str, now: int) -> str:
    """Claims with times that no library would write."""
    told = {key: text for key, text in claims(now).items() if key not in ("iat", "nbf", "exp")}
    return by_hand('{"alg":"RS256"}', f"{json.dumps(told)[:-1]},{times}}}")


def shapeless(now: int) -> dict[str, tuple[str, str]]:
    """What is no token of ours at all, or says a thing twice."""
    good = signed(claims(now))
    head, body, mark = good.split(".")
    plain, told = '{"alg":"RS256"}', json.dumps(claims(now))
    return {
        "a person twice": (
            by_hand(plain, f'{told[:-1]},"sub":"{ORIGIN}/api/v2/users/503.json"}}'),
            SHAPELESS,
        ),
        "deep": (by_hand(plain, f"{told[:-1]},{deep(2500)}}}"), SHAPELESS),
        "an array": (by_hand(plain, f"[{told}]"), SHAPELESS),
        "a word": (by_hand(plain, '"atelier"'), SHAPELESS),
        "nothing": (by_hand(plain, ""), SHAPELESS),
        "no JSON": (by_hand(plain, "{'aud': 1}"), SHAPELESS),
        "broken letters": (f"{head}.{coded(bytes([0xC3, 0x28]))}.{mark}", SHAPELESS),
        "truncated": (good[:-6], BAD),
        "two parts": (f"{head}.{body}", SHAPELESS),
        "four parts": (f"{good}.{mark}", SHAPELESS),
        "padded": (f"{good}==", SHAPELESS),
        "another's words": (f"{head}.{coded(told.encode())}.{mark}", BAD),
        "a line more": (f"{good}\n", SHAPELESS),
        "a space before": (f" {good}", SHAPELESS),
        "other letters": ("👩‍🚀.é.ß", SHAPELESS),
        "wide letters": (good.replace("A", "\uff21"), SHAPELESS),
        "noise": ("a.b.c", SHAPELESS),
        "dots": ("..", SHAPELESS),
        "a megabyte": ("A" * 1_000_000, "oversized"),
        "a signed megabyte": (signed(claims(now, padding="A" * 700_000)), "oversized"),
    }


def deep(levels: int) -> str:
    return f'"context":{"[" * levels}{"]" * levels}'


@cache
def every(now: int) -> dict[str, tuple[str, str]]:
    """All of them."""
    found = {
        **of_another_algorithm(now),
        **with_a_key_of_its_own(now),
        **of_someone_else(now),
        **at_another_time(now),
        **shapeless(now),
    }
    assert len(found) > 80
    return found
