"""The stand-in account signs as Zendesk does, keeps what is written, and forgets it on demand."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from platforms.launches import LaunchRefused
from platforms.zendesk.launch import Zendesk
from platforms.zendesk.sandbox import SCRIPT, Fault, Sandbox, create_sandbox, sandbox_of
from platforms.zendesk.sandbox.standin import HERE, new_key
from platforms.zendesk.sandbox.wording import Voice

COUNTER = "https://counter.example"
KEY = new_key()


@pytest.fixture
def client() -> FlaskClient:
    return create_sandbox(COUNTER, key=KEY).test_client()


@pytest.fixture
def sandbox(client: FlaskClient) -> Sandbox:
    return sandbox_of(client.application)


def launched(client: FlaskClient, place: str = "sidebar", ticket: str = "4101") -> dict[str, Any]:
    answer = client.post(f"/agent/tickets/{ticket}/launch/{place}?person=robin")
    told: dict[str, Any] = answer.get_json()
    return told


def read(told: dict[str, Any], sandbox: Sandbox) -> str:
    """Who comes in with this launch, as our own door reads it."""
    door = Zendesk()
    claimed = door.claimed(told["token"])
    now = int(time.time()) * 1000
    launch = door.read(told["token"], key=sandbox.public_key, claimed=claimed, now=now)
    assert (claimed.origin, claimed.installation) == ("https://atelier.zendesk.com", "82")
    return launch.person_id


def test_a_launch_is_signed_for_who_looks_and_fresh_each_time(
    client: FlaskClient, sandbox: Sandbox
) -> None:
    first, again = launched(client), launched(client, "editor")

    assert read(first, sandbox) == "502"
    assert first["token"] != again["token"]
    address = urlsplit(first["address"])
    assert f"{address.scheme}://{address.netloc}" == COUNTER
    assert address.path == "/helpdesks/zendesk/sidebar"
    assert parse_qs(address.query) == {"origin": ["http://localhost"], "app_guid": [first["guid"]]}
    assert urlsplit(again["address"]).path == "/helpdesks/zendesk/editor"
    assert (first["location"], again["location"]) == ("ticket_sidebar", "ticket_editor")
    assert launched(client, "new", "new")["location"] == "new_ticket_sidebar"


@pytest.mark.parametrize(
    ("fault", "reason"), [(Fault.CLOCK, "expired"), (Fault.KEY, "bad_signature")]
)
def test_a_wrong_launch_is_refused_for_its_own_reason(
    client: FlaskClient, sandbox: Sandbox, fault: Fault, reason: str
) -> None:
    sandbox.faults.add(fault)

    with pytest.raises(LaunchRefused) as refused:
        read(launched(client), sandbox)

    assert refused.value.reason == reason


def test_an_unsigned_launch_is_asked_for_plainly(client: FlaskClient, sandbox: Sandbox) -> None:
    assert launched(client)["method"] == "post"
    sandbox.faults.update({Fault.UNSIGNED, Fault.ORIGIN})

    told = launched(client)

    assert told["method"] == "get"
    assert parse_qs(urlsplit(told["address"]).query)["origin"] == [
        "https://somebody-else.zendesk.com"
    ]


def test_the_script_is_there_until_it_is_refused(client: FlaskClient) -> None:
    answer = client.get(SCRIPT)
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"

    assert client.post("/sandbox/faults", data={"fault": "script"}).status_code == 303
    assert client.get(SCRIPT).status_code == 404
    assert client.post("/sandbox/faults", data={"fault": "meteor"}).status_code == 400
    client.post("/sandbox/faults")
    assert client.get(SCRIPT).status_code == 200


def test_tags_are_added_and_taken_away_at_once(client: FlaskClient, sandbox: Sandbox) -> None:
    address = "/api/v2/tickets/4101/tags.json"

    client.put(address, json={"tags": ["Shopify Refund", "casse"]})
    left = client.delete(address, json={"tags": ["casse"]}).get_json()

    assert left == client.get(address).get_json() == {"tags": ["shopify_refund"]}
    assert client.get("/api/v2/tickets/4101.json").get_json()["ticket"]["tags"] == left["tags"]
    wrong: tuple[Any, ...] = ({"tags": "one"}, {"tags": [1]}, [], "x")
    for bad in wrong:
        assert client.put(address, json=bad).status_code == 422
    assert client.put("/api/v2/tickets/9.json", json={}).status_code == 405
    assert client.get("/api/v2/tickets/9/tags.json").status_code == 404
    assert sandbox.tickets[4101]["tags"] == ["shopify_refund"]


def test_an_answer_is_kept_until_the_reset(client: FlaskClient, sandbox: Sandbox) -> None:
    told = {"text": "Voici.", "html": "<p>Voici.</p>", "type": "internalNote", "tags": ["b", "a"]}
    before = len(sandbox.tickets[4101]["conversation"])

    saved = client.post("/agent/tickets/4101/reply", json={**told, "person": "maud"}).get_json()
    client.post("/agent/tickets/4101/requester", json={"person": "maud", "id": 9002})
    refused = client.post("/agent/tickets/4101/requester", json={"person": "maud", "id": 1})

    assert saved["comments"][-1]["author"]["name"] == "Maud Keller"
    assert saved["comments"][-1]["isPublic"] is False
    assert saved["conversation"][-1]["channel"] == {"name": "internal"}
    assert (saved["tags"], refused.status_code) == (["a", "b"], 422)
    kept = client.get("/sandbox/state").get_json()["tickets"]["4101"]
    assert (kept["requester"], len(kept["conversation"])) == (9002, before + 1)
    client.post("/sandbox/reset")
    assert sandbox.tickets[4101]["requester"] == 9001
    assert len(sandbox.tickets[4101]["conversation"]) == before


def test_pages_speak_the_agents_language_or_the_chosen_one(client: FlaskClient) -> None:
    french_page = client.get("/agent/tickets/4101?person=camille").get_data(as_text=True)
    english = client.get("/agent/tickets/4101?person=camille&lang=en").get_data(as_text=True)

    assert '<html lang="fr">' in french_page
    assert "Réponse publique" in french_page
    assert '<html lang="en">' in english
    assert "Public reply" in english
    assert client.get("/agent/tickets/9").status_code == 404
    assert client.get("/agent/tickets/new/tab").status_code == 200
    assert client.get("/").headers["Location"] == "/agent/tickets/4101"


def test_every_word_of_the_pages_is_french_too() -> None:
    pages = [path.read_text(encoding="utf-8") for path in HERE.glob("templates/agent/*.html")]
    said = {word for page in pages for word in re.findall(r"_\([\"']([^\"']+)[\"']", page)}

    assert said <= set(Voice.french()), said - set(Voice.french())
