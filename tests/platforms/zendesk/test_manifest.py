"""The app's manifest is what Zendesk takes, and names addresses that this service answers at."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from app import build_app
from platforms.helpdesks import Place
from platforms.zendesk import packing
from tests.cast import settings_of
from tests.platforms.zendesk.schemas import faults
from tests.served import ROOT

SUPPORT = packing.manifest()["location"]["support"]
Told = dict[str, Any]


@pytest.fixture(scope="module")
def app() -> Flask:
    return build_app(settings_of("sqlite:///:memory:"))


def leads_nowhere(app: Flask, told: Told) -> list[str]:
    """The places whose address no POST route of ours answers at."""
    routes = app.url_map.bind("support.example")
    lost = []
    for name, place in told["location"]["support"].items():
        path = place["url"].removeprefix(packing.PLACEHOLDER)
        try:
            endpoint, values = routes.match(path, method="POST")
        except HTTPException:
            lost.append(name)
            continue
        is_ours = endpoint == "helpdesk.enter" and values["kind"] == "zendesk"
        if not is_ours or values["place"] not in set(Place):
            lost.append(name)
    return lost


def test_it_is_a_manifest_as_zendesk_wants_it() -> None:
    assert list(faults(packing.manifest())) == []


def test_each_place_is_a_door_of_this_service(app: Flask) -> None:
    assert leads_nowhere(app, packing.manifest()) == []


def test_it_asks_for_the_places_that_there_are_pages_for() -> None:
    assert set(SUPPORT) == {"ticket_sidebar", "new_ticket_sidebar", "ticket_editor"}
    assert {place["url"].rpartition("/")[2] for place in SUPPORT.values()} == set(Place)
    assert all(place["flexible"] for place in SUPPORT.values())


def test_every_first_page_is_signed_for_and_nothing_else_is_asked_for() -> None:
    told = packing.manifest()

    assert told["signedUrls"] is True
    assert told["private"] is True
    assert told["domainWhitelist"] == []
    assert not any(parameter.get("secure") for parameter in told["parameters"])


def test_it_is_of_the_projects_own_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert packing.version() == project["version"]
    assert packing.manifest_file() == ROOT / "manifest.json"


def test_the_setting_in_its_addresses_is_one_that_is_asked_for() -> None:
    asked = {parameter["name"]: parameter for parameter in packing.manifest()["parameters"]}

    assert asked[packing.SERVICE] == {"name": "service", "type": "url", "required": True}
    assert asked["shops"] == {"name": "shops", "type": "text", "required": False}
    assert all(place["url"].startswith(packing.PLACEHOLDER + "/") for place in SUPPORT.values())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_language_has_every_word_that_an_account_reads(language: str) -> None:
    told = json.loads((packing.HERE / "translations" / f"{language}.json").read_text("utf-8"))

    words = told["app"]
    said = {"name", "short_description", "long_description", "installation_instructions"}
    assert set(words) == said | {"parameters"}
    assert all(isinstance(words[name], str) and words[name] for name in said)
    assert len(words["name"]) <= 40
    asked = {parameter["name"] for parameter in packing.manifest()["parameters"]}
    assert set(words["parameters"]) == asked
    assert all(set(one) == {"label", "helpText"} for one in words["parameters"].values())


def test_the_two_languages_say_it_differently() -> None:
    english, french = (
        json.loads((packing.HERE / "translations" / f"{language}.json").read_text("utf-8"))["app"]
        for language in ("en", "fr")
    )

    assert english["short_description"] != french["short_description"]
    for text in (french["long_description"], french["installation_instructions"]):
        for mark in ":;?!":
            assert f" {mark}" not in text
            assert "'" not in text
    assert packing.manifest()["defaultLocale"] == "en"


MUTANTS: dict[str, Callable[[Told], object]] = {
    "without author": lambda told: told.pop("author"),
    "without language": lambda told: told.pop("defaultLocale"),
    "without location": lambda told: told.pop("location"),
    "old framework": lambda told: told.update(frameworkVersion="1.0"),
    "version as a number": lambda told: told.update(version=0.1),
    "signed as a word": lambda told: told.update(signedUrls="true"),
    "a word too many": lambda told: told.update(signedUrl=True),
    "no place": lambda told: told.update(location={"support": {}}),
    "unknown place": lambda told: support(told).update(ticket_topbar=dict(sidebar(told))),
    "place as a word": lambda told: support(told).update(ticket_sidebar="https://a.example/"),
    "without address": lambda told: sidebar(told).pop("url"),
    "in clear": lambda told: sidebar(told).update(url="http://a.example/helpdesks/zendesk/sidebar"),
    "flexible as a word": lambda told: sidebar(told).update(flexible="yes"),
    "spelt autoload": lambda told: sidebar(told).update(autoload=True),
    "parameter of no type": lambda told: told["parameters"][0].update(type="string"),
    "parameter called name": lambda told: told["parameters"][0].update(name="name"),
    "required as a word": lambda told: told["parameters"][0].update(required="yes"),
    "whitelist as a word": lambda told: told.update(domainWhitelist="a.example"),
    "whitelist with an address": lambda told: told.update(domainWhitelist=["https://a.example/"]),
}


def support(told: Told) -> Told:
    found: Told = told["location"]["support"]
    return found


def sidebar(told: Told) -> Told:
    found: Told = support(told)["ticket_sidebar"]
    return found


@pytest.mark.parametrize("name", MUTANTS)
def test_a_changed_manifest_does_not_pass(name: str) -> None:
    told = copy.deepcopy(packing.manifest())
    MUTANTS[name](told)

    assert list(faults(told)) != []


@pytest.mark.parametrize(
    "path",
    ["/helpdesks/zendesk/topbar", "/helpdesks/freshdesk/sidebar", "/helpdesk/zendesk/sidebar", "/"],
)
def test_an_address_that_nobody_answers_at_does_not_pass(app: Flask, path: str) -> None:
    told = copy.deepcopy(packing.manifest())
    sidebar(told)["url"] = packing.PLACEHOLDER + path

    assert leads_nowhere(app, told) == ["ticket_sidebar"]
