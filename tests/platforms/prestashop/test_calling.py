"""Only what the module signed is its answer; what surely was not done is told from what may be."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from threading import Thread
from typing import Any

import pytest

from platforms.contract import (
    BadAnswer,
    InMaintenance,
    NotFound,
    NotSent,
    PlatformError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from platforms.http import Deadline
from platforms.prestashop import signing
from platforms.prestashop.calling import Module
from platforms.prestashop.module_faults import ModuleAbsent, Refusal
from tests.platforms.loopback import Answering, Asked, Reply, listening
from tests.platforms.prestashop.paired import SECRET, SHOP_ID, through_module

OLD = "o" * 43
PLAIN = b'{"ok":false,"error":{"name":"unauthorized","retryable":false}}'


def sealed(
    asked: Asked, reply: Reply, said: object, *, status: int = 200, secret: str = SECRET
) -> None:
    """An answer signed as the module signs it."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    canonical = signing.canonical_answer(status, asked.headers["Comptoir-Nonce"], body)
    mark = signing.signature(secret, canonical)
    reply.whole(status, {"Content-Type": "application/json", "Comptoir-Signature": mark}, body)


def granting(result: Mapping[str, Any]) -> Answering:
    return lambda asked, reply: sealed(asked, reply, {"ok": True, "result": result})


def refusing(status: int, **error: Any) -> Answering:
    return lambda asked, reply: sealed(asked, reply, {"ok": False, "error": error}, status=status)


def plainly(status: int, body: bytes = b"", **headers: str) -> Answering:
    return lambda _, reply: reply.whole(status, headers, body)


def reading(url: str, *, secrets: tuple[str, ...] = (SECRET,), within: float = 5.0) -> Any:
    module = Module(through_module(url, secrets=secrets))
    return module.read("order", {"order": 1}, deadline=Deadline.within(within))


def writing(url: str, *, secrets: tuple[str, ...] = (SECRET,)) -> Any:
    module = Module(through_module(url, secrets=secrets))
    return module.write("refund", {"key": "op_1"}, deadline=Deadline.within(5))


def fault_of(call: Callable[[], object]) -> PlatformError:
    with pytest.raises(PlatformError) as fault:
        call()
    return fault.value


def test_a_call_is_signed_for_its_action_and_its_body() -> None:
    with listening(granting({"a": 1})) as shop:
        assert reading(shop.url).whole("a") == 1
    (asked,) = shop.asked
    assert asked.query == "fc=module&module=comptoir&controller=api&action=order"
    assert (asked.method, asked.path, asked.body) == ("POST", "/index.php", b'{"order":1}')
    found = signing.stamp_of("/comptoir/v1/order", asked.headers)
    assert found is not None
    stamp, mark = found
    assert stamp.shop_id == SHOP_ID
    assert signing.signed_by((SECRET,), stamp.canonical(asked.body), mark=mark) == SECRET


def test_a_shop_below_a_folder_or_named_by_its_webservice_is_called_there() -> None:
    with listening(granting({})) as shop:
        reading(f"{shop.url}/boutique/")
        reading(f"{shop.url}/boutique/api/")
    assert [asked.path for asked in shop.asked] == ["/boutique/index.php"] * 2


def test_an_older_secret_is_tried_where_the_newest_is_not_known_yet() -> None:
    def answer(asked: Asked, reply: Reply) -> None:
        if len(shop.asked) % 2:
            reply.whole(401, {}, PLAIN)
        else:
            sealed(asked, reply, {"ok": True, "result": {}}, secret=OLD)

    with listening(answer) as shop:
        reading(shop.url, secrets=(SECRET, OLD))
        writing(shop.url, secrets=(SECRET, OLD))
    assert len({asked.headers["Comptoir-Nonce"] for asked in shop.asked}) == 4


def test_secrets_that_the_module_does_not_know_leave_a_write_open() -> None:
    with listening(plainly(401, PLAIN)) as shop:
        assert type(fault_of(lambda: writing(shop.url, secrets=(SECRET, OLD)))) is Unauthorized
        assert type(fault_of(lambda: reading(shop.url))) is Unauthorized


