"""Holds the stand-in to the recordings of a real shop: same request, status, headers and body."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from platforms.prestashop.sandbox import (
    Fault,
    Grants,
    Kind,
    create_sandbox,
    everything,
    sandbox_of,
)
from platforms.prestashop.sandbox.keys import READING, WRITING

RECORDINGS = Path(__file__).parents[3] / "recordings" / "prestashop"
RECORDED = sorted(RECORDINGS.glob("*.json"))
RECORDED_AT = "http://127.0.0.1:8081/"
KEY = "A" * 32

NOT_HELD: Mapping[str, str] = {
    "ws-read-search": "the shop's fuzzy product search; the counter never asks it",
    "ws-read-search-customers": "the same",
    "ws-read-search-none": "the same",
    "ws-read-search-xml": "the same",
}
"""Recordings that the stand-in does not answer, with the reason."""

SEEDS: Mapping[str, str] = {
    "ws-read-cart-built-by-core": "created_by_core",
    "ws-read-cart-new": "created_by_webservice",
    "ws-read-cart-rule-single": "created_by_webservice",
    "ws-read-cart-rules-one": "created_by_webservice",
    "ws-read-customer-messages": "created_by_webservice",
    "ws-read-customer-messages-after-core-message": "created_by_core",
    "ws-read-customer-thread": "created_by_webservice",
    "ws-read-customer-threads-after-core-message": "created_by_core",
    "ws-read-customizations": "created_by_webservice",
    "ws-read-customizations-of-core-order": "created_by_core",
    "ws-read-order-after-core-refund": "after_core_refund",
    "ws-read-order-by-cart": "created_by_webservice",
    "ws-read-order-carriers-created-by-core": "created_by_core",
    "ws-read-order-cart-rules-created-by-core": "created_by_core",
    "ws-read-order-created-by-core": "created_by_core",
    "ws-read-order-created-by-ws": "created_by_webservice",
    "ws-read-order-details-after-core-refund": "after_core_refund",
    "ws-read-order-details-created-by-core": "created_by_core",
    "ws-read-order-details-created-by-ws": "created_by_webservice",
    "ws-read-order-histories-after-core-refund": "after_core_refund",
    "ws-read-order-histories-created-by-ws": "created_by_webservice",
    "ws-read-order-histories-of-order-5": "paid_and_slipped",
    "ws-read-order-invoices-after-core-refund": "after_core_refund",
    "ws-read-order-invoices-of-order-5": "paid_and_slipped",
    "ws-read-order-payments-after-core-refund": "after_core_refund",
    "ws-read-order-payments-of-order-5": "paid_and_slipped",
    "ws-read-order-slip-after-core-refund": "after_core_refund",
    "ws-read-order-slip-after-core-refund-xml": "after_core_refund",
    "ws-read-order-slip-of-order-5": "paid_and_slipped",
    "ws-read-order-slip-one": "paid_and_slipped",
    "ws-read-order-slip-one-xml": "paid_and_slipped",
    "ws-read-stock-after-core-refund": "after_core_refund",
}
"""The state the shop was in, where it was not that of the five fixture orders."""

OFFERED = re.findall(
    r"^<(\w+) xlink:href=\S+ get",
    json.loads((RECORDINGS / "ws-read-root-xml.json").read_text(encoding="utf-8"))["response"][
        "body"
    ],
    re.MULTILINE,
)
"""The resources of the recorded key, all of them with every method."""

GRANTS: Mapping[str, Grants] = {
    "ws-err-inactive-key": Grants(everything().methods, is_active=False),
    "ws-err-key-without-perms": Grants(),
    "ws-err-resource-not-allowed": everything(but=["customers"]),
    "ws-err-resource-not-allowed-xml": everything(but=["customers"]),
    "ws-err-write-no-permission": everything(but=["customers"]),
    "ws-err-method-not-allowed-key": Grants({"orders": frozenset({"GET"})}),
    "ws-read-root-xml": Grants({it: READING | WRITING for it in OFFERED if it != "description"}),
    "ws-err-write-method-no-permission": Grants({"orders": frozenset({"GET"})}),
}
"""What the recorded key was allowed, where it was not everything."""

SENT_KEYS: Mapping[str, str] = {
    "ws-err-bad-format-key": "too-short",
    "ws-err-empty-key": "",
    "ws-err-unknown-key": "B" * 32,
}

FAULTS: Mapping[str, Kind] = {
    "ws-err-webservice-disabled": Kind.DISABLED,
    "ws-quirk-state-change-pdf-fatal-200": Kind.HTML,
}

FREE_TEXT = {"passwd", "description", "description_short"}
"""Words and hashes of the real catalogue, which do not travel with the stand-in."""

WITHOUT_REDUCTIONS = {"my_price"}
"""The selling price: the stand-in keeps no reductions of the catalogue."""

FOLDER = re.compile(r"\(\S*/classes/webservice/")


def _ids() -> list[str]:
    return [path.stem for path in RECORDED]


@pytest.mark.parametrize("name", [it for it in _ids() if it not in NOT_HELD])
def test_the_sandbox_answers_as_the_real_shop_was_recorded(name: str) -> None:
    recording = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))
    answer = _replayed(name, recording["request"])
    expected = recording["response"]

    assert answer.status_code == expected["status"]
    assert answer.headers.get("Content-Type") == expected["headers"].get("Content-Type")
    _same_headers(answer, expected["headers"])
    _same_body(answer, expected["body"])


def test_every_exception_names_a_recording_that_exists() -> None:
    named = {*NOT_HELD, *SEEDS, *GRANTS, *SENT_KEYS, *FAULTS}

    assert named <= set(_ids())
    assert len(NOT_HELD) <= 5


def _replayed(name: str, asked: Mapping[str, Any]) -> TestResponse:
    app = create_sandbox(
        seed=SEEDS.get(name, "fixtures"),
        comptoir=None,
        webservice_key=KEY,
    )
    sandbox = sandbox_of(app)
    sandbox.keys.grant(KEY, GRANTS.get(name, everything()))
    if name in FAULTS:
        sandbox.faults.set(Fault(FAULTS[name]))
    headers = dict(asked["headers"])
    if asked["auth"] != "none":
        headers["Authorization"] = _basic(SENT_KEYS.get(name, KEY))
    return _sent(app.test_client(), asked, headers)


def _sent(
    client: FlaskClient,
    asked: Mapping[str, Any],
    headers: Mapping[str, str],
) -> TestResponse:
    return client.open(
        f"{asked['path']}?{asked['query']}",
        method=asked["method"],
        headers=headers,
        data=asked["body"],
        base_url=RECORDED_AT,
    )


def _basic(key: str) -> str:
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


def _same_headers(answer: TestResponse, expected: Mapping[str, str]) -> None:
    """Those that do not vary are equal; those that do are there, and of the same form."""
    for name in ("WWW-Authenticate", "PSWS-Version", "Location"):
        assert answer.headers.get(name) == expected.get(name), name
    for name, form in (
        ("Access-Time", r"\d{10}"),
        ("Execution-Time", r"\d+(\.\d+)?"),
        ("Content-Sha1", r"[0-9a-f]{40}"),
    ):
        assert (name in answer.headers) == (name in expected), name
        assert re.fullmatch(form, answer.headers.get(name, expected.get(name, ""))) or (
            name not in expected
        )


def _same_body(answer: TestResponse, expected: str) -> None:
    body = answer.get_data(as_text=True)
    if not expected or "html" in answer.headers["Content-Type"]:
        assert _text(body) == _text(expected)
    elif answer.mimetype == "application/json":
        assert _shape(json.loads(body)) == _shape(json.loads(expected))
        assert _values(json.loads(body)) == _values(json.loads(expected))
    else:
        assert _tree(ET.fromstring(body)) == _tree(ET.fromstring(expected))


def _text(body: str) -> str:
    """A page's words, without the address it speaks of."""
    return re.sub(r"http\S+", "", re.sub(r"<[^>]+>", "", body)).strip()


