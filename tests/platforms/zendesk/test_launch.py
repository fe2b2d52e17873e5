"""A launch of Zendesk's is believed when all of it is right, and refused by name when not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization import PublicFormat as Public

from platforms.helpdesks import Claimed
from platforms.launches import LaunchRefused
from platforms.zendesk.launch import LEEWAY_MS, LONGEST_SECONDS, Zendesk
from tests.helpdesk import INSTALLATION, ORIGIN, claims, key_pair, public_key, signed
from tests.platforms.zendesk import forging

NOW = 1_790_000_000_000
OURS = Claimed(ORIGIN, INSTALLATION)


def read(token: str, now: int = NOW) -> str:
    """The person whom the door lets in."""
    zendesk = Zendesk()
    claimed = zendesk.claimed(token)
    if claimed != OURS:
        raise LaunchRefused("unknown_helpdesk")
    return zendesk.read(token, key=public_key(), claimed=claimed, now=now).person_id


def reason(token: str, now: int = NOW) -> str:
    with pytest.raises(LaunchRefused) as refusal:
        read(token, now)
    return refusal.value.reason


@pytest.mark.parametrize("name", forging.every(NOW))
def test_what_is_wrong_in_one_way_is_refused_by_its_name(name: str) -> None:
    token, expected = forging.every(NOW)[name]

    assert reason(token) == expected


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"nbf": NOW // 1000 - 5},
        {"iss": ORIGIN},
        {"iss": "atelier"},
        {"exp": NOW // 1000 + LONGEST_SECONDS},
        {"jti": "f00", "qsh": "5e1f", "cnf": {"jku": "https://evil.example"}},
    ],
)
def test_a_launch_as_zendesk_signs_it_names_its_person(told: dict[str, Any]) -> None:
    assert read(signed(claims(NOW, **told))) == "501"


def test_a_launch_without_its_earliest_moment_begins_when_it_was_issued() -> None:
    assert read(forging.without("nbf", NOW)) == "501"


def test_two_clocks_may_differ_by_ten_seconds_and_no_more() -> None:
    token = signed(claims(NOW))
    began, ends = NOW, NOW + 180_000

    assert read(token, began - LEEWAY_MS) == "501"
    assert read(token, ends + LEEWAY_MS - 1) == "501"
    assert reason(token, began - LEEWAY_MS - 1) == "expired"
    assert reason(token, ends + LEEWAY_MS) == "expired"


def test_one_launch_has_one_id_and_another_has_another() -> None:
    def ids(**told: Any) -> str:
        token = signed(claims(NOW, **told))
        return Zendesk().read(token, key=public_key(), claimed=OURS, now=NOW).token_id

    assert ids() == ids()
    assert len({ids(), ids(person="502"), ids(qsh="a"), ids(exp=NOW // 1000 + 60)}) == 4


def test_the_id_does_not_hang_on_how_the_signature_is_written() -> None:
    """Its last letter carries bits that mean nothing, which a lenient reader overlooks."""
    token = signed(claims(NOW))
    twin = token[:-1] + chr(ord(token[-1]) + 1)

    found = Zendesk().read(token, key=public_key(), claimed=OURS, now=NOW)
    with suppress(LaunchRefused):
        again = Zendesk().read(twin, key=public_key(), claimed=OURS, now=NOW)
        assert again.token_id == found.token_id


def test_a_launch_is_read_for_the_installation_that_was_looked_up_and_no_other() -> None:
    token = signed(claims(NOW))

    for other in (Claimed(ORIGIN, "83"), Claimed("https://evil.zendesk.com", INSTALLATION)):
        with pytest.raises(LaunchRefused) as refusal:
            Zendesk().read(token, key=public_key(), claimed=other, now=NOW)
        assert refusal.value.reason == "wrong_audience"


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="nothing"),
        pytest.param("-----BEGIN PUBLIC KEY-----\nMII=\n-----END PUBLIC KEY-----", id="noise"),
        pytest.param("ssh-rsa AAAAB3NzaC1yc2E= someone", id="of OpenSSH"),
        pytest.param("é", id="other letters"),
        pytest.param("A" * 20_000, id="long"),
        pytest.param(
            key_pair().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            id="a private key",
        ),
        pytest.param(
            ec.generate_private_key(ec.SECP256R1())
            .public_key()
            .public_bytes(Encoding.PEM, Public.SubjectPublicKeyInfo)
            .decode(),
            id="elliptic",
        ),
        pytest.param(
            public_key(rsa.generate_private_key(public_exponent=65537, key_size=1024)), id="short"
        ),
    ],
)
def test_only_an_rsa_public_key_of_length_is_one(key: str) -> None:
    assert not Zendesk().is_key(key)
    assert Zendesk().is_key(public_key())
    assert Zendesk().is_key(public_key().replace("\n", "\r\n"))


@pytest.mark.parametrize(
    "written", ["atelier", " Atelier ", "atelier.zendesk.com", "https://atelier.zendesk.com/"]
)
def test_an_account_may_be_written_as_its_name_or_its_address(written: str) -> None:
    assert Zendesk().origin_of(written) == ORIGIN


@pytest.mark.parametrize(
    "written",
    ["", "ate lier", "atelier.example", "http://atelier.zendesk.com", "-a", "a" * 64, "é", "a/b"],
)
def test_what_is_no_account_is_none(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Zendesk().origin_of(written)


def test_a_stand_in_has_a_script_and_an_address_of_its_own() -> None:
    there = Zendesk("http://127.0.0.1:1/sdk.js", "http://127.0.0.1:1")

    assert there.script == "http://127.0.0.1:1/sdk.js"
    assert there.ticket_link(ORIGIN, "7") == "http://127.0.0.1:1/agent/tickets/7"
    assert Zendesk().ticket_link(ORIGIN, "7") == f"{ORIGIN}/agent/tickets/7"
