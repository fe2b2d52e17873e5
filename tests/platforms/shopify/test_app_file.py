"""What the app's file tells Shopify is what the code understands, no more and no less."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

import platforms.shopify
from platforms.hooks import HookRefused
from platforms.shopify.meanings import COMPLIANCE, TOPICS
from platforms.shopify.proxy import ProxyPage
from platforms.shopify.scopes import NEEDED, OPTIONAL, lacking
from platforms.shopify.version import GRAPHQL, VERSION
from tests.platforms.shopify.signing import NOW_MS, SECRET
from tests.platforms.shopify.test_meanings import BODIES, meaning
from tests.platforms.shopify.test_proxy import given_by_shopify, query

APP = Path(platforms.shopify.__path__[0]) / "app"
EXTENSION = APP / "extensions" / "order-link"


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def app() -> dict[str, Any]:
    return read(APP / "shopify.app.toml")


def test_the_app_asks_for_what_it_needs(app: dict[str, Any]) -> None:
    asked = app["access_scopes"]["scopes"].split(",")
    assert asked == sorted(NEEDED)
    assert app["access_scopes"]["optional_scopes"] == list(OPTIONAL)
    assert app["access_scopes"]["use_legacy_install_flow"] is False
    assert lacking(tuple(asked)) == ()
    assert all(lacking(tuple(set(asked) - {one})) for one in asked if one != "read_orders")


def test_the_app_hears_of_everything_that_it_understands(app: dict[str, Any]) -> None:
    subscriptions = app["webhooks"]["subscriptions"]
    plain = [topic for one in subscriptions for topic in one.get("topics", ())]
    owed = [topic for one in subscriptions for topic in one.get("compliance_topics", ())]
    assert len(plain) == len(set(plain))
    assert {*plain, *owed} == TOPICS
    assert set(owed) == COMPLIANCE == set(owed) - set(plain)
    assert {one["uri"] for one in subscriptions} == {"/webhooks/shopify"}


def test_of_what_happens_only_what_is_read_is_sent(app: dict[str, Any]) -> None:
    for one in app["webhooks"]["subscriptions"]:
        if not one.get("include_fields"):
            assert {*one.get("topics", ()), *one.get("compliance_topics", ())} <= WHOLE
            continue
        for topic in one["topics"]:
            whole = meaning(topic)
            sent = sent_of(BODIES[topic], one["include_fields"])
            assert meaning(topic, sent) == whole
            named = {name.partition(".")[0] for name in one["include_fields"]}
            assert named >= {name for name in BODIES[topic] if is_read(topic, name)}
            unread = sent_of(RICHEST.get(topic, BODIES[topic]), one["include_fields"])
            assert all(is_read(topic, name) for name in unread), topic


WHOLE = {"app/uninstalled", *COMPLIANCE}
"""The shop's own words, and what cannot be had in part."""
RICHEST = {
    "fulfillments/create": {**BODIES["fulfillments/update"], "status": "success"},
    "fulfillments/update": {**BODIES["fulfillments/update"], "status": "success"},
}


def sent_of(body: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """What is left of a body when only these fields are sent, ``a.b`` being b within a."""
    sent = dict[str, Any]()
    for field in fields:
        name, _, within = field.partition(".")
        if name not in body:
            continue
        if within:
            sent.setdefault(name, {})[within] = body[name][within]
        else:
            sent[name] = body[name]
    return sent


def is_read(topic: str, name: str) -> bool:
    """Whether the field counts: with nothing of the kind in it, the body means something else."""
    body = RICHEST.get(topic, BODIES[topic])
    try:
        return meaning(topic, {**body, name: {"no": "use"}}) != meaning(topic, body)
    except HookRefused:
        return True


def test_the_version_is_the_one_that_everything_is_written_for(app: dict[str, Any]) -> None:
    extension = read(EXTENSION / "shopify.extension.toml")
    assert app["webhooks"]["api_version"] == extension["api_version"] == VERSION
    assert f"/{VERSION}/" in GRAPHQL


def test_the_app_is_embedded_and_what_must_be_filled_in_says_so(app: dict[str, Any]) -> None:
    assert app["embedded"] is True
    assert app["client_id"].startswith("FILL-IN")
    # Without a path: whatever Shopify joins to it, by either of its ways, is then the same.
    assert app["application_url"] == "https://fill-in.invalid"
    assert app["auth"]["redirect_urls"] == [app["application_url"]]
    assert app["access"]["admin"]["embedded_app_direct_api_access"] is False


def test_the_proxys_own_address_is_one_that_its_reader_takes(app: dict[str, Any]) -> None:
    proxy = app["app_proxy"]
    assert proxy["url"] == "/proxy/shopify"
    path = f"/{proxy['prefix']}/{proxy['subpath']}"
    written = query({**given_by_shopify({}), "path_prefix": path})
    assert ProxyPage().read(written, secrets=(SECRET,), now=NOW_MS).path_prefix == path


def test_an_orders_page_has_a_link_to_the_panel_in_both_languages() -> None:
    (extension,) = read(EXTENSION / "shopify.extension.toml")["extensions"]
    assert (extension["type"], extension["handle"]) == ("admin_link", "order-link")
    assert extension["targeting"] == [
        {"target": "admin.order-details.action.link", "url": "/embedded/shopify/order"}
    ]
    named = extension["name"].removeprefix("t:")
    for language in ("en.default", "fr"):
        words = json.loads((EXTENSION / "locales" / f"{language}.json").read_text("utf-8"))
        assert 0 < len(words[named]) <= 40