def test_busy_after_a_refused_secret_may_be_our_own_first_try() -> None:
    def answer(asked: Asked, reply: Reply) -> None:
        if len(shop.asked) == 1:
            reply.whole(401, {}, PLAIN)
        else:
            said = {"ok": False, "error": {"name": "busy", "retryable": True}}
            sealed(asked, reply, said, status=409, secret=OLD)

    with listening(answer) as shop:
        assert type(fault_of(lambda: writing(shop.url, secrets=(SECRET, OLD)))) is Unreachable


def test_what_cannot_be_sent_after_a_refused_secret_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        refusing_once = Thread(target=_refuse_and_leave, args=(server,))
        refusing_once.start()
        fault = fault_of(lambda: writing(url, secrets=(SECRET, OLD)))
        refusing_once.join()
    assert type(fault) is Unreachable


def test_without_a_secret_nothing_is_sent() -> None:
    with listening(plainly(401, PLAIN)) as shop:
        assert type(fault_of(lambda: writing(shop.url, secrets=()))) is NotSent
        assert shop.asked == []


def test_a_failing_gateway_leaves_a_write_open_under_a_name_of_the_contract() -> None:
    with listening(plainly(502)) as shop:
        assert type(fault_of(lambda: writing(shop.url))) is Unreachable


def test_a_clock_that_is_far_off_is_named_as_the_reason() -> None:
    date = "Sun, 22 Nov 2015 07:00:00 GMT"
    with listening(plainly(401, PLAIN, Date=date)) as shop:
        assert "clock is -" in fault_of(lambda: reading(shop.url)).detail


@pytest.mark.parametrize(
    "answer",
    [
        lambda asked, reply: sealed(asked, reply, {"ok": True, "result": {}}, secret=OLD),
        plainly(200, b'{"ok":true,"result":{}}'),
        plainly(200, b'{"ok":true,"result":{}}', **{"Comptoir-Signature": "0" * 64}),
        plainly(409, b'{"ok":false,"error":{"name":"moved","retryable":false}}'),
        plainly(401, b"<h1>401</h1>", **{"Content-Type": "text/html"}),
        plainly(401, b'{"ok":false,"error":{"name":"unauthorized"}}'),
        plainly(413, b'{"ok":false,"error":{"name":"too_large","retryable":false}}'),
    ],
)
def test_an_answer_without_the_right_signature_leaves_a_write_open(answer: Answering) -> None:
    with listening(answer) as shop:
        fault = fault_of(lambda: writing(shop.url))
    assert not isinstance(fault, NotSent)
    assert len(shop.asked) == 1


def test_an_answer_to_another_call_is_no_answer() -> None:
    kept: list[Asked] = []

    def answer(asked: Asked, reply: Reply) -> None:
        kept.append(asked)
        sealed(kept[0], reply, {"ok": True, "result": {}})

    with listening(answer) as shop:
        reading(shop.url)
        assert isinstance(fault_of(lambda: reading(shop.url)), BadAnswer)