def _shape(value: Any) -> Any:
    """Keys, JSON types and the form of each text."""
    if isinstance(value, dict):
        return {name: _shape(it) for name, it in value.items()}
    if isinstance(value, list):
        return [_shape(it) for it in value]
    return _form(value) if isinstance(value, str) else type(value).__name__


def _form(text: str) -> str:
    for name, form in (
        ("flag or number", r"-?\d+"),
        ("decimal of 6", r"-?\d+\.\d{6}"),
        ("decimal", r"-?\d+\.\d+"),
        ("time", r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
        ("day", r"\d{4}-\d\d-\d\d"),
        ("colour", r"#[0-9A-Fa-f]{6}"),
        ("empty", ""),
    ):
        if re.fullmatch(form, text):
            return name
    return "text"


def _values(value: Any) -> Any:
    """The values, without those that cannot be the same."""
    if isinstance(value, dict):
        dropped = FREE_TEXT | WITHOUT_REDUCTIONS
        return {name: _values(it) for name, it in value.items() if name not in dropped}
    if isinstance(value, list):
        return [_values(it) for it in value]
    return FOLDER.sub("(", value) if isinstance(value, str) else value


def _tree(element: ET.Element) -> Any:
    """Tag, attributes, own text and children; the root's descriptions are free text."""
    text = (element.text or "").strip()
    if element.tag == "description":
        text = "described" if text else ""
    return (
        element.tag,
        dict(element.attrib),
        FOLDER.sub("(", text),
        [_tree(it) for it in element],
    )
