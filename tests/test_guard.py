"""The guard over the tests refuses the outside, and lets loopback through."""

from __future__ import annotations

import socket

import pytest

from tests.guard import OutsideRefusedError


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "shop.example"])
def test_another_machine_is_refused(host: str) -> None:
    with pytest.raises(OutsideRefusedError):
        socket.create_connection((host, 80), timeout=1)


def test_a_datagram_to_another_machine_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as quiet,
        pytest.raises(OutsideRefusedError),
    ):
        quiet.sendto(b"hello", ("192.0.2.1", 53))


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