def test_an_answer_signed_for_another_status_is_no_answer() -> None:
    def answer(asked: Asked, reply: Reply) -> None:
        body = b'{"ok":true,"result":{}}'
        canonical = signing.canonical_answer(200, asked.headers["Comptoir-Nonce"], body)
        reply.whole(409, {"Comptoir-Signature": signing.signature(SECRET, canonical)}, body)

    with listening(answer) as shop:
        assert isinstance(fault_of(lambda: writing(shop.url)), BadAnswer)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (plainly(404, b"<html>", **{"Content-Type": "text/html"}), ModuleAbsent),
        (plainly(404), ModuleAbsent),
        (plainly(200, b"<html>", **{"Content-Type": "text/html"}), ModuleAbsent),
        (plainly(302, b"", Location="https://shop.example/404"), ModuleAbsent),
        (plainly(503, b"<h1>Maintenance</h1>"), InMaintenance),
        (plainly(500), Unreachable),
        (plainly(502), Unreachable),
        (plainly(429, b"", **{"Retry-After": "7"}), Throttled),
        (plainly(401, b"x"), Unauthorized),
        (plainly(403, b"x"), BadAnswer),
        (refusing(404, name="unknown_order", retryable=False), NotFound),
        (refusing(404, name="unknown_image", retryable=False), NotFound),
        (refusing(409, name="busy", retryable=True), Throttled),
        (refusing(500, name="fault", retryable=False), Unreachable),
        (refusing(400, name="bad_request", field="order"), BadAnswer),
        (refusing(404, name="unknown_action", retryable=False), BadAnswer),
        (refusing(400, name="Not a name"), BadAnswer),
        (refusing(400), BadAnswer),
        (lambda asked, reply: sealed(asked, reply, []), BadAnswer),
        (lambda asked, reply: sealed(asked, reply, b"{"), BadAnswer),
        (lambda asked, reply: sealed(asked, reply, b"[" * 90_000), BadAnswer),
        (lambda asked, reply: sealed(asked, reply, {"ok": 1, "result": {}}), BadAnswer),
        (lambda asked, reply: sealed(asked, reply, {"ok": True, "result": []}), BadAnswer),
    ],
)
def test_every_failure_of_a_read_has_its_name(
    answer: Answering, fault: type[PlatformError]
) -> None:
    with listening(answer) as shop:
        assert type(fault_of(lambda: reading(shop.url))) is fault


def test_a_redirect_names_where_it_leads_and_is_not_followed() -> None:
    with listening(granting({})) as other:
        with listening(plainly(301, b"", Location=f"{other.url}/index.php?x=y")) as shop:
            fault = fault_of(lambda: reading(shop.url))
        assert other.asked == []
    assert isinstance(fault, ModuleAbsent)
    assert other.url in fault.detail
    assert "x=y" not in fault.detail


@pytest.mark.parametrize("answer", [plainly(502), lambda _, reply: reply.close()])
def test_a_read_is_asked_three_times_each_signed_anew_and_a_write_once(answer: Answering) -> None:
    with listening(answer) as shop:
        fault_of(lambda: reading(shop.url))
        assert len({asked.headers["Comptoir-Nonce"] for asked in shop.asked}) == 3
        shop.asked.clear()
        assert not isinstance(fault_of(lambda: writing(shop.url)), NotSent)
        assert len(shop.asked) == 1


def test_a_refusal_of_a_write_is_an_answer() -> None:
    with listening(refusing(422, name="quantity_too_high", retryable=False, line=3, most=1)) as it:
        said = writing(it.url)
    assert said == Refusal(422, "quantity_too_high", {"retryable": False, "line": 3, "most": 1})
    assert said.detail == "422 quantity_too_high line=3 most=1"


def test_a_write_that_the_module_would_not_read_is_not_sent() -> None:
    with listening(granting({})) as shop:
        module = Module(through_module(shop.url))
        said = module.write("refund", {"message": "x" * 70_000}, deadline=Deadline.within(5))
        assert shop.asked == []
    assert said == Refusal(413, "too_large")


def test_no_secret_stands_in_a_fault() -> None:
    with listening(plainly(500)) as shop:
        fault = fault_of(lambda: writing(shop.url))
    assert SECRET not in repr(fault) + fault.detail + repr(through_module(shop.url))


def _refuse_and_leave(server: socket.socket) -> None:
    """Answers one call with the plain refusal; nobody listens to the next."""
    wire, _ = server.accept()
    server.close()
    with wire:
        heard = b""
        while b'"op_1"' not in heard:
            heard += wire.recv(65536)
        head = f"HTTP/1.1 401 Said\r\nContent-Length: {len(PLAIN)}\r\nConnection: close\r\n\r\n"
        wire.sendall(head.encode() + PLAIN)
